//! The grammar of marks: what stands in the parentheses of `#[sink(Sql)]`, as statements of the taint analysis.
//!
//! ```
//! use tm_schema::{MarkPlace, MarkToken, mark_statements};
//!
//! let sql = MarkToken::Word("Sql".to_owned());
//! let mut faults = Vec::new();
//! let statements = mark_statements("sink", &[sql], &MarkPlace::Parameter(2), &mut faults);
//! assert_eq!(statements, ["sink Sql 2"]);
//! ```
//!
//! Marks stand in the user's code, which the macros read while it is compiled, and in model files, which the taint analysis
//! reads. Neither can depend on the other, so both hand their tokens over as the plain ones here.

/// The names of marks.
pub const MARKS: [&str; 6] = ["source", "sink", "sanitize", "flow", "calls", "taint"];

/// One token between the parentheses of a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkToken {
    /// An identifier or keyword.
    Word(String),
    /// A number or another literal.
    Literal(String),
    /// One character.
    Punctuation(char),
    /// An opening bracket: `(`, `[` or `{`.
    Open(char),
    /// A closing bracket.
    Close(char),
}

/// What a mark stands on.
#[derive(Clone, Copy, Debug)]
pub enum MarkPlace<'a> {
    /// A function with these parameters: their names, empty where one has none.
    Function(&'a [String]),
    /// A parameter, by its number from one.
    Parameter(usize),
    /// The same, where the others are known by name.
    ParameterOf(usize, &'a [String]),
    /// A field.
    Field,
    /// A struct, enum or union.
    Type,
    /// A static or constant.
    Static,
    /// A block of members.
    Block,
}

impl MarkPlace<'_> {
    fn names(&self) -> &[String] {
        match self {
            MarkPlace::Function(names) | MarkPlace::ParameterOf(_, names) => names,
            _ => &[],
        }
    }

    fn number(&self) -> Option<usize> {
        match self {
            MarkPlace::Parameter(number) | MarkPlace::ParameterOf(number, _) => Some(*number),
            _ => None,
        }
    }

    fn is_function(&self) -> bool {
        matches!(self, MarkPlace::Function(_))
    }
}

/// A mistake in a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkFault {
    /// The number of the token that is wrong; nothing where it is the mark as a whole.
    pub token: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// The name that was written, and those that would have been right, where one may be misspelt.
    pub unknown: Option<(String, Vec<String>)>,
}

/// What a mark says where it stands.
pub fn mark_statements(
    mark: &str,
    tokens: &[MarkToken],
    place: &MarkPlace<'_>,
    faults: &mut Vec<MarkFault>,
) -> Vec<String> {
    let mut reader = Reader { mark, tokens, next: 0, place, faults };
    match reader.mark() {
        Ok(statements) => statements,
        Err(fault) => {
            faults.push(fault);
            Vec::new()
        }
    }
}

struct Reader<'r> {
    mark: &'r str,
    tokens: &'r [MarkToken],
    next: usize,
    place: &'r MarkPlace<'r>,
    faults: &'r mut Vec<MarkFault>,
}

type Read<T> = Result<T, MarkFault>;

