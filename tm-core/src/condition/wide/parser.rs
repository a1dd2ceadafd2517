//! Reads the expressions that pytm 1.4's validator lets through (`_ConditionValidator` in `pytm/threat.py`).
//!
//! ```text
//! len(target.data) * 2 >= 3 if target.usesVPN else target.inputs[0].protocol in {'FTP', 'HTTP'}
//! ```
//!
//! Binding is Python's: `if else`, `or`, `and`, `not`, comparisons, `|`, `^`, `&`, `+ -`, `* / // %`, signs, `**`, and
//! calls, subscripts and attributes. Depth and length are limited, so that no text whatever exhausts the stack.

use super::lexer::{Token, tokens};
use super::syntax::{Binary, Clause, Comparison, Comprehension, FUNCTIONS, Kind, Name, Node};
use crate::condition::Fault;
use crate::condition::cursor::Cursor;
use crate::condition::vocabulary::listed;

/// The longest condition, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// How deep brackets, signs and `not`s may nest while reading.
const MAX_DEPTH: usize = 40;

/// How high a tree may be: `1 + 1 + 1 + …` nests to the left.
const MAX_HEIGHT: usize = 100;

/// The methods that a condition may call.
const METHODS: [&str; 7] = ["oneOf", "crosses", "enters", "exits", "inside", "checkTLSVersion", "hasDataLeaks"];

/// Words of Python that are no names.
const RESERVED: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The syntax tree of `text`, or the first place that pytm refuses.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    if text.len() > MAX_LENGTH {
        let message = format!("the condition is {} bytes long; the limit is {MAX_LENGTH}", text.len());
        return Err(Fault::error(0..0, message));
    }
    let mut parser = Parser { cursor: Cursor::new(tokens(text)?), depth: 0 };
    if *parser.cursor.peek() == Token::End {
        return Err(Fault::error(0..text.len(), "the condition is empty").with_help("`True` always holds"));
    }
    let node = parser.tuple()?;
    match parser.cursor.peek() {
        Token::End => Ok(node),
        _ => Err(parser.cursor.unexpected("an operator or the end of the condition")),
    }
}

struct Parser {
    cursor: Cursor<Token>,
    depth: usize,
}

type Parsed = Result<Node, Fault>;

/// Operators of each precedence, loosest first; all bind to the left.
const BINARY: [&[(&str, Binary)]; 5] = [
    &[("|", Binary::Or)],
    &[("^", Binary::Xor)],
    &[("&", Binary::And)],
    &[("+", Binary::Add), ("-", Binary::Subtract)],
    &[("*", Binary::Multiply), ("/", Binary::Divide), ("//", Binary::FloorDivide), ("%", Binary::Remainder)],
];

impl Parser {
    fn expect(&mut self, symbol: &'static str) -> Result<(), Fault> {
        if self.cursor.eat(symbol) { Ok(()) } else { Err(self.cursor.unexpected(&format!("`{symbol}`"))) }
    }

