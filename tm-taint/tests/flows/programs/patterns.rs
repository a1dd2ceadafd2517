//! Patterns, blocks that give values, and ways out of loops.

use crate::*;

fn at_binding() {
    match source_number() {
        n @ 1..=5 => sink_number(n), // FLOW
        n @ (6 | 7) => sink_number(n), // FLOW
        _ => {}
    }
    match 4 {
        n @ 1..=5 => sink_number(n), // NO FLOW
        _ => {}
    }
}

fn at_binding_of_whole() {
    let pair = (source(), String::from("x"));
    let ref whole @ (ref first, ref second) = pair;
    sink(first); // FLOW
    sink(second); // NO FLOW
    sink(&whole.0); // FLOW
}

fn at_binding_in_option() {
    if let Some(ref all @ (ref a, ref b)) = Some((String::new(), source())) {
        sink(a); // NO FLOW
        sink(b); // FLOW
        sink(&all.1); // FLOW
    }
}

fn let_else(text: Option<String>) {
    let Some(text) = text else { return };
    sink(&text); // FLOW
}

fn let_else_used() {
    let_else(Some(source()));
    let Ok(n) = "4".parse::<u64>() else { panic!() };
    sink_number(n); // NO FLOW
}

fn let_else_diverges_with_other() {
    let pair = if let (Some(a), b) = (None::<String>, source()) { a } else { String::new() };
    sink(&pair); // NO FLOW
}

fn if_let_chain() {
    let outer = Some((source(), Some(String::from("x"))));
    if let Some((a, inner)) = &outer
        && let Some(b) = inner
        && a.len() > 1
    {
        sink(a); // FLOW
        sink(b); // NO FLOW
    }
}

fn slice_patterns() {
    let v = vec![source(), source()];
    match v.as_slice() {
        [] => {}
        [only] => sink(only), // FLOW
        [first, .., last] => {
            sink(first); // FLOW
            sink(last); // FLOW
        }
    }
    if let [_, rest @ ..] = &v[..] {
        sink(&rest[0]); // FLOW
    }
    let w = [String::new(), String::new()];
    let [a, b] = &w;
    sink(a); // NO FLOW
}

fn array_destructured() {
    let [a, b, c] = [source_number(), source_number(), source_number()];
    sink_number(b); // FLOW
}

fn reference_patterns() {
    let n = source_number();
    let &m = &n;
    sink_number(m); // FLOW
    let v = vec![(n, 1)];
    for &(a, b) in &v {
        sink_number(a); // FLOW
        sink_number(b); // NO FLOW
    }
    v.iter().for_each(|&(a, b)| sink_number(b)); // NO FLOW
    v.iter().for_each(|&(a, b)| sink_number(a)); // FLOW
}

fn ref_mut_pattern() {
    let mut pair = (String::new(), String::new());
    {
        let (ref mut a, _) = pair;
        *a = source();
    }
    sink(&pair.0); // FLOW
    sink(&pair.1); // NO FLOW
}

fn match_ergonomics_mut() {
    let mut o = Some(String::new());
    match &mut o {
        Some(s) => s.push_str(&source()),
        None => {}
    }
    sink(o.as_deref().unwrap_or("")); // FLOW
}

fn destructuring_assignment() {
    let (mut a, mut b) = (String::new(), String::new());
    (a, b) = (source(), String::from("x"));
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    (a, b) = (b, a);
    sink(&a); // NO FLOW
    sink(&b); // FLOW
    [a, _] = [String::new(), source()];
    sink(&a); // NO FLOW
}

struct Point {
    x: u64,
    y: u64,
}

fn struct_pattern_assignment() {
    let (mut x, mut y) = (0, 0);
    Point { x, y } = Point { x: source_number(), y: 2 };
    sink_number(x); // FLOW
    sink_number(y); // NO FLOW
    let Point { x: renamed, .. } = (Point { x: 1, y: source_number() });
    sink_number(renamed); // NO FLOW
}

enum Shape {
    Circle { centre: Point, radius: u64 },
    Line(Point, Point),
    Nothing,
}

fn nested_enum_patterns(shape: Shape) {
    match shape {
        Shape::Circle { centre: Point { x, .. }, radius } => {
            sink_number(x); // NO FLOW
            sink_number(radius); // FLOW
        }
        Shape::Line(Point { x, y }, _) if x > 3 => sink_number(y), // FLOW
        Shape::Line(_, Point { y, .. }) => sink_number(y), // NO FLOW
        Shape::Nothing => {}
    }
}

