use crate::*;

fn captured_by_reference() {
    let a = source();
    let c = || sink(&a); // FLOW
    c();
    let b = String::new();
    let d = || sink(&b); // NO FLOW
    d();
}

fn captured_by_move() {
    let a = source();
    let c = move || a;
    sink(&c()); // FLOW
}

fn captured_by_mutable_reference() {
    let mut a = String::new();
    let mut c = || a = source();
    c();
    sink(&a); // FLOW
}

fn captures_fields() {
    struct P {
        a: String,
        b: String,
    }
    let p = P { a: source(), b: String::new() };
    let k = String::new();
    let c = move || {
        sink(&p.a); // FLOW
        sink(&p.b); // NO FLOW
        sink(&k); // NO FLOW
    };
    c();
}

fn parameter() {
    let c = |s: String| s;
    sink(&c(source())); // FLOW
    let d = |_: String| String::new();
    sink(&d(source())); // NO FLOW
}

fn two_parameters() {
    let c = |a: &str, b: &str| {
        sink(a); // FLOW
        sink(b); // NO FLOW
    };
    c(&source(), "x");
}

fn apply<F: Fn(String) -> String>(f: F, s: String) -> String {
    f(s)
}

fn passed_to_function() {
    sink(&apply(|s| s, source())); // FLOW
    sink(&apply(|_| String::new(), source())); // NO FLOW
    sink(&apply(|_| source(), String::new())); // FLOW
}

fn apply_mut(mut f: impl FnMut(&str)) {
    f("x");
}

fn fn_mut_argument() {
    let mut all = String::new();
    apply_mut(|_| all.push_str(&source()));
    sink(&all); // FLOW
    let mut none = String::new();
    apply_mut(|s| none.push_str(s));
    sink(&none); // NO FLOW
}

fn apply_once(f: impl FnOnce() -> String) -> String {
    f()
}

fn fn_once_argument() {
    let s = source();
    sink(&apply_once(move || s)); // FLOW
}

fn make(s: String) -> impl Fn() -> String {
    move || s.clone()
}

fn returned_closure() {
    let c = make(source());
    sink(&c()); // FLOW
    let d = make(String::new());
    sink(&d()); // NO FLOW
}

fn make_boxed(s: String) -> Box<dyn Fn() -> String> {
    Box::new(move || s.clone())
}

fn boxed_closure() {
    sink(&make_boxed(source())()); // FLOW
    sink(&make_boxed(String::new())()); // NO FLOW
}

fn dyn_reference(f: &dyn Fn(String) -> String) -> String {
    f(source())
}

fn dyn_closure() {
    sink(&dyn_reference(&|s| s)); // FLOW
    sink(&dyn_reference(&|_| String::new())); // NO FLOW
}

fn in_struct() {
    struct H {
        f: Box<dyn Fn(&str)>,
        g: Box<dyn Fn(&str)>,
    }
    let h = H {
        f: Box::new(|s| sink(s)), // FLOW
        g: Box::new(|s| sink(s)), // NO FLOW
    };
    (h.f)(&source());
    (h.g)("x");
}

fn in_vector() {
    let v: Vec<Box<dyn Fn(&str)>> = vec![Box::new(|s| sink(s))]; // FLOW
    for f in &v {
        f(&source());
    }
}

fn named(s: String) -> String {
    s
}

fn named_constant(_: String) -> String {
    String::new()
}

fn function_pointer() {
    let f: fn(String) -> String = named;
    sink(&f(source())); // FLOW
    let g: fn(String) -> String = named_constant;
    sink(&g(source())); // NO FLOW
}

fn function_as_argument() {
    sink(&apply(named, source())); // FLOW
    sink(&apply(named_constant, source())); // NO FLOW
    let o = Some(source()).map(named);
    sink(&o.unwrap()); // FLOW
}

fn pointer_table() {
    let table: [(&str, fn(String) -> String); 1] = [("a", named)];
    sink(&(table[0].1)(source())); // FLOW
}

fn constructor_as_function() {
    let o: Vec<Option<String>> = vec![source()].into_iter().map(Some).collect();
    sink(o[0].as_ref().unwrap()); // FLOW
    struct W(String);
    let w: Vec<W> = vec![source()].into_iter().map(W).collect();
    sink(&w[0].0); // FLOW
}

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |x| g(f(x))
}

fn composed() {
    let h = compose(|s: String| s, |s: String| s + "x");
    sink(&h(source())); // FLOW
    let i = compose(|s: String| s, |_: String| String::new());
    sink(&i(source())); // NO FLOW
}

fn nested_closure() {
    let a = source();
    let c = || {
        let d = || sink(&a); // FLOW
        d();
    };
    c();
}

fn method_as_function() {
    let v: Vec<String> = vec![source()].iter().map(ToString::to_string).collect();
    sink(&v[0]); // FLOW
    let w: Vec<usize> = vec![source()].iter().map(String::len).collect();
    sink_number(w[0] as u64); // NO FLOW
}

fn option_combinators() {
    let a = Some(source()).map(|s| s).unwrap_or_default();
    sink(&a); // FLOW
    let b = Some(source()).and_then(|_| Some(String::new())).unwrap();
    sink(&b); // NO FLOW
    let c = None.unwrap_or_else(|| source());
    sink(&c); // FLOW
    let d: Result<String, String> = Err(source());
    let e = d.map_err(|_| String::new());
    sink(&e.unwrap_err()); // NO FLOW
    let f: Option<String> = Some(source()).filter(|s| s.len() > 1);
    sink(&f.unwrap()); // FLOW
    let g = Some(String::new()).ok_or(source());
    sink(&g.unwrap()); // NO FLOW
}

fn recursion_with_closure(n: u32, f: &dyn Fn(u32) -> String) -> String {
    if n == 0 { f(n) } else { recursion_with_closure(n - 1, f) }
}

fn recursive_higher_order() {
    sink(&recursion_with_closure(3, &|_| source())); // FLOW
    sink(&recursion_with_closure(3, &|_| String::new())); // NO FLOW
}

struct Handlers {
    all: Vec<(String, Box<dyn Fn(String) -> String>)>,
}

impl Handlers {
    fn add(&mut self, name: &str, f: impl Fn(String) -> String + 'static) {
        self.all.push((name.to_string(), Box::new(f)));
    }
    fn run(&self, s: String) -> String {
        let mut s = s;
        for (_, f) in &self.all {
            s = f(s);
        }
        s
    }
}

fn registered() {
    let mut h = Handlers { all: Vec::new() };
    h.add("a", |_| source());
    sink(&h.run(String::new())); // FLOW
    let mut i = Handlers { all: Vec::new() };
    i.add("a", |s| s + "x");
    sink(&i.run(String::new())); // NO FLOW
}
