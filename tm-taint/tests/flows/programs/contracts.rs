//! Traits and what is built on them: constants, upcasts, blanket impls, operators, iterators and closures as values.

use std::any::Any;
use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::hash::{Hash, Hasher};
use std::iter::{Product, Sum};
use std::marker::PhantomData;
use std::num::ParseIntError;
use std::ops::{
    Add, AddAssign, BitOr, BitXorAssign, Deref, Index, IndexMut, Mul, Neg, Not, Range, RangeBounds, Rem, Shl, Sub,
};
use std::rc::Rc;
use std::str::FromStr;

use crate::*;

trait Backend {
    const NAME: &'static str;
    const LIMIT: u64 = 10;
    type Row: Into<String>;
    fn fetch(&self, key: &str) -> Self::Row;
    fn fetch_all(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|it| self.fetch(it).into()).collect()
    }
}

struct Echo;
struct Fixed(u64);
struct Held {
    row: String,
    other: String,
}

struct Line(String);

impl From<Line> for String {
    fn from(line: Line) -> String {
        line.0
    }
}

impl Backend for Echo {
    const NAME: &'static str = "echo";
    type Row = Line;
    fn fetch(&self, key: &str) -> Line {
        Line(key.to_owned())
    }
}

impl Backend for Fixed {
    const NAME: &'static str = "fixed";
    const LIMIT: u64 = 3;
    type Row = &'static str;
    fn fetch(&self, _: &str) -> &'static str {
        Self::NAME
    }
}

impl Backend for Held {
    const NAME: &'static str = "held";
    type Row = String;
    fn fetch(&self, _: &str) -> String {
        self.row.clone()
    }
    fn fetch_all(&self, _: &[&str]) -> Vec<String> {
        vec![self.other.clone()]
    }
}

fn first_row<B: Backend>(backend: &B, key: &str) -> String {
    backend.fetch(key).into()
}

fn backends() {
    let key = source();
    sink(&first_row(&Echo, &key)); // FLOW
    sink(&first_row(&Fixed(1), &key)); // NO FLOW
    sink(&Echo.fetch_all(&[&key])[0]); // FLOW
    sink(&Fixed(2).fetch_all(&[&key])[0]); // NO FLOW
    let held = Held { row: source(), other: String::new() };
    sink(&first_row(&held, "k")); // FLOW
    sink(&held.fetch_all(&["k"])[0]); // NO FLOW
    sink(Held::NAME); // NO FLOW
    sink_number(<Fixed as Backend>::LIMIT + Echo::LIMIT); // NO FLOW
}

trait Plugin: Any + Debug {
    fn run(&mut self, input: String) -> String;
    fn as_any(&self) -> &dyn Any;
    fn boxed(self) -> Box<dyn Plugin>
    where
        Self: Sized + 'static,
    {
        Box::new(self)
    }
}

#[derive(Debug, Default)]
struct Remember {
    last: Option<String>,
}

#[derive(Debug)]
struct Count(u64);

