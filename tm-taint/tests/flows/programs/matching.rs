//! Patterns in all their forms, and the ways out of loops, blocks and functions.

use crate::*;

#[derive(Clone)]
struct Span {
    from: String,
    to: String,
    at: u64,
}

enum Tree {
    Leaf(String),
    Node { left: Box<Tree>, label: String, right: Box<Tree> },
}

enum Event {
    Key(char, u64),
    Paste { text: String, origin: String },
    Resize(u64, u64),
    Quit,
}

fn slice_patterns() {
    let items: Vec<String> = source().split(',').map(str::to_owned).collect();
    match items.as_slice() {
        [] => {}
        [one] => sink(one), // FLOW
        [first, .., last] => {
            sink(first); // FLOW
            sink(last); // FLOW
        }
    }
    if let [_, rest @ ..] = &items[..] {
        for it in rest {
            sink(it); // FLOW
        }
    }
    let safe = vec![String::from("a"), String::from("b")];
    if let [a, tail @ .., b] = safe.as_slice() {
        sink(a); // NO FLOW
        sink(&tail.concat()); // NO FLOW
        sink(b); // NO FLOW
    }
}

fn array_patterns() {
    let [a, b, c] = [String::from("a"), source(), String::from("c")];
    sink(&a); // NO FLOW
    sink(&b); // FLOW
    sink(&c); // NO FLOW
    let array = [source(), String::from("x")];
    let [first, second] = &array;
    sink(first); // FLOW
    sink(second); // NO FLOW
    sink(&array[0]); // FLOW
    sink(&array[1]); // NO FLOW
}

fn array_elements_written() {
    let mut array = [String::new(), String::new(), String::new()];
    array[1] = source();
    sink(&array[1]); // FLOW
    sink(&array[0]); // NO FLOW
    sink(&array[2]); // NO FLOW
    array[1] = String::from("gone");
    sink(&array[1]); // NO FLOW
    let at = std::process::id() as usize % 3;
    array[at] = source();
    sink(&array[0]); // FLOW
}

fn array_of_pairs() {
    let pairs = [("a", source()), ("b", String::new())];
    sink(pairs[0].0); // NO FLOW
    sink(&pairs[0].1); // FLOW
    sink(&pairs[1].1); // NO FLOW
    for (key, value) in &pairs {
        sink(key); // NO FLOW
        sink(value); // FLOW
    }
}

fn array_passed(items: &[String; 2]) -> &str {
    &items[1]
}

fn arrays_across_functions() {
    sink(array_passed(&[source(), String::new()])); // NO FLOW
    sink(array_passed(&[String::new(), source()])); // FLOW
}

fn bindings() {
    let span = Span { from: source(), to: String::from("t"), at: 3 };
    let whole @ Span { .. } = span.clone();
    sink(&whole.from); // FLOW
    sink(&whole.to); // NO FLOW
    match span {
        Span { at: n @ 1..=5, from, .. } => {
            sink_number(n); // NO FLOW
            sink(&from); // FLOW
        }
        Span { at: 0, to: ref t, .. } => sink(t), // NO FLOW
        _ => {}
    }
}

fn numbers_bound_by_range() {
    match source_number() {
        0 => sink_number(0), // NO FLOW
        small @ (1 | 2 | 3..=9) => sink_number(small), // FLOW
        big => sink_number(big), // FLOW
    }
    let size = match source_number() {
        0..10 => "small",
        _ => "large",
    };
    sink(size); // NO FLOW
}

fn references_in_patterns() {
    let pair = (source(), String::new());
    let (ref a, ref b) = pair;
    sink(a); // FLOW
    sink(b); // NO FLOW
    let numbers = [(1, source_number())];
    for &(key, value) in numbers.iter() {
        sink_number(key); // NO FLOW
        sink_number(value); // FLOW
    }
    let mut slot = (String::new(), String::new());
    {
        let (ref mut left, _) = slot;
        left.push_str(&pair.0);
    }
    sink(&slot.0); // FLOW
    sink(&slot.1); // NO FLOW
    let (&mut ref x, y) = (&mut slot.1, 1);
    sink(x); // NO FLOW
}

