//! Larger programs: a tokenizer with a parser and an evaluator, a reader of settings, a template engine, a stack machine.

use crate::*;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::iter::Peekable;
use std::str::{Chars, FromStr};

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Word(String),
    Text(String),
    Symbol(char),
    End,
}

struct Lexer<'a> {
    chars: Peekable<Chars<'a>>,
    line: u64,
    file: &'a str,
}

impl<'a> Lexer<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        Lexer { chars: text.chars().peekable(), line: 1, file }
    }

    fn word(&mut self, first: char) -> String {
        let mut word = String::from(first);
        while let Some(&c) = self.chars.peek() {
            if !c.is_alphanumeric() {
                break;
            }
            word.push(c);
            self.chars.next();
        }
        word
    }

    fn text(&mut self) -> String {
        self.chars.by_ref().take_while(|c| *c != '"').collect()
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;
    fn next(&mut self) -> Option<Token> {
        loop {
            let c = self.chars.next()?;
            return Some(match c {
                '\n' => {
                    self.line += 1;
                    continue;
                }
                c if c.is_whitespace() => continue,
                '"' => Token::Text(self.text()),
                c if c.is_ascii_digit() => Token::Number(self.word(c).parse().unwrap_or(0.0)),
                c if c.is_alphabetic() => Token::Word(self.word(c)),
                other => Token::Symbol(other),
            });
        }
    }
}

fn lexed() {
    let text = source();
    let mut lexer = Lexer::new("main.cfg", &text);
    for token in lexer.by_ref() {
        match token {
            Token::Word(word) => sink(&word), // FLOW
            Token::Text(text) => sink(&text), // FLOW
            Token::Number(n) => sink_number(n as u64), // FLOW
            _ => {}
        }
    }
    sink_number(lexer.line); // NO FLOW
    sink(lexer.file); // NO FLOW
    let safe: Vec<Token> = Lexer::new(&text, "a = 1").collect();
    if let [Token::Word(word), ..] = &safe[..] {
        sink(word); // NO FLOW
    }
}

#[derive(Debug, Clone)]
enum Expression {
    Literal(String),
    Variable(String),
    Call { function: String, arguments: Vec<Expression> },
    Concat(Box<Expression>, Box<Expression>),
}

#[derive(Debug)]
enum ParseFault {
    Unexpected { found: Token, expected: &'static str },
    Ended,
}

impl fmt::Display for ParseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParseFault::Unexpected { found, expected } => write!(f, "expected {expected}, found {found:?}"),
            ParseFault::Ended => f.write_str("the text ends"),
        }
    }
}

struct Parser<I: Iterator<Item = Token>> {
    tokens: Peekable<I>,
    depth: u64,
}

impl<I: Iterator<Item = Token>> Parser<I> {
    fn expression(&mut self) -> Result<Expression, ParseFault> {
        self.depth += 1;
        let first = self.primary()?;
        if self.tokens.next_if_eq(&Token::Symbol('+')).is_some() {
            let second = self.expression()?;
            return Ok(Expression::Concat(Box::new(first), Box::new(second)));
        }
        Ok(first)
    }

    fn primary(&mut self) -> Result<Expression, ParseFault> {
        match self.tokens.next().ok_or(ParseFault::Ended)? {
            Token::Text(text) => Ok(Expression::Literal(text)),
            Token::Word(name) => match self.tokens.peek() {
                Some(Token::Symbol('(')) => {
                    self.tokens.next();
                    let mut arguments = Vec::new();
                    while self.tokens.peek() != Some(&Token::Symbol(')')) {
                        arguments.push(self.expression()?);
                        self.tokens.next_if(|token| *token == Token::Symbol(','));
                    }
                    self.tokens.next();
                    Ok(Expression::Call { function: name, arguments })
                }
                _ => Ok(Expression::Variable(name)),
            },
            found => Err(ParseFault::Unexpected { found, expected: "an expression" }),
        }
    }
}

fn parse(text: &str) -> Result<Expression, ParseFault> {
    Parser { tokens: Lexer::new("", text).peekable(), depth: 0 }.expression()
}

type Builtin = fn(&[String]) -> String;

struct Scope<'p> {
    variables: HashMap<String, String>,
    builtins: BTreeMap<&'static str, Builtin>,
    parent: Option<&'p Scope<'p>>,
}

