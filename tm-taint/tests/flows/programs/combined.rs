//! Three constructs together, across functions.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex};

use crate::*;

struct Request {
    path: String,
    headers: HashMap<String, String>,
    body: Option<Vec<u8>>,
}

fn receive() -> Request {
    let mut headers = HashMap::new();
    headers.insert("host".to_string(), String::from("localhost"));
    Request { path: source(), headers, body: None }
}

fn route(request: &Request) -> Option<&str> {
    request.path.strip_prefix("/files/")
}

fn struct_option_reference() {
    let r = receive();
    if let Some(p) = route(&r) {
        sink(p); // FLOW
    }
    sink(r.headers.get("host").unwrap()); // NO FLOW
}

fn body_text(r: &Request) -> Result<String, String> {
    let bytes = r.body.as_ref().ok_or("no body")?;
    String::from_utf8(bytes.clone()).map_err(|e| e.to_string())
}

fn option_result_bytes() {
    let r = Request { path: String::new(), headers: HashMap::new(), body: Some(source().into_bytes()) };
    if let Ok(b) = body_text(&r) {
        sink(&b); // FLOW
    }
    sink(&r.path); // NO FLOW
}

trait Handler {
    fn handle(&self, r: &Request) -> String;
}

struct Echo;
struct Fixed;

impl Handler for Echo {
    fn handle(&self, r: &Request) -> String {
        r.path.clone()
    }
}
impl Handler for Fixed {
    fn handle(&self, _: &Request) -> String {
        "ok".into()
    }
}

struct Router {
    routes: HashMap<&'static str, Box<dyn Handler>>,
}

impl Router {
    fn new() -> Router {
        Router { routes: HashMap::new() }
    }
    fn add(mut self, path: &'static str, h: impl Handler + 'static) -> Router {
        self.routes.insert(path, Box::new(h));
        self
    }
    fn run(&self, path: &str, r: &Request) -> Option<String> {
        self.routes.get(path).map(|h| h.handle(r))
    }
}

fn map_dyn_closure() {
    let a = Router::new().add("/", Echo);
    sink(&a.run("/", &receive()).unwrap()); // FLOW
    let b = Router::new().add("/", Fixed);
    sink(&b.run("/", &receive()).unwrap()); // NO FLOW
}

fn parse_pairs(s: &str) -> HashMap<String, String> {
    s.split('&').filter_map(|p| p.split_once('=')).map(|(k, v)| (k.to_string(), v.to_string())).collect()
}

fn iterator_map_query() {
    let m = parse_pairs(&source());
    sink(m.get("id").map(String::as_str).unwrap_or("")); // FLOW
    let n = parse_pairs("a=b");
    sink(&n["a"]); // NO FLOW
}

struct Pool {
    connections: Arc<Mutex<Vec<Connection>>>,
}

struct Connection {
    log: Vec<String>,
}

impl Connection {
    fn execute(&mut self, sql: &str) {
        self.log.push(sql.to_string());
        sink(sql); // FLOW
    }
}

impl Pool {
    fn with<R>(&self, f: impl FnOnce(&mut Connection) -> R) -> R {
        let mut all = self.connections.lock().unwrap();
        let mut c = all.pop().unwrap_or(Connection { log: vec![] });
        let r = f(&mut c);
        all.push(c);
        r
    }
}

fn pool_closure_lock() {
    let pool = Pool { connections: Arc::new(Mutex::new(vec![])) };
    let name = source();
    pool.with(|c| c.execute(&format!("select '{name}'")));
}

fn stored_in_pool() {
    let pool = Pool { connections: Arc::new(Mutex::new(vec![Connection { log: vec![source()] }])) };
    let log = pool.with(|c| c.log.clone());
    sink(&log[0]); // FLOW
}

enum Token {
    Word(String),
    Number(u64),
    End,
}

struct Lexer<'a> {
    rest: &'a str,
}

impl Iterator for Lexer<'_> {
    type Item = Token;
    fn next(&mut self) -> Option<Token> {
        let (word, rest) = self.rest.split_once(' ')?;
        self.rest = rest;
        match word.parse() {
            Ok(n) => Some(Token::Number(n)),
            Err(_) if word == "end" => Some(Token::End),
            Err(_) => Some(Token::Word(word.to_string())),
        }
    }
}

