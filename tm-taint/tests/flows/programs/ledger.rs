//! Larger programs: a ledger with imports, a scheduler with retries, a small text protocol, an arena of nodes.

use crate::*;
use std::collections::{BTreeMap, HashMap};
use std::error::Error as StdError;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::rc::Rc;
use std::str::SplitN;

#[derive(Debug, Clone, PartialEq)]
enum Amount {
    Exact { units: u64, currency: String },
    Percent(u64),
    Unknown,
}

#[derive(Debug, Clone)]
struct Entry {
    id: u64,
    account: String,
    amount: Amount,
    memo: Option<String>,
    tags: Vec<String>,
}

#[derive(Debug)]
enum ImportError {
    Fields { line: usize, found: usize },
    Amount(String),
    Read(io::Error),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields { line, found } => write!(f, "line {line}: {found} fields"),
            Self::Amount(text) => write!(f, "no amount: {text}"),
            Self::Read(_) => f.write_str("cannot read"),
        }
    }
}

impl StdError for ImportError {}

impl From<io::Error> for ImportError {
    fn from(error: io::Error) -> Self {
        ImportError::Read(error)
    }
}

fn amount(text: &str) -> Result<Amount, ImportError> {
    if text == "?" {
        return Ok(Amount::Unknown);
    }
    if let Some(percent) = text.strip_suffix('%') {
        return percent.parse().map(Amount::Percent).map_err(|_| ImportError::Amount(percent.to_owned()));
    }
    let (units, currency) = text.split_once(' ').ok_or_else(|| ImportError::Amount(text.into()))?;
    let Ok(units) = units.parse() else { return Err(ImportError::Amount(format!("{units:?}"))) };
    Ok(Amount::Exact { units, currency: currency.to_uppercase() })
}

fn import(reader: impl BufRead, account: &str) -> Result<Vec<Entry>, ImportError> {
    let mut entries = Vec::new();
    for (number, line) in reader.lines().enumerate() {
        let line = line?;
        let fields: Vec<&str> = line.split(';').map(str::trim).collect();
        let entry = match fields.as_slice() {
            [] | [""] => continue,
            [text, memo] => Entry {
                id: number as u64,
                account: account.to_owned(),
                amount: amount(text)?,
                memo: (!memo.is_empty()).then(|| memo.to_string()),
                tags: Vec::new(),
            },
            [text, memo, tags @ ..] => Entry {
                id: number as u64,
                account: account.to_owned(),
                amount: amount(text)?,
                memo: Some((*memo).to_owned()),
                tags: tags.iter().map(|tag| tag.to_lowercase()).collect(),
            },
            other => return Err(ImportError::Fields { line: number, found: other.len() }),
        };
        entries.push(entry);
    }
    Ok(entries)
}

#[derive(Default)]
struct Ledger {
    by_account: BTreeMap<String, Vec<Entry>>,
    names: HashMap<String, Rc<str>>,
    revision: u64,
}

impl Ledger {
    fn add(&mut self, entry: Entry) -> &mut Entry {
        self.revision += 1;
        let list = self.by_account.entry(entry.account.clone()).or_default();
        list.push(entry);
        list.last_mut().expect("it was pushed")
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.by_account.values().flatten()
    }

    fn total(&self, currency: &str) -> u64 {
        self.entries()
            .filter_map(|entry| match &entry.amount {
                Amount::Exact { units, currency: own } if own == currency => Some(*units),
                Amount::Percent(_) | Amount::Exact { .. } | Amount::Unknown => None,
            })
            .sum()
    }

    fn rename(&mut self, from: &str, to: &str) -> Option<Rc<str>> {
        let entries = self.by_account.remove(from)?;
        let renamed = entries.into_iter().map(|entry| Entry { account: to.to_owned(), ..entry });
        self.by_account.insert(to.to_owned(), renamed.collect());
        self.names.insert(from.to_owned(), Rc::from(to))
    }
}