impl Plugin for Remember {
    fn run(&mut self, input: String) -> String {
        self.last.replace(input).unwrap_or_default()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Plugin for Count {
    fn run(&mut self, input: String) -> String {
        self.0 += input.len() as u64;
        self.0.to_string()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn plugins() {
    let mut r = Remember::default();
    sink(&r.run(source())); // NO FLOW
    sink(&r.run(String::new())); // FLOW
    let mut c = Count(0).boxed();
    sink(&c.run(source())); // NO FLOW
    let any: Box<dyn Any> = c;
    sink_number(any.downcast_ref::<Count>().unwrap().0); // NO FLOW
    let mut kept = Remember::default().boxed();
    kept.run(source());
    sink(kept.as_any().downcast_ref::<Remember>().unwrap().last.as_ref().unwrap()); // FLOW
    sink(&format!("{kept:?}")); // FLOW
}

trait Shape {
    fn name(&self) -> String;
}

trait Sized2: Shape {
    fn size(&self) -> u64;
}

trait Solid: Sized2 + Display {
    fn describe(&self) -> String {
        format!("{self} of {}", self.size())
    }
}

struct Cube {
    side: u64,
    mark: String,
}

impl Shape for Cube {
    fn name(&self) -> String {
        self.mark.clone()
    }
}
impl Sized2 for Cube {
    fn size(&self) -> u64 {
        self.side.pow(3)
    }
}
impl Display for Cube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cube")
    }
}
impl Solid for Cube {}

fn upcast(solid: Box<dyn Solid>) -> Box<dyn Shape> {
    solid
}

fn three_levels() {
    let a = Cube { side: 2, mark: source() };
    sink(&a.describe()); // NO FLOW
    sink(&upcast(Box::new(a)).name()); // FLOW
    let b: Rc<dyn Solid> = Rc::new(Cube { side: source_number(), mark: String::new() });
    sink(&b.describe()); // FLOW
    let c: Rc<dyn Shape> = b;
    sink(&c.name()); // NO FLOW
}

trait Encode {
    fn encode(&self, out: &mut Vec<String>);
}

impl Encode for String {
    fn encode(&self, out: &mut Vec<String>) {
        out.push(self.clone());
    }
}

impl Encode for u64 {
    fn encode(&self, out: &mut Vec<String>) {
        out.push(self.to_string());
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Vec<String>) {
        if let Some(it) = self {
            it.encode(out);
        }
    }
}

impl<A: Encode, B: Encode> Encode for (A, B) {
    fn encode(&self, out: &mut Vec<String>) {
        self.0.encode(out);
        self.1.encode(out);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut Vec<String>) {
        (**self).encode(out)
    }
}

impl Encode for () {
    fn encode(&self, _: &mut Vec<String>) {}
}

fn encoded(value: impl Encode) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    out.concat()
}

fn composed_impls() {
    sink(&encoded((1, Some(source())))); // FLOW
    sink(&encoded((1, Some(2)))); // NO FLOW
    sink(&encoded(&(&source(), ()))); // FLOW
    sink(&encoded(())); // NO FLOW
    let list: [&dyn Encode; 2] = [&1_u64, &source()];
    let mut out = Vec::new();
    list.iter().for_each(|it| it.encode(&mut out));
    sink(&out[0]); // FLOW
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
struct Money {
    cents: u64,
    tag: u64,
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Money { cents: self.cents + other.cents, ..self }
    }
}
impl Sub<u64> for Money {
    type Output = u64;
    fn sub(self, n: u64) -> u64 {
        self.cents - n
    }
}
impl Rem<u64> for Money {
    type Output = Money;
    fn rem(mut self, n: u64) -> Money {
        self.cents %= n;
        self
    }
}
impl Not for Money {
    type Output = u64;
    fn not(self) -> u64 {
        self.tag
    }
}
impl BitXorAssign<Money> for Money {
    fn bitxor_assign(&mut self, other: Money) {
        self.tag ^= other.cents;
    }
}
impl<'a> Sum<&'a Money> for Money {
    fn sum<I: Iterator<Item = &'a Money>>(iter: I) -> Self {
        iter.copied().fold(Money::default(), Add::add)
    }
}
impl Shl<&str> for String2 {
    type Output = String2;
    fn shl(mut self, s: &str) -> String2 {
        self.0.push_str(s);
        self
    }
}
struct String2(String);

impl PartialEq<str> for String2 {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

fn own_operators() {
    let a = Money { cents: source_number(), tag: 1 };
    let b = Money { cents: 2, tag: 3 };
    sink_number((b + a).cents); // FLOW
    sink_number((b + a).tag); // NO FLOW
    sink_number(a - 1); // FLOW
    sink_number((a % 7).cents); // FLOW
    sink_number(!a); // NO FLOW
    let mut c = b;
    c ^= a;
    sink_number(c.tag); // FLOW
    sink_number(c.cents); // NO FLOW
    sink_number([a, b].iter().sum::<Money>().cents); // FLOW
    sink_number([a, b].iter().sum::<Money>().tag); // NO FLOW
    sink_any(a < b); // NO FLOW
    let s = String2(String::new()) << "a" << &source();
    sink(&s.0); // FLOW
    sink_any(s == *"x"); // NO FLOW
}

struct Table<K, V> {
    keys: Vec<K>,
    values: Vec<V>,
}

impl<K: PartialEq, V> Index<&K> for Table<K, V> {
    type Output = V;
    fn index(&self, key: &K) -> &V {
        let at = self.keys.iter().position(|it| it == key).unwrap();
        &self.values[at]
    }
}

impl<K: PartialEq + Clone, V: Default> IndexMut<&K> for Table<K, V> {
    fn index_mut(&mut self, key: &K) -> &mut V {
        self.keys.push(key.clone());
        self.values.push(V::default());
        self.values.last_mut().unwrap()
    }
}

impl<K, V> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let (keys, values) = pairs.into_iter().unzip();
        Table { keys, values }
    }
}