fn nested_alternatives(event: Event) -> (String, u64) {
    match event {
        Event::Paste { text: t, origin: _ } | Event::Paste { origin: t, text: _ } if t.len() > 1 => (t, 0),
        Event::Key(_, n) | Event::Resize(n, _) => (String::new(), n),
        _ => (String::from("none"), 1),
    }
}

fn alternatives() {
    let (text, n) = nested_alternatives(Event::Paste { text: source(), origin: String::new() });
    sink(&text); // FLOW
    sink_number(n); // NO FLOW
    let (text, n) = nested_alternatives(Event::Resize(1, source_number()));
    sink_number(n); // NO FLOW
    let (text, n) = nested_alternatives(Event::Key('c', source_number()));
    sink(&text); // NO FLOW
    sink_number(n); // FLOW
}

fn let_else(input: Option<(String, String)>) -> String {
    let Some((key, _)) = input else {
        return String::from("nothing");
    };
    key
}

fn let_elses() {
    sink(&let_else(Some((source(), String::new())))); // FLOW
    sink(&let_else(Some((String::new(), source())))); // NO FLOW
    let Ok(n) = source().parse::<u64>() else { return };
    sink_number(n); // FLOW
}

fn let_chains(a: Option<&str>, n: Result<u64, String>) {
    let s = source();
    if let Some(text) = a
        && let Some((left, right)) = s.split_once('=')
        && left != "x"
    {
        sink(text); // NO FLOW
        sink(left); // FLOW
        sink(right); // FLOW
    }
    if let Ok(n) = n
        && n > 3
        && let pair = (s.as_str(), "y")
        && let (x, y) = pair
    {
        sink_number(n); // NO FLOW
        sink(x); // FLOW
        sink(y); // NO FLOW
    }
}

fn while_lets() {
    let mut stack = vec![(source(), 1u64)];
    while let Some((text, depth)) = stack.pop() {
        sink(&text); // FLOW
        sink_number(depth); // NO FLOW
        if depth < 3 {
            stack.push((text, depth + 1));
        }
    }
    let mut words = "a b c".split(' ');
    while let Some(word) = words.next() {
        sink(word); // NO FLOW
    }
}

fn matches_gives_no_data() {
    let s = source();
    let is = matches!(s.as_str(), "a" | "b");
    sink_any(if is { "yes" } else { "no" }); // NO FLOW
    let kept = matches!(&s, t if t.len() > 2).then(|| s.clone());
    if let Some(kept) = kept {
        sink(&kept); // FLOW
    }
}

fn depth_first(tree: &Tree, leaves: &mut Vec<String>, labels: &mut Vec<String>) {
    match tree {
        Tree::Leaf(text) => leaves.push(text.clone()),
        Tree::Node { left, label, right } => {
            depth_first(left, leaves, labels);
            labels.push(label.clone());
            depth_first(right, leaves, labels);
        }
    }
}

fn trees() {
    let leaf = |s: String| Box::new(Tree::Leaf(s));
    let tree = Tree::Node { left: leaf(source()), label: String::from("root"), right: leaf(String::new()) };
    let (mut leaves, mut labels) = (vec![], vec![]);
    depth_first(&tree, &mut leaves, &mut labels);
    sink(&leaves.join(",")); // FLOW
    sink(&labels.join(",")); // NO FLOW
    if let Tree::Node { right, .. } = &tree
        && let Tree::Leaf(text) = right.as_ref()
    {
        sink(text); // NO FLOW
    }
}

