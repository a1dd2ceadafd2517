//! Maps and sets.

use std::collections::btree_map;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::*;

fn values() -> HashMap<String, String> {
    HashMap::from([(String::from("k"), source())])
}

fn keys() -> BTreeMap<String, String> {
    BTreeMap::from([(source(), String::from("v"))])
}

fn getting() {
    let m = values();
    sink(m.get("k").unwrap()); // FLOW
    sink(m.get("k").map(String::as_str).unwrap_or("")); // FLOW
    sink(m.get_key_value("k").unwrap().0); // NO FLOW
    sink(m.get_key_value("k").unwrap().1); // FLOW
    sink(m.keys().next().unwrap()); // NO FLOW
    sink(m.values().next().unwrap()); // FLOW
    sink(m.iter().map(|(k, _)| k).next().unwrap()); // NO FLOW
    sink(m.iter().map(|(_, v)| v).next().unwrap()); // FLOW
    sink_any(m.contains_key("k")); // NO FLOW
    sink_any(m.len()); // NO FLOW
    sink(m.get(&source()).unwrap()); // FLOW
    let n = keys();
    sink(n.get(&source()).unwrap()); // NO FLOW
    sink(n.first_key_value().unwrap().0); // FLOW
    sink(n.last_key_value().unwrap().1); // NO FLOW
    sink(n.range(String::from("a")..).next().unwrap().0); // FLOW
    sink(n.range(String::from("a")..).next().unwrap().1); // NO FLOW
}

fn taking() {
    let mut m = values();
    sink(&m.remove("k").unwrap()); // FLOW
    let (k, v) = m.remove_entry("k").unwrap();
    sink(&k); // NO FLOW
    sink(&v); // FLOW
    for (k, v) in m.drain() {
        sink(&k); // NO FLOW
        sink(&v); // FLOW
    }
    let mut n = keys();
    let (k, v) = n.pop_first().unwrap();
    sink(&k); // FLOW
    sink(&v); // NO FLOW
    let tail = n.split_off("x");
    sink(tail.keys().next().unwrap()); // FLOW
    sink(tail.values().next().unwrap()); // NO FLOW
    sink(&keys().into_keys().next().unwrap()); // FLOW
    sink(&keys().into_values().next().unwrap()); // NO FLOW
    sink(&values().into_values().collect::<Vec<_>>()[0]); // FLOW
}

fn putting() {
    let mut m = HashMap::new();
    sink(&m.insert("k", String::new()).unwrap_or_default()); // NO FLOW
    m.insert("k", source());
    sink(&m.insert("k", String::new()).unwrap()); // FLOW
    let mut n: HashMap<String, u64> = HashMap::new();
    n.extend([(source(), 1)]);
    sink(n.keys().next().unwrap()); // FLOW
    sink_number(*n.values().next().unwrap()); // NO FLOW
    let mut b = BTreeMap::new();
    b.append(&mut keys());
    sink(b.keys().next().unwrap()); // FLOW
    sink(b.values().next().unwrap()); // NO FLOW
    b.clear();
    sink(b.keys().next().unwrap()); // NO FLOW
}

fn changing() {
    let mut m = HashMap::from([("k", String::new())]);
    for v in m.values_mut() {
        v.push_str(&source());
    }
    sink(&m["k"]); // FLOW
    let mut m = HashMap::from([("k", String::new())]);
    for (_, v) in &mut m {
        *v = source();
    }
    sink(&m["k"]); // FLOW
    let mut m = HashMap::from([("k", String::new())]);
    m.iter_mut().for_each(|(_, v)| v.push('x'));
    sink(&m["k"]); // NO FLOW
    m.retain(|_, v| {
        v.push_str(&source());
        true
    });
    sink(&m["k"]); // FLOW
    let mut m: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    if let Some(v) = m.get_mut(&1) {
        v.push(source());
    }
    sink(&m[&1][0]); // FLOW
}

