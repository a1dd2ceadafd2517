//! Vectors, slices, arrays, deques: what their methods keep and give.

use std::collections::{BinaryHeap, LinkedList, VecDeque};

use crate::*;

fn tainted() -> Vec<String> {
    vec![source(), String::from("x")]
}

fn plain() -> Vec<String> {
    vec![String::from("x"), String::from("y")]
}

fn parts() {
    let v = tainted();
    sink(&v.split_first().unwrap().0); // FLOW
    sink(&v.split_last().unwrap().1[0]); // FLOW
    sink(&v.split_at(1).0[0]); // FLOW
    sink(&v.chunks(2).next().unwrap()[0]); // FLOW
    sink(&v.chunks_exact(1).last().unwrap()[0]); // FLOW
    sink(&v.windows(2).map(|w| w[0].clone() + &w[1]).collect::<String>()); // FLOW
    sink(&v.rchunks(1).next().unwrap()[0]); // FLOW
    sink(&v.split(|s| s.is_empty()).next().unwrap()[0]); // FLOW
    sink(&v.first_chunk::<1>().unwrap()[0]); // FLOW
    sink(&v.iter().rev().skip(1).next().unwrap()); // FLOW
    sink(v.get(0..1).unwrap().first().unwrap()); // FLOW
    sink(&v.concat()); // FLOW
    sink(&v.last().cloned().unwrap()); // FLOW
    sink(v.iter().min().unwrap()); // FLOW
    sink(&plain().split_first().unwrap().0); // NO FLOW
    sink(&plain().chunks(2).next().unwrap()[0]); // NO FLOW
    sink(&plain().windows(2).next().unwrap()[1]); // NO FLOW
    sink_any(v.len()); // NO FLOW
    sink_any(v.contains(&String::new())); // NO FLOW
    sink_any(v.binary_search(&String::new()).is_ok()); // NO FLOW
    sink_any(v.iter().position(|s| s == "x").unwrap()); // NO FLOW
    sink_any(v.is_empty()); // NO FLOW
}

fn writing_through_parts() {
    let mut v = plain();
    v.split_at_mut(1).0[0] = source();
    sink(&v[0]); // FLOW
    let mut v = plain();
    if let Some((first, _)) = v.split_first_mut() {
        *first = source();
    }
    sink(&v[0]); // FLOW
    let mut v = plain();
    for c in v.chunks_mut(1) {
        c[0] = source();
    }
    sink(&v[0]); // FLOW
    let mut v = plain();
    v.swap(0, 1);
    v.reverse();
    sink(&v[0]); // NO FLOW
    v.iter_mut().for_each(|s| s.push_str(&source()));
    sink(&v[0]); // FLOW
    let mut v = plain();
    v.fill(source());
    sink(&v[1]); // FLOW
    let mut v = plain();
    v.fill_with(source);
    sink(&v[1]); // FLOW
    let mut v = plain();
    v.first_mut().unwrap().clear();
    sink(&v[0]); // NO FLOW
    let mut v = plain();
    std::mem::swap(&mut v[0], &mut source());
    sink(&v[0]); // FLOW
}

fn changing() {
    let mut v = tainted();
    v.retain(|s| !s.is_empty());
    v.dedup();
    v.sort_by_key(|s| s.len());
    v.rotate_left(1);
    sink(&v[0]); // FLOW
    sink(&v.split_off(1)[0]); // FLOW
    sink(&v.swap_remove(0)); // FLOW
    let mut w = plain();
    w.insert(0, source());
    sink(&w[1]); // FLOW
    let mut w = plain();
    w.extend(tainted().into_iter().filter(|s| s.len() > 1));
    sink(&w[0]); // FLOW
    let mut w = plain();
    w.extend(plain().iter().cloned());
    w.extend_from_within(..1);
    sink(&w[0]); // NO FLOW
    w.resize(10, source());
    sink(&w[0]); // FLOW
    let mut w = plain();
    w.resize_with(10, source);
    sink(&w[0]); // FLOW
    let mut w = plain();
    let removed: Vec<String> = w.splice(0..1, tainted()).collect();
    sink(&removed[0]); // NO FLOW
    sink(&w[0]); // FLOW
    let mut x = tainted();
    let drained: Vec<_> = x.drain(..1).collect();
    sink(&drained[0]); // FLOW
    let mut x = tainted();
    x.truncate(0);
    sink(&x.concat()); // NO FLOW
    let mut y = tainted();
    let kept = y.extract_if(.., |s| s.len() > 1).collect::<Vec<_>>();
    sink(&kept[0]); // FLOW
}

fn converting() {
    let b: Box<[String]> = tainted().into_boxed_slice();
    sink(&b[0]); // FLOW
    sink(&b.into_vec()[0]); // FLOW
    let a: [String; 2] = tainted().try_into().unwrap();
    sink(&a[0]); // FLOW
    let v: Vec<String> = Vec::from(a);
    sink(&v[0]); // FLOW
    let v: Vec<String> = [source()].to_vec();
    sink(&v[0]); // FLOW
    let d: VecDeque<String> = v.into();
    sink(&d[0]); // FLOW
    let v: Vec<String> = d.into_iter().collect();
    sink(&v[0]); // FLOW
    let s: std::rc::Rc<[String]> = v.into();
    sink(&s[0]); // FLOW
    let leaked: &'static mut [String] = tainted().leak();
    sink(&leaked[0]); // FLOW
    let p: Vec<String> = Vec::from(["a".to_string()]);
    sink(&p[0]); // NO FLOW
    let bytes: Vec<u8> = source().into();
    sink_any(bytes[0]); // FLOW
    let text: Box<str> = source().into();
    sink(&text); // FLOW
    let rc: std::sync::Arc<str> = std::sync::Arc::from(source());
    sink(&rc); // FLOW
}