fn whole_variant_bound() {
    let event = Event::Paste { text: source(), origin: String::from("o") };
    match &event {
        paste @ Event::Paste { origin, .. } => {
            sink(origin); // NO FLOW
            if let Event::Paste { text, .. } = paste {
                sink(text); // FLOW
            }
        }
        other => {
            if let Event::Key(_, n) = other {
                sink_number(*n); // NO FLOW
            }
        }
    }
}

fn boxes_in_patterns() {
    let both = Some(Ok::<(String, &str), String>((source(), "x")));
    match both {
        Some(Ok((text, name))) => {
            sink(&text); // FLOW
            sink(name); // NO FLOW
        }
        Some(Err(error)) => sink(&error), // NO FLOW
        None => {}
    }
}

fn early(text: &str, how: u8) -> String {
    if how == 0 {
        return String::from("early");
    }
    if how == 1 {
        return text.to_owned();
    }
    "late".to_string()
}

fn never_uses(text: &str, how: u8) -> String {
    if how == 0 {
        return format!("{how}");
    }
    if text.is_empty() {
        return "empty".into();
    }
    "late".to_string()
}

fn early_returns() {
    sink(&early(&source(), 1)); // FLOW
    sink(&never_uses(&source(), 0)); // NO FLOW
}

fn labelled() {
    let s = source();
    let found = 'search: {
        for word in s.split(' ') {
            if word.len() > 3 {
                break 'search word;
            }
        }
        "none"
    };
    sink(found); // FLOW
    let n = 'outer: loop {
        let mut i = 0u64;
        loop {
            i += 1;
            if i == s.len() as u64 {
                continue 'outer;
            }
            if i > 5 {
                break 'outer i;
            }
        }
    };
    sink_number(n); // NO FLOW
    let mut count = 0;
    let value = loop {
        count += 1;
        if count == 2 {
            break (s.clone(), count);
        }
    };
    sink(&value.0); // FLOW
    sink_number(value.1); // NO FLOW
}

#[derive(Debug)]
enum Fault {
    Missing(String),
    Number(std::num::ParseIntError),
    Io(std::io::Error),
}

impl From<std::num::ParseIntError> for Fault {
    fn from(e: std::num::ParseIntError) -> Self {
        Fault::Number(e)
    }
}

impl From<std::io::Error> for Fault {
    fn from(e: std::io::Error) -> Self {
        Fault::Io(e)
    }
}

fn parse_both(a: &str, b: &str) -> Result<(u64, u64), Fault> {
    let first = a.parse::<u64>()?;
    let second = b.parse()?;
    if first > second {
        return Err(Fault::Missing(a.to_owned()));
    }
    Ok((first, second))
}

fn questions() -> Result<(), Fault> {
    let (a, b) = parse_both(&source(), "12")?;
    sink_number(a); // FLOW
    sink_number(b); // NO FLOW
    if let Err(Fault::Missing(text)) = parse_both("9", &source()) {
        sink(&text); // NO FLOW
    }
    if let Err(Fault::Missing(text)) = parse_both(&source(), "9") {
        sink(&text); // FLOW
    }
    Ok(())
}

fn option_question(map: &[(&str, String)], key: &str) -> Option<String> {
    let (_, value) = map.iter().find(|(k, _)| *k == key)?;
    let (head, _) = value.split_once(':')?;
    Some(head.to_owned())
}

fn questions_of_options() {
    let key = source();
    sink(&option_question(&[("a", source())], "a").unwrap_or_default()); // FLOW
    sink(&option_question(&[("a", String::new())], &key).unwrap_or_default()); // NO FLOW
}

fn loops_carry() {
    let (mut a, mut b, mut c) = (source(), String::new(), String::new());
    for _ in 0..3 {
        c = std::mem::take(&mut b);
        b = a.clone();
    }
    sink(&c); // FLOW
    let (mut x, mut y) = (String::from("x"), String::from("y"));
    for part in a.split(',') {
        std::mem::swap(&mut x, &mut y);
        a.len();
    }
    sink(&x); // NO FLOW
    let mut kept = String::new();
    for (i, part) in a.split(',').enumerate() {
        if i == 0 {
            continue;
        }
        kept = part.to_owned();
    }
    sink(&kept); // FLOW
    kept.clear();
    sink(&kept); // NO FLOW
}

