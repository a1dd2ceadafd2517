use crate::*;

fn cleaned() {
    sink(&clean(source())); // NO FLOW
    sink(&source()); // FLOW
}

fn cleaned_then_mixed() {
    let s = clean(source()) + &source();
    sink(&s); // FLOW
}

fn cleaned_on_one_path(flag: bool) {
    let mut s = source();
    if flag {
        s = clean(s);
    }
    sink(&s); // FLOW
}

fn cleaned_copy() {
    let s = source();
    let t = clean(s.clone());
    sink(&t); // NO FLOW
    sink(&s); // FLOW
}

fn cleaned_field() {
    struct P {
        a: String,
        b: String,
    }
    let mut p = P { a: source(), b: source() };
    p.a = clean(p.a);
    sink(&p.a); // NO FLOW
    sink(&p.b); // FLOW
}

fn clean_for_one_kind() {
    let s = clean_for_log(source());
    log_sink(&s); // NO FLOW
    sink(&s); // FLOW
}

fn wrapped_clean(s: String) -> String {
    let t = s + "x";
    clean(t)
}

fn cleaned_in_callee() {
    sink(&wrapped_clean(source())); // NO FLOW
}

fn wrapped_clean_for_log(s: String) -> String {
    clean_for_log(s)
}

fn kind_cleaned_in_callee() {
    let s = wrapped_clean_for_log(source());
    log_sink(&s); // NO FLOW
    sink(&s); // FLOW
}

fn cleans_then_logs(s: String) {
    let t = clean_for_log(s);
    log_sink(&t); // NO FLOW
    sink(&t); // FLOW
}

fn cleaned_before_sink_in_callee() {
    cleans_then_logs(source());
}

fn cleaned_by_map() {
    let v: Vec<String> = vec![source()].into_iter().map(clean).collect();
    sink(&v[0]); // NO FLOW
    let w: Vec<String> = vec![source()].into_iter().map(|s| clean(s)).collect();
    sink(&w[0]); // NO FLOW
}

fn both_kinds_cleaned() {
    let s = clean(clean_for_log(source()));
    log_sink(&s); // NO FLOW
    sink(&s); // NO FLOW
}

fn clean_by_reference(text: &str) -> String {
    clean_for_log([text, "x"].concat())
}

struct Entry {
    line: String,
    note: String,
}

fn cleaned_by_reference() {
    let s = source();
    log_sink(&clean_by_reference(&s)); // NO FLOW
    sink(&clean_by_reference(&s)); // FLOW
    log_sink(&s); // FLOW
    let e = Entry { line: clean_by_reference(&s), note: s };
    log_sink(&e.line); // NO FLOW
    log_sink(&e.note); // FLOW
}
