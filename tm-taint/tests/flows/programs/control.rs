use crate::*;

fn if_else(flag: bool) {
    let a = if flag { source() } else { String::new() };
    sink(&a); // FLOW
    let b = if flag { String::from("x") } else { String::new() };
    sink(&b); // NO FLOW
}

fn condition_only() {
    let a = source();
    let mut b = String::from("no");
    if a == "yes" {
        b = String::from("yes");
    }
    sink(&b); // NO FLOW
}

fn cleared_on_one_branch(flag: bool) {
    let mut a = source();
    if flag {
        a = String::new();
    }
    sink(&a); // FLOW
}

fn cleared_on_both_branches(flag: bool) {
    let mut a = source();
    if flag {
        a = String::new();
    } else {
        a = String::from("x");
    }
    sink(&a); // NO FLOW
}

fn loop_carried() {
    let mut a = String::new();
    let mut b = String::new();
    for _ in 0..3 {
        sink(&b); // FLOW
        b = a;
        a = source();
    }
}

fn loop_reset() {
    let mut a = String::new();
    for _ in 0..3 {
        a = source();
        a = String::new();
        sink(&a); // NO FLOW
    }
}

fn loop_break_value() {
    let a = loop {
        break source();
    };
    sink(&a); // FLOW
}

fn labelled() {
    let mut a = String::new();
    'outer: for i in 0..3 {
        for j in 0..3 {
            if i == j {
                a = source();
                break 'outer;
            }
        }
    }
    sink(&a); // FLOW
}

fn while_loop() {
    let mut n = 0;
    let mut a = String::new();
    while n < 3 {
        a.push_str(&source());
        n += 1;
    }
    sink(&a); // FLOW
    sink_number(n); // NO FLOW
}

fn countdown(n: u64, text: String) -> String {
    if n == 0 { text } else { countdown(n - 1, text) }
}

fn recursion() {
    sink(&countdown(3, source())); // FLOW
    sink(&countdown(3, String::new())); // NO FLOW
}

fn even(n: u64, text: &str) {
    if n > 0 {
        odd(n - 1, text)
    } else {
        sink(text) // FLOW
    }
}

fn odd(n: u64, text: &str) {
    if n > 0 { even(n - 1, text) }
}

fn mutual_recursion() {
    odd(3, &source());
}

fn ping(n: u64, text: String) -> String {
    if n == 0 { String::from("constant") } else { pong(n - 1, text) }
}

fn pong(n: u64, text: String) -> String {
    ping(n, text)
}

fn mutual_recursion_safe() {
    sink(&ping(3, source())); // NO FLOW
}

fn after_return() {
    let mut a = String::new();
    if a.is_empty() {
        sink(&a); // NO FLOW
        return;
    }
    a = source();
    sink(&a); // FLOW
}

fn never() -> ! {
    panic!("no")
}

fn diverges(flag: bool) {
    let a = if flag { String::new() } else { never() };
    sink(&a); // NO FLOW
}

fn order_matters() {
    let mut a = String::new();
    sink(&a); // NO FLOW
    a = source();
    let _ = a;
}

fn try_block_like() {
    let r = (|| -> Result<String, String> { Ok(source()) })();
    if let Ok(a) = r {
        sink(&a); // FLOW
    }
}

fn let_chain_like(o: Option<u8>) {
    let a = match o {
        Some(n) if n > 3 => source(),
        Some(_) => String::from("few"),
        None => String::from("none"),
    };
    sink(&a); // FLOW
}