impl<'p> Scope<'p> {
    fn look_up(&self, name: &str) -> Option<&String> {
        self.variables.get(name).or_else(|| self.parent?.look_up(name))
    }

    fn evaluate(&self, expression: &Expression) -> Result<String, String> {
        Ok(match expression {
            Expression::Literal(text) => text.clone(),
            Expression::Variable(name) => self.look_up(name).cloned().ok_or_else(|| format!("no variable {name}"))?,
            Expression::Concat(a, b) => self.evaluate(a)? + &self.evaluate(b)?,
            Expression::Call { function, arguments } => {
                let values = arguments.iter().map(|it| self.evaluate(it)).collect::<Result<Vec<_>, _>>()?;
                let builtin = self.builtins.get(function.as_str()).ok_or("no such function")?;
                builtin(&values)
            }
        })
    }
}

fn upper(values: &[String]) -> String {
    values.concat().to_uppercase()
}

fn count(values: &[String]) -> String {
    let mut out = String::new();
    for _ in values {
        out.push('|');
    }
    out
}

fn evaluated() -> Result<(), String> {
    let builtins: BTreeMap<&'static str, Builtin> = BTreeMap::from([("upper", upper as Builtin), ("count", count)]);
    let outer = Scope { variables: HashMap::from([("user".to_owned(), source())]), builtins, parent: None };
    let inner = Scope { variables: HashMap::new(), builtins: outer.builtins.clone(), parent: Some(&outer) };
    let fixed = parse("upper(user) + \"!\"").map_err(|fault| fault.to_string())?;
    sink(&inner.evaluate(&fixed)?); // FLOW
    let counting = BTreeMap::from([("count", count as Builtin)]);
    let empty = Scope { variables: HashMap::new(), builtins: counting, parent: None };
    sink(&empty.evaluate(&fixed).unwrap_or_default()); // NO FLOW
    match parse(&source()) {
        Ok(Expression::Literal(text)) => sink(&text), // FLOW
        Ok(Expression::Call { function, .. }) => sink(&function), // FLOW
        Ok(_) => {}
        Err(fault) => sink(&fault.to_string()), // FLOW
    }
    if let Err(ParseFault::Unexpected { expected, .. }) = parse(&source()) {
        sink(expected); // NO FLOW
    }
    Ok(())
}

#[derive(Default, Debug, Clone)]
struct Settings {
    host: String,
    port: u64,
    root: String,
    extra: BTreeMap<String, String>,
    origin: String,
}

impl FromStr for Settings {
    type Err = (usize, String);
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut settings = Settings::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                return Err((number, line.to_owned()));
            };
            match key.trim() {
                "host" => settings.host = value.trim().to_owned(),
                "port" => settings.port = value.trim().parse().map_err(|_| (number, format!("port {value}")))?,
                "root" => settings.root = String::from("/srv"),
                other => {
                    settings.extra.insert(other.to_owned(), value.to_owned());
                }
            }
        }
        Ok(settings)
    }
}

impl Settings {
    fn merge(mut self, over: Settings) -> Self {
        if !over.host.is_empty() {
            self.host = over.host;
        }
        self.extra.extend(over.extra);
        self
    }
}

fn settings_read() {
    match source().parse::<Settings>() {
        Ok(settings) => {
            sink(&settings.host); // FLOW
            sink_number(settings.port); // FLOW
            sink(&settings.root); // NO FLOW
            sink(&settings.origin); // NO FLOW
            for (key, value) in &settings.extra {
                sink(key); // FLOW
                sink(value); // FLOW
            }
            let merged = Settings { port: 80, ..Settings::default() }.merge(settings);
            sink(&merged.host); // FLOW
            sink_number(merged.port); // NO FLOW
            sink(&merged.root); // NO FLOW
        }
        Err((number, line)) => {
            sink_number(number as u64); // NO FLOW
            sink(&line); // FLOW
        }
    }
}

enum Part<'t> {
    Plain(&'t str),
    Hole { name: &'t str, filters: Vec<&'t str> },
}

struct Template<'t> {
    parts: Vec<Part<'t>>,
    filters: HashMap<&'static str, Box<dyn Fn(String) -> String>>,
}

