//! Corners of the standard library that few programs use, each once.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashMap, LinkedList, VecDeque};
use std::iter;
use std::ops::{Bound, ControlFlow, RangeBounds};
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;

use crate::*;

fn texts() -> Vec<String> {
    vec![source(), String::from("x")]
}

fn plain() -> Vec<String> {
    vec![String::from("x")]
}

fn adaptors() {
    sink(&texts().into_iter().cycle().nth(3).unwrap()); // FLOW
    sink(&texts().iter().scan(String::new(), |all, s| { all.push_str(s); Some(all.clone()) }).last().unwrap()); // FLOW
    sink(&texts().iter().flat_map(|s| s.split(',')).next().unwrap()); // FLOW
    sink(&texts().iter().map_while(|s| s.strip_prefix("a")).next().unwrap()); // FLOW
    sink(&texts().into_iter().reduce(|a, b| a + &b).unwrap()); // FLOW
    sink(&texts().into_iter().max_by_key(|s| s.len()).unwrap()); // FLOW
    sink(texts().iter().min_by(|a, b| a.len().cmp(&b.len())).unwrap()); // FLOW
    sink(&texts().iter().try_fold(String::new(), |a, s| Some(a + s)).unwrap()); // FLOW
    sink(&texts().iter().rev().skip_while(|s| s.is_empty()).step_by(2).next().unwrap()); // FLOW
    sink(&texts().iter().find_map(|s| s.split_once('=').map(|(k, _)| k)).unwrap()); // FLOW
    sink(texts().iter().rfind(|s| s.len() > 1).unwrap()); // FLOW
    sink(&texts().iter().fold(String::new(), |a, s| a + &s.len().to_string())); // NO FLOW
    sink_any(texts().iter().any(|s| s.is_empty())); // NO FLOW
    sink_any(texts().iter().is_sorted()); // NO FLOW
    sink_any(texts().iter().map(|s| s.len()).sum::<usize>()); // NO FLOW
    sink_any(texts().iter().eq(plain().iter())); // NO FLOW
    sink(&plain().into_iter().chain(texts()).next().unwrap()); // FLOW
    sink(&plain().into_iter().zip(texts()).map(|(a, _)| a).next().unwrap()); // NO FLOW
    sink(&plain().into_iter().zip(texts()).map(|(_, b)| b).next().unwrap()); // FLOW
    let (a, b): (Vec<_>, Vec<_>) = plain().into_iter().zip(texts()).unzip();
    sink(&a[0]); // NO FLOW
    sink(&b[0]); // FLOW
    let mut it = texts().into_iter();
    sink(it.as_slice().first().unwrap()); // FLOW
    sink(&it.by_ref().take(1).next().unwrap()); // FLOW
    sink(&it.next_back().unwrap()); // FLOW
    let r = texts().iter().try_for_each(|s| if s.len() > 3 { ControlFlow::Break(s.clone()) } else { ControlFlow::Continue(()) });
    sink(&r.break_value().unwrap()); // FLOW
}

fn made_iterators() {
    sink(&iter::once(source()).chain(iter::once(String::new())).collect::<Vec<_>>()[0]); // FLOW
    sink(&iter::repeat_n(source(), 2).next().unwrap()); // FLOW
    sink(&iter::repeat_with(source).take(2).next().unwrap()); // FLOW
    let mut n = 0;
    sink(&iter::from_fn(|| { n += 1; (n < 3).then(source) }).next().unwrap()); // FLOW
    sink(&iter::successors(Some(source()), |s| s.strip_suffix('x').map(str::to_owned)).last().unwrap()); // FLOW
    sink(&iter::empty::<String>().next().unwrap_or_default()); // NO FLOW
    sink_number(iter::successors(Some(1_u64), |n| n.checked_mul(2)).last().unwrap()); // NO FLOW
    let opened = iter::zip(texts(), plain()).collect::<Vec<_>>();
    sink(&opened[0].0); // FLOW
    sink(&opened[0].1); // NO FLOW
}

fn bool_methods(flag: bool) {
    sink(&flag.then(source).unwrap()); // FLOW
    sink(&flag.then_some(source()).unwrap()); // FLOW
    sink(&flag.then(String::new).unwrap()); // NO FLOW
}

