//! What the standard library offers on options, results, iterators and texts.

use crate::*;
use std::collections::*;
use std::iter;
use std::ops::ControlFlow;

fn options() {
    let some = Some(source());
    let safe = Some(String::from("a"));
    sink(&None.or(some.clone()).unwrap()); // FLOW
    sink(&some.clone().and(safe.clone()).unwrap()); // NO FLOW
    sink(&None.xor(some.clone()).unwrap_or_default()); // FLOW
    sink(&some.clone().and_then(|s| s.get(1..).map(str::to_owned)).unwrap_or_default()); // FLOW
    sink(&some.clone().and_then(|_| Some(String::new())).unwrap_or_default()); // NO FLOW
    sink(&some.clone().map_or(String::new(), |s| s + "x")); // FLOW
    sink(&some.clone().map_or_else(String::new, |_| String::from("y"))); // NO FLOW
    sink(&None.map_or_else(source, |s: String| s)); // FLOW
    sink(&some.clone().filter(|s| s.len() > 1).unwrap_or_else(String::new)); // FLOW
    let (a, b) = some.clone().zip(safe.clone()).unwrap();
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    let (a, b): (Option<String>, Option<u8>) = Some((source(), 1)).unzip();
    sink(&a.unwrap()); // FLOW
    sink_any(b); // NO FLOW
    sink(&Some(some.clone()).flatten().unwrap()); // FLOW
    sink(&some.clone().ok_or("none").unwrap()); // FLOW
    sink(some.clone().ok_or("none").unwrap_err()); // NO FLOW
    sink(&None::<u8>.ok_or_else(source).unwrap_err()); // FLOW
    sink(&some.as_ref().cloned().unwrap()); // FLOW
    sink(some.as_deref().unwrap_or("x")); // FLOW
    sink(some.iter().next().unwrap()); // FLOW
    let mut m = Some(String::new());
    if let Some(s) = m.as_mut() {
        *s = source();
    }
    sink(&m.unwrap()); // FLOW
    sink_any(some.as_ref().is_some_and(|s| s.is_empty()).then_some("yes")); // NO FLOW
    sink(&some.clone().inspect(|s| sink(s)).map(|_| "n").unwrap().to_owned()); // FLOW
    sink(&true.then(source).unwrap()); // FLOW
    let all: Option<Vec<String>> = vec![some.clone(), safe.clone()].into_iter().collect();
    sink(&all.unwrap()[0]); // FLOW
    let t: Result<Option<String>, u8> = Some(Ok(source())).transpose();
    sink(&t.unwrap().unwrap()); // FLOW
    sink(&some.is_none_or(|s| s.is_empty()).to_string()); // NO FLOW
}

fn results() {
    let ok: Result<String, String> = Ok(source());
    let err: Result<String, String> = Err(source());
    sink(&ok.clone().unwrap_or_default()); // FLOW
    sink(&ok.clone().err().unwrap_or_default()); // NO FLOW
    sink(&err.clone().ok().unwrap_or_default()); // NO FLOW
    sink(&err.clone().unwrap_err()); // FLOW
    sink(&err.clone().unwrap_or_else(|e| e)); // FLOW
    sink(&err.clone().unwrap_or_else(|_| String::new())); // NO FLOW
    sink(&ok.clone().map_err(|e| e + "!").unwrap_err()); // NO FLOW
    sink(&err.clone().map_err(|e| e.len()).unwrap_or_default()); // NO FLOW
    sink(&err.clone().map_err(|e| format!("bad {e}")).unwrap_err()); // FLOW
    sink(&ok.clone().and_then(|s| Err::<u8, _>(s)).unwrap_err()); // FLOW
    sink(&err.clone().or_else(|e| if e.is_empty() { Err(1) } else { Ok(e) }).unwrap()); // FLOW
    sink(&ok.clone().map_or("e".into(), |s| s)); // FLOW
    sink(&err.clone().map_or_else(|_| "e".into(), |s| s)); // NO FLOW
    sink(&ok.clone().or(Err::<String, u8>(3)).unwrap()); // FLOW
    sink(&ok.as_ref().map(String::as_str).unwrap_or("x").to_owned()); // FLOW
    sink(&err.as_ref().map(|s| s.as_str()).unwrap_or("x")); // NO FLOW
    sink(ok.iter().next().unwrap()); // FLOW
    for s in &err {
        sink(s); // NO FLOW
    }
    sink(&ok.as_deref().expect("text")); // FLOW
    let all: Result<Vec<String>, String> = vec![ok.clone(), Ok(String::new())].into_iter().collect();
    match all {
        Ok(all) => sink(&all.join("")), // FLOW
        Err(e) => sink(&e), // NO FLOW
    }
    let t = Ok::<Option<String>, u8>(Some(source())).transpose().unwrap();
    sink(&t.unwrap()); // FLOW
    let ok: Result<&String, ()> = Ok(&String::from("x"));
    sink(&ok.cloned().unwrap()); // NO FLOW
    let mut r: Result<String, u8> = Ok(String::new());
    r.as_mut().unwrap().push_str(&source());
    sink(&r.inspect_err(|e| sink_any(*e)).unwrap()); // FLOW
}

