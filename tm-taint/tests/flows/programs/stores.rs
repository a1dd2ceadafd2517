//! Larger programs: tables with queries, caches, an event bus with plug-ins, visitors, states, a tool for the command line.

use crate::*;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fmt::{self, Display, Write as _};
use std::hash::Hash;
use std::io::{BufRead, Write};
use std::rc::{Rc, Weak};

#[derive(Clone, Debug, Default)]
struct User {
    id: u64,
    name: String,
    role: Role,
    address: Option<Address>,
}

#[derive(Clone, Debug, Default)]
struct Address {
    city: String,
    code: String,
}

#[derive(Clone, Debug, Default)]
enum Role {
    #[default]
    Guest,
    Member(String),
    Admin {
        scope: String,
        since: u64,
    },
}

trait Entity: Clone {
    const TABLE: &'static str;
    type Key: Clone + Eq + Hash;
    fn key(&self) -> Self::Key;
    fn columns(&self) -> Vec<(&'static str, String)>;
}

impl Entity for User {
    const TABLE: &'static str = "users";
    type Key = u64;
    fn key(&self) -> u64 {
        self.id
    }
    fn columns(&self) -> Vec<(&'static str, String)> {
        vec![("id", self.id.to_string()), ("name", self.name.clone())]
    }
}

#[derive(Clone, Default)]
struct Tag {
    word: String,
    uses: u64,
}

impl Entity for Tag {
    const TABLE: &'static str = "tags";
    type Key = String;
    fn key(&self) -> String {
        self.word.clone()
    }
    fn columns(&self) -> Vec<(&'static str, String)> {
        vec![("uses", self.uses.to_string())]
    }
}

struct Repository<E: Entity> {
    rows: RefCell<HashMap<E::Key, E>>,
    log: RefCell<Vec<String>>,
    writes: Cell<u64>,
}

impl<E: Entity> Repository<E> {
    fn new() -> Self {
        Repository { rows: RefCell::default(), log: RefCell::default(), writes: Cell::new(0) }
    }

    fn save(&self, entity: E) -> E::Key {
        let names: Vec<&str> = entity.columns().iter().map(|(name, _)| *name).collect();
        self.log.borrow_mut().push(format!("insert into {} ({})", E::TABLE, names.join(", ")));
        self.writes.set(self.writes.get() + 1);
        let key = entity.key();
        self.rows.borrow_mut().insert(key.clone(), entity);
        key
    }

    fn find(&self, key: &E::Key) -> Option<E> {
        self.rows.borrow().get(key).cloned()
    }

    fn select<R>(&self, wanted: impl Fn(&E) -> bool, column: impl Fn(&E) -> R) -> Vec<R> {
        self.rows.borrow().values().filter(|row| wanted(row)).map(|row| column(row)).collect()
    }

    fn unsafe_statement(&self, entity: &E) -> String {
        let mut sql = format!("insert into {} values (", E::TABLE);
        for (i, (_, value)) in entity.columns().into_iter().enumerate() {
            if i > 0 {
                sql.push_str(", ");
            }
            write!(sql, "'{value}'").unwrap();
        }
        sql + ")"
    }

    fn prepared(&self, entity: &E) -> (String, Vec<String>) {
        let columns = entity.columns();
        let holes = vec!["?"; columns.len()].join(", ");
        (format!("insert into {} values ({holes})", E::TABLE), columns.into_iter().map(|(_, value)| value).collect())
    }
}

fn repositories() {
    let users = Repository::<User>::new();
    let role = Role::Admin { scope: source(), since: 4 };
    let address = Some(Address { city: source(), code: String::from("c") });
    let id = users.save(User { id: 1, name: source(), role, address });
    sink_number(id); // NO FLOW
    sink(&users.log.borrow()[0]); // NO FLOW
    sink_number(users.writes.get()); // NO FLOW
    let user = users.find(&id).unwrap();
    sink(&user.name); // FLOW
    match user.role {
        Role::Guest => {}
        Role::Member(ref club) => sink(club), // NO FLOW
        Role::Admin { ref scope, since } => {
            sink(scope); // FLOW
            sink_number(since); // NO FLOW
        }
    }
    let Address { city, code } = user.address.clone().unwrap_or_default();
    sink(&city); // FLOW
    sink(&code); // NO FLOW
    sink(&users.unsafe_statement(&user)); // FLOW
    let (sql, values) = users.prepared(&user);
    sink(&sql); // NO FLOW
    sink(&values[1]); // FLOW
    sink(&users.select(|u| u.id > 0, |u| u.name.clone()).concat()); // FLOW
    sink_number(users.select(|u| u.name.len() > 3, |u| u.id)[0]); // NO FLOW
    let tags = Repository::<Tag>::new();
    let word = tags.save(Tag { word: source(), uses: 0 });
    sink(&word); // FLOW
    let tag = tags.find(&word).unwrap();
    sink_number(tag.uses); // NO FLOW
    sink(&tags.unsafe_statement(&tag)); // NO FLOW
}

struct Cache<K, V, F> {
    values: BTreeMap<K, V>,
    load: F,
    hits: u64,
}

impl<K: Ord + Clone, V: Clone, F: Fn(&K) -> Result<V, String>> Cache<K, V, F> {
    fn new(load: F) -> Self {
        Cache { values: BTreeMap::new(), load, hits: 0 }
    }

