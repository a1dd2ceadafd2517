//! Operators written by hand, conversions, numbers, constants and statics.

use crate::*;
use std::borrow::{Borrow, BorrowMut, Cow};
use std::fmt;
use std::ops::*;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock};

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
struct V {
    x: u64,
    y: u64,
}

impl Add for V {
    type Output = V;
    fn add(self, o: V) -> V {
        V { x: self.x + o.x, y: self.y + o.y }
    }
}

impl Add<u64> for V {
    type Output = V;
    fn add(self, o: u64) -> V {
        V { x: self.x + o, ..self }
    }
}

impl Neg for V {
    type Output = V;
    fn neg(self) -> V {
        V { x: self.y, y: self.x }
    }
}

impl Not for V {
    type Output = bool;
    fn not(self) -> bool {
        true
    }
}

impl AddAssign<u64> for V {
    fn add_assign(&mut self, o: u64) {
        self.y += o;
    }
}

impl Mul<V> for u64 {
    type Output = u64;
    fn mul(self, v: V) -> u64 {
        self * v.x
    }
}

impl ShlAssign<V> for V {
    fn shl_assign(&mut self, o: V) {
        *self = o;
    }
}

impl Rem for &V {
    type Output = u64;
    fn rem(self, o: &V) -> u64 {
        o.y
    }
}

fn add_by_hand() {
    let v = V { x: source_number(), y: 1 } + V { x: 1, y: 2 };
    sink_number(v.x); // FLOW
    sink_number(v.y); // NO FLOW
    let v = V { x: 1, y: 1 } + source_number();
    sink_number(v.x); // FLOW
    sink_number(v.y); // NO FLOW
}

fn neg_and_not_by_hand() {
    let v = -V { x: source_number(), y: 1 };
    sink_number(v.x); // NO FLOW
    sink_number(v.y); // FLOW
    sink_any(!v); // NO FLOW
}

fn assigning_by_hand() {
    let mut v = V { x: 1, y: 1 };
    v += source_number();
    sink_number(v.x); // NO FLOW
    sink_number(v.y); // FLOW
    v <<= V { x: 2, y: 2 };
    sink_number(v.y); // NO FLOW
    sink_number(3 * V { x: source_number(), y: 0 }); // FLOW
    sink_number(3 * V { x: 0, y: source_number() }); // NO FLOW
    sink_number(&V { x: 1, y: source_number() } % &v); // NO FLOW
    sink_number(&v % &V { x: 1, y: source_number() }); // FLOW
}

struct Grid {
    cells: Vec<String>,
    title: String,
    width: usize,
}

impl Index<(usize, usize)> for Grid {
    type Output = String;
    fn index(&self, (row, column): (usize, usize)) -> &String {
        &self.cells[row * self.width + column]
    }
}

impl IndexMut<(usize, usize)> for Grid {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut String {
        &mut self.cells[row * self.width + column]
    }
}

impl Index<&str> for Grid {
    type Output = str;
    fn index(&self, _: &str) -> &str {
        &self.title
    }
}

fn index_by_hand() {
    let mut g = Grid { cells: vec![String::new(); 4], title: String::from("t"), width: 2 };
    sink(&g[(1, 1)]); // NO FLOW
    g[(0, 1)] = source();
    sink(&g[(0, 1)]); // FLOW
    sink(&g["title"]); // NO FLOW
    g[(0, 0)].push_str("x");
    sink(&g.title); // NO FLOW
}

struct Guarded<T> {
    value: T,
    note: String,
}

impl<T> Deref for Guarded<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Guarded<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

fn deref_by_hand() {
    let mut g = Guarded { value: Vec::new(), note: String::new() };
    g.push(source());
    sink(&g[0]); // FLOW
    sink(&g.note); // NO FLOW
    let g = Guarded { value: String::new(), note: source() };
    sink(&g); // NO FLOW
    sink(g.trim()); // NO FLOW
    sink(&g.note); // FLOW
}

struct Callable(String);