fn adaptors() {
    let bad = vec![source(), source()];
    let good = vec![String::from("y")];
    sink(&bad.iter().chain(&good).cloned().collect::<String>()); // FLOW
    sink(&bad.iter().zip(&good).map(|(_, g)| g.as_str()).collect::<String>()); // NO FLOW
    sink(&bad.iter().zip(&good).map(|(b, _)| b.as_str()).collect::<String>()); // FLOW
    for (i, s) in bad.iter().enumerate().skip(1).step_by(2) {
        sink_number(i as u64); // NO FLOW
        sink(s); // FLOW
    }
    sink(bad.iter().rev().peekable().peek().unwrap()); // FLOW
    sink(&bad.iter().flat_map(|s| s.split(',')).collect::<Vec<_>>().join("")); // FLOW
    sink(&bad.iter().flat_map(|s| vec![s.len()]).map(|_| "n").collect::<Vec<_>>().join("")); // NO FLOW
    let joined = bad.iter().scan(String::new(), |all, s| {
        all.push_str(s);
        Some(all.clone())
    });
    sink(&joined.last().unwrap()); // FLOW
    sink(&bad.iter().map_while(|s| s.strip_prefix("a")).collect::<String>()); // FLOW
    sink(bad.iter().take_while(|s| s.len() > 1).nth(0).unwrap()); // FLOW
    sink(bad.iter().skip_while(|s| s.len() > 1).min().unwrap()); // FLOW
    sink(bad.iter().copied_len().as_str()); // NO FLOW
    sink(bad.iter().max_by_key(|s| s.len()).unwrap()); // FLOW
    sink(good.iter().max_by_key(|s| s.len() + bad.len()).unwrap()); // NO FLOW
    sink(bad.iter().min_by(|a, b| a.cmp(b)).unwrap()); // FLOW
    sink(&bad.iter().fold(String::new(), |all, s| all + s)); // FLOW
    sink(&bad.iter().fold(String::new(), |all, _| all + "x")); // NO FLOW
    sink(&bad.iter().cloned().reduce(|a, b| a + &b).unwrap()); // FLOW
    sink(&bad.iter().try_fold(String::new(), |a, s| Some(a + s)).unwrap()); // FLOW
    sink(bad.iter().find(|s| s.len() > 3).unwrap()); // FLOW
    sink(bad.iter().find_map(|s| s.strip_suffix("z")).unwrap()); // FLOW
    sink(good.iter().find(|g| bad.contains(g)).unwrap()); // NO FLOW
    let (long, short): (Vec<String>, Vec<String>) = bad.iter().cloned().partition(|s| s.len() > 4);
    sink(&long.concat()); // FLOW
    sink(&short.concat()); // FLOW
    let (texts, numbers): (Vec<&str>, Vec<u64>) = bad.iter().map(|s| (s.as_str(), 1u64)).unzip();
    sink(texts[0]); // FLOW
    sink_number(numbers[0]); // NO FLOW
    sink(good.iter().cycle().nth(5).unwrap()); // NO FLOW
    let mut by_ref = bad.iter();
    by_ref.by_ref().take(1).for_each(drop);
    sink(by_ref.as_slice().first().unwrap()); // FLOW
    let got = bad.iter().try_for_each(|s| if s.len() > 2 { ControlFlow::Break(s) } else { ControlFlow::Continue(()) });
    if let ControlFlow::Break(s) = got {
        sink(s); // FLOW
    }
    bad.windows(2).for_each(|w| sink(&w[1])); // FLOW
    bad.chunks(2).for_each(|c| sink(&c[0])); // FLOW
    good.rchunks(2).for_each(|c| sink(&c[0])); // NO FLOW
    sink_number([1, source_number()].iter().sum()); // FLOW
    sink_number([1, 2].iter().product()); // NO FLOW
    sink_number(bad.iter().map(|s| s.parse::<u64>().unwrap_or(0)).sum::<u64>()); // FLOW
    sink_number(good.iter().filter(|g| bad.contains(g)).map(|_| 1).sum()); // NO FLOW
    bad.into_iter().inspect(|s| sink(s)).for_each(drop); // FLOW
}

