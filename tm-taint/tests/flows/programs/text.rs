use std::fmt::{self, Display, Write as _};

use crate::*;

fn formatted() {
    let s = source();
    sink(&format!("a {s} b")); // FLOW
    sink(&format!("a {} b", s)); // FLOW
    sink(&format!("a {:?} {n}", 1, n = 2)); // NO FLOW
    let width = s.len();
    sink(&format!("{:>width$}", "x")); // NO FLOW
}

fn plus() {
    let s = String::from("a") + &source();
    sink(&s); // FLOW
    let t = String::from("a") + "b";
    sink(&t); // NO FLOW
}

fn push() {
    let mut s = String::new();
    s.push_str(&source());
    sink(&s); // FLOW
    let mut t = String::new();
    t.push_str("x");
    t.push('c');
    sink(&t); // NO FLOW
    t += &source();
    sink(&t); // FLOW
    t.clear();
    sink(&t); // NO FLOW
}

fn write_macro() {
    let mut s = String::new();
    write!(s, "{}", source()).unwrap();
    sink(&s); // FLOW
    let mut t = String::new();
    writeln!(t, "{}", 1).unwrap();
    sink(&t); // NO FLOW
}

fn io_write() {
    use std::io::Write;
    let mut v: Vec<u8> = Vec::new();
    write!(v, "{}", source()).unwrap();
    sink(std::str::from_utf8(&v).unwrap()); // FLOW
    let mut w: Vec<u8> = Vec::new();
    w.write_all(b"x").unwrap();
    sink(&String::from_utf8_lossy(&w)); // NO FLOW
}

fn methods() {
    let s = source();
    sink(s.trim()); // FLOW
    sink(&s.to_uppercase()); // FLOW
    sink(&s.replace("a", "b")); // FLOW
    sink(&s[1..]); // FLOW
    sink(s.split(',').next().unwrap()); // FLOW
    sink(s.lines().last().unwrap()); // FLOW
    sink(s.split_once('=').unwrap().1); // FLOW
    sink(s.strip_prefix("x").unwrap_or("")); // FLOW
    sink(&s.chars().collect::<String>()); // FLOW
    sink(std::str::from_utf8(s.as_bytes()).unwrap()); // FLOW
    sink(&String::from_utf8(s.into_bytes()).unwrap()); // FLOW
}

fn methods_of_safe() {
    let s = String::from("a,b");
    sink(s.trim()); // NO FLOW
    sink(&s.replace("a", "b")); // NO FLOW
    sink(s.split(',').next().unwrap()); // NO FLOW
    sink(&s.replace("a", &source())); // FLOW
}

fn predicates() {
    let s = source();
    let n = s.find('x').unwrap_or(0);
    let b = s.starts_with("a");
    sink_number(n as u64); // NO FLOW
    sink(if b { "yes" } else { "no" }); // NO FLOW
}

struct Name {
    first: String,
    last: String,
}

impl Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)
    }
}

fn own_display() {
    let n = Name { first: source(), last: String::new() };
    sink(&format!("{n}")); // FLOW
    sink(&n.to_string()); // FLOW
    let m = Name { first: String::new(), last: source() };
    sink(&format!("{m}")); // NO FLOW
    sink(&m.to_string()); // NO FLOW
}

struct Masked(String);

impl Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

fn masked_display() {
    let m = Masked(source());
    sink(&m.to_string()); // NO FLOW
    sink(&format!("<{}>", &&m)); // NO FLOW
}

struct Outer(Name);

impl Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<")?;
        self.0.fmt(f)?;
        f.write_str(">")
    }
}

fn nested_display() {
    let o = Outer(Name { first: source(), last: String::new() });
    sink(&o.to_string()); // FLOW
}

fn generic_display<T: Display>(t: T) -> String {
    format!("{t}")
}

fn display_of_parameter() {
    sink(&generic_display(Name { first: source(), last: String::new() })); // FLOW
    sink(&generic_display(Masked(source()))); // NO FLOW
    sink(&generic_display(source())); // FLOW
    sink(&generic_display(3)); // NO FLOW
}

fn dyn_display(d: &dyn Display) -> String {
    d.to_string()
}

fn display_of_dyn() {
    sink(&dyn_display(&Name { first: source(), last: String::new() })); // FLOW
    sink(&dyn_display(&Masked(source()))); // NO FLOW
}

struct Upper(String);

impl fmt::Write for Upper {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.0.push_str(&s.to_uppercase());
        Ok(())
    }
}

fn own_writer() {
    let mut u = Upper(String::new());
    write!(u, "{}", source()).unwrap();
    sink(&u.0); // FLOW
}

fn parsed() {
    let n: u64 = source().parse().unwrap_or(0);
    sink_number(n); // FLOW
    let m: u64 = "3".parse().unwrap();
    sink_number(m); // NO FLOW
}

fn concatenated() {
    sink(&[source(), String::new()].concat()); // FLOW
    sink(&["a", "b"].join("")); // NO FLOW
    sink(concat!("a", "b")); // NO FLOW
}

fn bytes_and_chars() {
    let s = source();
    let c = s.chars().next().unwrap();
    sink(&c.to_string()); // FLOW
    let b = s.as_bytes()[0];
    sink_number(b as u64); // FLOW
}