fn nested_enum_patterns_used() {
    nested_enum_patterns(Shape::Circle { centre: Point { x: 1, y: 2 }, radius: source_number() });
    nested_enum_patterns(Shape::Line(Point { x: 1, y: source_number() }, Point { x: 1, y: 1 }));
    nested_enum_patterns(Shape::Nothing);
}

enum Both {
    Left(String),
    Right(String),
}

fn or_pattern() {
    for b in [Both::Left(source()), Both::Right(String::new())] {
        let (Both::Left(s) | Both::Right(s)) = b;
        sink(&s); // FLOW
    }
    let c = Both::Right(String::new());
    match &c {
        Both::Left(s) | Both::Right(s) => sink(s), // NO FLOW
    }
}

fn matches_macro() {
    let o = Some(source());
    let text = if matches!(o, Some(ref s) if s.len() > 2) { "long" } else { "short" };
    sink(text); // NO FLOW
}

fn loop_value() {
    let mut n = 0;
    let found = loop {
        n += 1;
        if n > 3 {
            break source();
        }
    };
    sink(&found); // FLOW
    sink_number(n); // NO FLOW
}

fn labelled_loop_value() {
    let found = 'outer: loop {
        let mut candidate = String::new();
        loop {
            if candidate.len() > 3 {
                break 'outer candidate;
            }
            candidate.push_str(&source());
        }
    };
    sink(&found); // FLOW
}

fn labelled_block(flag: bool) {
    let a = 'block: {
        if flag {
            break 'block source();
        }
        String::from("safe")
    };
    sink(&a); // FLOW
    let b = 'block: {
        let unused = source();
        if unused.is_empty() {
            break 'block String::from("empty");
        }
        String::from("full")
    };
    sink(&b); // NO FLOW
}

fn continue_with_label() {
    let mut kept = Vec::new();
    'words: for word in [source()] {
        for c in word.chars() {
            if c == ' ' {
                continue 'words;
            }
        }
        kept.push(word);
    }
    sink(&kept[0]); // FLOW
}

fn while_let_stack() {
    let mut stack = vec![source()];
    while let Some(top) = stack.pop() {
        sink(&top); // FLOW
        if top.len() > 10 {
            stack.push(top[..5].to_string());
        }
    }
}

fn match_value_by_arm() {
    let s = source();
    let label = match s.as_str() {
        "a" => "first",
        "b" | "c" => "second",
        _ => "other",
    };
    sink(label); // NO FLOW
    let kept = match s.len() {
        0 => String::from("empty"),
        _ => s,
    };
    sink(&kept); // FLOW
}

fn match_on_tuple() {
    let (a, b) = (Some(source()), None::<String>);
    match (&a, &b) {
        (Some(x), Some(y)) => sink(y), // NO FLOW
        (Some(x), None) => sink(x), // FLOW
        (None, Some(y)) => sink(y), // NO FLOW
        _ => {}
    }
}

const LIMIT: u64 = 10;

fn constant_pattern() {
    match source_number() {
        LIMIT => sink_number(LIMIT), // NO FLOW
        other => sink_number(other), // FLOW
    }
}

fn closure_parameter_patterns() {
    let pairs = vec![(source(), 1_u64)];
    let names: Vec<&String> = pairs.iter().map(|(name, _)| name).collect();
    sink(names[0]); // FLOW
    let numbers: Vec<u64> = pairs.iter().map(|&(_, n)| n).collect();
    sink_number(numbers[0]); // NO FLOW
    let of_struct = |Point { x, y }: Point| (y, x);
    let (y, x) = of_struct(Point { x: source_number(), y: 0 });
    sink_number(y); // NO FLOW
    sink_number(x); // FLOW
}

fn function_parameter_pattern((a, b): (String, String), [c, _]: [u64; 2]) {
    sink(&a); // NO FLOW
    sink(&b); // FLOW
    sink_number(c); // NO FLOW
}

fn function_parameter_pattern_used() {
    function_parameter_pattern((String::new(), source()), [1, 2]);
}

fn box_content_pattern() {
    let b = Box::new((source(), String::new()));
    let (a, c) = *b;
    sink(&a); // FLOW
    sink(&c); // NO FLOW
}

fn unsafe_and_const_blocks() {
    let a = unsafe { source() };
    sink(&a); // FLOW
    let n = const { 3 + 4 };
    sink_number(n); // NO FLOW
}

fn nested_function() {
    fn inner(s: &str) -> String {
        s.to_owned()
    }
    sink(&inner(&source())); // FLOW
    sink(&inner("x")); // NO FLOW
}

fn short_circuit() {
    let s = source();
    let b = !s.is_empty() && s.len() > 3 || s == "x";
    sink_any(b); // NO FLOW
}