trait CopiedLen {
    fn copied_len(self) -> String;
}

impl<'a, I: Iterator<Item = &'a String>> CopiedLen for I {
    fn copied_len(self) -> String {
        let mut out = String::new();
        for _ in self {
            out.push('.');
        }
        out
    }
}

fn made_iterators() {
    let s = source();
    sink(&iter::repeat(s.as_str()).take(2).collect::<String>()); // FLOW
    sink(&iter::once(s.clone()).collect::<String>()); // FLOW
    sink(&iter::empty::<String>().collect::<String>()); // NO FLOW
    sink(&iter::repeat_with(source).take(1).collect::<String>()); // FLOW
    sink_number(iter::successors(Some(source_number()), |n| n.checked_mul(2)).last().unwrap()); // FLOW
    let mut left = 3;
    let counted = iter::from_fn(move || {
        left -= 1;
        (left > 0).then_some(left)
    });
    sink_number(counted.last().unwrap()); // NO FLOW
    let mut words = s.split(' ');
    sink(iter::from_fn(|| words.next()).last().unwrap()); // FLOW
    let sorted = BTreeSet::from([s.clone()]);
    sink(sorted.range(String::from("a")..).next().unwrap()); // FLOW
    sink(&iter::zip(["a"], [&s]).map(|(a, _)| a).collect::<String>()); // NO FLOW
}

struct Countdown {
    left: u64,
    label: String,
}

impl Iterator for Countdown {
    type Item = (u64, String);
    fn next(&mut self) -> Option<(u64, String)> {
        self.left = self.left.checked_sub(1)?;
        Some((self.left, self.label.clone()))
    }
}

fn iterators_by_hand() {
    for (n, label) in (Countdown { left: 3, label: source() }) {
        sink_number(n); // NO FLOW
        sink(&label); // FLOW
    }
    let it = Countdown { left: source_number(), label: String::new() };
    let (n, label) = it.filter(|(n, _)| n % 2 == 0).last().unwrap();
    sink_number(n); // FLOW
    sink(&label); // NO FLOW
}

