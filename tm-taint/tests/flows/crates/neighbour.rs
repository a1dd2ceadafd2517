//! A crate that the programs depend on, and whose functions are read as theirs are.
#![allow(dead_code, unused)]

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::{Mutex, OnceLock};

pub fn through(s: String) -> String {
    s
}

pub fn length(s: &str) -> usize {
    s.len()
}

pub fn first<A, B>(pair: (A, B)) -> A {
    pair.0
}

pub fn fill(to: &mut String, from: &str) {
    to.clear();
    to.push_str(from);
}

#[derive(Clone, Debug, Default)]
pub struct Account {
    pub name: String,
    pub note: String,
    secret: String,
}

impl Account {
    pub fn new(name: &str, secret: &str) -> Account {
        Account { name: name.to_owned(), note: String::new(), secret: secret.to_owned() }
    }
    pub fn secret(&self) -> &str {
        &self.secret
    }
    pub fn rename(&mut self, name: impl Into<String>) -> &mut Self {
        self.name = name.into();
        self
    }
    pub fn with_note(self, note: String) -> Self {
        Account { note, ..self }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account {}", self.name)
    }
}

pub trait Store {
    type Key;
    fn load(&self, key: &Self::Key) -> Option<String>;
    fn save(&mut self, key: Self::Key, value: String);
    fn load_or(&self, key: &Self::Key, otherwise: &str) -> String {
        self.load(key).unwrap_or_else(|| otherwise.to_owned())
    }
}

#[derive(Default)]
pub struct Memory {
    rows: BTreeMap<u64, String>,
}

impl Store for Memory {
    type Key = u64;
    fn load(&self, key: &u64) -> Option<String> {
        self.rows.get(key).cloned()
    }
    fn save(&mut self, key: u64, value: String) {
        self.rows.insert(key, value);
    }
}

pub struct Nowhere;

impl Store for Nowhere {
    type Key = String;
    fn load(&self, _: &String) -> Option<String> {
        None
    }
    fn save(&mut self, _: String, _: String) {}
}

pub fn copy<S: Store, T: Store>(from: &S, key: &S::Key, to: &mut T, at: T::Key) {
    if let Some(value) = from.load(key) {
        to.save(at, value);
    }
}

pub trait Observer {
    fn notify(&self, event: &str);
}

pub struct Bus<'a> {
    observers: Vec<Box<dyn Observer + 'a>>,
}

impl<'a> Bus<'a> {
    pub fn new() -> Self {
        Bus { observers: Vec::new() }
    }
    pub fn add(&mut self, observer: impl Observer + 'a) {
        self.observers.push(Box::new(observer));
    }
    pub fn publish(&self, event: &str) {
        for observer in &self.observers {
            observer.notify(event);
        }
    }
}

pub enum Reply {
    Text(String),
    Code(u16),
    Many(Vec<Reply>),
}

impl Reply {
    pub fn text(&self) -> String {
        match self {
            Reply::Text(s) => s.clone(),
            Reply::Code(n) => n.to_string(),
            Reply::Many(all) => all.iter().map(Reply::text).collect(),
        }
    }
}

impl From<String> for Reply {
    fn from(s: String) -> Reply {
        Reply::Text(s)
    }
}

impl From<u16> for Reply {
    fn from(n: u16) -> Reply {
        Reply::Code(n)
    }
}

pub fn twice(f: impl Fn(String) -> String, s: String) -> String {
    f(f(s))
}

pub fn prefixer(prefix: &str) -> impl Fn(&str) -> String + use<> {
    let prefix = prefix.to_owned();
    move |s| format!("{prefix}{s}")
}

pub fn boxed(flag: bool) -> Box<dyn Fn(&str) -> String> {
    if flag { Box::new(|s| s.to_owned()) } else { Box::new(|s| s.len().to_string()) }
}

pub fn words<'a>(text: &'a str) -> impl Iterator<Item = &'a str> + 'a {
    text.split(' ').filter(|w| !w.is_empty())
}

pub async fn fetch(path: String) -> Result<String, String> {
    if path.is_empty() { Err(path) } else { Ok(format!("<{path}>")) }
}

pub fn run<F: Future<Output = String>>(f: F) -> impl Future<Output = String> {
    async move { f.await + "!" }
}

static LAST: Mutex<String> = Mutex::new(String::new());
static NAME: OnceLock<String> = OnceLock::new();

pub fn remember(s: &str) {
    *LAST.lock().unwrap() = s.to_owned();
}

pub fn recall() -> String {
    LAST.lock().unwrap().clone()
}

pub fn name() -> &'static str {
    NAME.get_or_init(|| String::from("neighbour"))
}

#[macro_export]
macro_rules! shout {
    ($s:expr) => {
        $crate::through($s.to_uppercase())
    };
}

mod hidden {
    pub struct Token(pub(crate) String);
    impl Token {
        pub fn reveal(&self) -> &str {
            &self.0
        }
    }
}

pub use hidden::Token as Ticket;

pub fn ticket(s: &str) -> Ticket {
    Ticket { 0: s.to_owned() }
}

pub const GREETING: &str = "hello";