impl<K, V> Extend<(K, V)> for Table<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.keys.push(key);
            self.values.push(value);
        }
    }
}

impl<'a, K, V> IntoIterator for &'a Table<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = std::iter::Zip<std::slice::Iter<'a, K>, std::slice::Iter<'a, V>>;
    fn into_iter(self) -> Self::IntoIter {
        self.keys.iter().zip(&self.values)
    }
}

fn own_table() {
    let mut t: Table<String, String> = [(String::from("a"), source())].into_iter().collect();
    sink(&t[&String::from("a")]); // FLOW
    sink(&t.keys[0]); // NO FLOW
    for (k, v) in &t {
        sink(k); // NO FLOW
        sink(v); // FLOW
    }
    let mut u: Table<u64, String> = Table { keys: vec![], values: vec![] };
    u[&source_number()] = String::from("x");
    sink(&u.values[0]); // NO FLOW
    sink_number(u.keys[0]); // FLOW
    u[&1].push_str(&source());
    sink(&u[&1]); // FLOW
    t.extend([(source(), String::new())]);
    sink(&t.keys[0]); // FLOW
}

#[derive(Debug)]
enum ConfigError {
    Number(ParseIntError),
    Unknown { key: String, line: u64 },
}

impl From<ParseIntError> for ConfigError {
    fn from(e: ParseIntError) -> Self {
        ConfigError::Number(e)
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(_) => f.write_str("no number"),
            Self::Unknown { key, line } => write!(f, "{line}: {key}"),
        }
    }
}

impl Error for ConfigError {}

#[derive(Debug, Default)]
struct Settings {
    port: u64,
    host: String,
}

impl FromStr for Settings {
    type Err = ConfigError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut out = Settings::default();
        for (line, (key, value)) in (1..).zip(text.lines().filter_map(|it| it.split_once('='))) {
            match key {
                "port" => out.port = value.parse()?,
                "host" => out.host = value.into(),
                _ => return Err(ConfigError::Unknown { key: key.to_owned(), line }),
            }
        }
        Ok(out)
    }
}

fn settings() -> Result<(), Box<dyn Error>> {
    let s: Settings = source().parse()?;
    sink(&s.host); // FLOW
    sink_number(s.port); // FLOW
    match source().parse::<Settings>() {
        Err(ConfigError::Unknown { key, line }) => {
            sink(&key); // FLOW
            sink_number(line); // NO FLOW
        }
        Err(e @ ConfigError::Number(_)) => sink_any(e), // NO FLOW
        Ok(Settings { port, .. }) => sink_number(port), // FLOW
    }
    sink(&"port=3".parse::<Settings>()?.host); // NO FLOW
    Ok(())
}

fn shown(result: Result<(), Box<dyn Error + Send + Sync>>) {
    if let Err(e) = result {
        sink(&e.to_string()); // FLOW
    }
}

fn boxed_errors() {
    shown(Err(source().into()));
    let e: Box<dyn Error> = Box::from("fixed");
    sink(&e.to_string()); // NO FLOW
    let c: Box<dyn Error> = Box::new(ConfigError::Unknown { key: source(), line: 1 });
    if let Some(ConfigError::Unknown { key, line }) = c.downcast_ref() {
        sink(key); // FLOW
        sink_number(*line); // NO FLOW
    }
}

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |a| g(f(a))
}

fn pipeline(steps: Vec<Box<dyn Fn(String) -> String>>) -> impl FnOnce(String) -> String {
    move |input| steps.iter().fold(input, |text, step| step(text))
}

fn curry(a: String) -> impl Fn(u64) -> Box<dyn Fn(&str) -> String> {
    move |n| {
        let a = a.clone();
        Box::new(move |s| format!("{a}{n}{s}"))
    }
}

struct Events<'a> {
    handlers: HashMap<&'static str, Vec<Box<dyn FnMut(&str) + 'a>>>,
}

impl<'a> Events<'a> {
    fn on(&mut self, name: &'static str, handler: impl FnMut(&str) + 'a) -> &mut Self {
        self.handlers.entry(name).or_default().push(Box::new(handler));
        self
    }
    fn emit(&mut self, name: &str, text: &str) {
        for handler in self.handlers.get_mut(name).into_iter().flatten() {
            handler(text);
        }
    }
}

