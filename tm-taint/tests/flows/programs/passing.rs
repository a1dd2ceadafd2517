//! Values that pass through fields, variants, closures, pointers to functions, objects and generics: one construct each, with a twin.

use crate::*;
use std::fmt::Debug;

#[derive(Clone, Debug, Default, PartialEq)]
struct Address {
    street: String,
    city: String,
}

#[derive(Clone, Debug, Default)]
struct Person {
    name: String,
    home: Address,
    work: Address,
}

#[derive(Clone, Debug, Default)]
struct Firm {
    boss: Person,
    clerk: Person,
    label: &'static str,
}

fn three_levels() {
    let mut firm = Firm::default();
    firm.boss.home.street = source();
    sink(&firm.boss.home.street); // FLOW
    sink(&firm.boss.home.city); // NO FLOW
    sink(&firm.boss.work.street); // NO FLOW
    sink(&firm.clerk.home.street); // NO FLOW
}

fn three_levels_by_parts() {
    let home = Address { street: source(), city: String::from("c") };
    let boss = Person { home, ..Person::default() };
    let firm = Firm { boss, ..Default::default() };
    let Firm { boss: Person { home: Address { street, city }, name, .. }, clerk, .. } = firm;
    sink(&street); // FLOW
    sink(&city); // NO FLOW
    sink(&name); // NO FLOW
    sink(&clerk.home.street); // NO FLOW
}

fn swap_sub_structs() {
    let mut p = Person::default();
    p.home.city = source();
    std::mem::swap(&mut p.home, &mut p.work);
    sink(&p.work.city); // FLOW
    sink(&p.work.street); // NO FLOW
    sink(&p.home.city); // NO FLOW
}

fn clone_one_then_change() {
    let mut p = Address { street: source(), city: source() };
    let kept = p.clone();
    p.street = String::from("fixed");
    sink(&p.street); // NO FLOW
    sink(&p.city); // FLOW
    sink(&kept.street); // FLOW
}

fn set_street(address: &mut Address, street: String) {
    address.street = street;
}

fn set_through_two_references() {
    let mut p = Person::default();
    {
        let work = &mut p.work;
        let inner = &mut *work;
        set_street(inner, source());
    }
    sink(&p.work.street); // FLOW
    sink(&p.work.city); // NO FLOW
    sink(&p.home.street); // NO FLOW
}

fn pick_field(p: &Person, first: bool) -> &Address {
    if first { &p.home } else { &p.work }
}

fn returned_reference_to_field() {
    let mut p = Person::default();
    p.name = source();
    sink(&pick_field(&p, true).street); // NO FLOW
    p.work.street = source();
    sink(&pick_field(&p, false).street); // FLOW
    sink(&pick_field(&p, false).city); // NO FLOW
}

enum Message {
    Empty,
    Text(String),
    Pair(String, String),
    Named { key: String, value: String },
    Nested(Box<Message>),
}

fn variant_payloads() {
    let m = Message::Pair(String::from("k"), source());
    match m {
        Message::Empty => {}
        Message::Text(t) => sink(&t), // NO FLOW
        Message::Pair(k, v) => {
            sink(&k); // NO FLOW
            sink(&v); // FLOW
        }
        Message::Named { key, .. } => sink(&key), // NO FLOW
        Message::Nested(_) => {}
    }
}

fn nested_variant() {
    let inner = Message::Named { key: source(), value: String::new() };
    let m = Message::Nested(Box::new(inner));
    if let Message::Nested(boxed) = m {
        match *boxed {
            Message::Named { key, value } => {
                sink(&key); // FLOW
                sink(&value); // NO FLOW
            }
            Message::Text(t) => sink(&t), // NO FLOW
            _ => {}
        }
    }
}

fn variant_changed_in_place() {
    let mut m = Message::Named { key: String::new(), value: String::new() };
    if let Message::Named { value, .. } = &mut m {
        value.push_str(&source());
    }
    if let Message::Named { key, value } = &m {
        sink(key); // NO FLOW
        sink(value); // FLOW
    }
    m = Message::Empty;
    if let Message::Named { value, .. } = &m {
        sink(value); // NO FLOW
    }
}

fn closure_captures_field_by_reference() {
    let p = Address { street: source(), city: String::new() };
    let street = || p.street.clone();
    let city = || p.city.clone();
    sink(&street()); // FLOW
    sink(&city()); // NO FLOW
}

fn closure_captures_by_move() {
    let (a, b) = (source(), String::from("b"));
    let f = move |first: bool| if first { (a.clone(), b.clone()) } else { (a.clone(), String::new()) };
    let (x, y) = f(true);
    sink(&x); // FLOW
    sink(&y); // NO FLOW
}