fn arrays() {
    let a = [source_number(), 2, 3];
    sink_number(a.map(|n| n + 1)[0]); // FLOW
    sink_number(a.iter().copied().max().unwrap()); // FLOW
    let [x, ..] = a;
    sink_number(x); // FLOW
    let built: [u64; 3] = std::array::from_fn(|i| i as u64);
    sink_number(built[0]); // NO FLOW
    let built: [u64; 3] = std::array::from_fn(|_| source_number());
    sink_number(built[0]); // FLOW
    let nested = [[0_u64; 2]; 2];
    sink_number(nested[1][0]); // NO FLOW
    let mut grid = [[0_u64; 2]; 2];
    grid[1][0] = source_number();
    sink_number(grid[0][1]); // NO FLOW
    sink_number(grid.concat()[0]); // FLOW
    sink_number(grid.as_flattened()[0]); // FLOW
    let repeat = [source_number(); 4];
    sink_number(repeat[2]); // FLOW
    let refs = a.each_ref();
    sink_number(*refs[0]); // FLOW
}

fn copying() {
    let mut to = [0_u8; 4];
    to.copy_from_slice(&source().as_bytes()[..4]);
    sink_any(to[0]); // FLOW
    let mut to = vec![0_u8; 4];
    to[1..3].copy_from_slice(&source().into_bytes()[1..3]);
    sink_any(to[0]); // FLOW
    let mut other = [0_u8; 4];
    other.copy_from_slice(b"safe");
    sink_any(other[0]); // NO FLOW
    other.copy_within(0..1, 2);
    sink_any(other[0]); // NO FLOW
    let mut strings = plain();
    strings.clone_from_slice(&tainted());
    sink(&strings[0]); // FLOW
}

fn deques() {
    let mut d: VecDeque<String> = VecDeque::with_capacity(3);
    d.push_front(String::new());
    sink(d.back().unwrap()); // NO FLOW
    d.push_back(source());
    sink(&d.pop_back().unwrap()); // FLOW
    sink(&d[0]); // FLOW
    sink(d.iter().next().unwrap()); // FLOW
    sink(&d.make_contiguous()[0]); // FLOW
    let (left, right) = d.as_slices();
    sink(&left[0]); // FLOW
    d.rotate_left(1);
    sink(&d.drain(..).next().unwrap()); // FLOW
    d.clear();
    sink(&d.pop_front().unwrap_or_default()); // NO FLOW
}

fn lists_and_heaps() {
    let mut l = LinkedList::new();
    l.push_back(source());
    sink(l.front().unwrap()); // FLOW
    let mut m = LinkedList::new();
    m.append(&mut l);
    sink(&m.pop_front().unwrap()); // FLOW
    for s in &m {
        sink(s); // FLOW
    }
    let mut h = BinaryHeap::from(plain());
    sink(h.peek().unwrap()); // NO FLOW
    h.extend(tainted());
    sink(&h.pop().unwrap()); // FLOW
    sink(&h.into_sorted_vec()[0]); // FLOW
    let mut numbers = BinaryHeap::new();
    numbers.push(std::cmp::Reverse(source_number()));
    if let Some(std::cmp::Reverse(n)) = numbers.pop() {
        sink_number(n); // FLOW
    }
    let mut pairs = BinaryHeap::from(vec![(1_u64, source())]);
    let mut top = pairs.peek_mut().unwrap();
    top.0 = 3;
    drop(top);
    let (n, s) = pairs.pop().unwrap();
    sink_number(n); // NO FLOW
    sink(&s); // FLOW
}

fn sorting_pairs() {
    let mut v = vec![(source(), 1_u64), (String::new(), 2)];
    v.sort_by(|a, b| a.1.cmp(&b.1));
    v.sort_unstable_by_key(|p| std::cmp::Reverse(p.1));
    v.dedup_by(|a, b| a.0 == b.0);
    sink(&v[0].0); // FLOW
    sink_number(v[0].1); // NO FLOW
    let (names, numbers): (Vec<String>, Vec<u64>) = v.into_iter().unzip();
    sink(&names[0]); // FLOW
    sink_number(numbers[0]); // NO FLOW
}

fn partitions() {
    let (long, short): (Vec<String>, Vec<String>) = tainted().into_iter().partition(|s| s.len() > 3);
    sink(&long[0]); // FLOW
    sink(&short[0]); // FLOW
    let joined = plain().join(&source());
    sink(&joined); // FLOW
    let sorted = { let mut v = plain(); v.sort(); v };
    sink(&sorted[0]); // NO FLOW
    let chunked: Vec<String> = tainted().chunk_by(|a, b| a == b).map(|c| c.concat()).collect();
    sink(&chunked[0]); // FLOW
}
