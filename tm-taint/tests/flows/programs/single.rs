//! One construct each, as suites of data-flow engines have them, with a twin that is no flow.

use crate::*;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::{self, Display, Write};
use std::ops::{AddAssign, BitOr, Deref, Index, Range, Sub};
use std::rc::Rc;
use std::sync::{Arc, Mutex, mpsc};

#[derive(Default, Clone)]
struct Point {
    x: u64,
    y: u64,
    tag: String,
}

struct Line<'a> {
    from: &'a Point,
    to: &'a mut Point,
}

impl Point {
    fn x(&self) -> u64 {
        self.x
    }
    fn set_x(&mut self, x: u64) -> &mut Self {
        self.x = x;
        self
    }
    fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = tag.into();
        self
    }
    fn into_parts(self) -> (u64, u64, String) {
        (self.x, self.y, self.tag)
    }
}

fn getters_and_setters() {
    let mut p = Point::default();
    p.set_x(source_number()).y = 3;
    sink_number(p.x()); // FLOW
    sink_number(p.y); // NO FLOW
    let (x, y, tag) = p.tag("t").into_parts();
    sink_number(x); // FLOW
    sink_number(y); // NO FLOW
    sink(&tag); // NO FLOW
}

fn references_in_structs() {
    let from = Point { tag: source(), ..Default::default() };
    let mut to = Point::default();
    let line = Line { from: &from, to: &mut to };
    line.to.x = source_number();
    line.to.y = line.from.x;
    sink(&line.from.tag); // FLOW
    sink(&line.to.tag); // NO FLOW
    sink_number(to.x); // FLOW
    sink_number(to.y); // NO FLOW
}

fn identity<T>(value: T) -> T {
    value
}

fn first<A, B>(pair: (A, B)) -> A {
    pair.0
}

fn contexts_are_apart() {
    let a = identity(source());
    let b = identity(String::from("b"));
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    sink(&first((source(), 1))); // FLOW
    sink(&first((String::new(), source()))); // NO FLOW
}

fn through_out_parameter(to: &mut String, from: &str) {
    to.clear();
    to.push_str(from);
}

fn out_parameters() {
    let (mut a, mut b) = (String::new(), source());
    through_out_parameter(&mut a, &source());
    through_out_parameter(&mut b, "fixed");
    sink(&a); // FLOW
    sink(&b); // NO FLOW
}

fn apply_twice(f: impl Fn(String) -> String, s: String) -> String {
    f(f(s))
}

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |x| g(f(x))
}

fn higher_order() {
    sink(&apply_twice(|s| s + "x", source())); // FLOW
    sink(&apply_twice(|_| String::from("x"), source())); // NO FLOW
    let f = compose(|s: String| s.trim().to_owned(), |s: String| format!("[{s}]"));
    sink(&f(source())); // FLOW
    sink(&f(String::from("a"))); // NO FLOW
    let g = compose(|s: String| s.len(), |_| String::from("n"));
    sink(&g(source())); // NO FLOW
}

fn counter() -> impl FnMut() -> u64 {
    let mut n = 0;
    move || {
        n += 1;
        n
    }
}

fn collector() -> (impl FnMut(String) -> usize, Rc<RefCell<Vec<String>>>) {
    let all = Rc::new(RefCell::new(Vec::new()));
    let held = all.clone();
    let put = move |s| {
        held.borrow_mut().push(s);
        held.borrow().len()
    };
    (put, all)
}

fn closures_with_state() {
    let mut next = counter();
    sink_number(next() + next()); // NO FLOW
    let (mut put, all) = collector();
    put(source());
    sink(&all.borrow()[0]); // FLOW
    let (mut put, all) = collector();
    put(String::from("a"));
    sink(&all.borrow()[0]); // NO FLOW
}

trait Animal {
    fn sound(&self) -> String;
    fn hear(&mut self, _: &str) {}
}

struct Parrot {
    heard: Option<String>,
}

struct Cat;

impl Animal for Parrot {
    fn sound(&self) -> String {
        self.heard.clone().unwrap_or_default()
    }
    fn hear(&mut self, text: &str) {
        self.heard.replace(text.to_owned());
    }
}

impl Animal for Cat {
    fn sound(&self) -> String {
        "meow".into()
    }
}

fn talk(animal: &mut dyn Animal, text: &str) -> String {
    animal.hear(text);
    animal.sound()
}