fn functions_as_values() {
    sink(&compose(|s: String| s.len(), |n| n.to_string())(source())); // NO FLOW
    sink(&compose(|s: String| s + "x", |s| s.to_uppercase())(source())); // FLOW
    sink(&pipeline(vec![Box::new(|s| s + "x"), Box::new(clean)])(String::new())); // NO FLOW
    sink(&pipeline(vec![Box::new(|s| s + &source())])(String::new())); // FLOW
    sink(&curry(source())(1)("x")); // FLOW
    sink(&curry(String::new())(1)(&source())); // FLOW
    sink(&curry(String::new())(1)("x")); // NO FLOW
    let mut log = Vec::new();
    let mut events = Events { handlers: HashMap::new() };
    events.on("a", |s| log.push(s.to_owned())).on("b", |_| {});
    events.emit("a", &source());
    drop(events);
    sink(&log[0]); // FLOW
    let table: [(&str, fn(&str) -> String); 2] = [("up", str::to_uppercase), ("low", str::to_lowercase)];
    for (name, f) in table {
        sink(&f(&source())); // FLOW
        sink(name); // NO FLOW
    }
    let make: fn(String) -> Option<String> = Some;
    sink(&make(source()).unwrap()); // FLOW
    let wrapped: Vec<Line> = vec![source()].into_iter().map(Line).collect();
    sink(&wrapped[0].0); // FLOW
    let mut counter = 0;
    let mut next = || {
        counter += 1;
        counter
    };
    sink_number(next() + next()); // NO FLOW
}

struct Builder<S> {
    parts: Vec<String>,
    name: Option<String>,
    state: PhantomData<S>,
}

struct Empty;
struct Ready;

impl Builder<Empty> {
    fn new() -> Self {
        Builder { parts: Vec::new(), name: None, state: PhantomData }
    }
    fn name(self, name: impl Into<String>) -> Builder<Ready> {
        Builder { parts: self.parts, name: Some(name.into()), state: PhantomData }
    }
}

impl Builder<Ready> {
    fn part(mut self, part: impl AsRef<str>) -> Self {
        self.parts.push(part.as_ref().to_owned());
        self
    }
    fn build(self) -> (String, Vec<String>) {
        (self.name.unwrap_or_default(), self.parts)
    }
}

fn typed_builder() {
    let (name, parts) = Builder::new().name(source()).part("x").build();
    sink(&name); // FLOW
    sink(&parts[0]); // NO FLOW
    let (name, parts) = Builder::new().name("n").part(source()).part(String::new()).build();
    sink(&name); // NO FLOW
    sink(&parts[1]); // FLOW
}

struct Ring<T, const N: usize> {
    slots: [Option<T>; N],
    at: usize,
}

impl<T, const N: usize> Ring<T, N> {
    const CAPACITY: usize = N;
    fn new() -> Self {
        Ring { slots: [const { None }; N], at: 0 }
    }
    fn push(&mut self, value: T) -> Option<T> {
        let slot = &mut self.slots[self.at];
        self.at = (self.at + 1) % Self::CAPACITY;
        slot.replace(value)
    }
    fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }
}

fn rings() {
    let mut r = Ring::<String, 2>::new();
    sink(&r.push(source()).unwrap_or_default()); // NO FLOW
    sink(r.iter().next().unwrap()); // FLOW
    sink(&r.push(String::new()).unwrap()); // FLOW
    sink_number(r.at as u64 + Ring::<String, 2>::CAPACITY as u64); // NO FLOW
    let s = Ring { slots: [Some(1_u64), None], at: 0 };
    sink_number(*s.iter().next().unwrap()); // NO FLOW
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Id {
    text: String,
    note: String,
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl AsRef<Id> for Id {
    fn as_ref(&self) -> &Id {
        self
    }
}

fn text_of(id: impl AsRef<Id>) -> String {
    id.as_ref().text.clone()
}

fn derived_and_borrowed() {
    let a = Id { text: source(), note: String::new() };
    sink(&text_of(&a)); // FLOW
    sink(&text_of(a.clone())); // FLOW
    sink(&a.clone().note); // NO FLOW
    let b: &str = a.borrow();
    sink(b); // FLOW
    let c = Id { text: String::new(), note: source() };
    sink(&text_of(&c)); // NO FLOW
    sink_any(a.cmp(&c)); // NO FLOW
    sink(&std::cmp::max(a, c).text); // FLOW
    let mut hasher = std::hash::DefaultHasher::new();
    source().hash(&mut hasher);
    let order: BTreeMap<Id, u64> = BTreeMap::from([(Id { text: String::new(), note: source() }, 1)]);
    sink_number(order.into_values().sum()); // NO FLOW
}