impl Reader<'_> {
    fn mark(&mut self) -> Read<Vec<String>> {
        match (self.mark, self.place) {
            ("taint", _) => self.taint(),
            (_, MarkPlace::Block) => self.refused("this goes on a member; `#[taint]` is what goes here"),
            ("source", _) => self.source(),
            ("sink", _) => self.sink(),
            ("sanitize", _) => self.sanitize(),
            ("flow", MarkPlace::Function(_)) => self.flows(),
            ("calls", MarkPlace::ParameterOf(number, _)) => self.calls(*number),
            ("calls", _) => self.refused("a parameter is called: `#[calls]` goes on one"),
            (..) => self.refused("only a function says `flow`"),
        }
    }

    /// One mistake, and nothing further of the same mark.
    fn refused(&self, message: &str) -> Read<Vec<String>> {
        Err(self.whole(message))
    }

    /// `taint`, `taint(opaque)`, `taint(trust)`. A type that is opaque brings nothing along where its values are handed over.
    fn taint(&mut self) -> Read<Vec<String>> {
        const WORDS: [&str; 2] = ["opaque", "trust"];
        let mut statements = Vec::new();
        while !self.is_at_end() {
            let (at, word) = self.word("`opaque` or `trust`")?;
            if !WORDS.contains(&word.as_str()) {
                let message = format!("`{word}` is none of `opaque`, `trust`");
                self.unknown(at, message, word, WORDS.map(str::to_owned).to_vec());
            } else if self.place.is_function() || word == "opaque" && matches!(self.place, MarkPlace::Type) {
                statements.push(word);
            } else {
                self.fault(at, format!("only a function is `{word}`"));
            }
            self.comma()?;
        }
        Ok(statements)
    }

    /// `source(Http, Cookie)`, and of a function `source(Http => *buffer)`: where it is, if not in the result.
    fn source(&mut self) -> Read<Vec<String>> {
        let own = match self.place.number() {
            Some(number) => number.to_string(),
            None => "return".to_owned(),
        };
        let mut statements = Vec::new();
        while !self.is_at_end() {
            let (_, kind) = self.word("a kind")?;
            let port = if self.take_arrow("=>") || self.take_arrow("->") {
                if !self.place.is_function() {
                    return Err(self.at(self.next - 1, "only a function says where its source is"));
                }
                self.port()?
            } else {
                Some(own.clone())
            };
            statements.extend(port.map(|port| format!("source {kind} => {port}")));
            self.comma()?;
        }
        if statements.is_empty() && self.tokens.is_empty() { Err(self.without_kind()) } else { Ok(statements) }
    }

    /// Of a function: of all its parameters but `self`, or with `return` of its result.
    fn sink(&mut self) -> Read<Vec<String>> {
        let mut returns = None;
        let mut kinds = Vec::new();
        while !self.is_at_end() {
            let (at, word) = self.word("a kind")?;
            if word == "return" {
                returns = Some(at);
            } else {
                kinds.push(word);
            }
            self.comma()?;
        }
        if kinds.is_empty() {
            return Err(self.without_kind());
        }
        let ports: Vec<String> = match (self.place, returns) {
            (MarkPlace::Function(_), Some(_)) => vec!["return".to_owned()],
            (MarkPlace::Function(names), None) => {
                let own = usize::from(names.first().is_some_and(|it| it == "self"));
                if names.len() == own {
                    return self.refused(
                        "the function has no parameter that could reach a sink; `return` makes its result one",
                    );
                }
                (1 + own..=names.len()).map(|it| it.to_string()).collect()
            }
            (_, Some(at)) => return Err(self.at(at, "only a function has a result")),
            (place, None) => vec![place.number().unwrap_or(1).to_string()],
        };
        Ok(kinds.iter().flat_map(|kind| ports.iter().map(move |port| format!("sink {kind} {port}"))).collect())
    }

    /// `sanitize`, `sanitize(sources(A), sinks(B, C), return)`.
    fn sanitize(&mut self) -> Read<Vec<String>> {
        const WORDS: [&str; 4] = ["sources", "sinks", "flow", "return"];
        if !self.place.is_function() && self.place.number().is_none() {
            return self.refused("only a function or a parameter sanitizes");
        }
        let mut statement = "sanitize".to_owned();
        let mut port = self.place.number().map(|number| number.to_string());
        while !self.is_at_end() {
            let (at, word) = self.word("`sources(…)`, `sinks(…)`, `flow`, `return` or a parameter")?;
            let number = self.place.names().iter().position(|it| *it == word).map(|index| index + 1);
            let named = match word.as_str() {
                "sources" | "sinks" => {
                    let kinds = self.kinds(&word)?;
                    statement = format!("{statement} {word} {}", kinds.join(" "));
                    None
                }
                "return" | "flow" if self.place.is_function() => Some(word.clone()),
                "return" | "flow" => return Err(self.at(at, "only one port is sanitized here")),
                _ if number.is_some() => number.map(|it| it.to_string()),
                _ => {
                    // What stands in parentheses behind it is not a second mistake.
                    self.skip_group();
                    let known = WORDS.iter().map(|it| (*it).to_owned()).chain(self.place.names().iter().cloned());
                    let message =
                        format!("`{word}` is neither `sources(…)`, `sinks(…)`, `flow`, `return` nor a parameter");
                    self.unknown(at, message, word.clone(), known.collect());
                    None
                }
            };
            if let Some(named) = named {
                if port.is_some() {
                    self.fault(at, "only one port is sanitized here".to_owned());
                }
                port = Some(named);
            }
            self.comma()?;
        }
        let port = port.map_or(String::new(), |port| format!(" {port}"));
        Ok(vec![statement + &port])
    }

    /// `flow(a -> return, *self => return.0)`.
    fn flows(&mut self) -> Read<Vec<String>> {
        if self.tokens.is_empty() {
            return self.refused("`flow` says from where to where: `flow(name -> return)`");
        }
        let mut statements = Vec::new();
        while !self.is_at_end() {
            let from = self.port()?;
            let arrow = self.arrow()?;
            let to = self.port()?;
            if let (Some(from), Some(to)) = (from, to) {
                statements.push(format!("{from} {arrow} {to}"));
            }
            self.comma()?;
        }
        Ok(statements)
    }

    /// `calls`, `calls(list[..])`, `calls(list[..] -> return::Some.0)`, `calls(source(UserInput))`, `calls(await -> return)`.
    fn calls(&mut self, number: usize) -> Read<Vec<String>> {
        let mut arguments = Vec::new();
        let mut sources = Vec::new();
        let mut is_future = false;
        let mut to = None;
        while !self.is_at_end() {
            if let Some(arrow) = ["=>", "->"].into_iter().find(|it| self.take_arrow(it)) {
                to = self.port()?.map(|port| format!(" {arrow} {port}"));
                break;
            }
            match (self.tokens.get(self.next), self.tokens.get(self.next + 1)) {
                (Some(MarkToken::Word(word)), Some(MarkToken::Open('('))) if word == "source" => {
                    self.next += 1;
                    sources.extend(self.kinds("source")?);
                }
                (Some(MarkToken::Word(word)), _) if word == "await" => {
                    self.next += 1;
                    is_future = true;
                }
                _ => arguments.extend(self.port()?),
            }
            if !self.is_at_arrow() {
                self.comma()?;
            }
        }
        if !self.is_at_end() {
            return Err(self.at(self.next, "nothing follows where the result goes"));
        }
        if is_future {
            let to = to.ok_or_else(|| self.whole("say where goes what the future gives: `calls(await -> return)`"))?;
            return Ok(vec![format!("poll {number}{to}")]);
        }
        if !sources.is_empty() {
            return Ok(sources.iter().map(|kind| format!("handle {kind} {number}")).collect());
        }
        Ok(vec![format!("call {number}({}){}", arguments.join(", "), to.unwrap_or_default())])
    }

    /// `(Kind, Kind)`: at least one.
    fn kinds(&mut self, word: &str) -> Read<Vec<String>> {
        if self.tokens.get(self.next) != Some(&MarkToken::Open('(')) {
            return Err(self.at(self.next, format!("expected `{word}(Kind, …)`")));
        }
        self.next += 1;
        let mut kinds = Vec::new();
        while !matches!(self.tokens.get(self.next), Some(MarkToken::Close(_)) | None) {
            kinds.push(self.word("a kind")?.1);
            self.comma()?;
        }
        self.next += 1;
        if kinds.is_empty() { Err(self.without_kind()) } else { Ok(kinds) }
    }

    /// `name`, `*name`, `self.0`, `return::Some.0`, `name[..]`.
    fn port(&mut self) -> Read<Option<String>> {
        let mut derefs = String::new();
        while self.take('*') {
            derefs.push_str(".*");
        }
        let (at, root) = self.word("a parameter or `return`")?;
        let mut steps = String::new();
        loop {
            if self.take('.') {
                match self.tokens.get(self.next) {
                    // `.0.1` is a number with a point to the lexer.
                    Some(MarkToken::Literal(number)) if number.starts_with(|it: char| it.is_ascii_digit()) => {
                        steps.push_str(&format!(".{number}"));
                        self.next += 1;
                    }
                    _ => steps.push_str(&format!(".{}", self.word("a field")?.1)),
                }
            } else if self.take_arrow("::") {
                steps.push_str(&format!(".{}", self.word("a variant")?.1));
            } else if self.tokens.get(self.next) == Some(&MarkToken::Open('[')) {
                let point = MarkToken::Punctuation('.');
                let expected = [&point, &point, &MarkToken::Close(']')];
                let found = self.tokens.get(self.next + 1..self.next + 4);
                if !found.is_some_and(|found| found.iter().eq(expected)) {
                    return Err(self.at(self.next + 1, "write `[..]`: all elements are one place"));
                }
                self.next += 4;
                steps.push_str(".elem");
            } else {
                break;
            }
        }
        let known = self.place.names();
        let root = match known.iter().position(|name| *name == root) {
            _ if root == "return" => root,
            Some(index) => (index + 1).to_string(),
            None => {
                let known = known.iter().filter(|it| !it.is_empty()).cloned().collect();
                self.unknown(at, format!("`{root}` is no parameter of the function, nor `return`"), root, known);
                return Ok(None);
            }
        };
        Ok(Some(format!("{root}{derefs}{steps}")))
    }

    fn arrow(&mut self) -> Read<&'static str> {
        let found = ["=>", "->"].into_iter().find(|it| self.take_arrow(it));
        found.ok_or_else(|| self.at(self.next, "expected `->` (something made of it) or `=>` (the value itself)"))
    }

    fn is_at_arrow(&self) -> bool {
        ["=>", "->"].iter().any(|it| self.starts_with(it))
    }

    fn starts_with(&self, arrow: &str) -> bool {
        let expected = arrow.chars().map(MarkToken::Punctuation);
        self.tokens[self.next.min(self.tokens.len())..].iter().take(2).cloned().eq(expected)
    }

    fn take_arrow(&mut self, arrow: &str) -> bool {
        let is_next = self.starts_with(arrow);
        self.next += if is_next { 2 } else { 0 };
        is_next
    }

    fn take(&mut self, character: char) -> bool {
        let is_next = self.tokens.get(self.next) == Some(&MarkToken::Punctuation(character))
            && !(character == '.' && self.starts_with(".."));
        self.next += usize::from(is_next);
        is_next
    }

    fn skip_group(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.get(self.next) {
            match token {
                MarkToken::Open(_) => depth += 1,
                MarkToken::Close(_) => depth = depth.saturating_sub(1),
                _ if depth == 0 => return,
                _ => {}
            }
            self.next += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn comma(&mut self) -> Read<()> {
        if self.take(',') || matches!(self.tokens.get(self.next), None | Some(MarkToken::Close(_))) {
            return Ok(());
        }
        Err(self.at(self.next, "expected `,`"))
    }

    fn word(&mut self, wanted: &str) -> Read<(usize, String)> {
        match self.tokens.get(self.next) {
            Some(MarkToken::Word(word)) => {
                self.next += 1;
                Ok((self.next - 1, word.clone()))
            }
            _ => Err(self.at(self.next, format!("expected {wanted}"))),
        }
    }

    fn is_at_end(&self) -> bool {
        self.next >= self.tokens.len()
    }

    fn at(&self, token: usize, message: impl Into<String>) -> MarkFault {
        let token = Some(token).filter(|it| *it < self.tokens.len());
        MarkFault { token, message: message.into(), unknown: None }
    }

    fn whole(&self, message: &str) -> MarkFault {
        MarkFault { token: None, message: message.to_owned(), unknown: None }
    }

    fn without_kind(&self) -> MarkFault {
        self.whole(&format!("`{}` names a kind: `{}(UserInput)`", self.mark, self.mark))
    }

    fn fault(&mut self, token: usize, message: String) {
        let fault = self.at(token, message);
        self.faults.push(fault);
    }

    fn unknown(&mut self, token: usize, message: String, name: String, known: Vec<String>) {
        self.faults.push(MarkFault { token: Some(token), message, unknown: Some((name, known)) });
    }
}