impl<'t> Template<'t> {
    fn compile(text: &'t str) -> Template<'t> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let (plain, tail) = rest.split_at(at);
            parts.push(Part::Plain(plain));
            let (hole, after) = tail[2..].split_once("}}").unwrap_or((tail, ""));
            let mut pieces = hole.split('|').map(str::trim);
            let name = pieces.next().unwrap_or("");
            parts.push(Part::Hole { name, filters: pieces.collect() });
            rest = after;
        }
        parts.push(Part::Plain(rest));
        Template { parts, filters: HashMap::new() }
    }

    fn filter(mut self, name: &'static str, filter: impl Fn(String) -> String + 'static) -> Self {
        self.filters.insert(name, Box::new(filter));
        self
    }

    fn render(&self, values: &dyn Fn(&str) -> Option<String>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Plain(text) => out.push_str(text),
                Part::Hole { name, filters } => {
                    let value = values(name).unwrap_or_default();
                    let value = filters.iter().filter_map(|it| self.filters.get(it)).fold(value, |v, f| f(v));
                    out += &value;
                }
            }
        }
        out
    }
}

fn rendered() {
    let page = Template::compile("Hello {{ name | trim }}!").filter("trim", |s| s.trim().to_owned());
    sink(&page.render(&|_| Some(source()))); // FLOW
    sink(&page.render(&|name| Some(name.to_owned()))); // NO FLOW
    let s = source();
    let injected = Template::compile(&s);
    sink(&injected.render(&|_| None)); // FLOW
    for part in &injected.parts {
        if let Part::Hole { filters, .. } = part {
            sink(filters.first().unwrap()); // FLOW
        }
    }
}

#[derive(Clone)]
enum Value {
    Number(u64),
    Text(String),
}

enum Instruction {
    Push(Value),
    Load(usize),
    Store(usize),
    Concat,
    Print,
    Pop,
}

#[derive(Default)]
struct Machine {
    stack: Vec<Value>,
    memory: HashMap<usize, Value>,
    output: String,
    steps: u64,
}

impl Machine {
    fn step(&mut self, instruction: &Instruction) -> Option<()> {
        self.steps += 1;
        match instruction {
            Instruction::Push(value) => self.stack.push(value.clone()),
            Instruction::Load(at) => self.stack.push(self.memory.get(at)?.clone()),
            Instruction::Store(at) => {
                let value = self.stack.pop()?;
                self.memory.insert(*at, value);
            }
            Instruction::Concat => {
                let (b, a) = (self.stack.pop()?, self.stack.pop()?);
                let joined = match (a, b) {
                    (Value::Text(a), Value::Text(b)) => a + &b,
                    (Value::Text(a), Value::Number(n)) | (Value::Number(n), Value::Text(a)) => format!("{a}{n}"),
                    (Value::Number(a), Value::Number(b)) => return self.stack.push(Value::Number(a + b)).into(),
                };
                self.stack.push(Value::Text(joined));
            }
            Instruction::Print => {
                if let Value::Text(text) = self.stack.last()? {
                    self.output.push_str(text);
                }
            }
            Instruction::Pop => drop(self.stack.pop()),
        }
        Some(())
    }

    fn run(mut self, program: &[Instruction]) -> Self {
        for instruction in program {
            if self.step(instruction).is_none() {
                break;
            }
        }
        self
    }
}

fn machine_run() {
    use Instruction::*;
    let program = [Push(Value::Text(source())), Store(0), Load(0), Push(Value::Number(3)), Concat, Print];
    let machine = Machine::default().run(&program);
    sink(&machine.output); // FLOW
    sink_number(machine.steps); // NO FLOW
    if let Some(Value::Text(text)) = machine.stack.last() {
        sink(text); // FLOW
    }
    let safe = Machine::default().run(&[Push(Value::Text(String::from("hi"))), Print]);
    sink(&safe.output); // NO FLOW
    let numbers = Machine::default().run(&[Push(Value::Number(source_number())), Push(Value::Number(2)), Concat]);
    if let Some(Value::Number(n)) = numbers.stack.last() {
        sink_number(*n); // FLOW
    }
    if let Some(Value::Number(n)) = safe.stack.last() {
        sink_number(*n); // NO FLOW
    }
}