fn objects_by_reference() {
    sink(&talk(&mut Parrot { heard: None }, &source())); // FLOW
    sink(&talk(&mut Cat, &source())); // NO FLOW
    sink(&talk(&mut Parrot { heard: None }, "hi")); // NO FLOW
    let mut zoo: Vec<Box<dyn Animal>> = vec![Box::new(Cat), Box::new(Parrot { heard: Some(source()) })];
    zoo[0].hear("x");
    sink(&zoo.iter().map(|it| it.sound()).collect::<String>()); // FLOW
}

trait Parse: Sized {
    type Error: Display;
    const EMPTY: &'static str;
    fn parse_from(text: &str) -> Result<Self, Self::Error>;
    fn parse_or_empty(text: &str) -> Result<Self, Self::Error> {
        if text.is_empty() { Self::parse_from(Self::EMPTY) } else { Self::parse_from(text) }
    }
}

struct Upper(String);
struct Size(u64);

impl Parse for Upper {
    type Error = std::convert::Infallible;
    const EMPTY: &'static str = "EMPTY";
    fn parse_from(text: &str) -> Result<Self, Self::Error> {
        Ok(Upper(text.to_uppercase()))
    }
}

impl Parse for Size {
    type Error = String;
    const EMPTY: &'static str = "0";
    fn parse_from(text: &str) -> Result<Self, String> {
        match text.strip_suffix('k') {
            Some("1") => Ok(Size(1024)),
            Some(other) => Err(format!("no size: {other}")),
            None => Err(String::from("no unit")),
        }
    }
}

fn associated_functions() {
    if let Ok(upper) = Upper::parse_or_empty(&source()) {
        sink(&upper.0); // FLOW
    }
    match Size::parse_or_empty(&source()) {
        Ok(size) => sink_number(size.0), // NO FLOW
        Err(error) => sink(&error), // FLOW
    }
    sink(<Upper as Parse>::EMPTY); // NO FLOW
}

#[derive(Clone, Copy, Default)]
struct Money(u64, u8);

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0, self.1)
    }
}

impl BitOr<&str> for Money {
    type Output = String;
    fn bitor(self, unit: &str) -> String {
        format!("{} {unit}", self.1)
    }
}

impl AddAssign<Money> for u64 {
    fn add_assign(&mut self, other: Money) {
        *self += other.0;
    }
}

fn operators_again() {
    let m = Money(9, 1) - Money(source_number(), 2);
    sink_number(m.0); // FLOW
    sink_number(m.1.into()); // NO FLOW
    sink(&(m | &source())); // FLOW
    sink(&(m | "EUR")); // NO FLOW
    let mut total = 1u64;
    total += Money(2, 0);
    sink_number(total); // NO FLOW
    total += m;
    sink_number(total); // FLOW
}

struct Wrapped(Vec<String>, String);

impl Deref for Wrapped {
    type Target = [String];
    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl Index<Range<usize>> for Wrapped {
    type Output = [String];
    fn index(&self, at: Range<usize>) -> &[String] {
        &self.0[at]
    }
}

fn deref_to_slice() {
    let w = Wrapped(vec![source()], String::from("w"));
    sink(w.first().unwrap()); // FLOW
    sink(&w[0..1][0]); // FLOW
    let w = Wrapped(vec![String::new()], source());
    sink(&w.concat()); // NO FLOW
    sink(&w.1); // FLOW
}

fn state_in_cells() {
    struct Counter {
        hits: Cell<u64>,
        last: RefCell<String>,
        first: RefCell<Option<String>>,
    }
    let c = Counter { hits: Cell::new(0), last: RefCell::default(), first: RefCell::new(None) };
    let hit = |text: &str| {
        c.hits.set(c.hits.get() + 1);
        *c.last.borrow_mut() = text.to_owned();
        c.first.borrow_mut().get_or_insert_with(|| String::from("first"));
    };
    hit(&source());
    sink_number(c.hits.get()); // NO FLOW
    sink(&c.last.borrow()); // FLOW
    sink(c.first.borrow().as_deref().unwrap()); // NO FLOW
}

fn maps_of_structs() {
    let mut people: HashMap<u64, Point> = HashMap::new();
    people.entry(1).or_default().tag = source();
    if let Some(p) = people.get_mut(&1) {
        p.x += 1;
    }
    let p = people.remove(&1).unwrap();
    sink(&p.tag); // FLOW
    sink_number(p.x); // NO FLOW
    let grouped = vec![("a", source()), ("b", String::new())].into_iter().fold(BTreeMap::new(), |mut m, (k, v)| {
        m.entry(k).or_insert_with(Vec::new).push(v);
        m
    });
    for (k, vs) in &grouped {
        sink(k); // NO FLOW
        sink(&vs.join("")); // FLOW
    }
}

fn loops_with_labels(lines: &[String]) -> Option<(usize, &str)> {
    'lines: for (at, line) in lines.iter().enumerate() {
        for word in line.split(' ') {
            if word.starts_with('#') {
                continue 'lines;
            }
            if word.len() > 5 {
                return Some((at, word));
            }
        }
    }
    None
}

