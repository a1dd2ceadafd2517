//! Reads the condition language: names and constants into [`Node`]s.
//!
//! ```text
//! target.protocol == 'HTTP' and any(d.is_pii for d in target.data if d.is_stored)
//!
//! And [ Compare(Path target.protocol, Equal, Text HTTP),
//!       Call any [ Generator { d.is_pii, d, target.data, d.is_stored } ] ]
//! ```
//!
//! Binding grows from `or` over `and` and `not` to comparisons, as in Python. Depth and length are limited, so that no
//! text whatever exhausts the stack.

use super::Fault;
use super::cursor::Cursor;
use super::lexer::{Token, tokens};
use super::syntax::{Generator, Name, Node, NodeKind, Operator};

/// The longest condition, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// How deep parentheses, calls and `not`s may nest.
const MAX_DEPTH: usize = 64;

/// Words of Python that are no names.
const RESERVED: [&str; 10] = ["and", "or", "not", "in", "is", "for", "if", "else", "lambda", "await"];

/// The syntax tree of `text`, or the first place that does not fit.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    if text.len() > MAX_LENGTH {
        let message = format!("the condition is {} bytes long; the limit is {MAX_LENGTH}", text.len());
        return Err(Fault::error(0..0, message));
    }
    let mut parser = Parser { cursor: Cursor::new(tokens(text)?), depth: 0 };
    if *parser.cursor.peek() == Token::End {
        return Err(Fault::error(0..text.len(), "the condition is empty").with_help("`True` always holds"));
    }
    let node = parser.disjunction()?;
    match parser.cursor.peek() {
        Token::End => Ok(node),
        _ => Err(parser.unexpected("`and`, `or` or the end of the condition")),
    }
}

struct Parser {
    cursor: Cursor<Token>,
    depth: usize,
}

type Parsed = Result<Node, Fault>;