fn entries() {
    let mut m: HashMap<String, String> = HashMap::new();
    match m.entry("k".into()) {
        Entry::Occupied(mut e) => {
            sink(e.get()); // NO FLOW
            e.insert(source());
        }
        Entry::Vacant(e) => {
            e.insert(String::new());
        }
    }
    sink(&m["k"]); // FLOW
    let mut n: HashMap<String, Vec<String>> = HashMap::new();
    n.entry(String::from("k")).and_modify(|v| v.push(source())).or_insert_with(Vec::new);
    sink(&n["k"][0]); // FLOW
    let mut c: BTreeMap<char, u64> = BTreeMap::new();
    for letter in source().chars() {
        *c.entry(letter).or_insert(0) += 1;
    }
    sink_any(*c.keys().next().unwrap()); // FLOW
    sink_number(*c.values().next().unwrap()); // NO FLOW
    let mut d: BTreeMap<String, String> = BTreeMap::new();
    if let btree_map::Entry::Vacant(e) = d.entry(source()) {
        sink(e.key()); // FLOW
        e.insert(String::from("v"));
    }
    sink(d.keys().next().unwrap()); // FLOW
    sink(d.values().next().unwrap()); // NO FLOW
    let mut s: HashMap<u64, String> = HashMap::new();
    sink(s.entry(1).or_default()); // NO FLOW
    sink(s.entry(1).or_insert_with_key(|k| k.to_string())); // NO FLOW
    s.entry(1).insert_entry(source());
    sink(&s[&1]); // FLOW
}

fn building() {
    let m: HashMap<u64, String> = [1, 2].into_iter().zip([source()]).collect();
    sink(&m[&1]); // FLOW
    let m: HashMap<String, usize> = [source()].into_iter().enumerate().map(|(i, s)| (s, i)).collect();
    sink(m.keys().next().unwrap()); // FLOW
    sink_any(m.values().next().unwrap()); // NO FLOW
    let grouped = [source()].into_iter().fold(BTreeMap::<usize, Vec<String>>::new(), |mut m, s| {
        m.entry(s.len()).or_default().push(s);
        m
    });
    sink(&grouped.values().next().unwrap()[0]); // FLOW
    let inverted: HashMap<String, String> = values().into_iter().map(|(k, v)| (v, k)).collect();
    sink(inverted.keys().next().unwrap()); // FLOW
    sink(inverted.values().next().unwrap()); // NO FLOW
    let nested: HashMap<&str, HashMap<&str, String>> = HashMap::from([("a", HashMap::from([("b", source())]))]);
    sink(&nested["a"]["b"]); // FLOW
    let mut sorted: Vec<_> = values().into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1));
    sink(&sorted[0].1); // FLOW
    sink(&sorted[0].0); // NO FLOW
}

fn sets() {
    let mut s: HashSet<String> = HashSet::new();
    s.insert(String::new());
    sink(s.iter().next().unwrap()); // NO FLOW
    s.extend(vec![source()]);
    sink(s.get("x").unwrap()); // FLOW
    sink(&s.take("x").unwrap()); // FLOW
    let t: HashSet<String> = HashSet::from([String::from("t")]);
    sink(s.union(&t).next().unwrap()); // FLOW
    sink(t.intersection(&t).next().unwrap()); // NO FLOW
    sink(t.difference(&s).next().unwrap()); // NO FLOW
    sink(s.difference(&t).next().unwrap()); // FLOW
    sink((&s | &t).iter().next().unwrap()); // FLOW
    sink((&s - &t).iter().next().unwrap()); // FLOW
    sink_any(s.is_subset(&t)); // NO FLOW
    let b: BTreeSet<String> = s.into_iter().collect();
    sink(b.first().unwrap()); // FLOW
    sink(b.range(String::new()..).next().unwrap()); // FLOW
    sink(b.iter().rev().next().unwrap()); // FLOW
    let c: BTreeSet<u64> = (1..5).collect();
    sink_number(*c.last().unwrap()); // NO FLOW
    let mut d = BTreeSet::from([source()]);
    sink(&d.pop_last().unwrap()); // FLOW
    d.retain(|s| s.len() > 1);
    sink(d.iter().next().unwrap()); // FLOW
}

#[derive(Hash, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Key {
    name: String,
    part: u64,
}

fn own_keys() {
    let mut m = BTreeMap::new();
    m.insert(Key { name: source(), part: 1 }, String::new());
    for (k, v) in &m {
        sink(&k.name); // FLOW
        sink_number(k.part); // NO FLOW
        sink(v); // NO FLOW
    }
}
