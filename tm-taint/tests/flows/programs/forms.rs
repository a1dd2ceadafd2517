//! Patterns, control flow, macros, scopes: forms that a value passes through.

use std::collections::HashMap;
use std::ops::{ControlFlow, RangeInclusive};

use crate::*;

#[derive(Clone, Debug)]
enum Token {
    Word(String),
    Number { value: u64, text: String },
    Pair(Box<Token>, Box<Token>),
    List(Vec<Token>),
    End,
}

use Token::*;

fn bound_and_matched(t: Token) {
    match t {
        Word(w) | Number { text: w, .. } => sink(&w), // FLOW
        List(items) if items.is_empty() => sink_any(items), // NO FLOW
        Pair(first, _) => bound_and_matched(*first),
        List(_) | End => {}
    }
}

fn one_of_several() {
    bound_and_matched(Word(source()));
}

fn nested_patterns() {
    let t = Pair(Box::new(Word(source())), Box::new(Number { value: 1, text: String::new() }));
    let Pair(left, right) = &t else { return };
    if let (Word(w), Number { value, text }) = (&**left, &**right) {
        sink(w); // FLOW
        sink_number(*value); // NO FLOW
        sink(text); // NO FLOW
    }
    let list = List(vec![End, Word(source())]);
    match &list {
        List(items) if let [End, rest @ ..] = items.as_slice() => {
            for item in rest {
                match item {
                    Word(text) | Number { text, .. } => sink(text), // FLOW
                    whole @ Pair(..) => sink_any(whole), // NO FLOW
                    List(_) | End => {}
                }
            }
        }
        _ => {}
    }
    let n = Number { value: source_number(), text: String::from("x") };
    if let Number { value: v @ 1..=9, text } = &n {
        sink_number(*v); // FLOW
        sink(text); // NO FLOW
    }
    let Number { value, .. } = n else { unreachable!() };
    sink_number(value); // FLOW
    let all @ (first, _) = (source_number(), 2_u64);
    sink_number(first); // FLOW
    sink_number(all.1); // NO FLOW
    let ((a, b), [c, .., d]) = ((source(), 1), [1_u64, 2, 3]);
    sink(&a); // FLOW
    sink_number(b + c + d); // NO FLOW
    let &(ref x, y) = &(source(), 3_u64);
    sink(x); // FLOW
    sink_number(y); // NO FLOW
}

fn slices_with_rest(words: &[String]) -> (&str, &str) {
    match words {
        [] => ("", ""),
        [only] => (only, ""),
        [first, middle @ .., last] if middle.len() > 3 => (first, last),
        [first, ..] => ("x", first),
    }
}

fn rest_patterns() {
    let (a, b) = ([source()], ["x".to_owned()]);
    sink(slices_with_rest(&a).0); // FLOW
    sink(slices_with_rest(&b).1); // NO FLOW
    let text = source();
    let parts: Vec<&str> = text.split(' ').collect();
    match parts[..] {
        ["get", key] => sink(key), // FLOW
        ["set", key, value] => { sink(key); sink(value) } // FLOW
        [command, ..] => sink(command), // FLOW
        [] => sink("nothing"), // NO FLOW
    }
    let bytes = source().into_bytes();
    if let [b'a'..=b'z', high, rest @ ..] = &bytes[..] {
        sink_any(*high); // FLOW
        sink_any(rest); // FLOW
        sink_any(rest.len()); // NO FLOW
    }
}

fn chains(input: Option<Result<String, u64>>) -> Option<String> {
    if let Some(outer) = input
        && let Ok(text) = outer
        && !text.is_empty()
    {
        return Some(text);
    }
    None
}

fn let_chains() {
    sink(&chains(Some(Ok(source()))).unwrap()); // FLOW
    sink(&chains(Some(Err(source_number()))).unwrap()); // NO FLOW
    while let Some(s) = chains(Some(Ok(source())))
        && s.len() > 2
    {
        sink(&s); // FLOW
        break;
    }
}

fn values_of_blocks(flag: bool) {
    let a = 'found: {
        if flag {
            break 'found source();
        }
        String::from("none")
    };
    sink(&a); // FLOW
    let b = loop {
        if flag {
            break String::from("x");
        }
        let _ = source();
    };
    sink(&b); // NO FLOW
    let c = 'outer: loop {
        for s in [source()] {
            if s.len() > 3 {
                break 'outer s;
            }
        }
    };
    sink(&c); // FLOW
    let d = {
        let d = source();
        d.len()
    };
    sink_any(d); // NO FLOW
    let e = if flag { &a } else if b.is_empty() { &b } else { "x" };
    sink(e); // FLOW
    let f;
    if flag { f = source() } else { f = String::new() }
    sink(&f); // FLOW
    let g = match flag { true => source().len().to_string(), false => String::new() };
    sink(&g); // NO FLOW
    let h = unsafe { source() };
    sink(&h); // FLOW
    let Some(i) = Some(source()) else { panic!("none") };
    sink(&i); // FLOW
    let j = (|| -> Option<String> { Some(source().strip_prefix("x")?.to_owned()) })();
    sink(&j.unwrap()); // FLOW
    let k = matches!(source().as_str(), "a" | "b").then_some(1_u64);
    sink_number(k.unwrap()); // NO FLOW
}

