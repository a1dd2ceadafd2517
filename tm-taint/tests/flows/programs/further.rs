//! More of what real programs do, written after the engine found all in the other files, and before it was run on these.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::rc::{Rc, Weak};
use std::sync::{Arc, RwLock, mpsc};

use crate::*;

trait Ext {
    fn shout(&self) -> String;
    fn hide(&self) -> String;
}

impl Ext for str {
    fn shout(&self) -> String {
        self.to_uppercase()
    }
    fn hide(&self) -> String {
        "*".repeat(self.len())
    }
}

fn extension_trait() {
    let s = source();
    sink(&s.shout()); // FLOW
    sink(&s.hide()); // NO FLOW
}

trait Join {
    fn joined(&self) -> String;
}

impl<T: AsRef<str>> Join for Vec<T> {
    fn joined(&self) -> String {
        let mut out = String::new();
        for t in self {
            out += t.as_ref();
        }
        out
    }
}

fn impl_for_vec() {
    sink(&vec![source()].joined()); // FLOW
    sink(&vec!["a"].joined()); // NO FLOW
}

enum Message {
    Put(String, mpsc::Sender<String>),
    Stop { reason: String },
}

fn actor(rx: mpsc::Receiver<Message>) {
    loop {
        match rx.recv() {
            Ok(Message::Put(text, reply)) => {
                sink(&text); // FLOW
                reply.send(text.to_lowercase()).unwrap();
            }
            Ok(Message::Stop { reason }) => {
                sink(&reason); // NO FLOW
                break;
            }
            Err(_) => break,
        }
    }
}

fn actor_with_reply() {
    let (tx, rx) = mpsc::channel();
    std::thread::spawn(move || actor(rx));
    let (reply, answer) = mpsc::channel();
    tx.send(Message::Put(source(), reply)).unwrap();
    tx.send(Message::Stop { reason: String::from("done") }).unwrap();
    sink(&answer.recv().unwrap()); // FLOW
}

#[derive(Debug)]
enum AppError {
    Parse { input: String, position: usize },
    Io(std::io::Error),
    Missing(&'static str),
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppError::Parse { input, position } => write!(f, "cannot read {input:?} at {position}"),
            AppError::Io(e) => write!(f, "io: {e}"),
            AppError::Missing(name) => write!(f, "{name} is missing"),
        }
    }
}

impl std::error::Error for AppError {}

fn parse(text: &str) -> Result<u64, AppError> {
    text.parse().map_err(|_| AppError::Parse { input: text.to_string(), position: 0 })
}

fn error_with_input() {
    if let Err(e) = parse(&source()) {
        sink(&e.to_string()); // FLOW
    }
    if let Err(e) = Err::<(), _>(AppError::Missing("x")) {
        sink(&e.to_string()); // NO FLOW
    }
}

fn dyn_error() -> Result<(), Box<dyn std::error::Error>> {
    let n = parse(&source())?;
    sink_number(n); // FLOW
    Ok(())
}

fn uses_dyn_error() {
    if let Err(e) = dyn_error() {
        sink(&format!("{e}")); // FLOW
    }
}

struct Typed<T> {
    raw: String,
    kind: PhantomData<T>,
}

struct Unsafe;
struct Checked;

impl Typed<Unsafe> {
    fn read() -> Self {
        Typed { raw: source(), kind: PhantomData }
    }
    fn check(self) -> Option<Typed<Checked>> {
        if self.raw.is_empty() { None } else { Some(Typed { raw: clean(self.raw), kind: PhantomData }) }
    }
}

fn phantom_types() {
    let t = Typed::read();
    sink(&t.raw); // FLOW
    if let Some(c) = t.check() {
        sink(&c.raw); // NO FLOW
    }
}

struct TreeNode {
    name: String,
    parent: RefCell<Weak<TreeNode>>,
    children: RefCell<Vec<Rc<TreeNode>>>,
}

fn weak_parent() {
    let root = Rc::new(TreeNode { name: source(), parent: RefCell::default(), children: RefCell::default() });
    let leaf = Rc::new(TreeNode { name: String::new(), parent: RefCell::default(), children: RefCell::default() });
    *leaf.parent.borrow_mut() = Rc::downgrade(&root);
    root.children.borrow_mut().push(leaf.clone());
    sink(&leaf.parent.borrow().upgrade().unwrap().name); // FLOW
    sink(&leaf.name); // NO FLOW
}

