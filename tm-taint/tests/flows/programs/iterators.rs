use crate::*;

fn for_loop() {
    for s in vec![source()] {
        sink(&s); // FLOW
    }
    for s in vec![String::new()] {
        sink(&s); // NO FLOW
    }
}

fn for_range() {
    for n in 0..source_number() {
        sink_number(3); // NO FLOW
    }
}

fn map() {
    let v: Vec<String> = vec![source()].into_iter().map(|s| s + "x").collect();
    sink(&v[0]); // FLOW
}

fn map_to_constant() {
    let v: Vec<String> = vec![source()].iter().map(|_| String::from("x")).collect();
    sink(&v[0]); // NO FLOW
}

fn filter() {
    let v: Vec<String> = vec![source()].into_iter().filter(|s| !s.is_empty()).collect();
    sink(&v[0]); // FLOW
}

fn filter_map() {
    let v: Vec<String> = vec![source()].into_iter().filter_map(|s| Some(s)).collect();
    sink(&v[0]); // FLOW
    let w: Vec<String> = vec![source()].into_iter().filter_map(|s| if s.is_empty() { Some(String::new()) } else { None }).collect();
    sink(&w[0]); // NO FLOW
}

fn flat_map() {
    let v: Vec<String> = vec![source()].into_iter().flat_map(|s| vec![s]).collect();
    sink(&v[0]); // FLOW
}

fn flatten() {
    let v: Vec<String> = vec![vec![source()]].into_iter().flatten().collect();
    sink(&v[0]); // FLOW
    let w: Vec<String> = vec![Some(source())].into_iter().flatten().collect();
    sink(&w[0]); // FLOW
}

fn enumerate() {
    for (i, s) in vec![source()].iter().enumerate() {
        sink(s); // FLOW
        sink_number(i as u64); // NO FLOW
    }
}

fn zip() {
    let a = vec![source()];
    let b = vec![String::new()];
    for (x, y) in a.iter().zip(b.iter()) {
        sink(x); // FLOW
        sink(y); // NO FLOW
    }
}

fn chain() {
    for s in vec![String::new()].into_iter().chain(vec![source()]) {
        sink(&s); // FLOW
    }
}

fn fold() {
    let s = vec![source()].iter().fold(String::new(), |acc, s| acc + s);
    sink(&s); // FLOW
    let t = vec![source()].iter().fold(String::new(), |acc, _| acc + "x");
    sink(&t); // NO FLOW
}

fn sum() {
    let n: u64 = vec![source_number()].iter().sum();
    sink_number(n); // FLOW
}

fn find() {
    let v = vec![source()];
    let s = v.iter().find(|s| s.len() > 1);
    sink(s.unwrap()); // FLOW
}

fn any_position() {
    let v = vec![source()];
    let found = v.iter().any(|s| s == "x");
    let at = v.iter().position(|s| s == "x").unwrap_or(0);
    sink_number(at as u64); // NO FLOW
    sink_number(found as u64); // NO FLOW
}

fn for_each() {
    vec![source()].iter().for_each(|s| sink(s)); // FLOW
    vec![String::new()].iter().for_each(|s| sink(s)); // NO FLOW
}

fn rev_skip_take() {
    for s in vec![source()].iter().rev().skip(1).take(2).peekable() {
        sink(s); // FLOW
    }
}

fn peek() {
    let v = vec![source()];
    let mut it = v.iter().peekable();
    sink(it.peek().unwrap()); // FLOW
}

fn cloned() {
    let v: Vec<String> = [source()].iter().cloned().collect();
    sink(&v[0]); // FLOW
}

fn collect_string() {
    let s: String = source().chars().rev().collect();
    sink(&s); // FLOW
    let t: String = "abc".chars().map(|c| c).collect();
    sink(&t); // NO FLOW
}

fn collect_map() {
    let m: std::collections::HashMap<String, String> = vec![(String::new(), source())].into_iter().collect();
    for (k, v) in &m {
        sink(k); // NO FLOW
        sink(v); // FLOW
    }
}

fn collect_result() {
    let r: Result<Vec<String>, String> = vec![Ok(source()), Err(String::new())].into_iter().collect();
    match r {
        Ok(v) => sink(&v[0]), // FLOW
        Err(e) => sink(&e), // NO FLOW
    }
}

fn partition() {
    let (a, b): (Vec<String>, Vec<String>) = vec![source()].into_iter().partition(|s| s.is_empty());
    sink(&a[0]); // FLOW
    sink(&b[0]); // FLOW
}

fn unzip() {
    let (a, b): (Vec<String>, Vec<String>) = vec![(source(), String::new())].into_iter().unzip();
    sink(&a[0]); // FLOW
    sink(&b[0]); // NO FLOW
}

fn scan_windows() {
    let v = vec![source(), String::new()];
    for w in v.windows(2) {
        sink(&w[0]); // FLOW
    }
}

fn once_repeat() {
    for s in std::iter::once(source()) {
        sink(&s); // FLOW
    }
    for s in std::iter::repeat(String::new()).take(2) {
        sink(&s); // NO FLOW
    }
}

fn from_fn() {
    let mut it = std::iter::from_fn(|| Some(source()));
    sink(&it.next().unwrap()); // FLOW
}

struct Count {
    text: String,
    n: u32,
}

impl Iterator for Count {
    type Item = String;
    fn next(&mut self) -> Option<String> {
        self.n += 1;
        if self.n < 3 { Some(self.text.clone()) } else { None }
    }
}

fn own_iterator() {
    for s in (Count { text: source(), n: 0 }) {
        sink(&s); // FLOW
    }
    for s in (Count { text: String::new(), n: 0 }) {
        sink(&s); // NO FLOW
    }
}

fn own_iterator_adapted() {
    let v: Vec<String> = Count { text: source(), n: 0 }.map(|s| s + "x").collect();
    sink(&v[0]); // FLOW
    let w: Vec<String> = Count { text: String::new(), n: 0 }.filter(|s| s.len() > 2).collect();
    sink(&w[0]); // NO FLOW
}

struct Bag(Vec<String>);

impl IntoIterator for Bag {
    type Item = String;
    type IntoIter = std::vec::IntoIter<String>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Bag {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl FromIterator<String> for Bag {
    fn from_iter<I: IntoIterator<Item = String>>(it: I) -> Bag {
        Bag(it.into_iter().collect())
    }
}

fn own_into_iterator() {
    let bag = Bag(vec![source()]);
    for s in &bag {
        sink(s); // FLOW
    }
    for s in bag {
        sink(&s); // FLOW
    }
    for s in Bag(vec![String::new()]) {
        sink(&s); // NO FLOW
    }
}

fn own_from_iterator() {
    let bag: Bag = vec![source()].into_iter().collect();
    sink(&bag.0[0]); // FLOW
}

fn by_key() {
    let v = vec![(1, source()), (2, String::new())];
    let m = v.iter().max_by_key(|p| p.0).unwrap();
    sink(&m.1); // FLOW
}

fn impl_iterator(v: &[String]) -> impl Iterator<Item = &String> + '_ {
    v.iter().filter(|s| !s.is_empty())
}

fn returned_iterator() {
    let v = vec![source()];
    for s in impl_iterator(&v) {
        sink(s); // FLOW
    }
    let w = vec![String::new()];
    for s in impl_iterator(&w) {
        sink(s); // NO FLOW
    }
}

fn boxed_iterator() {
    let it: Box<dyn Iterator<Item = String>> = Box::new(vec![source()].into_iter());
    for s in it {
        sink(&s); // FLOW
    }
}