fn closure_writes_capture() {
    let mut seen = String::new();
    let mut other = String::new();
    let mut put = |s: &str| {
        seen.push_str(s);
        other.push_str("x");
    };
    put(&source());
    sink(&seen); // FLOW
    sink(&other); // NO FLOW
}

fn closure_argument_only() {
    let s = source();
    let second = |_: String, b: String| b;
    sink(&second(s.clone(), String::from("b"))); // NO FLOW
    sink(&second(String::new(), s)); // FLOW
}

fn adder(prefix: String) -> impl Fn(&str) -> String {
    move |s| format!("{prefix}{s}")
}

fn returned_closures_are_apart() {
    let bad = adder(source());
    let good = adder(String::from("p"));
    sink(&bad("x")); // FLOW
    sink(&good("x")); // NO FLOW
    sink(&good(&source())); // FLOW
}

fn boxed_adder(prefix: String) -> Box<dyn Fn(String) -> String> {
    Box::new(move |s| prefix.clone() + &s)
}

fn returned_boxed_closures() {
    sink(&boxed_adder(source())(String::new())); // FLOW
    sink(&boxed_adder(String::new())(source())); // FLOW
    sink(&boxed_adder(String::new())(String::from("x"))); // NO FLOW
}

fn curry(a: String) -> impl FnOnce(String) -> Box<dyn FnOnce(String) -> (String, String, String)> {
    move |b| Box::new(move |c| (a, b, c))
}

fn curried() {
    let (a, b, c) = curry(String::from("a"))(source())(String::from("c"));
    sink(&a); // NO FLOW
    sink(&b); // FLOW
    sink(&c); // NO FLOW
}

fn same(s: String) -> String {
    s
}

fn constant(_: String) -> String {
    String::from("constant")
}

fn call(f: fn(String) -> String, s: String) -> String {
    f(s)
}

fn function_pointers() {
    sink(&call(same, source())); // FLOW
    sink(&call(constant, source())); // NO FLOW
    let table: [fn(String) -> String; 2] = [constant, constant];
    sink(&table[1](source())); // NO FLOW
    let table: [fn(String) -> String; 2] = [constant, same];
    let pick = std::process::id() as usize % 2;
    sink(&table[pick](source())); // FLOW
}

struct Hooks {
    before: fn(String) -> String,
    after: Box<dyn Fn(String) -> String>,
}

fn hooks_in_fields() {
    let hooks = Hooks { before: constant, after: Box::new(|s| s + "!") };
    sink(&(hooks.before)(source())); // NO FLOW
    sink(&(hooks.after)(source())); // FLOW
    let hooks = Hooks { before: same, after: Box::new(constant) };
    sink(&(hooks.before)(source())); // FLOW
    sink(&(hooks.after)(source())); // NO FLOW
}

trait Shape {
    fn name(&self) -> String;
    fn set(&mut self, name: &str);
    fn twice(&self) -> String {
        self.name() + &self.name()
    }
}

struct Circle(String);
struct Square {
    id: u8,
    last: String,
}

impl Shape for Circle {
    fn name(&self) -> String {
        self.0.clone()
    }
    fn set(&mut self, name: &str) {
        self.0 = name.to_owned();
    }
}

impl Shape for Square {
    fn name(&self) -> String {
        format!("square {}", self.id)
    }
    fn set(&mut self, name: &str) {
        self.last = name.into();
    }
}

fn objects() {
    let mut c: Box<dyn Shape> = Box::new(Circle(String::new()));
    c.set(&source());
    sink(&c.twice()); // FLOW
    let mut q = Square { id: 1, last: String::new() };
    {
        let shape: &mut dyn Shape = &mut q;
        shape.set(&source());
        sink(&shape.name()); // NO FLOW
    }
    sink(&q.last); // FLOW
    sink(&q.twice()); // NO FLOW
}

fn store_name<S: Shape>(s: &mut S, name: &str) -> String {
    s.set(name);
    s.name()
}

fn generic_dispatch() {
    sink(&store_name(&mut Circle(String::new()), &source())); // FLOW
    sink(&store_name(&mut Square { id: 0, last: String::new() }, &source())); // NO FLOW
}

trait Codec {
    const TAG: &'static str;
    type Out: AsRef<str>;
    fn encode(s: String) -> Self::Out;
    fn tagged(s: &str) -> String {
        format!("{}:{s}", Self::TAG)
    }
}

struct Plain;
struct Masked;

impl Codec for Plain {
    const TAG: &'static str = "plain";
    type Out = String;
    fn encode(s: String) -> String {
        s
    }
}