fn texts() {
    let s = source();
    sink(&s[1..]); // FLOW
    sink(s.get(..3).unwrap_or("short")); // FLOW
    sink(s.split_at(2).1); // FLOW
    sink(s.rsplit('/').next().unwrap()); // FLOW
    sink(s.splitn(2, ':').last().unwrap()); // FLOW
    sink(s.rsplitn(2, ':').collect::<Vec<_>>()[1]); // FLOW
    sink(s.split_terminator(';').next().unwrap()); // FLOW
    sink(s.split_inclusive('\n').next_back().unwrap()); // FLOW
    sink(s.split_ascii_whitespace().next().unwrap()); // FLOW
    sink(s.rsplit_once('.').unwrap().0); // FLOW
    sink(s.matches(char::is_numeric).next().unwrap()); // FLOW
    sink(s.match_indices("a").next().unwrap().1); // FLOW
    sink(s.trim_start_matches("0").trim_end()); // FLOW
    sink(s.strip_prefix("a").and_then(|s| s.strip_suffix("b")).unwrap()); // FLOW
    sink(&s.lines().map(|l| l.trim()).collect::<Vec<_>>().join("\n")); // FLOW
    sink(&s.chars().rev().collect::<String>()); // FLOW
    sink(&s.char_indices().map(|(_, c)| c.to_ascii_uppercase()).collect::<String>()); // FLOW
    sink(&s.char_indices().map(|_| 'x').collect::<String>()); // NO FLOW
    sink(&String::from_utf8(s.bytes().collect()).unwrap()); // FLOW
    sink(std::str::from_utf8(s.as_bytes()).unwrap()); // FLOW
    sink(&String::from_utf8_lossy(&s.clone().into_bytes())); // FLOW
    sink(&s.repeat(2).to_ascii_lowercase().to_uppercase()); // FLOW
    sink(&"fixed".replace("x", &s)); // FLOW
    sink(&"fixed".replacen('x', "y", s.len())); // NO FLOW
    sink(&s.replace(|c: char| c.is_alphabetic(), "*")); // FLOW
    sink(&s.escape_debug().to_string()); // FLOW
    sink(&s.encode_utf16().map(|u| (u as u8) as char).collect::<String>()); // FLOW
    sink(&"literal".chars().take(s.len()).collect::<String>()); // NO FLOW
    let mut t = String::from("t");
    t.insert_str(0, &s);
    sink(&t); // FLOW
    t.truncate(0);
    let mut t = String::new();
    t.extend(s.chars().filter(|c| c.is_ascii()));
    sink(&t); // FLOW
    let mut t = String::from("abc");
    t.replace_range(..1, &s);
    let tail = t.split_off(1);
    sink(&tail); // FLOW
    let mut t = s.clone();
    let drained: String = t.drain(..2).collect();
    sink(&drained); // FLOW
    let c = t.remove(0);
    sink_any(c); // FLOW
    let popped = String::from("x").pop();
    sink_any(popped); // NO FLOW
    t.retain(|c| c != '<');
    sink(&t); // FLOW
    let b: Box<str> = s.clone().into_boxed_str();
    sink(&b.into_string()); // FLOW
    let v = [s.as_str(), "b"].concat();
    sink(&v); // FLOW
    sink(&["a", "b"].join(&s)); // FLOW
    sink(&format!("{0:1$}", "x", s.len())); // NO FLOW
    let name = "n";
    sink(&format!("{name}{s:?}")); // FLOW
    sink(&format!("{name:>w$}", w = 4)); // NO FLOW
    use std::fmt::Write as _;
    let mut out = String::new();
    write!(out, "{}-{}", 1, s).unwrap();
    sink(&out); // FLOW
    let mut out = String::new();
    writeln!(&mut out, "{}", s.len() > 3).unwrap();
    let lit = concat!("a", "b");
    sink(lit); // NO FLOW
    sink(stringify!(s)); // NO FLOW
}

fn containers_by_entry() {
    let s = source();
    let mut m: HashMap<String, Vec<String>> = HashMap::new();
    m.entry(String::from("k")).or_default().push(s.clone());
    for (k, v) in &m {
        sink(k); // NO FLOW
        sink(&v[0]); // FLOW
    }
    let mut m: BTreeMap<String, u64> = BTreeMap::new();
    *m.entry(s.clone()).or_insert(0) += 1;
    let (k, n) = m.pop_first().unwrap();
    sink(&k); // FLOW
    sink_number(n); // NO FLOW
    let mut m: BTreeMap<&str, String> = BTreeMap::new();
    m.entry("a").and_modify(|v| v.push('x')).or_insert_with(|| s.clone());
    let low = m.split_off("b");
    sink(m.values().next().unwrap()); // FLOW
    sink(m.keys().next().unwrap()); // NO FLOW
    sink(&m.into_values().collect::<String>()); // FLOW
    let mut m = HashMap::from([("a", String::new())]);
    match m.entry("a") {
        hash_map::Entry::Occupied(mut o) => {
            let old = o.insert(s.clone());
            sink(&old); // NO FLOW
            sink(o.get()); // FLOW
        }
        hash_map::Entry::Vacant(v) => {
            v.insert(String::new());
        }
    }
    sink(&m["a"]); // FLOW
    sink(&m.remove("a").unwrap()); // FLOW
    let m: HashMap<&str, &str> = HashMap::from([("a", "b")]);
    sink(m.get(s.as_str()).unwrap()); // NO FLOW
    let (k, v) = m.get_key_value(s.as_str()).unwrap();
    sink(k); // NO FLOW
    let mut kept = HashMap::from([(1u64, s.clone())]);
    kept.retain(|_, v| v.len() > 3);
    sink(kept.get(&1).unwrap()); // FLOW
    let keys: Vec<u64> = kept.into_keys().collect();
    sink_number(keys[0]); // NO FLOW
}

