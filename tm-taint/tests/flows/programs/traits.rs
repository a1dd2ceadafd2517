//! Traits and generics: which implementation is meant, and what it does.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::iter::{FromIterator, Sum};
use std::marker::PhantomData;
use std::ops::{Add, AddAssign, Deref, DerefMut, Fn, Index, IndexMut, Mul, Neg, Not, Range, Sub};
use std::str::FromStr;

use crate::*;

trait Animal {
    const KIND: &'static str;
    fn name(&self) -> String;
    fn describe(&self) -> String {
        format!("{}: {}", Self::KIND, self.name())
    }
    fn kind() -> String {
        Self::KIND.to_string()
    }
}

struct Dog(String);
struct Cat(String);

impl Animal for Dog {
    const KIND: &'static str = "dog";
    fn name(&self) -> String {
        self.0.clone()
    }
}

impl Animal for Cat {
    const KIND: &'static str = "cat";
    fn name(&self) -> String {
        String::from("cat")
    }
    fn describe(&self) -> String {
        String::from("a cat")
    }
}

fn static_dispatch() {
    sink(&Dog(source()).name()); // FLOW
    sink(&Cat(source()).name()); // NO FLOW
    sink(&Dog(source()).describe()); // FLOW
    sink(&Cat(source()).describe()); // NO FLOW
    sink(&Dog::kind()); // NO FLOW
    sink(&<Dog as Animal>::describe(&Dog(source()))); // FLOW
}

fn described<A: Animal>(a: &A) -> String {
    a.describe()
}

fn described_by_impl(a: impl Animal) -> String {
    a.describe()
}

fn generic_dispatch() {
    sink(&described(&Dog(source()))); // FLOW
    sink(&described(&Cat(source()))); // NO FLOW
    sink(&described_by_impl(Dog(source()))); // FLOW
    sink(&described_by_impl(Cat(source()))); // NO FLOW
}

trait Named {
    fn title(&self) -> String;
}

trait Greeter: Named {
    fn greet(&self) -> String {
        format!("hello {}", self.title())
    }
}

struct Person {
    name: String,
    town: String,
}

impl Named for Person {
    fn title(&self) -> String {
        self.name.clone()
    }
}

impl Greeter for Person {}

fn supertraits() {
    let p = Person { name: source(), town: String::new() };
    sink(&p.greet()); // FLOW
    let q = Person { name: String::new(), town: source() };
    sink(&q.greet()); // NO FLOW
    let g: &dyn Greeter = &p;
    sink(&g.title()); // FLOW
    let n: &dyn Named = g;
    sink(&n.title()); // FLOW
    let boxed: Box<dyn Greeter> = Box::new(Person { name: String::new(), town: source() });
    sink(&boxed.greet()); // NO FLOW
}

fn animal_shelter() -> Vec<Box<dyn Named>> {
    vec![Box::new(Person { name: source(), town: String::new() })]
}

fn dyn_in_vec() {
    for p in animal_shelter() {
        sink(&p.title()); // FLOW
    }
    let names: Vec<String> = animal_shelter().iter().map(|p| p.title()).collect();
    sink(&names[0]); // FLOW
}

impl<T: Named + ?Sized> Named for Box<T> {
    fn title(&self) -> String {
        (**self).title()
    }
}

impl<T: Named> Named for [T] {
    fn title(&self) -> String {
        self.iter().map(Named::title).collect::<Vec<_>>().join(", ")
    }
}

impl Named for u64 {
    fn title(&self) -> String {
        self.to_string()
    }
}

fn blanket_impls() {
    let b = Box::new(Person { name: source(), town: String::new() });
    sink(&b.title()); // FLOW
    let list = vec![Person { name: source(), town: String::new() }];
    sink(&list.title()); // FLOW
    let safe = vec![Person { name: String::new(), town: source() }];
    sink(&safe[..].title()); // NO FLOW
    sink(&source_number().title()); // FLOW
    sink(&3_u64.title()); // NO FLOW
}

trait Shape {
    type Output;
    fn build(&self) -> Self::Output;
}

struct Full(String);
struct Counted(String);

impl Shape for Full {
    type Output = String;
    fn build(&self) -> String {
        self.0.clone()
    }
}

impl Shape for Counted {
    type Output = usize;
    fn build(&self) -> usize {
        self.0.len()
    }
}

fn built<S: Shape>(s: S) -> S::Output {
    s.build()
}

fn built_twice<S>(s: &S) -> (S::Output, S::Output)
where
    S: Shape,
{
    (s.build(), s.build())
}

