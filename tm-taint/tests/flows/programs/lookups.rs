//! Maps and sets: entries, ranges, and what is taken out again.

use std::collections::btree_map::{self, BTreeMap};
use std::collections::hash_map::{self, HashMap};
use std::collections::{BTreeSet, HashSet};

use crate::*;

fn entries() {
    let mut m: HashMap<String, String> = HashMap::new();
    m.entry("a".into()).and_modify(|v| v.clear()).or_insert_with(source);
    sink(&m["a"]); // FLOW
    let mut n: HashMap<String, String> = HashMap::new();
    n.entry(source()).or_insert_with_key(|k| k.to_uppercase());
    sink(&n["a"]); // FLOW
    let mut o: HashMap<String, u64> = HashMap::new();
    *o.entry(source()).or_insert(0) += 1;
    sink_number(o["a"]); // NO FLOW
    sink(o.keys().next().unwrap()); // FLOW
    *o.entry(String::from("b")).or_default() += source_number();
    sink_number(o["b"]); // FLOW
    let mut p: HashMap<u64, Vec<String>> = HashMap::new();
    p.entry(1).or_default().push(source());
    sink(&p[&1][0]); // FLOW
    match p.entry(1) {
        hash_map::Entry::Occupied(mut it) => {
            sink(&it.get()[0]); // FLOW
            let old = it.insert(Vec::new());
            sink(&old[0]); // FLOW
        }
        hash_map::Entry::Vacant(it) => {
            sink_number(*it.key()); // NO FLOW
            it.insert(vec![String::new()]);
        }
    }
    let mut q: BTreeMap<String, String> = BTreeMap::new();
    if let btree_map::Entry::Vacant(slot) = q.entry(source()) {
        sink(slot.key()); // FLOW
        sink(slot.insert(String::new())); // NO FLOW
    }
    if let btree_map::Entry::Occupied(slot) = q.entry(String::new()) {
        let (key, value) = slot.remove_entry();
        sink(&key); // FLOW
        sink(&value); // NO FLOW
    }
}

fn in_order() {
    let mut m: BTreeMap<u64, String> = BTreeMap::from([(1, String::new())]);
    sink(&m.first_key_value().unwrap().1); // NO FLOW
    for (_, value) in m.range_mut(..5) {
        *value = source();
    }
    sink(m.get(&1).unwrap()); // FLOW
    let upper = m.split_off(&1);
    sink(upper.values().next().unwrap()); // FLOW
    let mut n = BTreeMap::new();
    n.append(&mut BTreeMap::from([(source_number(), String::from("x"))]));
    let (key, value) = n.pop_first().unwrap();
    sink_number(key); // FLOW
    sink(&value); // NO FLOW
    let mut o = BTreeMap::from([(2_u64, String::new())]);
    if let Some(mut entry) = o.last_entry() {
        entry.get_mut().push_str(&source());
        sink_number(*entry.key()); // NO FLOW
    }
    sink(&o.pop_last().unwrap().1); // FLOW
    let p: BTreeMap<u64, (String, String)> = [(1, (source(), String::new()))].into();
    sink(&p.values().next_back().unwrap().0); // FLOW
    sink(&p.values().next_back().unwrap().1); // NO FLOW
    sink(&p.into_values().map(|(a, _)| a).collect::<Vec<_>>().concat()); // FLOW
}

fn taking_out() {
    let mut m = HashMap::from([("a", source()), ("b", String::new())]);
    m.retain(|_, v| !v.is_empty());
    sink(&m.remove("a").unwrap()); // FLOW
    let (k, v) = m.remove_entry("a").unwrap();
    sink(k); // NO FLOW
    sink(&v); // FLOW
    let gone: Vec<(&str, String)> = m.extract_if(|k, _| k.len() > 1).collect();
    sink(&gone[0].1); // FLOW
    sink(gone[0].0); // NO FLOW
    for (k, v) in m.drain() {
        sink(k); // NO FLOW
        sink(&v); // FLOW
    }
    let mut n = HashMap::from([(1, String::new())]);
    for v in n.values_mut() {
        v.insert_str(0, &source());
    }
    sink(n.get(&1).map(String::as_str).unwrap_or("")); // FLOW
    let [a, b] = n.get_disjoint_mut([&1, &2]);
    sink(a.unwrap()); // FLOW
    let mut o: HashMap<u64, String> = HashMap::new();
    let before = o.insert(1, source());
    sink(&before.unwrap_or_default()); // NO FLOW
    let after = o.insert(1, String::new());
    sink(&after.unwrap()); // FLOW
    let turned: HashMap<String, u64> = o.into_iter().map(|(k, v)| (v, k)).collect();
    sink(turned.keys().next().unwrap()); // FLOW
    sink_number(*turned.values().next().unwrap()); // NO FLOW
    sink_any(turned.contains_key("a")); // NO FLOW
    sink_number(turned.len() as u64); // NO FLOW
}

