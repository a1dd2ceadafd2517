use crate::*;

enum E {
    Set(String),
    Pair { left: String, right: String },
    Empty,
}

fn payload() {
    let e = E::Set(source());
    match e {
        E::Set(s) => sink(&s), // FLOW
        E::Pair { left, .. } => sink(&left), // NO FLOW
        E::Empty => {}
    }
}

fn struct_variant() {
    let e = E::Pair { left: String::new(), right: source() };
    match e {
        E::Set(s) => sink(&s), // NO FLOW
        E::Pair { left, right } => {
            sink(&left); // NO FLOW
            sink(&right); // FLOW
        }
        E::Empty => {}
    }
}

fn if_let() {
    let o = Some(source());
    if let Some(s) = &o {
        sink(s); // FLOW
    }
    let n: Option<String> = None;
    if let Some(s) = n {
        sink(&s); // NO FLOW
    }
}

fn let_else() {
    let o = Some(source());
    let Some(s) = o else { return };
    sink(&s); // FLOW
}

fn while_let() {
    let mut stack = vec![source()];
    while let Some(s) = stack.pop() {
        sink(&s); // FLOW
    }
}

fn match_guard() {
    let o = Some(source());
    match o {
        Some(s) if s.is_empty() => sink(&s), // FLOW
        Some(_) => sink("other"), // NO FLOW
        None => {}
    }
}

fn match_value(n: u8) {
    let text = match n {
        0 => source(),
        _ => String::new(),
    };
    sink(&text); // FLOW
    let text = match n {
        0 => "zero",
        _ => "more",
    };
    sink(text); // NO FLOW
}

fn binding_at() {
    let n = source_number();
    match n {
        m @ 1..=5 => sink_number(m), // FLOW
        _ => sink_number(0), // NO FLOW
    }
}

fn or_pattern() {
    let e: Result<String, String> = Err(source());
    match e {
        Ok(s) | Err(s) => sink(&s), // FLOW
    }
}

fn ref_mut_pattern() {
    let mut o = Some(String::new());
    if let Some(s) = &mut o {
        *s = source();
    }
    sink(o.as_ref().unwrap()); // FLOW
}

fn result_arms() {
    let r: Result<String, String> = Ok(source());
    match r {
        Ok(s) => sink(&s), // FLOW
        Err(e) => sink(&e), // NO FLOW
    }
}

fn get() -> Result<String, String> {
    Ok(source())
}

fn fail() -> Result<String, String> {
    Err(source())
}

fn question_mark() -> Result<(), String> {
    let s = get()?;
    sink(&s); // FLOW
    let t = fail()?;
    sink(&t); // NO FLOW
    Ok(())
}

fn question_mark_error() {
    fn inner() -> Result<u8, String> {
        fail()?;
        Ok(1)
    }
    if let Err(e) = inner() {
        sink(&e); // FLOW
    }
}

fn question_mark_option() -> Option<()> {
    let s = Some(source())?;
    sink(&s); // FLOW
    let n: Option<String> = None;
    sink(&n?); // NO FLOW
    Some(())
}

fn replaced_variant() {
    let mut e = E::Set(source());
    e = E::Empty;
    if let E::Set(s) = &e {
        sink(s); // NO FLOW
    }
}

enum Tree {
    Leaf(String),
    Node(Box<Tree>, Box<Tree>),
}

fn walk(tree: &Tree) {
    match tree {
        Tree::Leaf(s) => sink(s), // FLOW
        Tree::Node(l, r) => {
            walk(l);
            walk(r);
        }
    }
}

fn recursive_enum() {
    walk(&Tree::Node(Box::new(Tree::Leaf(String::new())), Box::new(Tree::Leaf(source()))));
}

fn discriminant_only() {
    let e = if source().is_empty() { E::Empty } else { E::Set(String::new()) };
    let text = match e {
        E::Empty => "empty",
        _ => "set",
    };
    sink(text); // NO FLOW
}