impl PartialEq<str> for Callable {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl fmt::Display for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

struct Opaque(String);

impl fmt::Display for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("opaque")
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opaque").field("inner", &self.0).finish_non_exhaustive()
    }
}

fn displayed() {
    sink(&Callable(source()).to_string()); // FLOW
    sink(&format!("{:>10}", Callable(source()))); // FLOW
    sink(&Opaque(source()).to_string()); // NO FLOW
    sink(&format!("{}", Opaque(source()))); // NO FLOW
    sink(&format!("{:?}", Opaque(source()))); // FLOW
}

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Email(String);

impl From<&str> for Email {
    fn from(s: &str) -> Self {
        Email(s.to_lowercase())
    }
}

impl TryFrom<String> for Email {
    type Error = String;
    fn try_from(s: String) -> Result<Self, String> {
        if s.contains('@') { Ok(Email(s)) } else { Err(String::from("no @")) }
    }
}

impl FromStr for Email {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        if s.is_empty() { Ok(Email(String::from("nobody"))) } else { Err(format!("bad: {s}")) }
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Email {
    fn borrow(&self) -> &str {
        &self.0
    }
}

fn takes_borrow<B: Borrow<str>>(b: B) -> String {
    b.borrow().to_owned()
}

fn newtype_conversions() {
    let e: Email = source().as_str().into();
    sink(e.as_ref()); // FLOW
    sink(&takes_borrow(e)); // FLOW
    let r: Result<Email, _> = Email::try_from(source());
    match r {
        Ok(e) => sink(e.as_ref()), // FLOW
        Err(text) => sink(&text), // NO FLOW
    }
    match source().parse::<Email>() {
        Ok(e) => sink(e.as_ref()), // NO FLOW
        Err(text) => sink(&text), // FLOW
    }
    let e: Result<Email, _> = String::from("a@b").try_into();
    sink(e.unwrap().as_ref()); // NO FLOW
}

#[derive(Default)]
struct Stats {
    total: u64,
    names: Vec<String>,
    count: u64,
}

impl Extend<(String, u64)> for Stats {
    fn extend<I: IntoIterator<Item = (String, u64)>>(&mut self, items: I) {
        for (name, n) in items {
            self.names.push(name);
            self.total += n;
            self.count += 1;
        }
    }
}

impl FromIterator<(String, u64)> for Stats {
    fn from_iter<I: IntoIterator<Item = (String, u64)>>(items: I) -> Self {
        let mut stats = Stats::default();
        stats.extend(items);
        stats
    }
}

impl std::iter::Sum for V {
    fn sum<I: Iterator<Item = V>>(items: I) -> V {
        items.fold(V::default(), |a, b| a + b)
    }
}

impl<'a> std::iter::Product<&'a V> for V {
    fn product<I: Iterator<Item = &'a V>>(items: I) -> V {
        let mut out = V { x: 1, y: 1 };
        for v in items {
            out.x *= v.x;
        }
        out
    }
}

fn collected_by_hand() {
    let stats: Stats = vec![(source(), 1), (String::new(), 2)].into_iter().collect();
    sink(&stats.names[0]); // FLOW
    sink_number(stats.total); // NO FLOW
    sink_number(stats.count); // NO FLOW
    let mut stats = Stats::default();
    stats.extend([(String::new(), source_number())]);
    sink_number(stats.total); // FLOW
    sink(&stats.names.concat()); // NO FLOW
    sink_number(stats.count); // NO FLOW
}

fn summed_by_hand() {
    let v: V = [V { x: source_number(), y: 1 }].into_iter().sum();
    sink_number(v.x); // FLOW
    sink_number(v.y); // NO FLOW
    let items = [V { x: 2, y: source_number() }];
    let v: V = items.iter().product();
    sink_number(v.x); // NO FLOW
    sink_number(v.y); // NO FLOW
}