fn lexer_enum_iterator() {
    let text = source();
    for t in (Lexer { rest: &text }) {
        match t {
            Token::Word(w) => sink(&w), // FLOW
            Token::Number(n) => sink_number(n), // FLOW
            Token::End => sink("end"), // NO FLOW
        }
    }
    for t in (Lexer { rest: "a b" }) {
        if let Token::Word(w) = t {
            sink(&w); // NO FLOW
        }
    }
}

struct Template<'a> {
    parts: Vec<Box<dyn Display + 'a>>,
}

impl<'a> Template<'a> {
    fn text(mut self, t: &'a str) -> Self {
        self.parts.push(Box::new(t));
        self
    }
    fn render(&self) -> String {
        self.parts.iter().map(|p| p.to_string()).collect::<Vec<_>>().join("")
    }
}

fn template_dyn_builder() {
    let s = source();
    sink(&Template { parts: vec![] }.text("<b>").text(&s).render()); // FLOW
    sink(&Template { parts: vec![] }.text("<b>").render()); // NO FLOW
}

struct Config {
    values: HashMap<String, Value>,
}

#[derive(Clone)]
enum Value {
    Text(String),
    List(Vec<Value>),
    Map(HashMap<String, Value>),
}

impl Value {
    fn first_text(&self) -> Option<&str> {
        match self {
            Value::Text(s) => Some(s),
            Value::List(l) => l.iter().find_map(|v| v.first_text()),
            Value::Map(m) => m.values().find_map(Value::first_text),
        }
    }
}

fn recursive_value() {
    let v = Value::Map(HashMap::from([("k".to_string(), Value::List(vec![Value::Text(source())]))]));
    sink(v.first_text().unwrap()); // FLOW
    let w = Value::List(vec![Value::Text(String::new())]);
    sink(w.first_text().unwrap()); // NO FLOW
}

trait Repository {
    fn find(&self, id: &str) -> Option<User>;
}

#[derive(Clone, Debug)]
struct User {
    name: String,
    role: String,
}

struct Real;
impl Repository for Real {
    fn find(&self, id: &str) -> Option<User> {
        sink(id); // FLOW
        Some(User { name: source(), role: "user".into() })
    }
}
struct Fake {
    users: Vec<User>,
}
impl Repository for Fake {
    fn find(&self, id: &str) -> Option<User> {
        self.users.iter().find(|u| u.name == id).cloned()
    }
}

struct App<R> {
    repository: R,
}

impl<R: Repository> App<R> {
    fn greet(&self, id: &str) -> Result<String, String> {
        let user = self.repository.find(id).ok_or_else(|| "nobody".to_string())?;
        Ok(format!("hello {}", user.name))
    }
    fn role(&self, id: &str) -> Option<String> {
        self.repository.find(id).map(|u| u.role)
    }
}

fn generic_repository() {
    let app = App { repository: Real };
    sink(&app.greet(&source()).unwrap()); // FLOW
    sink(&app.role("x").unwrap()); // NO FLOW
    let fake = App { repository: Fake { users: vec![] } };
    sink(&fake.greet(&source()).unwrap()); // NO FLOW
}

type Job = Box<dyn FnOnce() -> String + Send>;

struct Queue {
    jobs: std::collections::VecDeque<Job>,
}

impl Queue {
    fn push(&mut self, j: impl FnOnce() -> String + Send + 'static) {
        self.jobs.push_back(Box::new(j));
    }
    fn drain(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        while let Some(j) = self.jobs.pop_front() {
            out.push(j());
        }
        out
    }
}

fn job_queue() {
    let mut q = Queue { jobs: Default::default() };
    let s = source();
    q.push(move || s.to_uppercase());
    for r in q.drain() {
        sink(&r); // FLOW
    }
    let mut p = Queue { jobs: Default::default() };
    p.push(|| String::new());
    for r in p.drain() {
        sink(&r); // NO FLOW
    }
}

struct Parser {
    stack: Vec<Vec<String>>,
}