fn shadows() {
    let s = source();
    let s = s.len();
    sink_any(s); // NO FLOW
    let s = source();
    {
        let s = "x";
        sink(s); // NO FLOW
    }
    sink(&s); // FLOW
    for s in ["a", "b"] {
        sink(s); // NO FLOW
    }
    let f = |s: &str| sink(s); // NO FLOW
    f("x");
    match "y".strip_prefix("x") {
        Some(s) => sink(s), // NO FLOW
        None => sink(&s), // FLOW
    }
    let s = clean(s);
    sink(&s); // NO FLOW
    let mut t = source();
    let u = t.clone();
    t = String::new();
    sink(&t); // NO FLOW
    sink(&u); // FLOW
    let (mut v, mut w) = (source(), String::new());
    (v, w) = (w, v);
    sink(&v); // NO FLOW
    sink(&w); // FLOW
    let mut pair = (source(), String::new());
    pair.0 = String::new();
    sink(&pair.0); // NO FLOW
    pair = (String::new(), source());
    sink(&pair.1); // FLOW
}

macro_rules! largest {
    ($x:expr) => { $x };
    ($x:expr, $($rest:expr),+) => {{ let a = $x; let b = largest!($($rest),+); if a > b { a } else { b } }};
}

macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($field:ident : $type:ty = $default:expr),* $(,)? }) => {
        $(#[$meta])*
        struct $name { $($field: $type),* }
        impl Default for $name {
            fn default() -> Self { $name { $($field: $default),* } }
        }
        impl $name {
            $(fn $field(mut self, value: $type) -> Self { self.$field = value; self })*
        }
    };
}

macro_rules! hash {
    ($($key:expr => $value:expr),* $(,)?) => {{
        let mut map = HashMap::new();
        $(map.insert($key, $value);)*
        map
    }};
}

macro_rules! try_or {
    ($e:expr, $otherwise:expr) => { match $e { Some(it) => it, None => $otherwise } };
}

macro_rules! enumerate_as {
    ($name:ident, $($variant:ident = $text:literal),+) => {
        enum $name { $($variant(String)),+ }
        impl $name {
            fn text(&self) -> &str { match self { $($name::$variant(it) => it),+ } }
            fn kind(&self) -> &'static str { match self { $($name::$variant(_) => $text),+ } }
        }
    };
}

record!(
    #[derive(Clone)]
    Page { title: String = String::from("none"), body: String = String::new(), }
);
enumerate_as!(Verb, Get = "get", Put = "put");

fn macros() {
    sink_number(largest!(1, 2, source_number())); // FLOW
    sink_number(largest!(1, 2, 3)); // NO FLOW
    let p = Page::default().title(source());
    sink(&p.title); // FLOW
    sink(&p.body); // NO FLOW
    let m = hash! { "a" => source(), "b" => String::new() };
    sink(&m["a"]); // FLOW
    let n = hash! { source() => 1_u64 };
    sink_number(n["a"]); // NO FLOW
    sink(&try_or!(Some(source()), return)); // FLOW
    sink(&try_or!(None, source())); // FLOW
    sink(Verb::Get(source()).text()); // FLOW
    sink(Verb::Put(source()).kind()); // NO FLOW
    sink(concat!("a", 1, stringify!(source()))); // NO FLOW
}

mod outer {
    pub mod middle {
        pub(crate) mod inner {
            pub fn read() -> String {
                super::super::wrap(crate::source())
            }
            pub static FIXED: &str = "fixed";
        }
        pub use self::inner::{FIXED as TEXT, read};
        pub fn source() -> String {
            String::from("of another module")
        }
    }
    fn wrap(s: String) -> String {
        s + ";"
    }
    pub use middle::*;
}

fn reexports() {
    sink(&outer::read()); // FLOW
    sink(outer::TEXT); // NO FLOW
    sink(&outer::source()); // NO FLOW
    use outer::middle::inner::read as take;
    sink(&take()); // FLOW
}

const fn double(n: u64) -> u64 {
    n * 2
}

const TABLE: [u64; 4] = {
    let mut table = [0; 4];
    let mut i = 0;
    while i < 4 {
        table[i] = double(i as u64);
        i += 1;
    }
    table
};

fn constants() {
    sink_number(double(source_number())); // FLOW
    sink_number(double(4)); // NO FLOW
    sink_number(TABLE[3]); // NO FLOW
    const LOCAL: u64 = double(8);
    sink_number(LOCAL); // NO FLOW
    static mut BUFFER: [u64; 2] = [0; 2];
    unsafe { BUFFER[0] = source_number() };
    sink_number(unsafe { BUFFER[0] }); // FLOW
}

fn early(text: &str) -> ControlFlow<String, u64> {
    for part in text.split(',') {
        match part.parse::<u64>() {
            Ok(0) => return ControlFlow::Break(part.to_owned()),
            Ok(_) => continue,
            Err(_) => ControlFlow::Break(String::from("bad"))?,
        }
    }
    ControlFlow::Continue(7)
}

fn control_values() {
    match early(&source()) {
        ControlFlow::Break(s) => sink(&s), // FLOW
        ControlFlow::Continue(n) => sink_number(n), // NO FLOW
    }
    sink_number(early("1,2").continue_value().unwrap()); // NO FLOW
    let range: RangeInclusive<u64> = 1..=source_number();
    sink_number(*range.end()); // FLOW
    sink_number(*range.start()); // NO FLOW
    sink_number(range.into_iter().sum()); // FLOW
    let window = source_number()..;
    sink_number(window.start); // FLOW
}

struct Matrix {
    rows: [[u64; 2]; 2],
    name: &'static str,
}

fn functional_update() {
    let a = Matrix { rows: [[source_number(), 1], [2, 3]], name: "a" };
    let b = Matrix { name: "b", ..a };
    sink_number(b.rows[0][0]); // FLOW
    sink(b.name); // NO FLOW
    let c = Matrix { rows: [[0; 2]; 2], ..b };
    sink_number(c.rows[1][1]); // NO FLOW
    let Matrix { rows: [[top, ..], ..], .. } = b;
    sink_number(top); // FLOW
}