fn sequences_of_all_kinds() {
    let s = source();
    let mut v = vec![String::from("a"), s.clone()];
    let tail = v.split_off(1);
    sink(&tail[0]); // FLOW
    let mut v = vec![String::from("a")];
    let old = v.splice(0..1, [s.clone()]).collect::<Vec<_>>();
    sink(&old[0]); // NO FLOW
    sink(&v[0]); // FLOW
    let removed = v.swap_remove(0);
    sink(&removed); // FLOW
    let mut v = vec![s.clone(); 2];
    v.dedup();
    sink(&v.drain(..).next().unwrap()); // FLOW
    let mut v: Vec<String> = Vec::with_capacity(2);
    v.resize(2, s.clone());
    sink(v.first().unwrap()); // FLOW
    v.fill(String::from("f"));
    let mut v = vec![String::new()];
    v.insert(0, s.clone());
    sink(v.first().unwrap()); // FLOW
    let mut a = vec![s.clone()];
    let mut b = vec![];
    b.append(&mut a);
    sink(&b[0]); // FLOW
    b.clear();
    b.push(String::from("again"));
    sink(&b[0]); // NO FLOW
    let mut q = VecDeque::from([s.clone()]);
    q.rotate_left(1);
    sink(q.front().unwrap()); // FLOW
    sink(&q.make_contiguous()[0]); // FLOW
    sink(&q.pop_back().unwrap()); // FLOW
    let mut h = BinaryHeap::new();
    h.push((1u64, s.clone()));
    sink(&h.peek().unwrap().1); // FLOW
    sink_number(h.pop().unwrap().0); // NO FLOW
    let mut h = BinaryHeap::from([std::cmp::Reverse(s.clone())]);
    sink(&h.into_sorted_vec()[0].0); // FLOW
    let mut l = LinkedList::new();
    l.push_front(s.clone());
    let mut other = l.split_off(0);
    sink(other.back().unwrap()); // FLOW
    let a = HashSet::from([s.clone()]);
    let b = HashSet::from([String::from("b")]);
    sink(a.union(&b).next().unwrap()); // FLOW
    sink(b.difference(&a).next().unwrap()); // NO FLOW
    sink(a.difference(&b).next().unwrap()); // FLOW
    sink((&a | &b).iter().next().unwrap()); // FLOW
    sink(&BTreeSet::from_iter(a).pop_last().unwrap()); // FLOW
    let mut v = [s.as_str(), "b"];
    v.sort_by_key(|s| s.len());
    sink(v[1]); // FLOW
    let mut v = vec![(s.clone(), "k")];
    v.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    sink(v[0].1); // NO FLOW
    let (left, right) = v.split_at(0);
    sink(&right[0].0); // FLOW
    let c: Box<[String]> = vec![s.clone()].into_boxed_slice();
    sink(&c[0]); // FLOW
    let i = v.binary_search_by_key(&"k", |p| p.1).unwrap_or(0);
    sink_number(i as u64); // NO FLOW
    let at = v.partition_point(|p| p.1 < "a");
    sink(v[at].1); // NO FLOW
    let mut target = [String::new(), String::new()];
    target.clone_from_slice(&[s.clone(), s.clone()]);
    sink(&target[0]); // FLOW
    let mut bytes = [0u8; 4];
    bytes.copy_from_slice(&s.as_bytes()[..4]);
    sink_number(u32::from_be_bytes(bytes) as u64); // FLOW
    let mut blank = [0u8; 4];
    sink_number(u32::from_be_bytes(blank) as u64); // NO FLOW
    let firsts = [&s, &s].map(|t| t.len() as u64);
}