    fn get(&mut self, key: &K) -> Result<V, String> {
        if let Some(value) = self.values.get(key) {
            self.hits += 1;
            return Ok(value.clone());
        }
        let value = (self.load)(key)?;
        Ok(self.values.entry(key.clone()).or_insert(value).clone())
    }
}

fn cached() {
    let mut echo = Cache::new(|key: &String| if key.is_empty() { Err("none".into()) } else { Ok(key.to_uppercase()) });
    sink(&echo.get(&source()).unwrap()); // FLOW
    sink(&echo.get(&source()).unwrap_err()); // NO FLOW
    sink_number(echo.hits); // NO FLOW
    let mut sizes = Cache::new(|key: &&str| Ok((key.len() as u64, source())));
    let (size, text) = sizes.get(&"a").unwrap();
    sink_number(size); // NO FLOW
    sink(&text); // FLOW
    let mut fixed = Cache::new(|_: &String| Ok("page"));
    sink(fixed.get(&source()).unwrap()); // NO FLOW
    sink(fixed.values.keys().next().unwrap()); // FLOW
}

#[derive(Clone)]
enum Notice {
    Joined { who: String, room: u64 },
    Said(String, Rc<str>),
    Left,
}

trait Plugin {
    fn name(&self) -> &str;
    fn on(&mut self, notice: &Notice, bus: &Bus) -> Option<String>;
}

#[derive(Default)]
struct Bus {
    plugins: RefCell<Vec<Box<dyn Plugin>>>,
    pending: RefCell<Vec<Notice>>,
    answers: RefCell<Vec<(String, String)>>,
}

impl Bus {
    fn publish(&self, notice: Notice) {
        self.pending.borrow_mut().push(notice);
    }

