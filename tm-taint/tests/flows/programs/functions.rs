//! Functions as values, closures, macros, asynchronous code.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::*;

fn apply<F: FnOnce(String) -> String>(f: F, s: String) -> String {
    f(s)
}

fn apply_dyn(f: &dyn Fn(&str) -> String, s: &str) -> String {
    f(s)
}

fn apply_pointer(f: fn(String) -> String, s: String) -> String {
    f(s)
}

fn identity(s: String) -> String {
    s
}

fn constant(_: String) -> String {
    String::from("c")
}

fn passed() {
    sink(&apply(identity, source())); // FLOW
    sink(&apply(constant, source())); // NO FLOW
    sink(&apply(|s| s + "x", source())); // FLOW
    sink(&apply(|_| String::new(), source())); // NO FLOW
    sink(&apply(std::convert::identity, source())); // FLOW
    sink(&apply_dyn(&|s| s.to_owned(), &source())); // FLOW
    sink(&apply_dyn(&|s| s.len().to_string(), &source())); // NO FLOW
    sink(&apply_dyn(&str::to_uppercase, &source())); // FLOW
    sink(&apply_pointer(identity, source())); // FLOW
    sink(&apply_pointer(constant, source())); // NO FLOW
    sink(&apply_pointer(|s| s, source())); // FLOW
}

fn captures() {
    let s = source();
    let by_reference = || s.len();
    sink_any(by_reference()); // NO FLOW
    let read = || s.clone();
    sink(&read()); // FLOW
    let mut log = Vec::new();
    let mut note = |x: &str| log.push(x.to_owned());
    note("a");
    note(&s);
    sink(&log[0]); // FLOW
    let pair = (source(), String::new());
    let second = move || pair.1;
    sink(&second()); // NO FLOW
    let mut count = 0;
    let mut next = || {
        count += 1;
        count
    };
    sink_number(next()); // NO FLOW
    let nested = || {
        let inner = || s.clone();
        inner()
    };
    sink(&nested()); // FLOW
    let own = move |t: String| (t, s);
    let (a, b) = own(String::new());
    sink(&a); // NO FLOW
    sink(&b); // FLOW
}

fn adder(n: u64) -> impl Fn(u64) -> u64 {
    move |m| n + m
}

fn boxed(prefix: String) -> Box<dyn Fn(&str) -> String> {
    Box::new(move |s| format!("{prefix}{s}"))
}

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |a| g(f(a))
}

fn curry(a: String) -> impl Fn(String) -> Box<dyn Fn() -> String> {
    move |b| {
        let a = a.clone();
        Box::new(move || a.clone() + &b)
    }
}

fn chosen(flag: bool) -> fn(String) -> String {
    if flag { identity } else { constant }
}

fn returned() {
    sink_number(adder(source_number())(1)); // FLOW
    sink_number(adder(1)(source_number())); // FLOW
    sink_number(adder(1)(2)); // NO FLOW
    sink(&boxed(source())("x")); // FLOW
    sink(&boxed(String::new())("x")); // NO FLOW
    let f = compose(|s: String| s.len(), |n: usize| n.to_string());
    sink(&f(source())); // NO FLOW
    let text = source();
    let g = compose(str::trim, str::to_owned);
    sink(&g(&text)); // FLOW
    sink(&curry(source())(String::new())()); // FLOW
    sink(&curry(String::new())(String::new())()); // NO FLOW
    sink(&chosen(true)(source())); // FLOW
}

struct Button {
    on_click: Box<dyn FnMut(&str)>,
    name: String,
}

struct Events<'a> {
    handlers: HashMap<&'static str, Vec<Box<dyn Fn(&str) -> String + 'a>>>,
}

impl<'a> Events<'a> {
    fn on(&mut self, name: &'static str, f: impl Fn(&str) -> String + 'a) -> &mut Self {
        self.handlers.entry(name).or_default().push(Box::new(f));
        self
    }
    fn emit(&self, name: &str, payload: &str) -> Vec<String> {
        self.handlers.get(name).into_iter().flatten().map(|h| h(payload)).collect()
    }
}

