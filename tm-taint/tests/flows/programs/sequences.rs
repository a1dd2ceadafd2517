//! Slices, vectors, rings and iterators: the methods that one looks up.

use std::cell::Cell;
use std::collections::{BinaryHeap, LinkedList, VecDeque};
use std::cmp::Reverse;
use std::iter::{self, FusedIterator, Peekable};

use crate::*;

fn numbers() -> Vec<u64> {
    vec![1, source_number(), 3]
}

fn parts_for_writing() {
    let mut v = vec![0_u64; 4];
    let (left, right) = v.split_at_mut(2);
    right[0] = source_number();
    sink_number(v[3]); // FLOW
    let mut w = [1_u64; 4];
    for pair in w.chunks_exact_mut(2) {
        pair[0] = source_number();
    }
    sink_number(w.iter().sum()); // FLOW
    let mut x = vec![String::new(), String::new()];
    if let [_, .., last] = x.as_mut_slice() {
        sink(last); // NO FLOW
        last.push_str(&source());
    }
    sink(&x.join("-")); // FLOW
    let mut y = [String::new(), String::new()];
    if let Some((head, tail)) = y.split_first_mut() {
        sink(head); // NO FLOW
        tail[0] = source();
    }
    sink(&y[1]); // FLOW
    let mut z = vec![3_u64, 4];
    z.first_mut().map(|it| *it += 1);
    *z.last_mut().unwrap() = 7;
    sink_number(z[0]); // NO FLOW
    z.iter_mut().rev().take(1).for_each(|it| *it = source_number());
    sink_number(z[0]); // FLOW
    let mut grid = vec![vec![0_u64; 2]; 2];
    grid.iter_mut().flatten().for_each(|it| *it ^= source_number());
    sink_number(grid[1][1]); // FLOW
    let mut cells = [1_u64, 2];
    let view = Cell::from_mut(&mut cells[..]).as_slice_of_cells();
    view[0].set(source_number());
    sink_number(cells[0]); // FLOW
    let mut swapped = vec![(String::new(), 1_u64)];
    swapped[0].1 = source_number();
    sink(&swapped[0].0); // NO FLOW
    sink_number(swapped[0].1); // FLOW
}

fn pieces() {
    let v = numbers();
    sink_number(v.rsplit(|n| *n == 3).next().unwrap()[0]); // FLOW
    sink_number(v.split_inclusive(|n| *n == 3).flatten().copied().max().unwrap()); // FLOW
    sink_number(v.chunk_by(|a, b| a < b).map(|c| c[0]).min().unwrap()); // FLOW
    sink_number(v.first_chunk::<2>().unwrap()[1]); // FLOW
    sink_number(*v.last_chunk::<1>().unwrap().first().unwrap()); // FLOW
    let (chunks, rest) = v.as_chunks::<2>();
    sink_number(chunks[0][0]); // FLOW
    sink_number(rest[0]); // FLOW
    sink_number(*v.get(1..).unwrap().first().unwrap()); // FLOW
    sink_number(v.strip_prefix(&[1]).unwrap()[0]); // FLOW
    sink_number(v.rchunks_exact(2).map(|c| c.iter().product::<u64>()).next().unwrap()); // FLOW
    sink_number([numbers(), vec![2]].concat()[0]); // FLOW
    sink_number([[1, 2], [3, 4]].concat()[0]); // NO FLOW
    sink_number(v.repeat(2)[4]); // FLOW
    sink_number(v.partition_point(|n| *n < 2) as u64); // NO FLOW
    sink_number(v.iter().position(|n| *n == 2).unwrap() as u64); // NO FLOW
    sink_number(unsafe { *v.get_unchecked(1) }); // FLOW
    let [a, b] = v.get_disjoint_mut_like();
    sink_number(a + b); // FLOW
}

trait Both {
    fn get_disjoint_mut_like(&self) -> [u64; 2];
}

impl Both for [u64] {
    fn get_disjoint_mut_like(&self) -> [u64; 2] {
        let mut copy = self.to_vec();
        copy.get_disjoint_mut([0, 1]).unwrap().map(|it| *it)
    }
}