    fn pump(&self) {
        loop {
            let Some(notice) = self.pending.borrow_mut().pop() else { break };
            for plugin in self.plugins.borrow_mut().iter_mut() {
                if let Some(answer) = plugin.on(&notice, self) {
                    self.answers.borrow_mut().push((plugin.name().to_owned(), answer));
                }
            }
        }
    }
}

struct Greeter {
    greeting: String,
    rooms: HashSet<u64>,
}

struct Archive {
    kept: Rc<RefCell<Vec<String>>>,
    topics: Rc<RefCell<Vec<String>>>,
}

impl Plugin for Greeter {
    fn name(&self) -> &str {
        "greeter"
    }
    fn on(&mut self, notice: &Notice, bus: &Bus) -> Option<String> {
        let Notice::Joined { who, room } = notice else { return None };
        sink(who); // FLOW
        sink_number(*room); // NO FLOW
        self.rooms.insert(*room);
        bus.publish(Notice::Left);
        Some(format!("{} {who}", self.greeting))
    }
}

impl Plugin for Archive {
    fn name(&self) -> &str {
        "archive"
    }
    fn on(&mut self, notice: &Notice, _: &Bus) -> Option<String> {
        if let Notice::Said(text, topic) = notice {
            self.kept.borrow_mut().push(text.clone());
            self.topics.borrow_mut().push(topic.to_string());
        }
        None
    }
}

fn bus_runs() {
    let (kept, topics) = (Rc::default(), Rc::default());
    let bus = Bus::default();
    bus.plugins.borrow_mut().push(Box::new(Greeter { greeting: String::from("hi"), rooms: HashSet::new() }));
    bus.plugins.borrow_mut().push(Box::new(Archive { kept: Rc::clone(&kept), topics: Rc::clone(&topics) }));
    bus.publish(Notice::Joined { who: source(), room: 1 });
    bus.publish(Notice::Said(source(), Rc::from("topic")));
    bus.pump();
    sink(&kept.borrow()[0]); // FLOW
    sink(&topics.borrow()[0]); // NO FLOW
    for (plugin, answer) in bus.answers.borrow().iter() {
        sink(plugin); // NO FLOW
        sink(answer); // FLOW
    }
}

trait Visitor {
    type Out;
    fn element(&mut self, name: &str, children: Vec<Self::Out>) -> Self::Out;
    fn text(&mut self, text: &str) -> Self::Out;
}

enum Node {
    Element { name: String, children: Vec<Node> },
    Text(String),
}

impl Node {
    fn accept<V: Visitor>(&self, visitor: &mut V) -> V::Out {
        match self {
            Node::Text(text) => visitor.text(text),
            Node::Element { name, children } => {
                let children = children.iter().map(|child| child.accept(visitor)).collect();
                visitor.element(name, children)
            }
        }
    }
}

struct Html;
struct Outline(Vec<String>);
struct Count;

impl Visitor for Html {
    type Out = String;
    fn element(&mut self, name: &str, children: Vec<String>) -> String {
        format!("<{name}>{}</{name}>", children.concat())
    }
    fn text(&mut self, text: &str) -> String {
        text.to_owned()
    }
}

impl Visitor for Outline {
    type Out = ();
    fn element(&mut self, name: &str, _: Vec<()>) {
        self.0.push(name.to_owned());
    }
    fn text(&mut self, _: &str) {}
}

impl Visitor for Count {
    type Out = u64;
    fn element(&mut self, _: &str, children: Vec<u64>) -> u64 {
        1 + children.into_iter().sum::<u64>()
    }
    fn text(&mut self, _: &str) -> u64 {
        1
    }
}

fn visited() {
    let page = Node::Element { name: String::from("p"), children: vec![Node::Text(source())] };
    sink(&page.accept(&mut Html)); // FLOW
    let mut outline = Outline(vec![]);
    page.accept(&mut outline);
    sink(&outline.0.concat()); // NO FLOW
    sink_number(page.accept(&mut Count)); // NO FLOW
}

struct Draft;
struct Sent {
    receipt: String,
}

struct Letter<S> {
    text: String,
    to: String,
    state: S,
}

impl Letter<Draft> {
    fn new(to: &str) -> Self {
        Letter { text: String::new(), to: to.to_owned(), state: Draft }
    }
    fn line(mut self, line: &str) -> Self {
        writeln!(self.text, "{line}").unwrap();
        self
    }
    fn send(self, secret: String) -> Letter<Sent> {
        let receipt = format!("{}-{}", self.to, secret);
        Letter { text: self.text, to: self.to, state: Sent { receipt } }
    }
}

fn letters() {
    let letter = Letter::new("you").line("dear").line(&source()).send(String::from("s"));
    sink(&letter.text); // FLOW
    sink(&letter.to); // NO FLOW
    sink(&letter.state.receipt); // NO FLOW
    let letter = Letter::new("you").line("dear").send(source());
    sink(&letter.text); // NO FLOW
    sink(&letter.state.receipt); // FLOW
}

enum Phase {
    Idle,
    Header { buffer: String },
    Body { name: String, lines: Vec<String> },
    Done(String, Vec<String>),
}

impl Phase {
    fn feed(self, line: &str) -> Phase {
        match self {
            Phase::Idle => Phase::Header { buffer: line.trim().to_owned() },
            Phase::Header { buffer } if line.is_empty() => Phase::Body { name: buffer, lines: vec![] },
            Phase::Header { mut buffer } => {
                buffer.push_str(line);
                Phase::Header { buffer }
            }
            Phase::Body { name, lines } if line == "." => Phase::Done(name, lines),
            Phase::Body { name, mut lines } => {
                lines.push(line.to_owned());
                Phase::Body { name, lines }
            }
            done @ Phase::Done(..) => done,
        }
    }
}

fn phases() {
    let phase = source().lines().fold(Phase::Idle, Phase::feed);
    if let Phase::Done(name, lines) = phase {
        sink(&name); // FLOW
        sink(&lines.concat()); // FLOW
    }
    let phase = Phase::Body { name: String::from("n"), lines: vec![] }.feed(&source()).feed(".");
    if let Phase::Done(name, lines) = phase {
        sink(&name); // NO FLOW
        sink(&lines.concat()); // FLOW
    }
}

#[derive(Default)]
struct Arguments {
    verbose: u64,
    output: Option<String>,
    command: String,
    rest: Vec<String>,
    version: &'static str,
}

#[derive(Debug)]
enum UsageError {
    Unknown(String),
    NoValue(&'static str),
}

impl Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UsageError::Unknown(flag) => write!(f, "unknown flag `{flag}`"),
            UsageError::NoValue(flag) => write!(f, "`{flag}` needs a value"),
        }
    }
}

