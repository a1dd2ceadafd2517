use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};

use crate::*;

fn vec_push() {
    let mut v = Vec::new();
    v.push(source());
    sink(&v[0]); // FLOW
    let mut w = Vec::new();
    w.push(String::new());
    sink(&w[0]); // NO FLOW
}

fn vec_macro() {
    let v = vec![String::new(), source()];
    sink(&v[1]); // FLOW
    let w = vec![String::new()];
    sink(&w[0]); // NO FLOW
}

fn vec_repeat() {
    let v = vec![source(); 3];
    sink(&v[1]); // FLOW
}

fn vec_pop() {
    let mut v = vec![source()];
    let s = v.pop().unwrap();
    sink(&s); // FLOW
}

fn vec_clear() {
    let mut v = vec![source()];
    v.clear();
    v.push(String::new());
    sink(&v[0]); // NO FLOW
}

fn vec_index_write() {
    let mut v = vec![String::new()];
    v[0] = source();
    sink(&v[0]); // FLOW
}

fn vec_get_mut() {
    let mut v = vec![String::new()];
    *v.get_mut(0).unwrap() = source();
    sink(v.first().unwrap()); // FLOW
    let mut w = vec![String::new()];
    w.last_mut().unwrap().push('x');
    sink(w.last().unwrap()); // NO FLOW
}

fn vec_iter_mut() {
    let mut v = vec![String::new()];
    for s in v.iter_mut() {
        *s = source();
    }
    sink(&v[0]); // FLOW
}

fn vec_of_structs() {
    struct P {
        a: String,
        b: String,
    }
    let v = vec![P { a: source(), b: String::new() }];
    sink(&v[0].a); // FLOW
    sink(&v[0].b); // NO FLOW
    for p in &v {
        sink(&p.a); // FLOW
        sink(&p.b); // NO FLOW
    }
}

fn vec_extend() {
    let mut v: Vec<String> = Vec::new();
    v.extend(vec![source()]);
    sink(&v[0]); // FLOW
    let mut w: Vec<String> = Vec::new();
    w.extend_from_slice(&[String::new()]);
    sink(&w[0]); // NO FLOW
}

fn vec_append() {
    let mut v = vec![String::new()];
    let mut w = vec![source()];
    v.append(&mut w);
    sink(&v[0]); // FLOW
}

fn vec_length() {
    let v = vec![source()];
    sink_number(v.len() as u64); // NO FLOW
}

fn vec_join() {
    let v = vec![source(), String::new()];
    sink(&v.join(",")); // FLOW
    sink(&v.concat()); // FLOW
    let w = vec![String::new()];
    sink(&w.join(",")); // NO FLOW
}

fn vec_sort_dedup() {
    let mut v = vec![source()];
    v.sort();
    v.dedup();
    sink(&v[0]); // FLOW
}

fn vec_drain() {
    let mut v = vec![source()];
    for s in v.drain(..) {
        sink(&s); // FLOW
    }
}

fn slices() {
    let v = vec![source()];
    let s: &[String] = &v;
    sink(&s[0]); // FLOW
    for c in v.chunks(2) {
        sink(&c[0]); // FLOW
    }
    let (l, r) = v.split_at(0);
    sink(&r[0]); // FLOW
    sink(&s.to_vec()[0]); // FLOW
}

fn deque() {
    let mut d = VecDeque::new();
    d.push_back(source());
    sink(&d.pop_front().unwrap()); // FLOW
    let mut e = VecDeque::new();
    e.push_front(String::new());
    sink(e.front().unwrap()); // NO FLOW
}

fn hash_map() {
    let mut m = HashMap::new();
    m.insert("k", source());
    sink(m.get("k").unwrap()); // FLOW
    sink(&m["k"]); // FLOW
    let mut n = HashMap::new();
    n.insert("k", String::new());
    sink(n.get("k").unwrap()); // NO FLOW
}

fn hash_map_keys() {
    let mut m = HashMap::new();
    m.insert(source(), String::new());
    for k in m.keys() {
        sink(k); // FLOW
    }
    for v in m.values() {
        sink(v); // NO FLOW
    }
    for (k, v) in &m {
        sink(k); // FLOW
        sink(v); // NO FLOW
    }
    for (k, v) in m {
        sink(&k); // FLOW
        sink(&v); // NO FLOW
    }
}

fn hash_map_entry() {
    let mut m: HashMap<String, Vec<String>> = HashMap::new();
    m.entry("k".to_string()).or_default().push(source());
    sink(&m["k"][0]); // FLOW
    let mut n: HashMap<String, String> = HashMap::new();
    n.entry("k".to_string()).or_insert_with(|| String::new());
    sink(&n["k"]); // NO FLOW
    *n.entry("k".to_string()).or_insert(String::new()) = source();
    sink(&n["k"]); // FLOW
}

fn hash_map_remove() {
    let mut m = HashMap::from([("k", source())]);
    if let Some(s) = m.remove("k") {
        sink(&s); // FLOW
    }
}

fn hash_map_get_mut() {
    let mut m = HashMap::from([("k", String::new())]);
    if let Some(s) = m.get_mut("k") {
        s.push_str(&source());
    }
    sink(&m["k"]); // FLOW
}

fn btree_map() {
    let mut m = BTreeMap::new();
    m.insert(1, source());
    for (_, v) in &m {
        sink(v); // FLOW
    }
    sink(m.first_key_value().unwrap().1); // FLOW
    let mut n = BTreeMap::new();
    n.insert(1, String::new());
    for v in n.into_values() {
        sink(&v); // NO FLOW
    }
}

fn sets() {
    let mut s = HashSet::new();
    s.insert(source());
    for x in &s {
        sink(x); // FLOW
    }
    let mut t = BTreeSet::new();
    t.insert(String::new());
    sink(t.first().unwrap()); // NO FLOW
}

fn heap() {
    let mut h = BinaryHeap::new();
    h.push(source());
    sink(h.peek().unwrap()); // FLOW
    sink(&h.into_vec()[0]); // FLOW
}

fn nested() {
    let mut m: HashMap<u8, Vec<(String, String)>> = HashMap::new();
    m.insert(1, vec![(source(), String::new())]);
    sink(&m[&1][0].0); // FLOW
    sink(&m[&1][0].1); // NO FLOW
}

fn contains_only() {
    let mut m = HashMap::new();
    m.insert(source(), 1);
    let text = if m.contains_key("x") { "yes" } else { "no" };
    sink(text); // NO FLOW
}

fn array_of_arrays() {
    let a = [[source()], [String::new()]];
    sink(&a[0][0]); // FLOW
}

fn const_generic_array<const N: usize>(a: [String; N]) {
    for s in a {
        sink(&s); // FLOW
    }
}

fn const_generics() {
    const_generic_array([source(), String::new()]);
}