fn arithmetic_families() {
    let n = source_number();
    sink_number(n.wrapping_add(3)); // FLOW
    sink_number(5u64.saturating_sub(n)); // FLOW
    sink_number(5u64.checked_mul(n).unwrap_or_default()); // FLOW
    let (wrapped, over) = n.overflowing_add(1);
    sink_number(wrapped); // FLOW
    sink_number(n.rotate_left(3) ^ 0xff); // FLOW
    sink_number(n.pow(2).isqrt().clamp(0, 10)); // FLOW
    sink_number(7u64.pow(2).min(9)); // NO FLOW
    sink_number(n.swap_bytes().to_be()); // FLOW
    sink_number(u64::from_le_bytes(n.to_be_bytes())); // FLOW
    sink_number(n as u8 as char as u64); // FLOW
    sink_number((n as f64).sqrt().mul_add(2.0, 1.0).to_bits()); // FLOW
    sink_number(n.div_ceil(3).next_power_of_two()); // FLOW
    sink_number(u64::from(n.leading_zeros())); // FLOW
    sink_number(u64::MAX.rem_euclid(10)); // NO FLOW
    let mut m = 0;
    m |= n;
    sink_number(m); // FLOW
    m = 0;
    m <<= 3;
    sink_number(m); // NO FLOW
    sink_number(i64::try_from(n).map(i64::unsigned_abs).unwrap_or(1)); // FLOW
    sink_number(n.abs_diff(3)); // FLOW
    sink_number(std::num::NonZeroU64::new(n).map_or(1, |it| it.get())); // FLOW
    sink_number(std::num::Wrapping(n).0 + 1); // FLOW
}

const GREETING: &str = "hello";
static LAST: Mutex<String> = Mutex::new(String::new());
static OTHER: Mutex<String> = Mutex::new(String::new());
static COUNT: AtomicU64 = AtomicU64::new(0);
static IDLE: AtomicU64 = AtomicU64::new(0);
static ONCE: OnceLock<(String, String)> = OnceLock::new();
static LAZY: LazyLock<Vec<String>> = LazyLock::new(|| vec![source()]);
static LAZY_SAFE: LazyLock<Vec<String>> = LazyLock::new(|| vec![GREETING.to_owned()]);

thread_local! {
    static LOCAL: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
    static LOCAL_SAFE: std::cell::Cell<u64> = const { std::cell::Cell::new(1) };
}

fn write_statics() {
    *LAST.lock().unwrap() = source();
    COUNT.fetch_add(source_number(), Ordering::Relaxed);
    ONCE.get_or_init(|| (String::from("a"), source()));
    LOCAL.with_borrow_mut(|all| all.push(source()));
    LOCAL_SAFE.set(2);
}

fn read_statics() {
    sink(&LAST.lock().unwrap()); // FLOW
    sink(&OTHER.lock().unwrap()); // NO FLOW
    sink_number(COUNT.load(Ordering::SeqCst)); // FLOW
    sink_number(IDLE.swap(3, Ordering::SeqCst)); // NO FLOW
    sink(&ONCE.get().unwrap().1); // FLOW
    sink(&ONCE.get().unwrap().0); // NO FLOW
    sink(&LAZY[0]); // FLOW
    sink(LAZY_SAFE.first().unwrap()); // NO FLOW
    LOCAL.with(|all| sink(&all.borrow()[0])); // FLOW
    sink_number(LOCAL_SAFE.get()); // NO FLOW
    sink(GREETING); // NO FLOW
}

fn shadowed() {
    let s = source();
    {
        let s = String::from("inner");
        sink(&s); // NO FLOW
    }
    sink(&s); // FLOW
    let s = s.len();
    let s = "plain";
    sink(s); // NO FLOW
}

fn cow_kinds(s: &str) -> Cow<'_, str> {
    if s.contains(' ') { Cow::Owned(s.replace(' ', "_")) } else { Cow::Borrowed(s) }
}

fn cows() {
    let s = source();
    let c = cow_kinds(&s);
    sink(&c); // FLOW
    sink(&c.into_owned()); // FLOW
    let mut c = cow_kinds("x");
    sink(&c); // NO FLOW
    c.to_mut().push_str(&s);
    sink(&c); // FLOW
}