fn slices() {
    let mut v = texts();
    v.sort_by_cached_key(|s| s.len());
    let (_, middle, _) = v.select_nth_unstable(0);
    sink(middle); // FLOW
    sink(&v.iter().as_slice()[0]); // FLOW
    sink(v.array_windows_like()); // FLOW
    let s: &[String] = std::slice::from_ref(&v[0]);
    sink(&s[0]); // FLOW
    let mut w = plain();
    w.swap_with_slice(&mut texts()[..1]);
    sink(&w[0]); // FLOW
    let mut x = plain();
    x[..1].clone_from_slice(&texts()[..1]);
    sink(&x[0]); // FLOW
    let mut y = plain();
    y.splice(.., texts()).for_each(drop);
    sink(&y[0]); // FLOW
    let mut z = VecDeque::from(plain());
    z.extend(texts());
    z.make_contiguous().sort();
    sink(z.front().unwrap()); // FLOW
    let mut l: LinkedList<String> = plain().into_iter().collect();
    let mut tail = l.split_off(0);
    tail.push_front(source());
    sink(l.front().map_or("", String::as_str)); // NO FLOW
    sink(tail.front().unwrap()); // FLOW
}

trait Like {
    fn array_windows_like(&self) -> &str;
}

impl Like for Vec<String> {
    fn array_windows_like(&self) -> &str {
        self.windows(1).map(|w| w[0].as_str()).next().unwrap_or("")
    }
}

fn pointers_of_all_kinds() {
    let a: Arc<[String]> = texts().into();
    sink(&a[0]); // FLOW
    let b: Rc<dyn Fn() -> String> = Rc::new(source);
    sink(&b()); // FLOW
    let c: Box<dyn Iterator<Item = String>> = Box::new(texts().into_iter());
    for s in c {
        sink(&s); // FLOW
    }
    let d: &dyn AsRef<str> = &source();
    sink(d.as_ref()); // FLOW
    let e: Cow<'_, [String]> = Cow::Owned(texts());
    sink(&e[0]); // FLOW
    sink(&e.iter().next().unwrap()); // FLOW
    let f: Arc<String> = Arc::default();
    sink(&f); // NO FLOW
    let g = Arc::new(source());
    let h: &str = (*g).borrow();
    sink(h); // FLOW
    let i = Some(&texts()).map(|v| v.len());
    sink_any(i); // NO FLOW
}

fn processes() {
    let mut c = Command::new("ls");
    c.arg(source()).env("A", "b");
    sink(c.get_args().next().unwrap().to_str().unwrap()); // FLOW
    sink(Command::new(source()).get_program().to_str().unwrap()); // FLOW
    let d = Command::new("ls");
    sink(d.get_program().to_str().unwrap()); // NO FLOW
}

fn bounds() {
    let r = (Bound::Included(source_number()), Bound::Unbounded);
    if let Bound::Included(n) = r.start_bound() {
        sink_number(*n); // FLOW
    }
    let m: BTreeMap<u64, String> = BTreeMap::from([(1, source()), (2, String::new())]);
    sink(m.range(1..).next_back().unwrap().1); // FLOW
    sink_number(*m.range((Bound::Excluded(1), Bound::Unbounded)).next().unwrap().0); // NO FLOW
    let mut n: HashMap<u64, Vec<String>> = HashMap::new();
    n.entry(1).or_insert_with(plain).extend(texts());
    sink(n.get(&1).and_then(|v| v.last()).unwrap()); // FLOW
    let all: Vec<&String> = n.values().flatten().collect();
    sink(all[0]); // FLOW
}

fn text_corners() {
    let s = source();
    sink(s.split_at_checked(1).unwrap().0); // FLOW
    sink(&s.chars().map(|c| c.to_ascii_uppercase()).rev().collect::<String>()); // FLOW
    sink(&s.split(|c: char| c.is_whitespace()).map(str::to_owned).collect::<Vec<_>>().concat()); // FLOW
    sink(std::str::from_utf8(&s.as_bytes()[1..3]).unwrap_or("")); // FLOW
    sink(&char::from_u32(s.chars().map(|c| c as u32).sum()).unwrap().to_string()); // FLOW
    sink(&String::from_utf8_lossy(&s.bytes().map(|b| b ^ 1).collect::<Vec<u8>>())); // FLOW
    sink(s.as_str().lines().enumerate().map(|(_, l)| l).next().unwrap()); // FLOW
    sink_any(s.lines().enumerate().map(|(n, _)| n).next()); // NO FLOW
    sink_any(s.char_indices().map(|(i, _)| i).max()); // NO FLOW
    sink(&s.chars().map(|_| '*').collect::<String>()); // NO FLOW
    sink(&"abc".chars().zip(s.chars()).map(|(a, _)| a).collect::<String>()); // NO FLOW
    sink(&std::any::type_name_of_val(&s)); // NO FLOW
    let mut b = [0_u8; 4];
    b[..2].copy_from_slice(&s.as_bytes()[..2]);
    sink_number(u32::from_be_bytes(b) as u64); // FLOW
    let mut out = String::with_capacity(s.len());
    out.extend(s.split(' ').map(|w| w.to_uppercase()));
    sink(&out); // FLOW
}