impl Codec for Masked {
    const TAG: &'static str = "masked";
    type Out = &'static str;
    fn encode(_: String) -> &'static str {
        "***"
    }
    fn tagged(_: &str) -> String {
        Self::TAG.to_owned()
    }
}

fn encode_with<C: Codec>(s: String) -> String {
    C::encode(s).as_ref().to_owned()
}

fn associated_items() {
    sink(&encode_with::<Plain>(source())); // FLOW
    sink(&encode_with::<Masked>(source())); // NO FLOW
    sink(&Plain::tagged(&source())); // FLOW
    sink(&Masked::tagged(&source())); // NO FLOW
    sink(<Plain as Codec>::TAG); // NO FLOW
}

struct Pair<A, B> {
    first: A,
    second: B,
}

impl<A, B> Pair<A, B> {
    fn flip(self) -> Pair<B, A> {
        Pair { first: self.second, second: self.first }
    }
    fn map_first<C>(self, f: impl FnOnce(A) -> C) -> Pair<C, B> {
        Pair { first: f(self.first), second: self.second }
    }
    fn with_second<C>(self, second: C) -> Pair<A, C> {
        Pair { first: self.first, second }
    }
}

fn generic_pairs() {
    let p = Pair { first: source(), second: 3u8 }.flip();
    sink(&p.second); // FLOW
    sink_any(p.first); // NO FLOW
    let p = Pair { first: String::from("a"), second: source() }.map_first(|s| s.len() as u64);
    sink_number(p.first); // NO FLOW
    sink(&p.second); // FLOW
    let p = p.with_second("x");
    sink(p.second); // NO FLOW
}

struct Ring<T, const N: usize> {
    slots: [Option<T>; N],
    next: usize,
}

impl<T: Copy, const N: usize> Ring<T, N> {
    fn new() -> Self {
        Ring { slots: [None; N], next: 0 }
    }
    fn push(&mut self, item: T) {
        self.slots[self.next % N] = Some(item);
        self.next += 1;
    }
    fn oldest(&self) -> Option<T> {
        self.slots[self.next % N].or(self.slots[0])
    }
}

fn const_generics() {
    let mut bad = Ring::<u64, 3>::new();
    let mut good = Ring::<u64, 3>::new();
    bad.push(source_number());
    good.push(4);
    sink_number(bad.oldest().unwrap_or(0)); // FLOW
    sink_number(good.oldest().unwrap_or(0)); // NO FLOW
}

fn split_pair(s: String) -> (String, (String, String)) {
    (String::from("k"), (s, String::from("z")))
}

fn tuples_within_tuples() {
    let t = split_pair(source());
    sink(&t.0); // NO FLOW
    sink(&t.1.0); // FLOW
    sink(&t.1.1); // NO FLOW
    let (a, (b, c)) = split_pair(String::new());
    sink(&b); // NO FLOW
}

fn recursive_swap(n: u32, a: String, b: String) -> (String, String) {
    if n == 0 { (a, b) } else { recursive_swap(n - 1, a, b) }
}

fn recursion_keeps_places() {
    let (a, b) = recursive_swap(3, source(), String::new());
    sink(&a); // FLOW
    sink(&b); // NO FLOW
}

mod inner {
    mod deep {
        #[derive(Default)]
        pub struct Held {
            pub(super) secret: String,
            pub open: String,
        }
        impl Held {
            pub fn secret(&self) -> &str {
                &self.secret
            }
        }
        pub fn hold(secret: String) -> Held {
            Held { secret, ..Default::default() }
        }
    }
    pub use deep::hold as make;
    pub use deep::*;
}

fn reexported() {
    let h = inner::make(source());
    sink(h.secret()); // FLOW
    sink(&h.open); // NO FLOW
    sink(inner::hold(String::new()).secret()); // NO FLOW
}

macro_rules! record {
    ($name:ident { $($field:ident),* } keeps $kept:ident) => {
        struct $name { $($field: String),* }
        impl $name {
            fn build($($field: &str),*) -> Self {
                $name { $($field: $field.to_string()),* }
            }
            fn kept(&self) -> &String { &self.$kept }
        }
    };
}

record!(Login { user, password } keeps user);
record!(Token { id, secret } keeps secret);

fn structs_from_macros() {
    let login = Login::build("u", &source());
    sink(login.kept()); // NO FLOW
    sink(&login.password); // FLOW
    let token = Token::build("i", &source());
    sink(token.kept()); // FLOW
    sink(&token.id); // NO FLOW
}

macro_rules! chain {
    ($e:expr) => { $e };
    ($e:expr => $f:ident $($rest:tt)*) => { chain!($f($e) $($rest)*) };
}

fn expression_macros() {
    sink(&chain!(source() => same => same)); // FLOW
    sink(&chain!(source() => same => constant)); // NO FLOW
}
