//! Programs of some size, in the manner of services: each joins several constructs across functions.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::{self, Display, Write as _};
use std::io::{self, BufRead, Write};
use std::iter::Peekable;
use std::rc::{Rc, Weak};
use std::str::Chars;
use std::sync::{Arc, Mutex, RwLock, mpsc};

use crate::*;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Number(u64),
    Open,
    Close,
}

struct Lexer<'a> {
    chars: Peekable<Chars<'a>>,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Self {
        Lexer { chars: text.chars().peekable() }
    }
    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_alphanumeric()) {
            word.push(c);
        }
        word
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;
    fn next(&mut self) -> Option<Token> {
        while self.chars.next_if(|c| c.is_whitespace()).is_some() {}
        match self.chars.peek()? {
            '(' => self.chars.next().map(|_| Token::Open),
            ')' => self.chars.next().map(|_| Token::Close),
            _ => {
                let word = self.word();
                Some(word.parse().map(Token::Number).unwrap_or(Token::Word(word)))
            }
        }
    }
}

#[derive(Debug)]
enum Expr {
    Atom(String),
    List(Vec<Expr>),
    Value(u64),
}

fn parse(tokens: &mut impl Iterator<Item = Token>) -> Result<Expr, String> {
    match tokens.next().ok_or("the end")? {
        Token::Word(w) => Ok(Expr::Atom(w)),
        Token::Number(n) => Ok(Expr::Value(n)),
        Token::Open => {
            let mut items = Vec::new();
            while let Ok(item) = parse(tokens) {
                items.push(item);
            }
            Ok(Expr::List(items))
        }
        Token::Close => Err(String::from("too many")),
    }
}

fn names(e: &Expr, into: &mut HashSet<String>) {
    match e {
        Expr::Atom(a) => {
            into.insert(a.clone());
        }
        Expr::List(items) => items.iter().for_each(|i| names(i, into)),
        Expr::Value(_) => {}
    }
}

fn parser() -> Result<(), String> {
    let text = source();
    let tree = parse(&mut Lexer::new(&text))?;
    let mut found = HashSet::new();
    names(&tree, &mut found);
    for name in found {
        sink(&name); // FLOW
    }
    if let Err(e) = parse(&mut Lexer::new(&text)) {
        sink(&e); // NO FLOW
    }
    let safe = parse(&mut Lexer::new("(a b 1)"))?;
    sink(&format!("{safe:?}")); // NO FLOW
    Ok(())
}

struct Template {
    parts: Vec<Part>,
}