fn stored() {
    let mut b = Button { on_click: Box::new(|s| sink(s)), name: String::new() }; // FLOW
    (b.on_click)(&source());
    let mut e = Events { handlers: HashMap::new() };
    e.on("a", |s| s.to_uppercase()).on("a", |s| s.to_owned());
    sink(&e.emit("a", &source())[0]); // FLOW
    let mut f = Events { handlers: HashMap::new() };
    f.on("a", |s| s.len().to_string());
    sink(&f.emit("a", &source())[0]); // NO FLOW
    let table: [(&str, fn(u64, u64) -> u64); 2] = [("add", |a, b| a + b), ("first", |a, _| a)];
    sink_number(table[0].1(1, source_number())); // FLOW
    let steps: Vec<Box<dyn FnOnce(String) -> String>> = vec![Box::new(identity), Box::new(|s| s + "x")];
    sink(&steps.into_iter().fold(source(), |s, step| step(s))); // FLOW
    let maybe: Option<fn() -> String> = Some(source);
    sink(&maybe.map(|f| f()).unwrap()); // FLOW
}

fn recurse(f: &dyn Fn(u64) -> u64, n: u64) -> u64 {
    if n == 0 { f(n) } else { recurse(f, n - 1) }
}

fn fixed_point(f: &mut impl FnMut(&mut Vec<String>), v: &mut Vec<String>) {
    f(v);
    if v.len() < 3 {
        fixed_point(f, v);
    }
}

fn recursive_with_closures() {
    let n = source_number();
    sink_number(recurse(&|m| n + m, 3)); // FLOW
    sink_number(recurse(&|m| m, 3)); // NO FLOW
    let mut v = Vec::new();
    fixed_point(&mut |v| v.push(source()), &mut v);
    sink(&v[0]); // FLOW
}

macro_rules! double {
    ($e:expr) => {
        $e.clone() + &$e
    };
}

macro_rules! record {
    ($name:ident { $($field:ident : $ty:ty),* }) => {
        struct $name { $($field: $ty),* }
        impl $name {
            fn fields(&self) -> Vec<String> {
                vec![$(self.$field.to_string()),*]
            }
        }
    };
}

macro_rules! sum {
    () => { 0 };
    ($first:expr $(, $rest:expr)*) => { $first + sum!($($rest),*) };
}

record!(Made { a: String, b: u64 });

fn macros() {
    let s = source();
    sink(&double!(s)); // FLOW
    let m = Made { a: source(), b: 1 };
    sink(&m.a); // FLOW
    sink_number(m.b); // NO FLOW
    sink(&m.fields()[0]); // FLOW
    sink_number(sum!(1, source_number(), 2)); // FLOW
    sink_number(sum!(1, 2)); // NO FLOW
    sink(&dbg!(source())); // FLOW
    sink(stringify!(source())); // NO FLOW
    assert_eq!(s.len(), 3);
    sink(concat!("a", 1)); // NO FLOW
}

async fn fetch(path: &str) -> String {
    path.to_owned()
}

async fn fails(s: String) -> Result<String, String> {
    if s.is_empty() { Err(s) } else { Ok(String::from("ok")) }
}

async fn awaited() -> Result<(), String> {
    sink(&fetch(&source()).await); // FLOW
    sink(&fetch("x").await); // NO FLOW
    let future = fetch("y");
    let other = async { source() };
    sink(&future.await); // NO FLOW
    sink(&other.await); // FLOW
    let kept = fails(source()).await?;
    sink(&kept); // NO FLOW
    let e = fails(source()).await.unwrap_err();
    sink(&e); // FLOW
    let block = async move {
        let inner = fetch(&source()).await;
        inner.len()
    };
    sink_any(block.await); // NO FLOW
    let boxed: Pin<Box<dyn Future<Output = String>>> = Box::pin(fetch("x"));
    sink(&boxed.await); // NO FLOW
    let futures: Vec<Pin<Box<dyn Future<Output = String>>>> = vec![Box::pin(async { source() })];
    for f in futures {
        sink(&f.await); // FLOW
    }
    let closure = async |s: String| s + "x";
    sink(&closure(source()).await); // FLOW
    Ok(())
}

struct Delay {
    value: Option<String>,
}

impl Future for Delay {
    type Output = String;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<String> {
        match self.value.take() {
            Some(v) => Poll::Ready(v),
            None => Poll::Pending,
        }
    }
}