fn imported() -> Result<(), Box<dyn StdError>> {
    let entries = match import(io::Cursor::new(source()), "cash") {
        Err(ImportError::Fields { line, found }) => {
            sink_number(line as u64 + found as u64); // NO FLOW
            return Ok(());
        }
        Err(error) => {
            sink(&error.to_string()); // FLOW
            return Err(error.into());
        }
        Ok(entries) => entries,
    };
    for entry in &entries {
        sink_number(entry.id); // NO FLOW
        sink(&entry.account); // NO FLOW
        sink(entry.memo.as_deref().unwrap_or("-")); // FLOW
        sink(&entry.tags.join("+")); // FLOW
        match &entry.amount {
            Amount::Exact { units, currency } => {
                sink_number(*units); // FLOW
                sink(currency); // FLOW
            }
            Amount::Percent(n) => sink_number(*n), // FLOW
            Amount::Unknown => {}
        }
    }
    let mut ledger = Ledger::default();
    for entry in entries {
        ledger.add(entry).tags.push(String::from("new"));
    }
    sink_number(ledger.total("EUR")); // FLOW
    sink_number(ledger.revision); // NO FLOW
    sink(ledger.by_account.keys().next().unwrap()); // NO FLOW
    ledger.rename("cash", "bank");
    sink(&ledger.entries().next().unwrap().account); // NO FLOW
    ledger.rename("bank", &source());
    sink(&ledger.entries().next().unwrap().account); // FLOW
    Ok(())
}

fn imported_of_own() -> Result<(), ImportError> {
    let account = source();
    let entries = import(&b"1 EUR; lunch"[..], &account)?;
    sink(&entries[0].account); // FLOW
    sink(entries[0].memo.as_ref().unwrap()); // NO FLOW
    if let Amount::Exact { currency, .. } = &entries[0].amount {
        sink(currency); // NO FLOW
    }
    Ok(())
}

#[derive(Clone)]
enum Command<'a> {
    Get { key: &'a str },
    Put { key: &'a str, value: &'a str },
    Quit,
}

impl<'a> TryFrom<&'a str> for Command<'a> {
    type Error = &'static str;
    fn try_from(line: &'a str) -> Result<Self, Self::Error> {
        let mut parts: SplitN<'a, char> = line.splitn(3, ' ');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("GET"), Some(key), None) => Ok(Command::Get { key }),
            (Some("PUT"), Some(key), Some(value)) => Ok(Command::Put { key, value }),
            (Some("QUIT"), None, None) => Ok(Command::Quit),
            _ => Err("bad command"),
        }
    }
}

struct Connection<'s, W> {
    store: &'s mut HashMap<String, String>,
    out: W,
    user: String,
    served: u64,
}

impl<W: Write> Connection<'_, W> {
    fn handle(&mut self, line: &str) -> io::Result<bool> {
        self.served += 1;
        match Command::try_from(line) {
            Ok(Command::Get { key }) => match self.store.get(key) {
                Some(value) => writeln!(self.out, "OK {value}")?,
                None => writeln!(self.out, "NONE")?,
            },
            Ok(Command::Put { key, value }) => {
                self.store.insert(key.to_owned(), value.to_owned());
            }
            Ok(Command::Quit) => return Ok(false),
            Err(reason) => {
                sink(reason); // NO FLOW
                writeln!(self.out, "ERR {reason}")?;
            }
        }
        Ok(true)
    }
}