fn growing() {
    let mut v = vec![1_u64];
    v.extend_from_slice(&[2, 3]);
    sink_number(v[1]); // NO FLOW
    v.resize(4, source_number());
    sink_number(v[3]); // FLOW
    let mut w = vec![1_u64];
    w.resize_with(3, || source_number());
    sink_number(w.pop().unwrap()); // FLOW
    let mut x: Vec<u64> = Vec::new();
    x.insert(0, source_number());
    sink_number(x.swap_remove(0)); // FLOW
    let mut y = vec![1_u64, 2];
    let tail = y.split_off(1);
    y.append(&mut numbers());
    sink_number(y[2]); // FLOW
    sink_number(tail[0]); // NO FLOW
    let mut z = numbers();
    let gone: Vec<u64> = z.splice(1..2, [9]).collect();
    sink_number(gone[0]); // FLOW
    let mut t = numbers();
    t.clear();
    sink_any(t.first()); // NO FLOW
    t.push(4);
    sink_number(t[0]); // NO FLOW
    let mut u = vec![String::new()];
    u.retain_mut(|s| { s.push_str(&source()); true });
    sink(&u[0]); // FLOW
    let mut n = numbers();
    sink_number(n.pop_if(|it| *it > 2).unwrap()); // FLOW
    let mut o = numbers();
    let even: Vec<u64> = o.extract_if(.., |it| *it % 2 == 0).collect();
    sink_number(even[0]); // FLOW
    let mut p = Vec::with_capacity(2);
    p.spare_capacity_mut()[0].write(source_number());
    unsafe { p.set_len(1) };
    sink_number(p[0]); // FLOW
    let q: &mut [u64] = numbers().leak();
    sink_number(q[0]); // FLOW
    sink_number(Vec::from_iter(numbers()).capacity() as u64); // NO FLOW
    let r: Box<[u64]> = numbers().into_boxed_slice();
    sink_number(r.into_vec()[0]); // FLOW
    let s: [u64; 3] = numbers().try_into().unwrap();
    sink_number(s[0]); // FLOW
}

fn moving_within() {
    let mut v = [1_u64, source_number(), 3];
    v.rotate_right(1);
    sink_number(v[0]); // FLOW
    let mut w = vec![1_u64, 2];
    w.fill(source_number());
    sink_number(w[1]); // FLOW
    w.fill(0);
    w.swap(0, 1);
    let mut x = vec![0_u64; 2];
    x.clone_from(&numbers());
    sink_number(x[0]); // FLOW
    x.clone_from(&vec![1]);
    sink_number(x[0]); // NO FLOW
    let mut from = numbers();
    let mut to = [0_u64; 3];
    to.swap_with_slice(&mut from);
    sink_number(to[1]); // FLOW
    let mut names = vec![String::from("a"), source()];
    names.sort_by_key(|it| it.len());
    names.dedup();
    sink(&names[0]); // FLOW
}

fn rings() {
    let mut d: VecDeque<u64> = VecDeque::from([1, 2]);
    d.push_front(source_number());
    d.rotate_left(1);
    sink_number(d[0]); // FLOW
    sink_number(*d.back().unwrap()); // FLOW
    let (a, b) = d.as_slices();
    sink_number(a.iter().chain(b).copied().last().unwrap()); // FLOW
    let taken: Vec<u64> = d.drain(..1).collect();
    sink_number(taken[0]); // FLOW
    let mut e: VecDeque<String> = VecDeque::new();
    e.resize(2, String::from("x"));
    sink(e.iter().next().unwrap()); // NO FLOW
    if let Some(it) = e.get_mut(1) {
        *it = source();
    }
    sink(&e.swap_remove_back(1).unwrap()); // FLOW
    let mut l = LinkedList::from([1_u64]);
    l.push_back(source_number());
    sink_number(l.pop_front().unwrap()); // FLOW
    *l.back_mut().unwrap() = 3;
    let mut other = LinkedList::new();
    other.append(&mut l);
    sink_number(*other.front().unwrap()); // FLOW
    let mut h = BinaryHeap::from(vec![1_u64]);
    h.push(source_number());
    sink_number(*h.peek().unwrap()); // FLOW
    sink_number(h.into_sorted_vec()[0]); // FLOW
    let mut r = BinaryHeap::new();
    r.push(Reverse((3_u64, source())));
    if let Some(Reverse((priority, name))) = r.pop() {
        sink_number(priority); // NO FLOW
        sink(&name); // FLOW
    }
}