fn replaced() {
    let mut s = source();
    let old = std::mem::replace(&mut s, String::from("new"));
    sink(&old); // FLOW
    sink(&s); // NO FLOW
    let mut o = Some(old);
    let t = o.take();
    sink(&t.unwrap()); // FLOW
    if let Some(o) = &o {
        sink(o); // NO FLOW
    }
    let mut o = Some(source());
    let was = o.replace(String::from("n"));
    sink(&o.unwrap()); // NO FLOW
    sink(&was.unwrap()); // FLOW
    let mut o = None;
    o.insert(String::from("a")).push_str(&source());
    sink(o.as_deref().unwrap()); // FLOW
    let mut o: Option<String> = None;
    let g = o.get_or_insert_with(source);
    sink(g); // FLOW
    let tail = o.take_if(|s| s.len() > 2);
    sink(&tail.unwrap_or_default()); // FLOW
}

fn assigned_by_destructuring() {
    let (mut a, mut b);
    (a, b) = (source(), String::new());
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    (a, b) = (b, a);
    sink(&a); // NO FLOW
    sink(&b); // FLOW
    let mut span = Span { from: String::new(), to: String::new(), at: 0 };
    [span.to, _] = [b, String::new()];
    sink(&span.to); // FLOW
    sink(&span.from); // NO FLOW
    let n;
    Span { from: span.from, at: n, .. } = Span { from: String::from("f"), to: source(), at: 1 };
    sink(&span.from); // NO FLOW
    sink_number(n); // NO FLOW
}

struct Slots {
    names: [String; 2],
    hooks: [fn(String) -> String; 2],
}

fn kept(s: String) -> String {
    s
}

fn masked(_: String) -> String {
    String::from("*")
}

fn fill(slots: &mut [String; 2], s: String) {
    slots[0] = s;
}

fn array_elements_change_places() {
    let mut a = [source(), String::new()];
    a.swap(0, 1);
    sink(&a[1]); // FLOW
    let mut b = [source(), String::new()];
    b.reverse();
    let [x, y] = b;
    sink(&y); // FLOW
    let c = [String::new(), source(), String::new()];
    let [first, rest @ ..] = &c;
    sink(first); // NO FLOW
    sink(&rest[0]); // FLOW
    let [.., last] = &c;
    sink(last); // NO FLOW
    let [_, tail @ ..] = c;
    let [second, _] = tail;
    sink(&second); // FLOW
    let boxed: Box<[String]> = Box::new([String::new(), source()]);
    sink(&boxed[0]); // FLOW
}

fn array_elements_in_other_things() {
    let mut slots = Slots { names: [String::new(), String::new()], hooks: [masked, kept] };
    fill(&mut slots.names, source());
    sink(&slots.names[0]); // FLOW
    sink(&slots.names[1]); // NO FLOW
    sink(&(slots.hooks[0])(source())); // NO FLOW
    sink(&(slots.hooks[1])(source())); // FLOW
    let [kept, other] = &mut slots.names;
    std::mem::swap(kept, other);
    sink(&slots.names[0]); // NO FLOW
    sink(&slots.names[1]); // FLOW
    let at = 1;
    sink(&slots.names[at]); // FLOW
    for name in slots.names.iter_mut() {
        *name = source();
    }
    sink(&slots.names[0]); // FLOW
    let words = source();
    let references = [&words, "fixed"];
    sink(references[0]); // FLOW
    sink(references[1]); // NO FLOW
    let shared = [&slots.names[0], &words];
    let copied = shared;
    sink(copied[1]); // FLOW
    let numbers = [1, source_number(), 3].map(|n| n + 1);
    sink_number(numbers[0]); // FLOW
}