fn associated_types() {
    sink(&built(Full(source()))); // FLOW
    sink_any(built(Counted(source()))); // NO FLOW
    sink(&built_twice(&Full(source())).1); // FLOW
}

trait Lending {
    type Item<'a>
    where
        Self: 'a;
    fn next<'a>(&'a mut self) -> Option<Self::Item<'a>>;
}

struct Words {
    text: String,
    at: usize,
}

impl Lending for Words {
    type Item<'a> = &'a str;
    fn next<'a>(&'a mut self) -> Option<&'a str> {
        self.at += 1;
        self.text.split(' ').nth(self.at)
    }
}

fn consume<L: for<'a> Lending<Item<'a> = &'a str>>(mut l: L) -> String {
    let mut out = String::new();
    while let Some(word) = l.next() {
        out.push_str(word);
    }
    out
}

fn generic_associated_types() {
    let mut w = Words { text: source(), at: 0 };
    sink(w.next().unwrap()); // FLOW
    sink(&consume(w)); // FLOW
    sink(&consume(Words { text: String::from("a b"), at: 0 })); // NO FLOW
}

struct Buffer<T, const N: usize> {
    items: [T; N],
}

impl<T: Clone, const N: usize> Buffer<T, N> {
    const SIZE: usize = N;
    fn new(item: T) -> Self {
        Buffer { items: std::array::from_fn(|_| item.clone()) }
    }
    fn first(&self) -> &T {
        &self.items[0]
    }
    fn size(&self) -> usize {
        Self::SIZE
    }
}

fn const_generics() {
    let b = Buffer::<String, 3>::new(source());
    sink(b.first()); // FLOW
    sink_any(b.size()); // NO FLOW
    let c = Buffer::<_, 2>::new(String::new());
    sink(c.first()); // NO FLOW
}

#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Vector {
    x: u64,
    y: u64,
}

impl Add for Vector {
    type Output = Vector;
    fn add(self, other: Vector) -> Vector {
        Vector { x: self.x + other.x, y: self.y + other.y }
    }
}

impl<'a> Add<&'a Vector> for &Vector {
    type Output = Vector;
    fn add(self, other: &'a Vector) -> Vector {
        Vector { x: self.x, y: other.y }
    }
}

impl Mul<u64> for Vector {
    type Output = Vector;
    fn mul(self, by: u64) -> Vector {
        Vector { x: self.x * by, y: self.y * by }
    }
}

impl Mul<Vector> for u64 {
    type Output = u64;
    fn mul(self, v: Vector) -> u64 {
        self + v.y
    }
}

impl Neg for Vector {
    type Output = Vector;
    fn neg(self) -> Vector {
        Vector { x: self.y, y: self.x }
    }
}

impl AddAssign<u64> for Vector {
    fn add_assign(&mut self, n: u64) {
        self.x += n;
    }
}

impl Sum for Vector {
    fn sum<I: Iterator<Item = Vector>>(iter: I) -> Vector {
        iter.fold(Vector::default(), |a, b| a + b)
    }
}

impl Not for Vector {
    type Output = bool;
    fn not(self) -> bool {
        self.x == 0
    }
}

fn operators() {
    let v = Vector { x: source_number(), y: 1 };
    let w = Vector { x: 1, y: 2 };
    sink_number((v + w).x); // FLOW
    sink_number((v + w).y); // NO FLOW
    sink_number((&w + &v).x); // NO FLOW
    sink_number((&v + &w).x); // FLOW
    sink_number((v * 3).x); // FLOW
    sink_number((w * source_number()).y); // FLOW
    sink_number(2 * v); // NO FLOW
    sink_number((-v).y); // FLOW
    sink_number((-v).x); // NO FLOW
    sink_any(!v); // NO FLOW
    let mut u = w;
    u += source_number();
    sink_number(u.x); // FLOW
    sink_number(u.y); // NO FLOW
    let total: Vector = vec![v, w].into_iter().sum();
    sink_number(total.x); // FLOW
    sink_number(total.y); // NO FLOW
}

struct Grid {
    cells: Vec<String>,
    width: usize,
}

impl Index<(usize, usize)> for Grid {
    type Output = String;
    fn index(&self, (x, y): (usize, usize)) -> &String {
        &self.cells[y * self.width + x]
    }
}

impl IndexMut<(usize, usize)> for Grid {
    fn index_mut(&mut self, (x, y): (usize, usize)) -> &mut String {
        &mut self.cells[y * self.width + x]
    }
}

