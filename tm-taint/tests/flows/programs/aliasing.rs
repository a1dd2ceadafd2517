use crate::*;

struct P {
    a: String,
    b: String,
}

fn write_through_reference() {
    let mut a = String::new();
    let r = &mut a;
    *r = source();
    sink(&a); // FLOW
}

fn write_field_through_reference() {
    let mut p = P { a: String::new(), b: String::new() };
    let r = &mut p.a;
    *r = source();
    sink(&p.a); // FLOW
    sink(&p.b); // NO FLOW
}

fn overwrite_through_reference() {
    let mut a = source();
    let r = &mut a;
    *r = String::new();
    sink(&a); // NO FLOW
}

fn reborrow() {
    let mut p = P { a: String::new(), b: String::new() };
    let r = &mut p;
    {
        let q = &mut *r;
        q.b = source();
    }
    sink(&r.b); // FLOW
    sink(&r.a); // NO FLOW
}

fn reference_to_reference() {
    let a = source();
    let r = &a;
    let rr = &r;
    sink(rr); // FLOW
    let b = String::new();
    let s = &b;
    let ss = &s;
    sink(ss); // NO FLOW
}

fn out_parameter(out: &mut String) {
    *out = source();
}

fn use_out_parameter() {
    let mut a = String::new();
    out_parameter(&mut a);
    sink(&a); // FLOW
    let mut b = String::new();
    let _ = &mut b;
    sink(&b); // NO FLOW
}

fn copy_into(from: &str, to: &mut String) {
    to.push_str(from);
}

fn parameter_to_parameter() {
    let mut a = String::new();
    copy_into(&source(), &mut a);
    sink(&a); // FLOW
    let mut b = String::new();
    copy_into("x", &mut b);
    sink(&b); // NO FLOW
}

fn pick<'a>(p: &'a mut P, first: bool) -> &'a mut String {
    if first { &mut p.a } else { &mut p.b }
}

fn returned_reference() {
    let mut p = P { a: String::new(), b: String::new() };
    *pick(&mut p, true) = source();
    sink(&p.a); // FLOW
}

fn only_a(p: &mut P) -> &mut String {
    &mut p.a
}

fn returned_reference_one() {
    let mut p = P { a: String::new(), b: String::new() };
    *only_a(&mut p) = source();
    sink(&p.a); // FLOW
    sink(&p.b); // NO FLOW
}

struct Writer<'a> {
    to: &'a mut String,
}

impl Writer<'_> {
    fn write(&mut self, text: &str) {
        self.to.push_str(text);
    }
}

fn reference_in_struct() {
    let mut a = String::new();
    let mut w = Writer { to: &mut a };
    w.write(&source());
    sink(&a); // FLOW
    let mut b = String::new();
    let mut w = Writer { to: &mut b };
    w.write("x");
    sink(&b); // NO FLOW
}

fn boxed() {
    let b = Box::new(source());
    sink(&b); // FLOW
    let c = *b;
    sink(&c); // FLOW
    let d = Box::new(String::new());
    sink(&d); // NO FLOW
}

fn boxed_struct() {
    let mut b = Box::new(P { a: String::new(), b: source() });
    sink(&b.a); // NO FLOW
    sink(&b.b); // FLOW
    b.b = String::new();
    sink(&b.b); // NO FLOW
    b.a = source();
    sink(&b.a); // FLOW
}

fn swap() {
    let mut a = source();
    let mut b = String::new();
    std::mem::swap(&mut a, &mut b);
    sink(&a); // NO FLOW
    sink(&b); // FLOW
}

fn replace() {
    let mut a = source();
    let old = std::mem::replace(&mut a, String::new());
    sink(&old); // FLOW
    sink(&a); // NO FLOW
}

fn take() {
    let mut a = Some(source());
    let b = a.take();
    sink(&b.unwrap()); // FLOW
    sink(&a.unwrap_or_default()); // NO FLOW
}

fn raw_pointer() {
    let mut a = String::new();
    let p = &raw mut a;
    unsafe { *p = source() };
    sink(&a); // FLOW
    let b = source();
    let q = &b as *const String;
    sink(unsafe { &*q }); // FLOW
}

fn two_references_one_of_two(flag: bool) {
    let mut a = String::new();
    let mut b = String::new();
    let c = String::new();
    let r = if flag { &mut a } else { &mut b };
    *r = source();
    sink(&a); // FLOW
    sink(&b); // FLOW
    sink(&c); // NO FLOW
}

fn slice_of_array() {
    let a = [source(), String::new()];
    let s = &a[..1];
    sink(&s[0]); // FLOW
    let b = [String::new()];
    let s = &b[..];
    sink(&s[0]); // NO FLOW
}

fn slice_patterns() {
    let a = [source(), String::new()];
    if let [first, ..] = &a {
        sink(first); // FLOW
    }
    let b = [String::new(), String::new()];
    if let [first, rest @ ..] = &b {
        sink(first); // NO FLOW
    }
}

fn split_borrow() {
    let mut p = P { a: String::new(), b: String::new() };
    let (x, y) = (&mut p.a, &mut p.b);
    *y = source();
    x.push('x');
    sink(&p.a); // NO FLOW
    sink(&p.b); // FLOW
}

fn mutable_slice() {
    let mut v = vec![String::new(), String::new()];
    let s = &mut v[..];
    s[0] = source();
    sink(&v[0]); // FLOW
}

fn by_value_does_not_alias() {
    let a = P { a: String::new(), b: String::new() };
    let mut c = P { a: a.a.clone(), b: a.b.clone() };
    c.a = source();
    sink(&a.a); // NO FLOW
    sink(&c.a); // FLOW
}

fn chain(p: &mut P) -> &mut P {
    p.a = source();
    p
}

fn returned_self() {
    let mut p = P { a: String::new(), b: String::new() };
    let q = chain(&mut p);
    sink(&q.a); // FLOW
    sink(&q.b); // NO FLOW
    sink(&p.a); // FLOW
}

fn cow(flag: bool) {
    use std::borrow::Cow;
    let a: Cow<str> = if flag { Cow::Owned(source()) } else { Cow::Borrowed("x") };
    sink(&a); // FLOW
    let b: Cow<str> = Cow::Borrowed("x");
    sink(&b); // NO FLOW
}
