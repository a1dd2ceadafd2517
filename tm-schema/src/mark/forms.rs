//! The forms of marks: what each says, and where.

use super::{CALLS, Form, MarkFault, MarkPlace, Read};
use crate::Token;

impl Form<'_> {
    pub(super) fn statements(&mut self) -> Read<Vec<String>> {
        match (self.mark, self.place) {
            ("taint", _) => self.taint(),
            (_, MarkPlace::Block) => refused("this goes on a member; `#[taint]` is what goes here"),
            ("source", _) => self.source(),
            ("sink", _) => self.sink(),
            ("sanitize", _) => self.sanitize(),
            (CALLS, MarkPlace::Parameter(number, _)) => self.calls(*number),
            (CALLS, _) => refused("a parameter is called: `#[calls]` goes on one"),
            (_, MarkPlace::Function(_)) => self.flows(),
            (..) => refused("only a function says `flow`: write it on the functions that data goes through"),
        }
    }

    /// `taint`, `taint(opaque)`, `taint(trust)`, `taint(no_dyn_join)`. A type that is opaque brings nothing along where its values are
    /// handed over.
    fn taint(&mut self) -> Read<Vec<String>> {
        const WORDS: [&str; 3] = ["opaque", "trust", "no_dyn_join"];
        let mut statements = Vec::new();
        while !self.tokens.is_empty() {
            let (at, word) = self.tokens.word("`opaque`, `trust` or `no_dyn_join`")?;
            if !WORDS.contains(&word.as_str()) {
                let message = format!("`{word}` is none of `opaque`, `trust`, `no_dyn_join`");
                self.unknown(at, message, word, WORDS.map(str::to_owned).to_vec());
            } else {
                match self.place {
                    MarkPlace::Function(names)
                        if word == "no_dyn_join" && names.first().is_none_or(|it| it != "self") =>
                    {
                        self.fault(at, "only a method of a trait is called on `dyn`");
                    }
                    MarkPlace::Function(_) | MarkPlace::Block => statements.push(word),
                    MarkPlace::ForeignType if word == "opaque" => statements.push(word),
                    _ => self.fault(at, format!("only a function is `{word}`, or all of a block")),
                }
            }
            self.tokens.comma()?;
        }
        Ok(statements)
    }

    /// `source(Http, Cookie, via(header))`, `source(Http, path = "_.0")`, and of a function `source(Http => *buffer)`: where it
    /// is, if not in the result; of a type `source(Http => parameter)`: of each function that has a parameter of it.
    fn source(&mut self) -> Read<Vec<String>> {
        let own = self.place.number().map_or("return".to_owned(), |number| number.to_string());
        let mut found: Vec<(String, Option<String>)> = Vec::new();
        let mut way = None;
        let mut features = Vec::new();
        while !self.tokens.is_empty() {
            if let Some(path) = self.path()? {
                way = Some(path);
            } else if self.is_group("via") {
                features.extend(self.features()?);
            } else {
                let (_, kind) = self.tokens.word("a kind")?;
                let at = self.tokens.position();
                if self.tokens.arrow().is_none() {
                    found.push((kind, None));
                } else if self.place.is_function() {
                    found.extend(self.port()?.map(|port| (kind, Some(port))));
                } else if matches!(self.place, MarkPlace::Type | MarkPlace::ForeignType)
                    && self.tokens.is_word("parameter")
                {
                    self.tokens.skip();
                    found.push((kind, Some("1".to_owned())));
                } else {
                    return Err(self.tokens.fault_at(at, "only a function says where its source is"));
                }
            }
            self.tokens.comma()?;
        }
        if let (Some((at, _)), true) = (&way, found.iter().any(|(_, port)| port.is_some())) {
            return Err(self.tokens.fault_at(*at, "`=>` has said where it is"));
        }
        if found.is_empty() && self.faults.is_empty() {
            return Err(self.without_kind());
        }
        let features = behind(&features);
        let own = own + &way.map_or(String::new(), |(_, way)| way);
        let statement = |(kind, port): (String, Option<String>)| {
            format!("source {kind} => {}{features}", port.as_ref().unwrap_or(&own))
        };
        Ok(found.into_iter().map(statement).collect())
    }

    /// Of a function: of all its parameters but `self`, or with `return` of its result. With `where(self is Shell)` it is one alone
    /// where something in that parameter comes from a source of that kind.
    fn sink(&mut self) -> Read<Vec<String>> {
        let mut returns = None;
        let mut given = String::new();
        let mut way = String::new();
        let mut kinds = Vec::new();
        let mut features = Vec::new();
        while !self.tokens.is_empty() {
            if let Some((_, path)) = self.path()? {
                way = path;
            } else if self.is_group("via") {
                features.extend(self.features()?);
            } else if self.is_group("where") {
                given = self.given()?;
            } else {
                let (at, word) = self.tokens.word("a kind")?;
                if word == "return" {
                    returns = Some(at);
                } else {
                    kinds.push(word);
                }
            }
            self.tokens.comma()?;
        }
        if kinds.is_empty() {
            return Err(self.without_kind());
        }
        let ports: Vec<String> = match (self.place, returns) {
            (MarkPlace::Function(_), Some(at)) if !given.is_empty() => {
                return Err(self.tokens.fault_at(at, "`where` goes with a sink that a parameter reaches"));
            }
            (MarkPlace::Function(_), Some(_)) => vec!["return".to_owned()],
            (MarkPlace::Function(names), None) => {
                let own = usize::from(names.first().is_some_and(|it| it == "self"));
                if names.len() == own {
                    return refused(
                        "the function has no parameter that could reach a sink; `return` makes its result one",
                    );
                }
                (1 + own..=names.len()).map(|it| it.to_string()).collect()
            }
            (_, Some(at)) => return Err(self.tokens.fault_at(at, "only a function has a result")),
            (MarkPlace::Constant, None) => {
                return refused("nothing is ever written to a constant: mark what reads it, or make it a static");
            }
            (place, None) => vec![place.number().unwrap_or(1).to_string()],
        };
        let features = behind(&features);
        let statement = |kind: &String| {
            ports.iter().map(|port| format!("sink {kind} {port}{way}{given}{features}")).collect::<Vec<_>>()
        };
        Ok(kinds.iter().flat_map(statement).collect())
    }

    /// `where(self is Shell)` as a statement has it.
    fn given(&mut self) -> Read<String> {
        self.tokens.skip();
        self.tokens.take("(");
        let (at, name) = self.tokens.word("a parameter")?;
        if !self.tokens.is_word("is") {
            return Err(self.tokens.fault("expected `is` and a kind of source: `where(self is Shell)`"));
        }
        self.tokens.skip();
        let (_, kind) = self.tokens.word("a kind of source")?;
        if !self.tokens.take(")") {
            return Err(self.tokens.fault("expected `)`: a sink depends on one parameter"));
        }
        if !matches!(self.place, MarkPlace::Function(_) | MarkPlace::Parameter(..)) {
            return Err(self.tokens.fault_at(at, "only a function has parameters that a sink may depend on"));
        }
        match self.place.names().iter().position(|it| *it == name) {
            Some(index) => Ok(format!(" where {} is {kind}", index + 1)),
            None => {
                let known = self.place.names().iter().filter(|it| !it.is_empty()).cloned().collect();
                self.unknown(at, format!("`{name}` is no parameter of the function"), name, known);
                Ok(String::new())
            }
        }
    }

    /// `sanitize`, `sanitize(sources(A), sinks(B, C))`, and of a function `sanitize(sinks(B), return)`.
    fn sanitize(&mut self) -> Read<Vec<String>> {
        const WORDS: [&str; 4] = ["sources", "sinks", "flow", "return"];
        if !matches!(self.place, MarkPlace::Function(_) | MarkPlace::Parameter(..) | MarkPlace::Field) {
            return refused(
                "only a function, a parameter or a field sanitizes: write it on the function that makes the value harmless",
            );
        }
        let mut statement = "sanitize".to_owned();
        let mut port = self.place.number().map(|number| number.to_string());
        while !self.tokens.is_empty() {
            let (at, word) = self.tokens.word("`sources(…)`, `sinks(…)`, `flow`, `return` or a parameter")?;
            // A parameter's own mark speaks of no other.
            let names = if self.place.is_function() { self.place.names() } else { &[] };
            let number = names.iter().position(|it| *it == word).map(|index| index + 1);
            let named = match word.as_str() {
                "sources" | "sinks" => {
                    let kinds = self.kinds(&word)?;
                    statement = format!("{statement} {word} {}", kinds.join(" "));
                    None
                }
                "return" | "flow" => Some(word),
                _ if number.is_some() => number.map(|it| it.to_string()),
                _ => {
                    // What stands in parentheses behind it is not a second mistake.
                    self.tokens.skip_group();
                    let known = WORDS.iter().map(|it| (*it).to_owned()).chain(names.iter().cloned()).collect();
                    let message =
                        format!("`{word}` is neither `sources(…)`, `sinks(…)`, `flow`, `return` nor a parameter");
                    self.unknown(at, message, word, known);
                    None
                }
            };
            if let Some(named) = named {
                match self.place {
                    MarkPlace::Field => self.fault(at, "a field is sanitized as a whole"),
                    _ if port.is_some() => self.fault(at, "only one port is sanitized here"),
                    _ => {}
                }
                port = Some(named);
            }
            self.tokens.comma()?;
        }
        let port = port.map_or(String::new(), |port| format!(" {port}"));
        Ok(vec![statement + &port])
    }

    /// `flow(a -> return, *self => return.0, via(decoded))`.
    fn flows(&mut self) -> Read<Vec<String>> {
        let mut statements = Vec::new();
        let mut features = Vec::new();
        while !self.tokens.is_empty() {
            if self.is_group("via") {
                features.extend(self.features()?);
                self.tokens.comma()?;
                continue;
            }
            let from = self.port()?;
            let arrow = self
                .tokens
                .arrow()
                .ok_or_else(|| self.tokens.fault("expected `->` (something made of it) or `=>` (the value itself)"))?;
            let to = self.port()?;
            if let (Some(from), Some(to)) = (from, to) {
                statements.push(format!("{from} {arrow} {to}"));
            }
            self.tokens.comma()?;
        }
        if statements.is_empty() && self.faults.is_empty() {
            return refused("`flow` says from where to where: `flow(name -> return)`");
        }
        let features = behind(&features);
        Ok(statements.into_iter().map(|it| it + &features).collect())
    }

    /// `calls`, `calls(list[..])`, `calls(list[..] -> return::Some.0)`, `calls(source(UserInput))`, `calls(await -> return)`, each
    /// with `via(hook)` for what passes there.
    fn calls(&mut self, number: usize) -> Read<Vec<String>> {
        let mut arguments = Vec::new();
        let mut sources = Vec::new();
        let mut features = Vec::new();
        let mut is_future = false;
        let mut to = None;
        while !self.tokens.is_empty() {
            if let Some(arrow) = self.tokens.arrow() {
                to = self.port()?.map(|port| format!(" {arrow} {port}"));
                self.tokens.comma()?;
                while self.is_group("via") {
                    features.extend(self.features()?);
                    self.tokens.comma()?;
                }
                break;
            }
            if self.is_group("via") {
                features.extend(self.features()?);
            } else if self.is_group("source") {
                self.tokens.skip();
                sources.extend(self.kinds("source")?);
            } else if self.tokens.is_word("await") {
                self.tokens.skip();
                is_future = true;
            } else {
                arguments.extend(self.port()?);
            }
            if !self.tokens.is_at_arrow() {
                self.tokens.comma()?;
            }
        }
        if !self.tokens.is_empty() {
            return Err(self.tokens.fault("nothing but `via(…)` follows where the result goes"));
        }
        if !features.is_empty() && arguments.is_empty() && sources.is_empty() && to.is_none() && self.faults.is_empty()
        {
            return refused("`via` names what passes here: say what it is called with, or where its result goes");
        }
        let features = behind(&features);
        if is_future {
            let to =
                to.ok_or_else(|| MarkFault::whole("say where goes what the future gives: `calls(await -> return)`"))?;
            return Ok(vec![format!("poll {number}{to}{features}")]);
        }
        if !sources.is_empty() {
            return Ok(sources.iter().map(|kind| format!("handle {kind} {number}{features}")).collect());
        }
        Ok(vec![format!("call {number}({}){}{features}", arguments.join(", "), to.unwrap_or_default())])
    }

    /// `(Kind, Kind)`: at least one.
    fn kinds(&mut self, word: &str) -> Read<Vec<String>> {
        if !self.tokens.take("(") {
            return Err(self.tokens.fault(format!("expected `{word}(Kind, …)`")));
        }
        let mut kinds = Vec::new();
        while !self.tokens.is_empty() && !self.tokens.is(")") {
            kinds.push(self.tokens.word("a kind")?.1);
            self.tokens.comma()?;
        }
        self.tokens.take(")");
        if kinds.is_empty() { Err(self.without_kind()) } else { Ok(kinds) }
    }

    /// Whether a word comes next with parentheses behind it.
    fn is_group(&self, word: &str) -> bool {
        self.tokens.is_word(word) && self.tokens.peek_behind(1) == Some(&Token::Mark('('))
    }

    /// `via(name, name)`: at least one, none of them twice.
    fn features(&mut self) -> Read<Vec<String>> {
        let (at, _) = self.tokens.word("`via(…)`")?;
        self.tokens.take("(");
        let mut names: Vec<String> = Vec::new();
        while !self.tokens.is_empty() && !self.tokens.is(")") {
            let (at, name) = self.tokens.word("the name of a feature")?;
            if names.contains(&name) {
                self.fault(at, format!("`{name}` stands here a second time"));
            }
            names.push(name);
            self.tokens.comma()?;
        }
        self.tokens.take(")");
        if names.is_empty() {
            return Err(self.tokens.fault_at(at, "`via` names a feature, which issues then have: `via(header)`"));
        }
        Ok(names)
    }

    fn without_kind(&self) -> MarkFault {
        MarkFault::whole(format!("`{}` names a kind: `{}(UserInput)`", self.mark, self.mark))
    }

    /// A mistake behind which the mark is read on.
    pub(super) fn fault(&mut self, token: usize, message: impl Into<String>) {
        self.faults.push(self.tokens.fault_at(token, message));
    }

    /// The same, of a name that may be misspelt.
    pub(super) fn unknown(&mut self, token: usize, message: String, name: String, known: Vec<String>) {
        self.faults.push(MarkFault { token: Some(token), message, unknown: Some((name, known)) });
    }
}

/// Features as they stand behind a statement.
fn behind(features: &[String]) -> String {
    if features.is_empty() { String::new() } else { format!(" via {}", features.join(" ")) }
}

/// A mistake of the mark as a whole.
fn refused(message: &str) -> Read<Vec<String>> {
    Err(MarkFault::whole(message))
}