impl Index<Range<usize>> for Grid {
    type Output = [String];
    fn index(&self, range: Range<usize>) -> &[String] {
        &self.cells[range]
    }
}

fn own_index() {
    let mut g = Grid { cells: vec![String::new()], width: 1 };
    sink(&g[(0, 0)]); // NO FLOW
    g[(0, 0)] = source();
    sink(&g[(0, 0)]); // FLOW
    sink(&g[0..1][0]); // FLOW
    g[(0, 1)].push('x');
    sink(&g.cells[0]); // FLOW
}

struct Wrapper<T> {
    inner: T,
    label: String,
}

impl<T> Deref for Wrapper<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for Wrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

fn own_deref() {
    let mut w = Wrapper { inner: vec![String::new()], label: source() };
    sink(&w[0]); // NO FLOW
    sink(w.first().unwrap()); // NO FLOW
    w.push(source());
    sink(&w[0]); // FLOW
    for s in w.iter() {
        sink(s); // FLOW
    }
    let nested = Wrapper { inner: Wrapper { inner: source(), label: String::new() }, label: String::new() };
    sink(nested.trim()); // FLOW
    sink(&nested.label); // NO FLOW
}

struct Stack<T> {
    items: Vec<T>,
}

impl<T> FromIterator<T> for Stack<T> {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        Stack { items: iter.into_iter().collect() }
    }
}

impl<T> Extend<T> for Stack<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, iter: I) {
        for item in iter {
            self.items.push(item);
        }
    }
}

impl<T> IntoIterator for Stack<T> {
    type Item = T;
    type IntoIter = std::iter::Rev<std::vec::IntoIter<T>>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter().rev()
    }
}

impl<'a, T> IntoIterator for &'a Stack<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

fn own_collection() {
    let mut s: Stack<String> = [source()].into_iter().collect();
    for item in &s {
        sink(item); // FLOW
    }
    for item in s {
        sink(&item); // FLOW
    }
    let mut t: Stack<String> = Stack { items: Vec::new() };
    for item in &t {
        sink(item); // NO FLOW
    }
    t.extend([source()]);
    sink(&t.items[0]); // FLOW
    let doubled: Stack<String> = (&t).into_iter().map(|s| s.repeat(2)).collect();
    sink(&doubled.items[0]); // FLOW
}

struct Countdown {
    left: u64,
    text: String,
}

impl Iterator for Countdown {
    type Item = (u64, String);
    fn next(&mut self) -> Option<(u64, String)> {
        self.left = self.left.checked_sub(1)?;
        Some((self.left, self.text.clone()))
    }
}

fn own_iterator() {
    for (n, s) in (Countdown { left: 3, text: source() }) {
        sink_number(n); // NO FLOW
        sink(&s); // FLOW
    }
    let first = Countdown { left: 3, text: source() }.map(|(_, s)| s).filter(|s| s.len() > 1).next();
    sink(&first.unwrap()); // FLOW
    let numbers: Vec<u64> = Countdown { left: 3, text: source() }.map(|(n, _)| n).collect();
    sink_number(numbers[0]); // NO FLOW
    let mut peekable = Countdown { left: 3, text: source() }.peekable();
    sink(&peekable.peek().unwrap().1); // FLOW
    let last = Countdown { left: 3, text: source() }.zip(1..).last().unwrap();
    sink(&last.0.1); // FLOW
}

fn evens(v: &[u64]) -> impl Iterator<Item = u64> + '_ {
    v.iter().copied().filter(|n| n % 2 == 0)
}

fn boxed_iterator(v: Vec<String>) -> Box<dyn Iterator<Item = String>> {
    if v.is_empty() { Box::new(std::iter::empty()) } else { Box::new(v.into_iter().rev()) }
}

fn returned_iterators() {
    sink_number(evens(&[source_number()]).next().unwrap()); // FLOW
    sink_number(evens(&[1]).sum()); // NO FLOW
    sink(&boxed_iterator(vec![source()]).next().unwrap()); // FLOW
    for s in boxed_iterator(vec![String::new()]) {
        sink(&s); // NO FLOW
    }
}

struct Email(String);

impl FromStr for Email {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        if s.contains('@') { Ok(Email(s.to_owned())) } else { Err(format!("no @ in {s}")) }
    }
}

struct Level(u8);

impl FromStr for Level {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        match s {
            "high" => Ok(Level(2)),
            "low" => Ok(Level(1)),
            _ => Err(()),
        }
    }
}