fn normalise(s: &str) -> Cow<'_, str> {
    if s.contains(' ') { Cow::Owned(s.replace(' ', "_")) } else { Cow::Borrowed(s) }
}

fn cow_helper() {
    sink(&normalise(&source())); // FLOW
    sink(normalise("a b").as_ref()); // NO FLOW
}

struct Command {
    program: String,
    args: Vec<String>,
    env: BTreeMap<String, String>,
}

#[derive(Default)]
struct CommandBuilder {
    program: Option<String>,
    args: Vec<String>,
    env: BTreeMap<String, String>,
}

impl CommandBuilder {
    fn program(mut self, p: impl Into<String>) -> Self {
        self.program = Some(p.into());
        self
    }
    fn arg(mut self, a: impl Into<String>) -> Self {
        self.args.push(a.into());
        self
    }
    fn env(mut self, k: &str, v: &str) -> Self {
        self.env.insert(k.to_owned(), v.to_owned());
        self
    }
    fn build(self) -> Result<Command, String> {
        Ok(Command { program: self.program.ok_or("no program")?, args: self.args, env: self.env })
    }
}

fn consuming_builder() -> Result<(), String> {
    let c = CommandBuilder::default().program("ls").arg(source()).env("A", "b").build()?;
    sink(&c.program); // NO FLOW
    sink(&c.args[0]); // FLOW
    sink(&c.env["A"]); // NO FLOW
    Ok(())
}

type Table = HashMap<&'static str, Box<dyn Fn(&[String]) -> Option<String>>>;

fn commands() -> Table {
    let mut t: Table = HashMap::new();
    t.insert("first", Box::new(|a| a.first().cloned()));
    t
}

fn safe_commands() -> Table {
    let mut t: Table = HashMap::new();
    t.insert("count", Box::new(|a| Some(a.len().to_string())));
    t
}

fn table_of_closures() {
    let args = vec![source()];
    if let Some(r) = commands().get("first").and_then(|f| f(&args)) {
        sink(&r); // FLOW
    }
    if let Some(r) = safe_commands()["count"](&args) {
        sink(&r); // NO FLOW
    }
}

static REGISTRY: RwLock<BTreeMap<String, Vec<String>>> = RwLock::new(BTreeMap::new());

fn register(name: &str, value: String) {
    let mut r = REGISTRY.write().unwrap();
    r.entry(name.to_string()).or_insert_with(Vec::new).push(value);
}

fn lookup(name: &str) -> Option<String> {
    REGISTRY.read().ok()?.get(name)?.last().cloned()
}

fn global_registry() {
    register("a", source());
    sink(&lookup("a").unwrap()); // FLOW
}

fn boxed_any(v: Box<dyn Any>) -> String {
    match v.downcast::<String>() {
        Ok(s) => *s,
        Err(_) => String::from("other"),
    }
}

fn downcast_box() {
    sink(&boxed_any(Box::new(source()))); // FLOW
    sink(&boxed_any(Box::new(3))); // NO FLOW
}

fn control_flow() {
    let r = vec![source()].into_iter().try_for_each(|s| {
        if s.len() > 1 { ControlFlow::Break(s) } else { ControlFlow::Continue(()) }
    });
    if let ControlFlow::Break(s) = r {
        sink(&s); // FLOW
    }
}

struct State {
    buffer: String,
    done: Vec<String>,
    mode: Mode,
}

enum Mode {
    Plain,
    Quoted(char),
}

impl State {
    fn feed(&mut self, c: char) {
        match (&self.mode, c) {
            (Mode::Plain, '"') => self.mode = Mode::Quoted(c),
            (Mode::Plain, ' ') => {
                let word = std::mem::take(&mut self.buffer);
                self.done.push(word);
            }
            (Mode::Quoted(q), c) if *q == c => self.mode = Mode::Plain,
            (_, c) => self.buffer.push(c),
        }
    }
}

fn split_words(text: &str) -> Vec<String> {
    let mut s = State { buffer: String::new(), done: vec![], mode: Mode::Plain };
    text.chars().for_each(|c| s.feed(c));
    s.done
}