fn rare_adaptors() {
    let v = numbers();
    let (small, large): (Vec<u64>, Vec<u64>) = v.iter().partition(|n| **n < 2);
    sink_number(small[0] + large[0]); // FLOW
    sink_number(v.iter().copied().inspect(|n| sink_number(*n)).count() as u64); // FLOW
    let mut p = v.iter().copied().peekable();
    sink_number(p.next_if_eq(&1).unwrap()); // FLOW
    if let Some(n) = p.peek_mut() {
        *n += 1;
    }
    sink_number(p.next_if(|n| *n > 1).unwrap()); // FLOW
    sink_number(v.iter().try_fold(0_u64, |a, n| a.checked_add(*n)).unwrap()); // FLOW
    sink_number(v.iter().copied().reduce(u64::max).unwrap()); // FLOW
    sink_number(v.iter().map(|n| (n.count_ones(), 5_u64)).max_by_key(|it| it.0).unwrap().1); // NO FLOW
    sink_number(v.iter().copied().min_by_key(|n| u64::MAX - n).unwrap()); // FLOW
    let (firsts, seconds): (Vec<u64>, Vec<String>) = v.iter().map(|n| (*n, String::from("s"))).unzip();
    sink_number(firsts[0]); // FLOW
    sink(&seconds[0]); // NO FLOW
    let nested = vec![vec![Some(source())], vec![None]];
    sink(&nested.into_iter().flatten().flatten().next().unwrap()); // FLOW
    let good: Vec<String> = vec![Ok(source()), Err(3)].into_iter().filter_map(Result::ok).collect();
    sink(&good[0]); // FLOW
    let total: Option<u64> = vec![Some(1), Some(source_number())].into_iter().sum();
    sink_number(total.unwrap()); // FLOW
    let product: Result<u64, String> = vec![Ok(2), Err(source())].into_iter().product();
    sink(&product.unwrap_err()); // FLOW
    sink_number(v.iter().zip([1_u64, 2, 3].iter()).map(|(a, b)| a * b).sum()); // FLOW
    sink_number(v.iter().zip([1_u64, 2, 3]).fold(0, |all, (_, b)| all + b)); // NO FLOW
    sink_number(v.iter().rev().skip(1).step_by(2).copied().next().unwrap()); // FLOW
    sink_number(v.iter().scan(1_u64, |state, n| { *state *= n; Some(*state) }).last().unwrap()); // FLOW
    sink_number(v.iter().scan(1_u64, |state, _| { *state *= 2; Some(*state) }).last().unwrap()); // NO FLOW
    sink_number(iter::repeat(source_number()).zip(0_u64..).map(|(a, _)| a).nth(2).unwrap()); // FLOW
    sink_number((0..source_number()).rev().next().unwrap()); // FLOW
    sink_number(v.iter().max_by(|a, b| a.cmp(b)).copied().unwrap_or_default()); // FLOW
    sink_any(v.iter().cmp([1, 2].iter())); // NO FLOW
    sink_any(v.iter().all(|n| *n > 2)); // NO FLOW
    sink_number(v.iter().size_hint().0 as u64); // NO FLOW
    let found = v.iter().enumerate().find(|(_, n)| **n == 3).unwrap();
    sink_number(found.0 as u64); // NO FLOW
    sink_number(*found.1); // FLOW
    let by_hand = iter::successors(Some((1_u64, source())), |(n, s)| (*n < 3).then(|| (n + 1, s.clone())));
    for (n, s) in by_hand {
        sink_number(n); // NO FLOW
        sink(&s); // FLOW
    }
}

struct Window<I: Iterator> {
    inner: Peekable<I>,
    label: String,
}

impl<I> Iterator for Window<I>
where
    I: Iterator,
    I::Item: Clone,
{
    type Item = (I::Item, Option<I::Item>);
    fn next(&mut self) -> Option<Self::Item> {
        let first = self.inner.next()?;
        Some((first, self.inner.peek().cloned()))
    }
}

impl<I> FusedIterator for Window<I> where I: Iterator, I::Item: Clone {}

trait Windowed: Iterator + Sized {
    fn windowed(self, label: &str) -> Window<Self> {
        Window { inner: self.peekable(), label: label.to_owned() }
    }
}

impl<I: Iterator> Windowed for I {}

fn own_adaptor() {
    for (a, b) in numbers().into_iter().windowed("w") {
        sink_number(a); // FLOW
        sink_number(b.unwrap_or(0)); // FLOW
    }
    let w = [1_u64, 2].into_iter().windowed(&source());
    sink(&w.label); // FLOW
    for (a, _) in w {
        sink_number(a); // NO FLOW
    }
}

struct Fields<'a>(&'a str);

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;
    fn next(&mut self) -> Option<&'a str> {
        let (field, rest) = self.0.split_once(';')?;
        self.0 = rest;
        Some(field.trim())
    }
}

impl<'a> DoubleEndedIterator for Fields<'a> {
    fn next_back(&mut self) -> Option<&'a str> {
        let (rest, field) = self.0.rsplit_once(';')?;
        self.0 = rest;
        Some(field)
    }
}

fn own_ends() {
    let text = source();
    sink(Fields(&text).rev().next().unwrap()); // FLOW
    sink(Fields(&text).skip(1).map(|it| it.trim_end()).last().unwrap()); // FLOW
    sink(Fields("a;b").rev().next().unwrap()); // NO FLOW
    sink_number(Fields(&text).count() as u64); // NO FLOW
}

fn arrays() {
    let a: [u64; 3] = std::array::from_fn(|n| n as u64);
    sink_number(a[1]); // NO FLOW
    let b = a.map(|n| n + source_number());
    sink_number(b[0]); // FLOW
    let c = [source(), String::new()];
    let d: [&str; 2] = c.each_ref().map(|s| s.as_str());
    sink(d[0]); // FLOW
    let [e, f] = [(source(), 1_u64), (String::new(), 2)].map(|(_, n)| n);
    sink_number(e + f); // NO FLOW
    let mut g = [[0_u64; 2]; 2];
    g[1][0] = source_number();
    let [_, [h, _]] = g;
    sink_number(h); // FLOW
    sink_number(c.len() as u64); // NO FLOW
    let i: Box<[String; 2]> = Box::new(c);
    for s in *i {
        sink(&s); // FLOW
    }
}