impl Error for UsageError {}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, UsageError> {
    let mut parsed = Arguments { version: "1.0", ..Default::default() };
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "-v" | "--verbose" => parsed.verbose += 1,
            "-o" => parsed.output = Some(given.next().ok_or(UsageError::NoValue("-o"))?),
            flag if flag.starts_with('-') => match flag.split_once('=') {
                Some(("--output", value)) => parsed.output = Some(value.to_owned()),
                _ => return Err(UsageError::Unknown(argument)),
            },
            "build" => parsed.command = String::from("build"),
            _ => parsed.rest.push(argument),
        }
    }
    Ok(parsed)
}

fn tool() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = source().split(' ').map(String::from).collect();
    let parsed = match arguments(words.into_iter().skip(1)) {
        Ok(parsed) => parsed,
        Err(UsageError::NoValue(flag)) => {
            sink(flag); // NO FLOW
            return Ok(());
        }
        Err(error) => {
            sink(&error.to_string()); // FLOW
            return Err(error.into());
        }
    };
    sink_number(parsed.verbose); // NO FLOW
    sink(parsed.output.as_deref().unwrap_or("-")); // FLOW
    sink(&parsed.command); // NO FLOW
    sink(parsed.version); // NO FLOW
    for name in &parsed.rest {
        sink(name); // FLOW
    }
    Ok(())
}

fn report<W: Write>(out: &mut W, rows: &[(String, u64)], width: usize) -> std::io::Result<u64> {
    let mut total = 0;
    for (name, count) in rows {
        writeln!(out, "{name:<width$}{count}")?;
        total += count;
    }
    Ok(total)
}

fn tallied<R: BufRead>(from: R) -> std::io::Result<BTreeMap<String, u64>> {
    let mut tally = BTreeMap::new();
    for line in from.lines() {
        for word in line?.split_whitespace() {
            *tally.entry(word.to_lowercase()).or_insert(0) += 1;
        }
    }
    Ok(tally)
}

fn tallies() -> std::io::Result<()> {
    let tally = tallied(std::io::Cursor::new(source()))?;
    let mut rows: Vec<(String, u64)> = tally.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut out = Vec::new();
    let total = report(&mut out, &rows, 8)?;
    sink_number(total); // NO FLOW
    sink(&String::from_utf8_lossy(&out)); // FLOW
    sink(&rows[0].0); // FLOW
    sink_number(rows[0].1); // NO FLOW
    let mut out = Vec::new();
    report(&mut out, &[(String::from("a"), 1)], 3)?;
    sink(&String::from_utf8_lossy(&out)); // NO FLOW
    let total = report(&mut out, &[(String::from("a"), source_number())], 3)?;
    sink_number(total); // FLOW
    sink(&String::from_utf8_lossy(&out)); // FLOW
    Ok(())
}

struct Widget {
    title: RefCell<String>,
    parent: RefCell<Weak<Widget>>,
    children: RefCell<Vec<Rc<Widget>>>,
    on_click: RefCell<Option<Box<dyn Fn(&Widget) -> String>>>,
}

impl Widget {
    fn new(title: &str) -> Rc<Widget> {
        Rc::new(Widget {
            title: RefCell::new(title.to_owned()),
            parent: RefCell::default(),
            children: RefCell::default(),
            on_click: RefCell::default(),
        })
    }

    fn add(self: &Rc<Self>, child: Rc<Widget>) -> &Rc<Self> {
        *child.parent.borrow_mut() = Rc::downgrade(self);
        self.children.borrow_mut().push(child);
        self
    }

    fn click(&self) -> Option<String> {
        self.on_click.borrow().as_ref().map(|f| f(self))
    }
}

fn widgets() {
    let window = Widget::new("window");
    let button = Widget::new("ok");
    window.add(button.clone());
    *button.title.borrow_mut() = source();
    sink(&window.children.borrow()[0].title.borrow()); // FLOW
    sink(&window.title.borrow()); // NO FLOW
    *button.on_click.borrow_mut() = Some(Box::new(|widget| widget.title.borrow().clone()));
    sink(&button.click().unwrap()); // FLOW
    let plain = Widget::new("plain");
    *plain.on_click.borrow_mut() = Some(Box::new(|_| String::from("clicked")));
    sink(&plain.click().unwrap()); // NO FLOW
}