fn state_machine() {
    sink(&split_words(&source())[0]); // FLOW
    sink(&split_words("a b")[0]); // NO FLOW
}

trait Plugin {
    fn name(&self) -> &str;
    fn run(&mut self, input: &str) -> Vec<String>;
}

struct Echo {
    history: Vec<String>,
}

impl Plugin for Echo {
    fn name(&self) -> &str {
        "echo"
    }
    fn run(&mut self, input: &str) -> Vec<String> {
        self.history.push(input.into());
        self.history.clone()
    }
}

struct Host {
    plugins: Vec<Box<dyn Plugin>>,
}

impl Host {
    fn broadcast(&mut self, input: &str) -> HashMap<String, Vec<String>> {
        self.plugins.iter_mut().map(|p| (p.name().to_string(), p.run(input))).collect()
    }
}

fn plugins() {
    let mut h = Host { plugins: vec![Box::new(Echo { history: vec![] })] };
    let out = h.broadcast(&source());
    for (name, lines) in &out {
        sink(name); // NO FLOW
        sink(&lines[0]); // FLOW
    }
}

struct Ring<const N: usize> {
    slots: [Option<String>; N],
    at: usize,
}

impl<const N: usize> Ring<N> {
    fn push(&mut self, s: String) -> Option<String> {
        let old = self.slots[self.at].replace(s);
        self.at = (self.at + 1) % N;
        old
    }
    fn iter(&self) -> impl Iterator<Item = &str> + '_ {
        self.slots.iter().flatten().map(String::as_str)
    }
}

fn ring() {
    let mut r: Ring<2> = Ring { slots: [None, None], at: 0 };
    r.push(source());
    for s in r.iter() {
        sink(s); // FLOW
    }
    sink_number(r.at as u64); // NO FLOW
    let q: Ring<2> = Ring { slots: [None, None], at: 0 };
    for s in q.iter() {
        sink(s); // NO FLOW
    }
}

fn option_chain(m: &HashMap<String, Vec<Option<String>>>) -> Option<&str> {
    m.get("k")?.iter().rev().find_map(|o| o.as_deref())
}

fn nested_options() {
    let m = HashMap::from([("k".to_string(), vec![Some(source())])]);
    sink(option_chain(&m).unwrap_or_default()); // FLOW
    let n = HashMap::from([("k".to_string(), vec![Some(String::new())])]);
    sink(option_chain(&n).unwrap_or_default()); // NO FLOW
}

struct Guarded<'a, T: fmt::Debug> {
    value: &'a mut T,
    log: &'a mut Vec<String>,
}

impl<T: fmt::Debug> Drop for Guarded<'_, T> {
    fn drop(&mut self) {
        self.log.push(format!("{:?}", self.value));
    }
}

fn guard_logs_on_drop() {
    let (mut text, mut log) = (source(), Vec::new());
    {
        let g = Guarded { value: &mut text, log: &mut log };
        g.value.push('x');
    }
    sink(&log[0]); // FLOW
}

fn group_lines(text: &str) -> BTreeMap<char, Vec<&str>> {
    let mut m = BTreeMap::<char, Vec<&str>>::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(c) = line.chars().next() {
            m.entry(c).or_default().push(line);
        }
    }
    m
}

fn grouped_lines() {
    let s = source();
    for (c, lines) in group_lines(&s) {
        sink(&c.to_string()); // FLOW
        sink(lines.join(",").as_str()); // FLOW
    }
    for (_, lines) in group_lines("a\nb") {
        sink(lines[0]); // NO FLOW
    }
}

struct Observer<F>(F);

impl<F: FnMut(&str)> Observer<F> {
    fn notify(&mut self, s: &str) {
        (self.0)(s)
    }
}

fn generic_callback_struct() {
    let mut seen = Vec::new();
    let mut o = Observer(|s: &str| seen.push(s.to_owned()));
    o.notify(&source());
    drop(o);
    sink(&seen[0]); // FLOW
    let mut p = Observer(|s: &str| sink(s)); // NO FLOW
    p.notify("x");
}

mod db {
    use std::sync::Arc;