    fn node(&self, kind: Kind, start: usize) -> Parsed {
        let span = start..self.cursor.end();
        let mut node = Node { kind, span, height: 1 };
        let mut below = 0;
        node.visit_parts(&mut |part| below = below.max(part.height));
        node.height = below + 1;
        if node.height > MAX_HEIGHT {
            return Err(Fault::error(node.span, format!("this is nested more than {MAX_HEIGHT} deep")));
        }
        Ok(node)
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::error(self.cursor.span(), format!("this is nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// `a, b` without parentheses is a tuple as a whole condition and in subscripts.
    fn tuple(&mut self) -> Parsed {
        let first = self.expression()?;
        if !self.cursor.is_symbol(",") {
            return Ok(first);
        }
        let start = first.span.start;
        let mut items = vec![first];
        while self.cursor.eat(",") {
            if matches!(self.cursor.peek(), Token::End | Token::Symbol(")" | "]" | "}")) {
                break;
            }
            items.push(self.expression()?);
        }
        self.node(Kind::Tuple(items), start)
    }

    fn expression(&mut self) -> Parsed {
        let body = self.disjunction()?;
        if !self.cursor.eat_word("if") {
            return Ok(body);
        }
        let start = body.span.start;
        let test = self.disjunction()?;
        if !self.cursor.eat_word("else") {
            return Err(self.cursor.unexpected("`else`"));
        }
        let other = self.nested(Self::expression)?;
        self.node(Kind::Conditional(Box::new([test, body, other])), start)
    }

    fn disjunction(&mut self) -> Parsed {
        self.series("or", Self::conjunction, Kind::Or)
    }

    fn conjunction(&mut self) -> Parsed {
        self.series("and", Self::negation, Kind::And)
    }

    fn series(&mut self, word: &str, part: fn(&mut Self) -> Parsed, kind: fn(Vec<Node>) -> Kind) -> Parsed {
        let first = part(self)?;
        if !self.cursor.is_word(word) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut parts = vec![first];
        while self.cursor.eat_word(word) {
            parts.push(part(self)?);
        }
        self.node(kind(parts), start)
    }

    fn negation(&mut self) -> Parsed {
        let start = self.cursor.span().start;
        if !self.cursor.eat_word("not") {
            return self.comparison();
        }
        let negated = self.nested(Self::negation)?;
        self.node(Kind::Not(Box::new(negated)), start)
    }

    fn comparison(&mut self) -> Parsed {
        let first = self.binary(0)?;
        let start = first.span.start;
        let mut rest = Vec::new();
        while let Some(operator) = self.operator()? {
            rest.push((operator, self.binary(0)?));
        }
        if rest.is_empty() { Ok(first) } else { self.node(Kind::Compare(Box::new(first), rest), start) }
    }

    fn operator(&mut self) -> Result<Option<Comparison>, Fault> {
        let operator = match self.cursor.peek() {
            Token::Symbol("==") => Comparison::Equal,
            Token::Symbol("!=") => Comparison::NotEqual,
            Token::Symbol("<") => Comparison::Less,
            Token::Symbol("<=") => Comparison::LessOrEqual,
            Token::Symbol(">") => Comparison::Greater,
            Token::Symbol(">=") => Comparison::GreaterOrEqual,
            Token::Name(word) if word == "in" => Comparison::In,
            Token::Name(word) if word == "is" => {
                self.cursor.advance();
                return Ok(Some(if self.cursor.eat_word("not") { Comparison::IsNot } else { Comparison::Is }));
            }
            Token::Name(word) if word == "not" => {
                self.cursor.advance();
                if !self.cursor.eat_word("in") {
                    return Err(self.cursor.unexpected("`in` after `not`"));
                }
                return Ok(Some(Comparison::NotIn));
            }
            _ => return Ok(None),
        };
        self.cursor.advance();
        Ok(Some(operator))
    }

    fn binary(&mut self, level: usize) -> Parsed {
        let Some(operators) = BINARY.get(level) else { return self.signed() };
        let mut left = self.binary(level + 1)?;
        while let Some((_, operator)) = operators.iter().find(|(symbol, _)| self.cursor.is_symbol(symbol)) {
            self.cursor.advance();
            let right = self.binary(level + 1)?;
            let start = left.span.start;
            left = self.node(Kind::Binary(*operator, Box::new(left), Box::new(right)), start)?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        let start = self.cursor.span().start;
        let kind = match self.cursor.peek() {
            Token::Symbol("-") => Kind::Negative,
            Token::Symbol("+") => Kind::Positive,
            _ => return self.power(),
        };
        self.cursor.advance();
        let signed = self.nested(Self::signed)?;
        self.node(kind(Box::new(signed)), start)
    }

    fn power(&mut self) -> Parsed {
        let base = self.primary()?;
        if !self.cursor.eat("**") {
            return Ok(base);
        }
        let exponent = self.nested(Self::signed)?;
        let start = base.span.start;
        self.node(Kind::Binary(Binary::Power, Box::new(base), Box::new(exponent)), start)
    }

    fn primary(&mut self) -> Parsed {
        let mut node = self.atom()?;
        let start = node.span.start;
        loop {
            let kind = if self.cursor.eat(".") {
                let name = self.name()?;
                if name.text.starts_with("__") {
                    return Err(Fault::error(name.span, "attributes with two underscores are out of bounds"));
                }
                Kind::Attribute(Box::new(node), name)
            } else if self.cursor.eat("[") {
                self.nested(|parser| parser.subscript(node))?
            } else if self.cursor.is_symbol("(") {
                self.nested(|parser| parser.call(node))?
            } else {
                return Ok(node);
            };
            node = self.node(kind, start)?;
        }
    }

    /// What follows `[`: an item, or `start:stop:step`.
    fn subscript(&mut self, object: Node) -> Result<Kind, Fault> {
        let mut bounds = [None, None, None];
        for index in 0..3 {
            if !self.cursor.is_symbol(":") && !self.cursor.is_symbol("]") {
                bounds[index] = Some(if index == 0 { self.tuple()? } else { self.expression()? });
            }
            if index == 2 || !self.cursor.eat(":") {
                self.expect("]")?;
                return match (index, bounds) {
                    (0, [Some(item), ..]) => Ok(Kind::Item(Box::new(object), Box::new(item))),
                    (0, _) => Err(self.cursor.unexpected("a subscript")),
                    (_, bounds) => Ok(Kind::Slice(Box::new(object), Box::new(bounds))),
                };
            }
        }
        unreachable!("the third bound is the last")
    }

    /// A call of what was read; only some functions, and methods of names, can be called.
    fn call(&mut self, called: Node) -> Result<Kind, Fault> {
        self.cursor.advance();
        let mut arguments = Vec::new();
        while !self.cursor.eat(")") {
            let argument = self.expression()?;
            if self.cursor.is_symbol("=") {
                return Err(Fault::error(self.cursor.span(), "conditions have no keyword arguments"));
            }
            if self.cursor.is_word("for") {
                let generator = self.comprehension(argument)?;
                let start = generator.body.span.start;
                arguments.push(self.node(Kind::Generator(Box::new(generator)), start)?);
                self.cursor.eat(",");
                self.expect(")")?;
                if arguments.len() > 1 {
                    let span = arguments.last().map_or(start..start, |it| it.span.clone());
                    return Err(Fault::error(span, "a generator beside other arguments is put in parentheses"));
                }
                break;
            }
            arguments.push(argument);
            if !self.cursor.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        match called.kind {
            Kind::Name(text) if FUNCTIONS.contains(&text.as_str()) => {
                Ok(Kind::Call(Name { text, span: called.span }, arguments))
            }
            Kind::Name(text) => {
                let fault = Fault::error(called.span, format!("unknown function `{text}`"));
                Err(fault.with_help(format!("the functions are {}", listed(FUNCTIONS.into_iter(), "and"))))
            }
            Kind::Attribute(object, method) if is_path(&object) => {
                if METHODS.contains(&method.text.as_str()) {
                    return Ok(Kind::Method(object, method, arguments));
                }
                let fault = Fault::error(method.span, format!("unknown predicate `{}`", method.text));
                Err(match crate::model::nearest(&method.text, METHODS.into_iter()) {
                    Some(near) => fault.with_help(format!("did you mean `{near}`?")),
                    None => fault.with_help(format!("there are {}", listed(METHODS.into_iter(), "and"))),
                })
            }
            _ => {
                let fault = Fault::error(called.span, "only functions and methods of names are called");
                Err(fault.with_help("bind it to a name: `any(x.hasDataLeaks() for x in …)`"))
            }
        }
    }

    fn name(&mut self) -> Result<Name, Fault> {
        let span = self.cursor.span();
        match self.cursor.peek() {
            Token::Name(word) if !RESERVED.contains(&word.as_str()) => {
                let text = word.clone();
                self.cursor.advance();
                Ok(Name { text, span })
            }
            _ => Err(self.cursor.unexpected("a name")),
        }
    }

    fn atom(&mut self) -> Parsed {
        let span = self.cursor.span();
        let kind = match self.cursor.peek().clone() {
            Token::Int(number) => Kind::Int(number),
            Token::Float(number) => Kind::Float(number),
            Token::Text(text) => Kind::Text(text),
            Token::Name(word) => match word.as_str() {
                "True" => Kind::Bool(true),
                "False" => Kind::Bool(false),
                "None" => Kind::None,
                _ => Kind::Name(self.name()?.text),
            },
            Token::Symbol("(") => return self.nested(|parser| parser.bracketed(")")),
            Token::Symbol("[") => return self.nested(|parser| parser.bracketed("]")),
            Token::Symbol("{") => return self.nested(Self::braced),
            _ => return Err(self.cursor.unexpected("an attribute, a constant or `(`")),
        };
        if !matches!(kind, Kind::Name(_)) {
            self.cursor.advance();
        }
        self.node(kind, span.start)
    }

    /// `(a)`, a tuple, a list, a generator or a list made by one.
    fn bracketed(&mut self, close: &'static str) -> Parsed {
        let start = self.cursor.span().start;
        self.cursor.advance();
        let mut items = Vec::new();
        let mut is_tuple = false;
        while !self.cursor.eat(close) {
            let item = self.expression()?;
            if items.is_empty() && self.cursor.is_word("for") {
                let made = Box::new(self.comprehension(item)?);
                self.expect(close)?;
                return self.node(if close == "]" { Kind::ListOf(made) } else { Kind::Generator(made) }, start);
            }
            items.push(item);
            if !self.cursor.eat(",") {
                self.expect(close)?;
                break;
            }
            is_tuple = true;
        }
        match (close, items.len()) {
            ("]", _) => self.node(Kind::List(items), start),
            (_, 1) if !is_tuple => Ok(Node { span: start..self.cursor.end(), ..items.remove(0) }),
            _ => self.node(Kind::Tuple(items), start),
        }
    }

    /// `{a, b}` or `{a: b}`
    fn braced(&mut self) -> Parsed {
        let start = self.cursor.span().start;
        self.cursor.advance();
        if self.cursor.eat("}") {
            return self.node(Kind::Dict(Vec::new()), start);
        }
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        while !self.cursor.eat("}") {
            let item = self.expression()?;
            if items.is_empty() && self.cursor.eat(":") {
                entries.push((item, self.expression()?));
            } else if entries.is_empty() {
                items.push(item);
            } else {
                return Err(self.cursor.unexpected("`:`"));
            }
            if self.cursor.is_word("for") {
                let fault = Fault::error(self.cursor.span(), "pytm has no comprehensions of sets and dictionaries");
                return Err(fault.with_help("use a list: `[… for …]`"));
            }
            if !self.cursor.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        if entries.is_empty() { self.node(Kind::Set(items), start) } else { self.node(Kind::Dict(entries), start) }
    }

    /// What follows the body: `for x in list if a if b for y in …`
    fn comprehension(&mut self, body: Node) -> Result<Comprehension, Fault> {
        let mut clauses = Vec::new();
        while self.cursor.eat_word("for") {
            let variable = self.name()?;
            if !self.cursor.eat_word("in") {
                return Err(self.cursor.unexpected("`in`"));
            }
            let list = self.disjunction()?;
            let mut filters = Vec::new();
            while self.cursor.eat_word("if") {
                filters.push(self.disjunction()?);
            }
            clauses.push(Clause { variable, list, filters });
        }
        if clauses.len() > MAX_DEPTH {
            return Err(Fault::error(body.span, format!("this has more than {MAX_DEPTH} `for`s")));
        }
        Ok(Comprehension { body, clauses })
    }
}

/// Whether it is a name, or attributes of one.
fn is_path(mut node: &Node) -> bool {
    while let Kind::Attribute(object, _) = &node.kind {
        node = object;
    }
    matches!(node.kind, Kind::Name(_))
}
