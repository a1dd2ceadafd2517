use crate::*;

struct P {
    a: String,
    b: String,
}

struct Q {
    p: P,
    n: u64,
}

struct W(String, String);

fn field() {
    let p = P { a: source(), b: String::new() };
    sink(&p.a); // FLOW
    sink(&p.b); // NO FLOW
}

fn nested_field() {
    let q = Q { p: P { a: String::new(), b: source() }, n: 1 };
    sink(&q.p.b); // FLOW
    sink(&q.p.a); // NO FLOW
    sink_number(q.n); // NO FLOW
}

fn tuple_struct() {
    let w = W(source(), String::new());
    sink(&w.0); // FLOW
    sink(&w.1); // NO FLOW
}

fn field_assign() {
    let mut p = P { a: String::new(), b: String::new() };
    p.b = source();
    sink(&p.a); // NO FLOW
    sink(&p.b); // FLOW
    p.b = String::new();
    sink(&p.b); // NO FLOW
}

fn struct_update() {
    let p = P { a: source(), b: String::new() };
    let r = P { b: String::from("b"), ..p };
    sink(&r.a); // FLOW
    sink(&r.b); // NO FLOW
}

fn whole_overwritten() {
    let mut p = P { a: source(), b: source() };
    p = P { a: String::new(), b: p.b };
    sink(&p.a); // NO FLOW
    sink(&p.b); // FLOW
}

fn destructure() {
    let P { a, b: c } = P { a: String::new(), b: source() };
    sink(&a); // NO FLOW
    sink(&c); // FLOW
}

impl P {
    fn new(a: String) -> P {
        P { a, b: String::new() }
    }
    fn a(&self) -> &str {
        &self.a
    }
    fn b(&self) -> &str {
        &self.b
    }
    fn set_a(&mut self, a: String) {
        self.a = a;
    }
    fn clear(&mut self) {
        self.a = String::new();
    }
    fn into_b(self) -> String {
        self.b
    }
    fn with_b(mut self, b: String) -> P {
        self.b = b;
        self
    }
    fn report(&self) {
        sink(&self.a); // FLOW
        sink(&self.b); // NO FLOW
    }
}

fn constructor() {
    let p = P::new(source());
    sink(p.a()); // FLOW
    sink(p.b()); // NO FLOW
    p.report();
}

fn setter() {
    let mut p = P::new(String::new());
    p.set_a(source());
    sink(p.a()); // FLOW
    sink(p.b()); // NO FLOW
    p.clear();
    sink(p.a()); // NO FLOW
}

fn builder() {
    let p = P::new(String::new()).with_b(source());
    sink(p.a()); // NO FLOW
    sink(p.b()); // FLOW
    let b = p.into_b();
    sink(&b); // FLOW
}

fn returned_struct() -> P {
    P { a: String::new(), b: source() }
}

fn use_returned() {
    let p = returned_struct();
    sink(&p.a); // NO FLOW
    sink(&p.b); // FLOW
}

struct Holder<'a> {
    text: &'a str,
    other: &'a str,
}

fn reference_field() {
    let s = source();
    let h = Holder { text: &s, other: "x" };
    sink(h.text); // FLOW
    sink(h.other); // NO FLOW
}

#[derive(Clone, Default, Debug, PartialEq)]
struct D {
    secret: String,
    open: String,
}

fn derived_clone() {
    let d = D { secret: source(), open: String::new() };
    let e = d.clone();
    sink(&e.secret); // FLOW
    sink(&e.open); // NO FLOW
    let f = D::default();
    sink(&f.secret); // NO FLOW
}

fn derived_debug() {
    let d = D { secret: source(), open: String::new() };
    sink(&format!("{d:?}")); // FLOW
    let e = D::default();
    sink(&format!("{e:?}")); // NO FLOW
}

union U {
    a: u64,
    b: u64,
}

fn a_union() {
    let u = U { a: source_number() };
    sink_number(unsafe { u.b }); // FLOW
    let v = U { a: 3 };
    sink_number(unsafe { v.b }); // NO FLOW
}

struct List {
    value: String,
    next: Option<Box<List>>,
}

fn linked_list() {
    let list = List { value: String::new(), next: Some(Box::new(List { value: source(), next: None })) };
    sink(&list.value); // NO FLOW
    sink(&list.next.as_ref().unwrap().value); // FLOW
}

fn last(list: &List) -> &str {
    match &list.next {
        Some(next) => last(next),
        None => &list.value,
    }
}

fn recursive_structure() {
    let list = List { value: source(), next: None };
    sink(last(&list)); // FLOW
    let list = List { value: String::new(), next: None };
    sink(last(&list)); // NO FLOW
}

struct Typestate<S> {
    state: S,
    text: String,
}
struct Raw;
struct Checked;

impl Typestate<Raw> {
    fn get(&self) -> String {
        self.text.clone()
    }
}
impl Typestate<Checked> {
    fn get(&self) -> String {
        String::from("ok")
    }
}

fn typestate() {
    let raw = Typestate { state: Raw, text: source() };
    sink(&raw.get()); // FLOW
    let checked = Typestate { state: Checked, text: source() };
    sink(&checked.get()); // NO FLOW
}