enum Part {
    Text(&'static str),
    Hole { name: &'static str, escape: bool },
}

impl Template {
    fn render(&self, values: &HashMap<&str, String>) -> String {
        self.parts.iter().fold(String::new(), |mut out, part| {
            match part {
                Part::Text(t) => out.push_str(t),
                Part::Hole { name, escape } => {
                    let value = values.get(name).map_or("", |v| v.as_str());
                    if *escape { out.push_str(&clean(value.to_owned())) } else { out.push_str(value) }
                }
            }
            out
        })
    }
}

fn templates() {
    let t = Template { parts: vec![Part::Text("<b>"), Part::Hole { name: "x", escape: false }] };
    sink(&t.render(&HashMap::from([("x", source())]))); // FLOW
    sink(&t.render(&HashMap::from([("x", String::new())]))); // NO FLOW
}

type Middleware = Box<dyn Fn(Request, &dyn Fn(Request) -> Response) -> Response>;

#[derive(Clone, Default)]
struct Request {
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

#[derive(Default)]
struct Response {
    status: u64,
    body: String,
    headers: Vec<(String, String)>,
}

struct App {
    routes: HashMap<String, Box<dyn Fn(&Request) -> Response>>,
    middleware: Vec<Middleware>,
}

impl App {
    fn route(mut self, path: &str, f: impl Fn(&Request) -> Response + 'static) -> Self {
        self.routes.insert(path.to_owned(), Box::new(f));
        self
    }
    fn wrap(mut self, m: impl Fn(Request, &dyn Fn(Request) -> Response) -> Response + 'static) -> Self {
        self.middleware.push(Box::new(m));
        self
    }
    fn handle(&self, request: Request) -> Response {
        let last = |r: Request| match self.routes.get(&r.path) {
            Some(f) => f(&r),
            None => Response { status: 404, ..Response::default() },
        };
        match self.middleware.first() {
            Some(m) => m(request, &last),
            None => last(request),
        }
    }
}

fn echo(r: &Request) -> Response {
    Response { status: 200, body: String::from_utf8_lossy(&r.body).into_owned(), headers: vec![] }
}

fn router() {
    let app = App { routes: HashMap::new(), middleware: Vec::new() }.route("/", echo);
    let r = app.handle(Request { body: source().into_bytes(), ..Request::default() });
    sink(&r.body); // FLOW
    sink_number(r.status); // NO FLOW
}

fn middleware() {
    let app = App { routes: HashMap::new(), middleware: Vec::new() }
        .route("/", |r| Response { body: r.headers["x"].clone(), ..Response::default() })
        .wrap(|mut r, next| {
            r.headers.insert("x".into(), source());
            let mut response = next(r);
            response.headers.push(("a".into(), "b".into()));
            response
        });
    let r = app.handle(Request::default());
    sink(&r.body); // FLOW
    sink(&r.headers[0].1); // NO FLOW
}

struct Cache<K, V, F> {
    entries: RefCell<HashMap<K, V>>,
    load: F,
}

impl<K: Clone + Eq + std::hash::Hash, V: Clone, F: Fn(&K) -> V> Cache<K, V, F> {
    fn get(&self, key: K) -> V {
        if let Some(v) = self.entries.borrow().get(&key) {
            return v.clone();
        }
        let value = (self.load)(&key);
        self.entries.borrow_mut().insert(key, value.clone());
        value
    }
}

fn caches() {
    let c = Cache { entries: RefCell::default(), load: |k: &String| format!("<{k}>") };
    sink(&c.get(source())); // FLOW
    let d = Cache { entries: RefCell::default(), load: |k: &String| k.len() };
    sink_any(d.get(source())); // NO FLOW
    let e = Cache { entries: RefCell::default(), load: |_: &u64| source() };
    sink(&e.get(1)); // FLOW
}

#[derive(Default)]
struct Graph {
    nodes: Vec<Rc<RefCell<GraphNode>>>,
}

#[derive(Default)]
struct GraphNode {
    label: String,
    edges: Vec<Weak<RefCell<GraphNode>>>,
    seen: bool,
}

impl Graph {
    fn add(&mut self, label: String) -> Rc<RefCell<GraphNode>> {
        let node = Rc::new(RefCell::new(GraphNode { label, ..GraphNode::default() }));
        self.nodes.push(Rc::clone(&node));
        node
    }
    fn walk(&self, mut visit: impl FnMut(&str)) {
        let mut queue: VecDeque<_> = self.nodes.first().cloned().into_iter().collect();
        while let Some(node) = queue.pop_front() {
            let mut node = node.borrow_mut();
            if std::mem::replace(&mut node.seen, true) {
                continue;
            }
            visit(&node.label);
            queue.extend(node.edges.iter().filter_map(Weak::upgrade));
        }
    }
}

fn graphs() {
    let mut g = Graph::default();
    let a = g.add(String::from("a"));
    let b = g.add(source());
    a.borrow_mut().edges.push(Rc::downgrade(&b));
    let mut labels = Vec::new();
    g.walk(|l| labels.push(l.to_owned()));
    sink(&labels[1]); // FLOW
    let mut h = Graph::default();
    h.add(String::from("a"));
    h.walk(|l| sink(l)); // NO FLOW
}

enum Command {
    Get { key: String, reply: mpsc::Sender<Option<String>> },
    Set(String, String),
}

struct Client(mpsc::Sender<Command>);

impl Client {
    fn set(&self, key: &str, value: String) {
        let _ = self.0.send(Command::Set(key.to_owned(), value));
    }
}

fn database() -> Client {
    let (tx, rx) = mpsc::channel();
    std::thread::spawn(move || {
        let mut rows: HashMap<String, String> = HashMap::new();
        for command in rx {
            match command {
                Command::Set(key, value) => {
                    sink(&key); // NO FLOW
                    sink(&value); // FLOW
                    rows.insert(key, value);
                }
                Command::Get { key, reply } => {
                    let _ = reply.send(rows.get(&key).cloned());
                }
            }
        }
    });
    Client(tx)
}

fn actors() {
    let c = database();
    c.set("k", source());
}

fn table(rows: &[Vec<String>], out: &mut dyn fmt::Write) -> fmt::Result {
    let widths: Vec<usize> = (0..rows[0].len()).map(|i| rows.iter().map(|r| r[i].len()).max().unwrap_or(0)).collect();
    for row in rows {
        for (cell, width) in row.iter().zip(&widths) {
            write!(out, "{cell:<width$} ")?;
        }
        out.write_char('\n')?;
    }
    Ok(())
}

fn tables() {
    let mut out = String::new();
    table(&[vec![source()]], &mut out).unwrap();
    sink(&out); // FLOW
    let mut safe = String::new();
    table(&[vec![String::new()]], &mut safe).unwrap();
    sink(&safe); // NO FLOW
}

struct Config {
    values: BTreeMap<String, String>,
}

impl Config {
    fn read(from: impl BufRead) -> io::Result<Config> {
        let mut values = BTreeMap::new();
        for line in from.lines() {
            let line = line?;
            let Some((key, value)) = line.split_once('=') else { continue };
            values.insert(key.trim().to_string(), value.trim().to_string());
        }
        Ok(Config { values })
    }
    fn get<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.values.get(key)?.parse().ok()
    }
}

fn configs() -> io::Result<()> {
    let c = Config::read(io::Cursor::new(source()))?;
    sink(&c.get::<String>("a").unwrap()); // FLOW
    sink_number(c.get("n").unwrap_or(3)); // FLOW
    let d = Config::read("a = b".as_bytes())?;
    sink(&d.get::<String>("a").unwrap()); // NO FLOW
    Ok(())
}

trait Stage {
    fn run(&self, input: Vec<String>) -> Vec<String>;
}

struct Filter(fn(&str) -> bool);
struct MapWith<F>(F);

impl Stage for Filter {
    fn run(&self, input: Vec<String>) -> Vec<String> {
        input.into_iter().filter(|s| (self.0)(s)).collect()
    }
}

impl<F: Fn(String) -> String> Stage for MapWith<F> {
    fn run(&self, input: Vec<String>) -> Vec<String> {
        input.into_iter().map(&self.0).collect()
    }
}

fn pipeline(stages: &[Box<dyn Stage>], input: Vec<String>) -> Vec<String> {
    stages.iter().fold(input, |data, stage| stage.run(data))
}

fn pipelines() {
    let stages: Vec<Box<dyn Stage>> = vec![Box::new(Filter(|s| s.len() > 1)), Box::new(MapWith(|s| s + "x"))];
    sink(&pipeline(&stages, vec![source()])[0]); // FLOW
    let masks: Vec<Box<dyn Stage>> = vec![Box::new(MapWith(|s: String| "*".repeat(s.len())))];
    sink(&pipeline(&masks, vec![source()])[0]); // NO FLOW
}

#[derive(Clone)]
struct Session {
    user: Arc<RwLock<Option<String>>>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Session {
    fn login(&self, name: &str) -> Result<(), Box<dyn std::error::Error>> {
        *self.user.write().map_err(|_| "poisoned")? = Some(name.to_owned());
        self.log.lock().map_err(|_| "poisoned")?.push(format!("login"));
        Ok(())
    }
    fn user(&self) -> Option<String> {
        self.user.read().ok()?.as_ref().map(|u| u.to_uppercase())
    }
}

fn sessions() {
    let s = Session { user: Arc::default(), log: Arc::default() };
    let t = s.clone();
    t.login(&source()).unwrap();
    sink(&s.user().unwrap()); // FLOW
    sink(&s.log.lock().unwrap()[0]); // NO FLOW
}

struct Matrix<const R: usize, const C: usize>([[u64; C]; R]);

impl<const R: usize, const C: usize> Matrix<R, C> {
    fn transposed(&self) -> Matrix<C, R> {
        let mut out = [[0; R]; C];
        for (r, row) in self.0.iter().enumerate() {
            for (c, value) in row.iter().enumerate() {
                out[c][r] = *value;
            }
        }
        Matrix(out)
    }
}

impl<const R: usize, const C: usize> std::ops::Mul<u64> for &Matrix<R, C> {
    type Output = Matrix<R, C>;
    fn mul(self, by: u64) -> Matrix<R, C> {
        Matrix(self.0.map(|row| row.map(|n| n * by)))
    }
}

fn matrices() {
    let m = Matrix([[source_number(), 1], [2, 3]]);
    sink_number(m.transposed().0[0][1]); // FLOW
    let n = Matrix([[1, 2]]);
    sink_number((&n * 3).transposed().0[0][0]); // NO FLOW
    sink_number((&n * source_number()).0[0][0]); // FLOW
}

struct Undo<'a> {
    text: &'a mut String,
    history: Vec<Box<dyn FnOnce(&mut String) + 'a>>,
}

impl<'a> Undo<'a> {
    fn set(&mut self, new: String) {
        let old = std::mem::replace(self.text, new);
        self.history.push(Box::new(move |t| *t = old));
    }
    fn undo(&mut self) {
        if let Some(f) = self.history.pop() {
            f(self.text);
        }
    }
}

fn undo() {
    let mut text = source();
    let mut u = Undo { text: &mut text, history: Vec::new() };
    u.set(String::from("safe"));
    sink(u.text); // NO FLOW
    u.undo();
    sink(u.text); // FLOW
}

macro_rules! newtype {
    ($($name:ident($inner:ty)),* $(,)?) => {$(
        #[derive(Clone, Debug, PartialEq)]
        struct $name($inner);
        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                $name(inner)
            }
        }
        impl Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )*};
}

newtype!(UserName(String), Age(u64));

fn newtypes() {
    let u: UserName = source().into();
    sink(&u.to_string()); // FLOW
    sink(&format!("{}", Age::from(3))); // NO FLOW
    let all: Vec<UserName> = vec![source()].into_iter().map(UserName::from).collect();
    sink(&all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")); // FLOW
    let ages: Vec<Age> = [1, 2].map(Age).to_vec();
    sink(&ages.iter().map(|a| a.to_string()).collect::<String>()); // NO FLOW
}

async fn load(path: &str) -> io::Result<Vec<u8>> {
    Ok(path.as_bytes().to_vec())
}

async fn with_retry<F, Fut, T, E>(times: u32, mut f: F) -> Result<T, E>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut result = f().await;
    for _ in 1..times {
        if result.is_ok() {
            break;
        }
        result = f().await;
    }
    result
}

async fn retries() -> io::Result<()> {
    let path = source();
    let bytes = with_retry(3, || load(&path)).await?;
    sink(&String::from_utf8_lossy(&bytes)); // FLOW
    let safe = with_retry(3, || async { load("x").await.map(|b| b.len()) }).await?;
    sink_any(safe); // NO FLOW
    Ok(())
}