    #[derive(Clone)]
    pub struct Client {
        inner: Arc<Inner>,
    }
    struct Inner {
        url: String,
    }
    impl Client {
        pub fn connect(url: &str) -> Client {
            Client { inner: Arc::new(Inner { url: url.to_string() }) }
        }
        pub fn url(&self) -> &str {
            &self.inner.url
        }
        pub async fn query(&self, sql: &str, args: &[&str]) -> Result<Vec<Row>, String> {
            crate::sink(sql); // FLOW
            Ok(args.iter().map(|a| Row { cells: vec![a.to_string()] }).collect())
        }
    }
    pub struct Row {
        pub(crate) cells: Vec<String>,
    }
    impl Row {
        pub fn get(&self, i: usize) -> Option<&str> {
            self.cells.get(i).map(|c| c.as_str())
        }
    }
}

async fn find_user(client: &db::Client, name: &str) -> Result<Option<String>, String> {
    let sql = format!("select * from users where name = '{name}'");
    let rows = client.query(&sql, &["x"]).await?;
    Ok(rows.first().and_then(|r| r.get(0)).map(ToOwned::to_owned))
}

async fn database() -> Result<(), String> {
    let client = db::Client::connect("localhost").clone();
    let user = find_user(&client, &source()).await?;
    sink(&user.unwrap_or_default()); // NO FLOW
    sink(client.url()); // NO FLOW
    let rows = client.query("select 1", &[&source()]).await?;
    sink(rows[0].get(0).unwrap()); // FLOW
    Ok(())
}

struct Retry<S> {
    inner: S,
    attempts: u32,
}

trait Service {
    type Response;
    async fn call(&self, request: String) -> Result<Self::Response, String>;
}

struct EchoService;
impl Service for EchoService {
    type Response = String;
    async fn call(&self, request: String) -> Result<String, String> {
        Ok(request)
    }
}
struct LengthService;
impl Service for LengthService {
    type Response = usize;
    async fn call(&self, request: String) -> Result<usize, String> {
        Ok(request.len())
    }
}

impl<S: Service> Service for Retry<S> {
    type Response = S::Response;
    async fn call(&self, request: String) -> Result<S::Response, String> {
        let mut last = Err(String::new());
        for _ in 0..self.attempts {
            last = self.inner.call(request.clone()).await;
            if last.is_ok() {
                break;
            }
        }
        last
    }
}

async fn layered_services() -> Result<(), String> {
    let s = Retry { inner: EchoService, attempts: 2 };
    sink(&s.call(source()).await?); // FLOW
    sink(&s.call(String::new()).await.unwrap_err()); // NO FLOW
    let l = Retry { inner: LengthService, attempts: 2 };
    sink_number(l.call(source()).await? as u64); // NO FLOW
    Ok(())
}

fn sorted(mut v: Vec<(u32, String)>) -> Vec<String> {
    v.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    v.dedup_by_key(|p| p.0);
    v.into_iter().map(|(_, s)| s).collect()
}

fn sort_and_project() {
    sink(&sorted(vec![(1, source())])[0]); // FLOW
    sink(&sorted(vec![(1, String::new())])[0]); // NO FLOW
}

fn fill(buffers: &mut [Vec<u8>], data: &[u8]) {
    for (b, d) in buffers.iter_mut().zip(data.chunks(4)) {
        b.extend_from_slice(d);
    }
}

fn buffers() {
    let mut b = vec![Vec::new(), Vec::new()];
    fill(&mut b, source().as_bytes());
    sink(&String::from_utf8_lossy(&b[1])); // FLOW
    let mut c = vec![Vec::new()];
    fill(&mut c, b"safe");
    sink(&String::from_utf8_lossy(&c[0])); // NO FLOW
}

struct Shared {
    queue: Arc<RwLock<Vec<String>>>,
}

impl Shared {
    fn worker(&self) -> impl FnOnce() + Send + 'static {
        let queue = Arc::clone(&self.queue);
        move || {
            if let Some(s) = queue.read().unwrap().first() {
                sink(s); // FLOW
            }
        }
    }
}

fn shared_queue() {
    let s = Shared { queue: Arc::default() };
    let w = s.worker();
    s.queue.write().unwrap().push(source());
    std::thread::spawn(w).join().unwrap();
}