impl Parser {
    fn expect(&mut self, symbol: &'static str) -> Result<(), Fault> {
        if self.cursor.eat(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let fault = self.cursor.unexpected(expected);
        match self.cursor.peek() {
            Token::Name(word) if word == "if" => {
                fault.with_help("`x if c else y` is written `(c and x) or (not c and y)`")
            }
            Token::Symbol("[") => {
                fault.with_help("conditions have no subscripts; `any(… for x in LIST)` looks at each item")
            }
            Token::Symbol("-") => fault.with_help("conditions do no arithmetic"),
            Token::Symbol(".") => fault.with_help("attributes are read from `target` or a variable of `for` only"),
            _ => fault,
        }
    }

    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == MAX_DEPTH {
            return Err(Fault::error(self.cursor.span(), format!("this is nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let node = parse(self);
        self.depth -= 1;
        node
    }

    fn disjunction(&mut self) -> Parsed {
        self.series("or", Self::conjunction, NodeKind::Or)
    }

    fn conjunction(&mut self) -> Parsed {
        self.series("and", Self::negation, NodeKind::And)
    }

    fn series(&mut self, word: &str, part: fn(&mut Self) -> Parsed, kind: fn(Vec<Node>) -> NodeKind) -> Parsed {
        let first = part(self)?;
        if !self.cursor.is_word(word) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut parts = vec![first];
        while self.cursor.eat_word(word) {
            parts.push(part(self)?);
        }
        Ok(Node { kind: kind(parts), span: start..self.cursor.end() })
    }

    fn negation(&mut self) -> Parsed {
        let start = self.cursor.span().start;
        if !self.cursor.eat_word("not") {
            return self.comparison();
        }
        let negated = self.nested(Self::negation)?;
        Ok(Node { kind: NodeKind::Not(Box::new(negated)), span: start..self.cursor.end() })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.primary()?;
        let Some(operator) = self.operator()? else { return Ok(left) };
        let right = self.primary()?;
        let (start, end) = (left.span.start, self.cursor.end());
        let second = self.cursor.span();
        if self.operator()?.is_some() {
            let fault = Fault::error(second, "comparisons cannot be chained");
            return Err(fault.with_help("write `a < b and b < c`"));
        }
        Ok(Node { kind: NodeKind::Compare(Box::new(left), operator, Box::new(right)), span: start..end })
    }

    fn operator(&mut self) -> Result<Option<Operator>, Fault> {
        let operator = match self.cursor.peek() {
            Token::Symbol("==") => Operator::Equal,
            Token::Symbol("!=") => Operator::NotEqual,
            Token::Symbol("<") => Operator::Less,
            Token::Symbol("<=") => Operator::LessOrEqual,
            Token::Symbol(">") => Operator::Greater,
            Token::Symbol(">=") => Operator::GreaterOrEqual,
            Token::Name(word) if word == "in" => Operator::In,
            Token::Name(word) if word == "is" => {
                self.cursor.advance();
                let negated = self.cursor.eat_word("not");
                return Ok(Some(if negated { Operator::IsNot } else { Operator::Is }));
            }
            Token::Name(word) if word == "not" => {
                self.cursor.advance();
                if !self.cursor.eat_word("in") {
                    return Err(self.unexpected("`in` after `not`"));
                }
                return Ok(Some(Operator::NotIn));
            }
            _ => return Ok(None),
        };
        self.cursor.advance();
        Ok(Some(operator))
    }

    fn primary(&mut self) -> Parsed {
        let span = self.cursor.span();
        let start = span.start;
        match self.cursor.peek().clone() {
            Token::Int(number) => {
                self.cursor.advance();
                Ok(Node { kind: NodeKind::Int(number), span })
            }
            Token::Text(text) => {
                self.cursor.advance();
                Ok(Node { kind: NodeKind::Text(text), span })
            }
            Token::Symbol("-") => {
                self.cursor.advance();
                let Token::Int(number) = *self.cursor.peek() else {
                    return Err(self.unexpected("a whole number after `-`"));
                };
                self.cursor.advance();
                Ok(Node { kind: NodeKind::Int(-number), span: start..self.cursor.end() })
            }
            Token::Symbol("(") => self.nested(|parser| parser.bracketed(")")),
            Token::Symbol("[") => self.nested(|parser| parser.bracketed("]")),
            Token::Name(word) => match word.as_str() {
                "True" | "true" | "False" | "false" => {
                    self.cursor.advance();
                    Ok(Node { kind: NodeKind::Bool(word == "True" || word == "true"), span })
                }
                "None" => {
                    self.cursor.advance();
                    Ok(Node { kind: NodeKind::None, span })
                }
                _ => self.path(),
            },
            _ => Err(self.unexpected("an attribute, a constant or `(`")),
        }
    }

    /// `(a)` is `a`; with a comma, or in square brackets, it is a tuple.
    fn bracketed(&mut self, close: &'static str) -> Parsed {
        let start = self.cursor.span().start;
        self.cursor.advance();
        let mut items = Vec::new();
        let mut is_tuple = close == "]";
        while !self.cursor.eat(close) {
            let item = self.item()?;
            let is_generator = matches!(item.kind, NodeKind::Generator(_));
            items.push(item);
            if is_generator || !self.cursor.eat(",") {
                self.expect(close)?;
                if is_generator {
                    return Ok(items.remove(0));
                }
                break;
            }
            is_tuple = true;
        }
        if items.len() == 1 && !is_tuple {
            return Ok(Node { span: start..self.cursor.end(), ..items.remove(0) });
        }
        Ok(Node { kind: NodeKind::Tuple(items), span: start..self.cursor.end() })
    }

    /// An expression, or a generator if `for` follows.
    fn item(&mut self) -> Parsed {
        let body = self.disjunction()?;
        if !self.cursor.eat_word("for") {
            return Ok(body);
        }
        let start = body.span.start;
        let variable = self.name()?;
        if !self.cursor.eat_word("in") {
            return Err(self.unexpected("`in`"));
        }
        let list = self.disjunction()?;
        let filter = if self.cursor.eat_word("if") { Some(self.disjunction()?) } else { None };
        if self.cursor.is_word("for") || self.cursor.is_word("if") {
            let fault = Fault::error(self.cursor.span(), "a generator has one `for` and one `if`");
            return Err(fault.with_help("nest them: `any(any(… for d in f.data) for f in target.inputs)`"));
        }
        let generator = Generator { body, variable, list, filter };
        Ok(Node { kind: NodeKind::Generator(Box::new(generator)), span: start..self.cursor.end() })
    }

    fn name(&mut self) -> Result<Name, Fault> {
        let span = self.cursor.span();
        match self.cursor.peek() {
            Token::Name(word) if !RESERVED.contains(&word.as_str()) => {
                let text = word.clone();
                self.cursor.advance();
                Ok(Name { text, span })
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    fn path(&mut self) -> Parsed {
        let start = self.cursor.span().start;
        let mut names = vec![self.name()?];
        while self.cursor.eat(".") {
            names.push(self.name()?);
        }
        if !self.cursor.eat("(") {
            return Ok(Node { kind: NodeKind::Path(names), span: start..self.cursor.end() });
        }
        self.nested(|parser| {
            let mut arguments = Vec::new();
            while !parser.cursor.eat(")") {
                arguments.push(parser.item()?);
                if !parser.cursor.eat(",") {
                    parser.expect(")")?;
                    break;
                }
            }
            Ok(Node { kind: NodeKind::Call(names, arguments), span: start..parser.cursor.end() })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tree, in a short notation.
    fn show(node: &Node) -> String {
        let path = |names: &[Name]| names.iter().map(|it| it.text.clone()).collect::<Vec<_>>().join(".");
        let list = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(", ");
        match &node.kind {
            NodeKind::Bool(it) => it.to_string(),
            NodeKind::None => "none".into(),
            NodeKind::Int(it) => it.to_string(),
            NodeKind::Text(it) => format!("{it:?}"),
            NodeKind::Path(names) => path(names),
            NodeKind::Call(names, arguments) => format!("{}({})", path(names), list(arguments)),
            NodeKind::Tuple(items) => format!("[{}]", list(items)),
            NodeKind::Not(it) => format!("!{}", show(it)),
            NodeKind::And(parts) => format!("and({})", list(parts)),
            NodeKind::Or(parts) => format!("or({})", list(parts)),
            NodeKind::Compare(left, operator, right) => format!("{operator:?}({}, {})", show(left), show(right)),
            NodeKind::Generator(it) => {
                let filter = it.filter.as_ref().map(|it| format!(" | {}", show(it))).unwrap_or_default();
                format!("{{{} : {} <- {}{filter}}}", show(&it.body), it.variable.text, show(&it.list))
            }
        }
    }

    fn check(text: &str, expected: &str) {
        let shown = match parse(text) {
            Ok(node) => show(&node),
            Err(fault) => format!("{}..{} {}", fault.range.start, fault.range.end, fault.message),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn operators_bind_as_in_python() {
        check("a or b and not c == 1", "or(a, and(b, !Equal(c, 1)))");
        check("(a or b) and c", "and(or(a, b), c)");
        check("not a is not None", "!IsNot(a, none)");
        check("a.b not in ('x', \"y\",)", "NotIn(a.b, [\"x\", \"y\"])");
        check("a in [-1]", "In(a, [-1])");
        check("() in (a,)", "In([], [a])");
        check("true and False", "and(true, false)");
    }

    #[test]
    fn generators_and_calls_nest() {
        check("any(d.x for d in t.data if d.y)", "any({d.x : d <- t.data | d.y})");
        check("len([d for d in t.data]) > 2", "Greater(len({d : d <- t.data}), 2)");
        check("any(any(d for d in f.data) for f in t.inputs)", "any({any({d : d <- f.data}) : f <- t.inputs})");
        check("t.one_of(A, B,)", "t.one_of(A, B)");
    }

    #[test]
    fn mistakes_are_named_where_they_are() {
        check("", "0..0 the condition is empty");
        check("a b", "2..3 expected `and`, `or` or the end of the condition, found `b`");
        check("a = 1", "2..3 `=` is not part of the condition language");
        check("a && b", "2..4 `&&` is not part of the condition language");
        check("a < b < c", "6..7 comparisons cannot be chained");
        check("a + 1", "2..3 `+` is not part of the condition language");
        check("a[0]", "1..2 expected `and`, `or` or the end of the condition, found `[`");
        check("'abc", "0..4 this text has no closing '");
        check("12ab", "0..4 `12ab` is not a whole number");
        check("a and", "5..5 expected an attribute, a constant or `(`, found the end of the condition");
        check("a if b else c", "2..4 expected `and`, `or` or the end of the condition, found `if`");
        check("any(x for d in a for e in b)", "17..20 a generator has one `for` and one `if`");
        check("é ° b", "3..5 unexpected character `°`");
    }

    #[test]
    fn depth_and_length_are_limited() {
        for text in
            ["(".repeat(60_000), "not ".repeat(15_000), "any(".repeat(15_000), "a[".repeat(2), "x.".repeat(30_000)]
        {
            assert!(parse(&text).is_err());
        }
        check(&format!("{}a{}", "(".repeat(64), ")".repeat(64)), "a");
        check(&format!("{}a{}", "(".repeat(65), ")".repeat(65)), "64..65 this is nested more than 64 deep");
        assert!(parse(&"a".repeat(MAX_LENGTH + 1)).is_err());
        assert!(parse(&format!("a{}", " or a".repeat(10_000))).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            let _ = parse(&text);
        }

        #[test]
        fn no_words_panic(words in prop::collection::vec(prop::sample::select(vec![
            "and", "or", "not", "in", "is", "for", "if", "any", "(", ")", "[", "]", ",", ".", "==", "<", "a", "1", "-", "'x'", "None",
        ]), 0..30)) {
            let text = words.join(" ");
            if let Ok(node) = parse(&text) {
                prop_assert!(text.get(node.span.clone()).is_some());
            }
        }
    }
}