fn served() -> io::Result<()> {
    let mut store = HashMap::new();
    let mut connection = Connection { store: &mut store, out: Vec::new(), user: String::from("u"), served: 0 };
    for line in source().lines() {
        if !connection.handle(line)? {
            break;
        }
    }
    sink_number(connection.served); // NO FLOW
    sink(&connection.user); // NO FLOW
    sink(&String::from_utf8_lossy(&connection.out)); // FLOW
    sink(store.values().next().unwrap()); // FLOW
    let mut other = HashMap::from([(String::from("a"), String::from("b"))]);
    let mut connection = Connection { store: &mut other, out: Vec::new(), user: source(), served: 0 };
    connection.handle("GET a")?;
    sink(&String::from_utf8_lossy(&connection.out)); // NO FLOW
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Id(usize);

struct Node {
    name: String,
    kind: &'static str,
    parent: Option<Id>,
    children: Vec<Id>,
}

#[derive(Default)]
struct Arena {
    nodes: Vec<Node>,
}

impl Arena {
    fn insert(&mut self, name: impl AsRef<str>, parent: Option<Id>) -> Id {
        let id = Id(self.nodes.len());
        self.nodes.push(Node { name: name.as_ref().to_owned(), kind: "node", parent, children: vec![] });
        if let Some(Id(at)) = parent {
            self.nodes[at].children.push(id);
        }
        id
    }

    fn path(&self, mut id: Id) -> String {
        let mut parts = vec![self.nodes[id.0].name.as_str()];
        while let Some(parent) = self.nodes[id.0].parent {
            parts.push(&self.nodes[parent.0].name);
            id = parent;
        }
        parts.reverse();
        parts.join("/")
    }

    fn walk<'a>(&'a self, id: Id, visit: &mut dyn FnMut(usize, &'a Node)) {
        fn inner<'a>(arena: &'a Arena, id: Id, depth: usize, visit: &mut dyn FnMut(usize, &'a Node)) {
            visit(depth, &arena.nodes[id.0]);
            for child in &arena.nodes[id.0].children {
                inner(arena, *child, depth + 1, visit);
            }
        }
        inner(self, id, 0, visit);
    }
}

fn arenas() {
    let mut arena = Arena::default();
    let root = arena.insert("root", None);
    let leaf = arena.insert(source(), Some(root));
    sink(&arena.path(leaf)); // FLOW
    sink(arena.nodes[leaf.0].kind); // NO FLOW
    let mut names = Vec::new();
    let mut kinds = Vec::new();
    arena.walk(root, &mut |_, node| {
        names.push(node.name.as_str());
        kinds.push(node.kind);
    });
    sink(&names.concat()); // FLOW
    sink(&kinds.concat()); // NO FLOW
    let mut safe = Arena::default();
    let id = safe.insert("a", None);
    sink(&safe.path(id)); // NO FLOW
}

struct Task {
    name: &'static str,
    run: Box<dyn FnMut(u64) -> Result<String, String>>,
    tries: u64,
}

#[derive(Default)]
struct Scheduler {
    tasks: Vec<Task>,
    results: HashMap<&'static str, Result<String, String>>,
}

impl Scheduler {
    fn task(mut self, name: &'static str, run: impl FnMut(u64) -> Result<String, String> + 'static) -> Self {
        self.tasks.push(Task { name, run: Box::new(run), tries: 3 });
        self
    }

    fn run(mut self) -> HashMap<&'static str, Result<String, String>> {
        for mut task in self.tasks.drain(..) {
            let mut last = Err(String::from("never run"));
            for attempt in 0..task.tries {
                last = (task.run)(attempt);
                if last.is_ok() {
                    break;
                }
            }
            self.results.insert(task.name, last);
        }
        self.results
    }
}

fn scheduled() {
    let results = Scheduler::default().task("load", |_| Ok(source())).run();
    if let Some(Ok(text)) = results.get("load") {
        sink(text); // FLOW
    }
    for (name, result) in &results {
        sink(name); // NO FLOW
        if let Err(error) = result {
            sink(error); // NO FLOW
        }
    }
    let text = source();
    let failing = Scheduler::default().task("send", move |n| if n > 5 { Ok(n.to_string()) } else { Err(text.clone()) });
    for result in failing.run().into_values() {
        match result {
            Ok(text) => sink(&text), // NO FLOW
            Err(error) => sink(&error), // FLOW
        }
    }
}