fn searched() {
    let lines: Vec<String> = source().lines().map(String::from).collect();
    if let Some((at, word)) = loops_with_labels(&lines) {
        sink_number(at as u64); // NO FLOW
        sink(word); // FLOW
    }
    let fixed = [String::from("fixed text")];
    sink(loops_with_labels(&fixed).map_or("", |found| found.1)); // NO FLOW
}

macro_rules! make_getter {
    ($($name:ident => $value:expr),* $(,)?) => { $(fn $name() -> String { $value.to_string() })* };
}

make_getter! {
    secret_getter => source(),
    plain_getter => "plain",
    number_getter => 3 + 4,
}

fn made_by_macro() {
    sink(&secret_getter()); // FLOW
    sink(&plain_getter()); // NO FLOW
    sink(&number_getter()); // NO FLOW
}

fn overwritten_in_branches(flag: bool) {
    let mut s = source();
    if flag {
        s = String::from("a");
    } else {
        s = String::from("b");
    }
    sink(&s); // NO FLOW
    let mut t = source();
    match flag {
        true => t = String::from("a"),
        false => {}
    }
    sink(&t); // FLOW
    let u;
    if flag {
        u = String::from("x");
    } else {
        return;
    }
    sink(&u); // NO FLOW
}

fn texts_by_hand() {
    let s = source();
    let mut out = String::with_capacity(s.len());
    for (i, c) in s.chars().enumerate() {
        match c {
            '<' => out.push_str("&lt;"),
            c if i % 2 == 0 => out.push(c.to_ascii_uppercase()),
            _ => {}
        }
    }
    sink(&out); // FLOW
    let mut blank = String::new();
    for _ in s.chars() {
        blank.push('-');
    }
    sink(&blank); // NO FLOW
    let bytes: Vec<u8> = s.bytes().map(|b| b ^ 0x20).collect();
    sink(std::str::from_utf8(&bytes).unwrap()); // FLOW
    let mut hash = 5381u64;
    for b in s.bytes() {
        hash = hash.wrapping_mul(33) ^ u64::from(b);
    }
    sink_number(hash); // FLOW
    let mut line = String::new();
    write!(line, "{:?} {:>4}", "fixed", 7).unwrap();
    sink(&line); // NO FLOW
}

fn queues_between_threads() {
    let queue = Arc::new(Mutex::new(VecDeque::<(u64, String)>::new()));
    let done = Arc::new(Mutex::new(Vec::<u64>::new()));
    let (q, d) = (queue.clone(), done.clone());
    let worker = std::thread::spawn(move || {
        while let Some((n, text)) = q.lock().unwrap().pop_front() {
            sink(&text); // FLOW
            d.lock().unwrap().push(n);
        }
    });
    queue.lock().unwrap().push_back((1u64, source()));
    worker.join().unwrap();
    sink_number(done.lock().unwrap()[0]); // NO FLOW
    let (tx, rx) = mpsc::channel::<Box<dyn FnOnce() -> String + Send>>();
    tx.send(Box::new(source)).unwrap();
    for job in rx {
        sink(&job()); // FLOW
    }
}

fn constant_parts_of_arrays() {
    let mut table = [("a", String::new()), ("b", String::new())];
    table[1].1 = source();
    sink(&table[0].1); // NO FLOW
    sink(&table[1].1); // FLOW
    let [_, (key, value)] = table;
    sink(key); // NO FLOW
    sink(&value); // FLOW
    let matrix = [[1, 2], [3, source_number()]];
    sink_number(matrix[0][1]); // NO FLOW
    sink_number(matrix[1][0]); // NO FLOW
    sink_number(matrix[1][1]); // FLOW
}