impl Parser {
    fn open(&mut self) -> &mut Self {
        self.stack.push(Vec::new());
        self
    }
    fn word(&mut self, w: &str) -> &mut Self {
        self.stack.last_mut().unwrap().push(w.to_owned());
        self
    }
    fn close(&mut self) -> Option<Vec<String>> {
        self.stack.pop()
    }
}

fn fluent_stack() {
    let mut p = Parser { stack: vec![] };
    let words = p.open().word("a").word(&source()).close();
    sink(&words.unwrap().join(" ")); // FLOW
    let mut q = Parser { stack: vec![] };
    q.open().word("a");
    sink(&q.close().unwrap()[0]); // NO FLOW
}

fn retry<T, E: Display>(mut f: impl FnMut(u32) -> Result<T, E>) -> Result<T, String> {
    let mut last = None;
    for n in 0..3 {
        match f(n) {
            Ok(t) => return Ok(t),
            Err(e) => last = Some(e.to_string()),
        }
    }
    Err(last.unwrap_or_default())
}

fn retry_closure_result() {
    let r = retry(|_| Ok::<_, String>(source()));
    sink(&r.clone().unwrap()); // FLOW
    sink(&r.unwrap_err()); // NO FLOW
    let e = retry(|_| Err::<String, String>(source()));
    sink(&e.unwrap_err()); // FLOW
}

struct Events {
    listeners: Vec<Arc<dyn Fn(&str) + Send + Sync>>,
}

impl Events {
    fn on(&mut self, f: Arc<dyn Fn(&str) + Send + Sync>) {
        self.listeners.push(f);
    }
    fn emit(&self, s: &str) {
        for l in &self.listeners {
            l(s);
        }
    }
}

fn events() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut e = Events { listeners: vec![] };
    let into = seen.clone();
    e.on(Arc::new(move |s| into.lock().unwrap().push(s.to_string())));
    e.emit(&source());
    sink(&seen.lock().unwrap()[0]); // FLOW
    let quiet = Arc::new(Mutex::new(Vec::<String>::new()));
    sink(&quiet.lock().unwrap()[0]); // NO FLOW
}

mod service {
    use super::*;

    pub struct Session {
        pub(crate) user: Option<String>,
        pub(crate) token: String,
    }

    pub fn login(name: String) -> Result<Session, String> {
        if name.is_empty() {
            return Err("empty".into());
        }
        Ok(Session { user: Some(name), token: "t".into() })
    }

    impl Session {
        pub fn audit(&self) -> String {
            match &self.user {
                Some(u) => format!("user {u}"),
                None => "anonymous".into(),
            }
        }
        pub fn token(&self) -> &str {
            &self.token
        }
    }
}

fn module_result_option() -> Result<(), String> {
    let s = service::login(source())?;
    sink(&s.audit()); // FLOW
    sink(s.token()); // NO FLOW
    Ok(())
}

struct Escaped(String);

impl From<String> for Escaped {
    fn from(s: String) -> Escaped {
        Escaped(clean(s))
    }
}

impl Display for Escaped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn page(title: impl Into<Escaped>, raw: &str) -> String {
    let title: Escaped = title.into();
    format!("<h1>{title}</h1>{raw}")
}

fn escaped_page() {
    sink(&page(source(), "x")); // NO FLOW
    sink(&page(String::new(), &source())); // FLOW
}

