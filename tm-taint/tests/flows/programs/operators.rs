use std::ops::{Add, AddAssign, Deref, DerefMut, Index, IndexMut, Neg, Not};

use crate::*;

#[derive(Clone)]
struct Text(String);

impl Add for Text {
    type Output = Text;
    fn add(self, other: Text) -> Text {
        Text(self.0 + &other.0)
    }
}

fn add() {
    let t = Text(source()) + Text(String::new());
    sink(&t.0); // FLOW
    let u = Text(String::new()) + Text(String::new());
    sink(&u.0); // NO FLOW
}

struct First(String);
impl Add for First {
    type Output = First;
    fn add(self, _: First) -> First {
        self
    }
}

fn add_keeps_first() {
    let t = First(String::new()) + First(source());
    sink(&t.0); // NO FLOW
    let u = First(source()) + First(String::new());
    sink(&u.0); // FLOW
}

impl AddAssign<&str> for Text {
    fn add_assign(&mut self, other: &str) {
        self.0.push_str(other);
    }
}

fn add_assign() {
    let mut t = Text(String::new());
    t += &source();
    sink(&t.0); // FLOW
    let mut u = Text(String::new());
    u += "x";
    sink(&u.0); // NO FLOW
}

impl Not for Text {
    type Output = String;
    fn not(self) -> String {
        String::new()
    }
}
impl Neg for Text {
    type Output = String;
    fn neg(self) -> String {
        self.0
    }
}

fn unary() {
    sink(&!Text(source())); // NO FLOW
    sink(&-Text(source())); // FLOW
}

struct Guard {
    inner: String,
    name: String,
}

impl Deref for Guard {
    type Target = String;
    fn deref(&self) -> &String {
        &self.inner
    }
}
impl DerefMut for Guard {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.inner
    }
}

fn deref() {
    let g = Guard { inner: source(), name: String::new() };
    sink(&g); // FLOW
    sink(&g.name); // NO FLOW
    let h = Guard { inner: String::new(), name: source() };
    sink(&h); // NO FLOW
}

fn deref_mut() {
    let mut g = Guard { inner: String::new(), name: String::new() };
    g.push_str(&source());
    sink(&g.inner); // FLOW
    sink(&g.name); // NO FLOW
}

struct Table {
    rows: Vec<String>,
    title: String,
}

impl Index<usize> for Table {
    type Output = String;
    fn index(&self, i: usize) -> &String {
        &self.rows[i]
    }
}
impl IndexMut<usize> for Table {
    fn index_mut(&mut self, i: usize) -> &mut String {
        &mut self.rows[i]
    }
}

fn index() {
    let t = Table { rows: vec![source()], title: String::new() };
    sink(&t[0]); // FLOW
    let u = Table { rows: vec![String::new()], title: source() };
    sink(&u[0]); // NO FLOW
}

fn index_mut() {
    let mut t = Table { rows: vec![String::new()], title: String::new() };
    t[0] = source();
    sink(&t.rows[0]); // FLOW
    sink(&t.title); // NO FLOW
}

struct Report<'a>(&'a str);
impl Drop for Report<'_> {
    fn drop(&mut self) {
        sink(self.0); // FLOW
    }
}

fn dropped() {
    let s = source();
    let _r = Report(&s);
}

struct Silent<'a>(&'a str);
impl Drop for Silent<'_> {
    fn drop(&mut self) {
        sink("silent"); // NO FLOW
    }
}

fn dropped_silent() {
    let s = source();
    let _r = Silent(&s);
}

struct Restore<'a> {
    to: &'a mut String,
}
impl Drop for Restore<'_> {
    fn drop(&mut self) {
        *self.to = source();
    }
}

fn drop_writes() {
    let mut s = String::new();
    {
        let _r = Restore { to: &mut s };
    }
    sink(&s); // FLOW
}

#[derive(PartialEq, PartialOrd, Eq, Ord)]
struct Rank(String);

fn comparison() {
    let a = Rank(source());
    let b = Rank(String::new());
    let text = if a < b { "less" } else { "more" };
    sink(text); // NO FLOW
    let m = a.max(b);
    sink(&m.0); // FLOW
}

fn numbers() {
    let mut n = source_number();
    n += 1;
    n <<= 2;
    n = !n;
    sink_number(n); // FLOW
    sink_number(n.wrapping_add(1)); // FLOW
    sink_number(n.checked_mul(2).unwrap_or(0)); // FLOW
    sink_number(n.min(3)); // FLOW
}