fn sets() {
    let mut s: HashSet<String> = HashSet::new();
    sink(&s.replace(source()).unwrap_or_default()); // NO FLOW
    sink(s.get("x").unwrap()); // FLOW
    sink(&s.take("x").unwrap()); // FLOW
    let t: HashSet<String> = s.iter().map(|it| it.to_lowercase()).collect();
    sink(t.symmetric_difference(&HashSet::new()).next().unwrap()); // FLOW
    let b: BTreeSet<u64> = BTreeSet::from([source_number()]);
    sink_number(*b.first().unwrap()); // FLOW
    sink_number(*b.range(2..).next().unwrap()); // FLOW
    let c = &b | &BTreeSet::from([1]);
    sink_number(c.into_iter().max().unwrap()); // FLOW
    let d = &BTreeSet::from([1_u64]) - &b;
    sink_number(d.into_iter().max().unwrap()); // NO FLOW
    sink_any(b.insert(2).to_owned_like()); // NO FLOW
    sink_any(b.is_disjoint(&BTreeSet::new())); // NO FLOW
}

trait InsertLike {
    fn insert(&self, n: u64) -> bool;
}

impl InsertLike for BTreeSet<u64> {
    fn insert(&self, n: u64) -> bool {
        self.contains(&n)
    }
}

trait Copied {
    fn to_owned_like(self) -> Self;
}

impl Copied for bool {
    fn to_owned_like(self) -> bool {
        self
    }
}

#[derive(Default)]
struct Registry {
    by_name: HashMap<String, Item>,
    order: Vec<String>,
    limits: BTreeMap<&'static str, u64>,
}

#[derive(Default, Clone)]
struct Item {
    title: String,
    price: u64,
}

impl Registry {
    fn item(&mut self, name: &str) -> &mut Item {
        self.by_name.entry(name.to_string()).or_default()
    }
    fn find(&self, title: &str) -> Option<&Item> {
        self.order.iter().filter_map(|name| self.by_name.get(name)).find(|it| it.title == title)
    }
    fn titles(&self) -> impl Iterator<Item = &str> {
        self.by_name.values().map(|it| it.title.as_str())
    }
}

fn registry() {
    let mut r = Registry::default();
    r.item("a").title = source();
    r.item("b").price = 3;
    sink(&r.item("a").title); // FLOW
    sink_number(r.item("a").price); // NO FLOW
    sink(r.titles().next().unwrap()); // FLOW
    sink_number(r.find("x").map_or(0, |it| it.price)); // NO FLOW
    sink(&r.find("x").cloned().unwrap_or_default().title); // FLOW
    r.limits.insert("most", source_number());
    sink_number(r.limits["most"]); // FLOW
    sink(r.order.first().map_or("", String::as_str)); // NO FLOW
    let Registry { order, limits, .. } = r;
    sink(&order.concat()); // NO FLOW
    sink_number(limits.values().sum()); // FLOW
}

fn nested() {
    let mut m: HashMap<String, HashMap<String, String>> = HashMap::new();
    m.entry(String::from("a")).or_default().insert(String::from("b"), source());
    sink(&m["a"]["b"]); // FLOW
    sink(m.get("a").and_then(|it| it.get("b")).unwrap()); // FLOW
    sink(m.values().flat_map(|it| it.keys()).next().unwrap()); // NO FLOW
    if let Some(inner) = m.get_mut("a")
        && let Some(value) = inner.get_mut("b")
    {
        sink(value); // FLOW
        value.clear();
    }
    let grouped = ["x", "y"].iter().fold(BTreeMap::<usize, Vec<String>>::new(), |mut all, word| {
        all.entry(word.len()).or_default().push(format!("{word}{}", source()));
        all
    });
    sink(&grouped[&1][0]); // FLOW
    sink_number(*grouped.keys().next().unwrap() as u64); // NO FLOW
}