struct Map<F, G> {
    future: F,
    with: G,
}

impl<F: Future + Unpin, G: Fn(F::Output) -> T + Unpin, T> Future for Map<F, G> {
    type Output = T;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let this = &mut *self;
        match Pin::new(&mut this.future).poll(cx) {
            Poll::Ready(v) => Poll::Ready((this.with)(v)),
            Poll::Pending => Poll::Pending,
        }
    }
}

async fn own_futures() {
    sink(&Delay { value: Some(source()) }.await); // FLOW
    sink(&Delay { value: Some(String::new()) }.await); // NO FLOW
    sink(&Map { future: Delay { value: Some(source()) }, with: |s: String| s + "x" }.await); // FLOW
    sink_any(Map { future: Delay { value: Some(source()) }, with: |s: String| s.len() }.await); // NO FLOW
    sink(&std::future::ready(source()).await); // FLOW
    let polled = std::future::poll_fn(|_| Poll::Ready(source())).await;
    sink(&polled); // FLOW
}

trait Repository {
    fn find<'a>(&'a self, id: &'a str) -> Pin<Box<dyn Future<Output = Option<String>> + Send + 'a>>;
    async fn all(&self) -> Vec<String>;
}

struct Memory {
    rows: Vec<String>,
}

impl Repository for Memory {
    fn find<'a>(&'a self, id: &'a str) -> Pin<Box<dyn Future<Output = Option<String>> + Send + 'a>> {
        Box::pin(async move { self.rows.iter().find(|r| r.as_str() == id).cloned() })
    }
    async fn all(&self) -> Vec<String> {
        self.rows.clone()
    }
}

async fn use_repository<R: Repository>(r: &R) -> Option<String> {
    let first = r.all().await.into_iter().next()?;
    r.find(&first).await
}

async fn repositories() {
    let m = Memory { rows: vec![source()] };
    sink(&m.find("x").await.unwrap()); // FLOW
    sink(&use_repository(&m).await.unwrap()); // FLOW
    let n = Memory { rows: vec![] };
    sink(&n.find(&source()).await.unwrap_or_default()); // NO FLOW
    sink(&use_repository(&n).await.unwrap_or_default()); // NO FLOW
}

fn even(n: u64, s: String) -> String {
    if n == 0 { s } else { odd(n - 1, s) }
}

fn odd(n: u64, s: String) -> String {
    if n == 0 { String::from("odd") } else { even(n - 1, s) }
}

fn mutual_recursion() {
    sink(&even(4, source())); // FLOW
    sink(&odd(4, String::new())); // NO FLOW
}

fn diverging(s: String) -> ! {
    panic!("{s}")
}

fn never() {
    let s: String = if false { diverging(source()) } else { String::from("x") };
    sink(&s); // NO FLOW
}

mod outer {
    pub mod inner {
        pub(in crate::functions) fn make(s: &str) -> super::Holder {
            super::Holder { content: s.to_owned() }
        }
    }
    pub struct Holder {
        content: String,
    }
    impl Holder {
        pub fn content(&self) -> &str {
            &self.content
        }
    }
}

fn modules() {
    use outer::inner;
    sink(inner::make(&source()).content()); // FLOW
    sink(outer::inner::make("x").content()); // NO FLOW
    sink(self::outer::inner::make(&source()).content()); // FLOW
}

const FIRST: fn(String, String) -> String = |a, _| a;
const F: fn(&str) -> String = |_| String::new();

trait Picks {
    const PICK: fn(String, String) -> String;
}

struct Left;
struct Right;

impl Picks for Left {
    const PICK: fn(String, String) -> String = |a, _| a;
}

impl Picks for Right {
    const PICK: fn(String, String) -> String = |_, b| b;
}

fn constants_that_are_called() {
    sink(&Left::PICK(source(), String::new())); // FLOW
    sink(&<Right as Picks>::PICK(source(), String::new())); // NO FLOW

    const UP: fn(&str) -> String = str::to_uppercase;
    sink(&UP(&source())); // FLOW
    sink(&F(&source())); // NO FLOW
    sink(&FIRST(source(), String::new())); // FLOW
    sink(&FIRST(String::new(), source())); // NO FLOW
}