impl TryFrom<String> for Email {
    type Error = String;
    fn try_from(s: String) -> Result<Self, String> {
        s.parse()
    }
}

impl From<Email> for String {
    fn from(e: Email) -> String {
        e.0
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

fn conversions() {
    let e: Email = source().parse().unwrap();
    sink(&e.0); // FLOW
    sink(e.as_ref()); // FLOW
    let s: String = e.into();
    sink(&s); // FLOW
    let l: Level = source().parse().unwrap_or(Level(0));
    sink_any(l.0); // NO FLOW
    let e = Email::try_from(source()).unwrap();
    sink(&e.0); // FLOW
    let r: Result<Email, _> = source().try_into();
    sink(&r.err().unwrap()); // FLOW
    sink(&"a@b".parse::<Email>().unwrap().0); // NO FLOW
}

fn print_all<T>(items: &[T]) -> String
where
    T: AsRef<str>,
{
    items.iter().map(AsRef::as_ref).collect::<Vec<&str>>().concat()
}

fn lookup<K, Q, V: Clone>(map: &HashMap<K, V>, key: &Q) -> Option<V>
where
    K: Borrow<Q> + Hash + Eq,
    Q: Hash + Eq + ?Sized,
{
    map.get(key).cloned()
}

fn bounds() {
    sink(&print_all(&[source()])); // FLOW
    sink(&print_all(&["a", "b"])); // NO FLOW
    sink(&print_all(&[Email(source())])); // FLOW
    let m = HashMap::from([(String::from("k"), source())]);
    sink(&lookup(&m, "k").unwrap()); // FLOW
    let n = HashMap::from([(source(), String::new())]);
    sink(&lookup(&n, "k").unwrap()); // NO FLOW
}

trait Visitor {
    fn text(&mut self, s: &str);
    fn number(&mut self, n: u64) {}
}

enum Tree {
    Text(String),
    Number(u64),
    List(Vec<Tree>),
}

impl Tree {
    fn accept(&self, v: &mut dyn Visitor) {
        match self {
            Tree::Text(s) => v.text(s),
            Tree::Number(n) => v.number(*n),
            Tree::List(items) => items.iter().for_each(|t| t.accept(v)),
        }
    }
}

#[derive(Default)]
struct Collector {
    texts: Vec<String>,
    total: u64,
}

impl Visitor for Collector {
    fn text(&mut self, s: &str) {
        self.texts.push(s.to_owned());
    }
    fn number(&mut self, n: u64) {
        self.total += n;
    }
}

fn visitors() {
    let t = Tree::List(vec![Tree::Number(1), Tree::Text(source())]);
    let mut c = Collector::default();
    t.accept(&mut c);
    sink(&c.texts[0]); // FLOW
    sink_number(c.total); // NO FLOW
}

struct Door<S> {
    key: String,
    state: PhantomData<S>,
}
struct Open;
struct Closed;

impl Door<Closed> {
    fn new(key: String) -> Self {
        Door { key, state: PhantomData }
    }
    fn open(self, key: &str) -> Result<Door<Open>, Door<Closed>> {
        if self.key == key { Ok(Door { key: String::new(), state: PhantomData }) } else { Err(self) }
    }
}

impl<S> Door<S> {
    fn key(&self) -> &str {
        &self.key
    }
}

fn type_states() {
    let d = Door::new(source());
    sink(d.key()); // FLOW
    match d.open("x") {
        Ok(open) => sink(open.key()), // NO FLOW
        Err(closed) => sink(closed.key()), // FLOW
    }
}

trait Handler<T> {
    fn handle(&self, t: T) -> String;
}

impl<T, F: Fn(T) -> String> Handler<T> for F {
    fn handle(&self, t: T) -> String {
        self(t)
    }
}

fn run_handler<T>(h: &dyn Handler<T>, t: T) -> String {
    h.handle(t)
}

fn handlers() {
    sink(&(|s: String| s + "x").handle(source())); // FLOW
    sink(&(|s: String| s.len().to_string()).handle(source())); // NO FLOW
    sink(&run_handler(&|n: u64| n.to_string(), source_number())); // FLOW
}

impl<T: Display> Named for Wrapper<T> {
    fn title(&self) -> String {
        self.inner.to_string()
    }
}

fn bound_on_display() {
    sink(&Wrapper { inner: source(), label: String::new() }.title()); // FLOW
    sink(&Wrapper { inner: 3, label: source() }.title()); // NO FLOW
}
