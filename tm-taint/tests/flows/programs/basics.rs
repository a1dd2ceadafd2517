use crate::*;

fn local() {
    let a = source();
    sink(&a); // FLOW
    let b = String::from("b");
    sink(&b); // NO FLOW
}

fn copy_of_local() {
    let a = source();
    let b = a;
    let c = b;
    sink(&c); // FLOW
}

fn reassign() {
    let mut a = source();
    sink(&a); // FLOW
    a = String::new();
    sink(&a); // NO FLOW
    a = source();
    sink(&a); // FLOW
}

fn shadow() {
    let a = source();
    let a = a.len().to_string();
    sink(&a); // NO FLOW
    let a = source();
    {
        let a = "inner";
        sink(a); // NO FLOW
    }
    sink(&a); // FLOW
}

fn tuple() {
    let t = (source(), String::from("x"));
    sink(&t.0); // FLOW
    sink(&t.1); // NO FLOW
    let (a, b) = t;
    sink(&a); // FLOW
    sink(&b); // NO FLOW
}

fn nested_tuple() {
    let t = ((String::new(), source()), 3);
    sink(&(t.0).1); // FLOW
    sink(&(t.0).0); // NO FLOW
}

fn swap_tuple() {
    let (a, b) = (source(), String::new());
    let (b, a) = (a, b);
    sink(&a); // NO FLOW
    sink(&b); // FLOW
}

fn block_value() {
    let a = {
        let b = source();
        b
    };
    sink(&a); // FLOW
}

fn through(a: String) -> String {
    a
}

fn call() {
    sink(&through(source())); // FLOW
    sink(&through(String::new())); // NO FLOW
}

fn second(_: String, b: String) -> String {
    b
}

fn call_ignores_argument() {
    sink(&second(source(), String::new())); // NO FLOW
    sink(&second(String::new(), source())); // FLOW
}

fn constant_result(_: String) -> String {
    String::from("constant")
}

fn call_returns_constant() {
    sink(&constant_result(source())); // NO FLOW
}

fn deep1(a: &str) {
    deep2(a, "x")
}

fn deep2(a: &str, b: &str) {
    sink(a); // FLOW
    sink(b); // NO FLOW
}

fn call_to_sink() {
    deep1(&source());
}

fn early_return(flag: bool) -> String {
    if flag {
        return source();
    }
    String::new()
}

fn early_return_used() {
    sink(&early_return(true)); // FLOW
}

fn array() {
    let a = [source(), String::new()];
    sink(&a[0]); // FLOW
    let b = [String::new(), String::new()];
    sink(&b[0]); // NO FLOW
}

fn array_write() {
    let mut a = [String::new(), String::new()];
    sink(&a[1]); // NO FLOW
    a[1] = source();
    sink(&a[1]); // FLOW
}

fn array_of_structs() {
    let a = [(source(), String::new())];
    sink(&a[0].0); // FLOW
    sink(&a[0].1); // NO FLOW
}

fn number() {
    let a = source_number();
    sink_number(a + 1); // FLOW
    sink_number(a * 2 - 1); // FLOW
    let b = a as u32;
    sink_number(b as u64); // FLOW
    sink_number(12); // NO FLOW
}

fn compared() {
    let a = source_number();
    let b = if a > 3 { 1 } else { 2 };
    sink_number(b); // NO FLOW
    let c = a == 4;
    sink_number(c as u64); // NO FLOW
}

fn length_only() {
    let a = source();
    sink_number(a.len() as u64); // NO FLOW
    sink(&"x".repeat(a.len())); // NO FLOW
}

const SAFE: &str = "safe";

fn constant() {
    let mut a = source();
    sink(SAFE); // NO FLOW
    a = SAFE.to_string();
    sink(&a); // NO FLOW
}

fn moved_into_unused() {
    let a = source();
    drop(a);
    let b = String::new();
    sink(&b); // NO FLOW
}