fn group<K: std::hash::Hash + Eq, V>(items: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, Vec<V>> {
    let mut m: HashMap<K, Vec<V>> = HashMap::new();
    for i in items {
        m.entry(key(&i)).or_default().push(i);
    }
    m
}

fn grouped() {
    let g = group(vec![source()], |s| s.len());
    for v in g.values() {
        sink(&v[0]); // FLOW
    }
    for k in g.keys() {
        sink_number(*k as u64); // NO FLOW
    }
}

struct Lazy<T, F: Fn() -> T> {
    value: Option<T>,
    init: F,
}

impl<T, F: Fn() -> T> Lazy<T, F> {
    fn get(&mut self) -> &T {
        if self.value.is_none() {
            self.value = Some((self.init)());
        }
        self.value.as_ref().unwrap()
    }
}

fn own_lazy() {
    let mut l = Lazy { value: None, init: || source() };
    sink(l.get()); // FLOW
    let mut m = Lazy { value: None, init: || String::new() };
    sink(m.get()); // NO FLOW
}

fn worker(rx: std::sync::mpsc::Receiver<Request>) {
    while let Ok(r) = rx.recv() {
        sink(&r.path); // FLOW
        sink(r.headers.get("host").map_or("", |s| s.as_str())); // NO FLOW
    }
}

fn channel_of_structs() {
    let (tx, rx) = std::sync::mpsc::channel();
    let h = std::thread::spawn(move || worker(rx));
    tx.send(receive()).unwrap();
    drop(tx);
    h.join().unwrap();
}

struct Stack<T> {
    head: Option<Box<Link<T>>>,
}

struct Link<T> {
    value: T,
    next: Option<Box<Link<T>>>,
}

impl<T> Stack<T> {
    fn push(&mut self, value: T) {
        let next = self.head.take();
        self.head = Some(Box::new(Link { value, next }));
    }
    fn pop(&mut self) -> Option<T> {
        self.head.take().map(|l| {
            let l = *l;
            self.head = l.next;
            l.value
        })
    }
}

fn own_stack() {
    let mut s = Stack { head: None };
    s.push(source());
    sink(&s.pop().unwrap()); // FLOW
    let mut t = Stack { head: None };
    t.push(String::new());
    sink(&t.pop().unwrap()); // NO FLOW
}

fn middleware(next: impl Fn(Request) -> String) -> impl Fn(Request) -> String {
    move |mut r: Request| {
        r.path = clean(r.path);
        next(r)
    }
}

fn middleware_cleans() {
    let f = middleware(|r| r.path);
    sink(&f(receive())); // NO FLOW
    let g = |r: Request| r.path;
    sink(&g(receive())); // FLOW
}

struct Matrix([[String; 2]; 2]);

impl Matrix {
    fn set(&mut self, i: usize, j: usize, s: String) {
        self.0[i][j] = s;
    }
    fn row(&self, i: usize) -> &[String] {
        &self.0[i]
    }
}

fn matrix() {
    let mut m = Matrix(Default::default());
    sink(&m.row(0)[0]); // NO FLOW
    m.set(0, 1, source());
    sink(&m.row(0)[1]); // FLOW
}

fn read_lines<R: std::io::BufRead>(r: R) -> Vec<String> {
    r.lines().map(|l| l.unwrap()).filter(|l| !l.starts_with('#')).collect()
}

fn reader_lines_filter() {
    let s = source();
    for l in read_lines(s.as_bytes()) {
        sink(&l); // FLOW
    }
    for l in read_lines("a\nb".as_bytes()) {
        sink(&l); // NO FLOW
    }
}

struct Node {
    name: String,
    children: Vec<Node>,
}

fn render(n: &Node, out: &mut String) {
    out.push_str(&n.name);
    for c in &n.children {
        render(c, out);
    }
}

fn tree_out_parameter() {
    let n = Node { name: String::new(), children: vec![Node { name: source(), children: vec![] }] };
    let mut out = String::new();
    render(&n, &mut out);
    sink(&out); // FLOW
    let m = Node { name: String::new(), children: vec![] };
    let mut safe = String::new();
    render(&m, &mut safe);
    sink(&safe); // NO FLOW
}

fn memo(cache: &mut HashMap<u64, String>, n: u64) -> &str {
    cache.entry(n).or_insert_with(|| source())
}

fn memoised() {
    let mut c = HashMap::new();
    sink(memo(&mut c, 1)); // FLOW
    sink(c.get(&1).unwrap()); // FLOW
}

fn visit<'a>(n: &'a Node, f: &mut dyn FnMut(&'a str)) {
    f(&n.name);
    n.children.iter().for_each(|c| visit(c, f));
}

fn dyn_callback_collects() {
    let n = Node { name: source(), children: vec![] };
    let mut names = Vec::new();
    visit(&n, &mut |s| names.push(s));
    sink(names[0]); // FLOW
}