struct Pages<'a> {
    rest: &'a str,
    size: usize,
    number: u64,
}

impl<'a> Iterator for Pages<'a> {
    type Item = (u64, &'a str);
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (page, rest) = self.rest.split_at_checked(self.size).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.number += 1;
        Some((self.number, page))
    }
}

fn paged() {
    let text = source();
    for (number, page) in (Pages { rest: &text, size: 3, number: 0 }) {
        sink_number(number); // NO FLOW
        sink(page); // FLOW
    }
    let fixed = Pages { rest: "abcdef", size: text.len(), number: 0 };
    sink(&fixed.map(|(_, page)| page).collect::<String>()); // NO FLOW
    let longest = Pages { rest: &text, size: 2, number: 0 }.max_by_key(|(_, page)| page.len());
    sink(longest.map_or("", |(_, page)| page)); // FLOW
}

enum Either<L, R> {
    Left(L),
    Right(R),
}

impl<L, R> Either<L, R> {
    fn left(self) -> Option<L> {
        match self {
            Either::Left(l) => Some(l),
            Either::Right(_) => None,
        }
    }
    fn swap(self) -> Either<R, L> {
        match self {
            Either::Left(l) => Either::Right(l),
            Either::Right(r) => Either::Left(r),
        }
    }
    fn both<T>(self, f: impl FnOnce(L) -> T, g: impl FnOnce(R) -> T) -> T {
        match self {
            Self::Left(l) => f(l),
            Self::Right(r) => g(r),
        }
    }
}

fn generic_enums() {
    let e: Either<String, u64> = Either::Left(source());
    sink(&e.left().unwrap()); // FLOW
    let e: Either<String, String> = Either::Left(source());
    sink(&e.swap().left().unwrap_or_default()); // NO FLOW
    let e: Either<u64, String> = Either::Right(source());
    sink(&e.both(|n| n.to_string(), |s| s + "!")); // FLOW
    let e: Either<u64, String> = Either::Right(source());
    sink(&e.both(|n| n.to_string(), |_| String::from("right"))); // NO FLOW
}

fn linked_lists() {
    #[derive(Default)]
    struct Cons {
        head: String,
        note: &'static str,
        tail: Option<Box<Cons>>,
    }
    let mut list: Option<Box<Cons>> = None;
    for word in source().split(' ') {
        list = Some(Box::new(Cons { head: word.to_owned(), note: "n", tail: list.take() }));
    }
    let mut at = &list;
    while let Some(cons) = at {
        sink(&cons.head); // FLOW
        sink(cons.note); // NO FLOW
        at = &cons.tail;
    }
    let mut plain = Cons::default();
    plain.tail = Some(Box::new(Cons { head: source(), ..Cons::default() }));
    sink(&plain.head); // NO FLOW
    sink(&plain.tail.as_ref().unwrap().head); // FLOW
    plain.tail = None;
    sink(plain.tail.map_or("", |_| "x")); // NO FLOW
}

fn options_in_chains() {
    struct Config {
        proxy: Option<Proxy>,
        name: Option<String>,
    }
    struct Proxy {
        url: Option<String>,
        user: Option<(String, String)>,
    }
    let proxy = Proxy { url: None, user: Some((String::from("u"), source())) };
    let config = Config { proxy: Some(proxy), name: None };
    let user = config.proxy.as_ref().and_then(|it| it.user.as_ref());
    sink(user.map(|(name, _)| name.as_str()).unwrap_or("none")); // NO FLOW
    sink(user.map(|(_, password)| password.as_str()).unwrap_or("none")); // FLOW
    sink(config.proxy.as_ref().and_then(|it| it.url.as_deref()).unwrap_or("direct")); // NO FLOW
    sink(config.name.as_deref().unwrap_or_else(|| "unnamed")); // NO FLOW
    let Config { proxy: Some(Proxy { user: Some((_, password)), .. }), .. } = config else { return };
    sink(&password); // FLOW
}

fn cleaned_in_branches(flag: bool) {
    let s = source();
    let t = if flag { clean(s) } else { String::from("none") };
    sink(&t); // NO FLOW
    let mut parts: Vec<String> = source().split('/').map(String::from).collect();
    parts.iter_mut().for_each(|part| part.push('x'));
    sink(&parts[0]); // FLOW
    let all: Vec<String> = parts.into_iter().map(clean).collect();
    sink(&all[0]); // NO FLOW
}
