//! One mark: what it may say where it stands, and that as statements.
//!
//! ```text
//! #[sink(Sql, Log)]  on parameter 2     ──▶  sink Sql 2, sink Log 2
//! #[sanitize(sinks(Html), return)]      ──▶  sanitize sinks Html return
//! #[flow(name -> return, *self => return.0)]
//! ```

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Token, parenthesized, token};

use crate::errors::Errors;
use crate::item::Attribute;
use crate::suggest::{did_you_mean, nearest};

/// The names of marks.
pub(super) const NAMES: [&str; 5] = ["source", "sink", "sanitize", "flow", "taint"];

/// A mark as it is written.
pub(super) struct Mark {
    name: &'static str,
    pub(super) span: Span,
    arguments: TokenStream,
}

/// What a mark stands on.
pub(super) enum Place<'a> {
    /// A function with these parameters: their names, where they have one.
    Function(&'a [Option<Ident>]),
    /// A parameter, by its number from one.
    Parameter(usize),
    /// A field.
    Field,
    /// A struct, enum or union.
    Type,
    /// A static or thread local.
    Static,
    /// A constant.
    Constant,
    /// A block of members.
    Block,
}

impl Mark {
    /// The mark of that name.
    pub(super) fn new(name: &str, span: Span, arguments: TokenStream) -> Option<Mark> {
        let name = NAMES.into_iter().find(|it| *it == name)?;
        Some(Mark { name, span, arguments })
    }

    /// The mark that an attribute is, if it is one: `#[sink(Sql)]`, `#[tm::sink(Sql)]`. `#[source]` and `#[sink]` without
    /// parentheses belong to others.
    pub(super) fn of(attribute: &Attribute) -> Option<Mark> {
        let names: Vec<_> = attribute.path.segments.iter().map(|it| it.ident.to_string()).collect();
        let name = match &names[..] {
            [name] => name,
            [krate, name] if krate == "tm" || krate == "threat_model" => name,
            _ => return None,
        };
        let span = attribute.path.segments.last()?.ident.span();
        let arguments = match attribute.rest.clone().into_iter().next() {
            Some(proc_macro2::TokenTree::Group(group)) => group.stream(),
            Some(_) => return None,
            None if ["source", "sink", "flow"].contains(&name.as_str()) && names.len() == 1 => return None,
            None => TokenStream::new(),
        };
        Mark::new(name, span, arguments)
    }
}

/// What all marks of one thing say, each with its place.
pub(super) fn statements(marks: &[Mark], place: &Place<'_>, errors: &mut Errors) -> Vec<(String, Span)> {
    let mut statements: Vec<(String, Span)> = Vec::new();
    for mark in marks {
        let parser = |input: ParseStream<'_>| mark.statements(input, place, errors);
        let said = match parser.parse2(mark.arguments.clone()) {
            Ok(said) => said,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        for statement in said {
            if statements.iter().any(|(other, _)| *other == statement) {
                errors.at_span(mark.span, format_args!("this says `{statement}` a second time"));
            }
            statements.push((statement, mark.span));
        }
    }
    statements
}

impl Mark {
    fn statements(&self, input: ParseStream<'_>, place: &Place<'_>, errors: &mut Errors) -> syn::Result<Vec<String>> {
        match (self.name, place) {
            ("taint", _) => self.taint(input, place, errors),
            (_, Place::Block) => {
                errors.at_span(self.span, "this goes on a member; `#[taint]` is what goes here");
                Ok(rest(input))
            }
            ("source", _) => self.source(input, place, errors),
            ("sink", _) => self.sink(input, place, errors),
            ("sanitize", _) => self.sanitize(input, place, errors),
            (_, Place::Function(names)) => flows(input, names, errors),
            (..) => {
                errors.at_span(
                    self.span,
                    "only a function says `flow`: write it on the functions that data goes through",
                );
                Ok(rest(input))
            }
        }
    }

    /// `taint`, `taint(opaque)`, `taint(trust)`.
    fn taint(&self, input: ParseStream<'_>, place: &Place<'_>, errors: &mut Errors) -> syn::Result<Vec<String>> {
        let mut statements = Vec::new();
        for word in Punctuated::<Ident, Token![,]>::parse_terminated(input)? {
            let text = word.to_string();
            match (text.as_str(), place) {
                ("opaque" | "trust", Place::Function(_) | Place::Block) => statements.push(text),
                ("opaque" | "trust", _) => {
                    errors.at(&word, format_args!("only a function is `{text}`, or all of a block"))
                }
                _ => errors.at(
                    &word,
                    format_args!("`{text}` is none of `opaque`, `trust`{}", did_you_mean(&text, ["opaque", "trust"])),
                ),
            }
        }
        Ok(statements)
    }

    /// `Kind, Kind, path = "_.0"`.
    fn source(&self, input: ParseStream<'_>, place: &Place<'_>, errors: &mut Errors) -> syn::Result<Vec<String>> {
        let port = match place {
            Place::Parameter(number) => number.to_string(),
            _ => "return".to_owned(),
        };
        let mut kinds = Vec::new();
        let mut way = String::new();
        while !input.is_empty() {
            match self.path(input, place, errors)? {
                Some(found) => way = found,
                None => kinds.push(input.parse::<Ident>()?),
            }
            comma(input)?;
        }
        if kinds.is_empty() {
            return Err(self.without_kind());
        }
        Ok(kinds.into_iter().map(|kind| format!("source {kind} => {port}{way}")).collect())
    }

    /// The way of `path = "_.0"` as ports have it, where one comes next: `.0`.
    fn path(&self, input: ParseStream<'_>, place: &Place<'_>, errors: &mut Errors) -> syn::Result<Option<String>> {
        if !input.peek2(Token![=]) {
            return Ok(None);
        }
        let word: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        if word != "path" {
            let near = did_you_mean(&word.to_string(), ["path"]);
            return Err(syn::Error::new(word.span(), format!("`{word}` is not known here{near}")));
        }
        let text: syn::LitStr = input.parse()?;
        if !matches!(place, Place::Function(_) | Place::Parameter(_)) {
            errors.at(&text, "a path goes with a function or a parameter: mark the field that you mean");
        }
        let it = [Some(Ident::new("_", text.span()))];
        // What does not begin with `_` is told in our own words.
        let mut of_port = Errors::default();
        let port = text.parse_with(|input: ParseStream<'_>| port(input, &it, &mut of_port))?;
        let way = port.as_deref().and_then(|port| port.strip_prefix('1')).map(str::to_owned);
        if way.is_none() {
            errors.at(&text, "a path begins with `_`, the value itself: `_.0`, `*_`, `_::Some.0`, `_[..]`");
        }
        Ok(Some(way.unwrap_or_default()))
    }

    /// Of a function: of all its parameters but `self`, or with `return` of its result.
    fn sink(&self, input: ParseStream<'_>, place: &Place<'_>, errors: &mut Errors) -> syn::Result<Vec<String>> {
        let mut returns = None;
        let mut way = String::new();
        let mut kinds = Vec::new();
        while !input.is_empty() {
            if input.peek(Token![return]) {
                returns = Some(input.parse::<Token![return]>()?);
            } else if let Some(found) = self.path(input, place, errors)? {
                way = found;
            } else {
                kinds.push(input.parse::<Ident>()?);
            }
            comma(input)?;
        }
        if kinds.is_empty() {
            return Err(self.without_kind());
        }
        let ports: Vec<String> = match (place, returns) {
            (Place::Function(_), Some(_)) => vec!["return".to_owned()],
            (Place::Function(names), None) => {
                let own = names.first().is_some_and(|it| it.as_ref().is_some_and(|name| name == "self"));
                let ports: Vec<_> = (1 + usize::from(own)..=names.len()).map(|it| it.to_string()).collect();
                if ports.is_empty() {
                    errors.at_span(
                        self.span,
                        "the function has no parameter that could reach a sink; `return` makes its result one",
                    );
                }
                ports
            }
            (_, Some(returns)) => {
                errors.at(returns, "only a function has a result");
                Vec::new()
            }
            (Place::Parameter(number), None) => vec![number.to_string()],
            (Place::Constant, None) => {
                errors.at_span(
                    self.span,
                    "nothing is ever written to a constant: mark what reads it, or make it a static",
                );
                Vec::new()
            }
            (_, None) => vec!["1".to_owned()],
        };
        Ok(kinds
            .iter()
            .flat_map(|kind| ports.iter().map(|port| format!("sink {kind} {port}{way}")).collect::<Vec<_>>())
            .collect())
    }

    /// `sanitize`, `sanitize(sources(A), sinks(B, C), return)`.
    fn sanitize(&self, input: ParseStream<'_>, place: &Place<'_>, errors: &mut Errors) -> syn::Result<Vec<String>> {
        const WORDS: [&str; 4] = ["sources", "sinks", "flow", "return"];
        let mut statement = "sanitize".to_owned();
        let mut port = match place {
            Place::Parameter(number) => Some(number.to_string()),
            _ => None,
        };
        while !input.is_empty() {
            let word = input.call(Ident::parse_any)?;
            let text = word.to_string();
            match text.as_str() {
                "sources" | "sinks" => {
                    if !input.peek(token::Paren) {
                        return Err(input.error(format!("expected `{text}(Kind, …)`")));
                    }
                    let content;
                    parenthesized!(content in input);
                    let kinds = self.kinds(&content)?;
                    statement = format!("{statement} {text} {}", kinds.join(" "));
                }
                "return" | "flow" if port.is_none() && matches!(place, Place::Function(_)) => port = Some(text),
                "return" | "flow" => errors.at(&word, "only one port is sanitized here"),
                _ => {
                    let names = match place {
                        Place::Function(names) => names.iter().flatten().map(ToString::to_string).collect(),
                        _ => Vec::new(),
                    };
                    match names.iter().position(|name| *name == text) {
                        Some(index) if port.is_none() => port = Some(number_of(place, &names[index]).to_string()),
                        Some(_) => errors.at(&word, "only one port is sanitized here"),
                        None => {
                            // What stands in parentheses behind it is not a second mistake.
                            if input.peek(token::Paren) {
                                input.parse::<proc_macro2::TokenTree>()?;
                            }
                            let known = WORDS.into_iter().chain(names.iter().map(String::as_str));
                            let near = did_you_mean(&text, known);
                            errors.at(
                                &word,
                                format_args!(
                                    "`{text}` is neither `sources(…)`, `sinks(…)`, `flow`, `return` nor a parameter{near}"
                                ),
                            );
                        }
                    }
                }
            }
            comma(input)?;
        }
        if !matches!(place, Place::Function(_) | Place::Parameter(_)) {
            errors.at_span(
                self.span,
                "only a function or a parameter sanitizes: write it on the function that makes the value harmless",
            );
        }
        let port = port.map_or(String::new(), |port| format!(" {port}"));
        Ok(vec![statement + &port])
    }

    /// `Kind, Kind`: at least one.
    fn kinds(&self, input: ParseStream<'_>) -> syn::Result<Vec<String>> {
        let kinds: Vec<_> = Punctuated::<Ident, Token![,]>::parse_terminated(input)?.into_iter().collect();
        if kinds.is_empty() {
            return Err(self.without_kind());
        }
        Ok(kinds.iter().map(ToString::to_string).collect())
    }

    fn without_kind(&self) -> syn::Error {
        syn::Error::new(self.span, format!("`{}` names a kind: `{}(UserInput)`", self.name, self.name))
    }
}

fn comma(input: ParseStream<'_>) -> syn::Result<()> {
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

/// Reads what is left, so that one mistake is told once.
fn rest(input: ParseStream<'_>) -> Vec<String> {
    let _ = input.parse::<TokenStream>();
    Vec::new()
}

fn number_of(place: &Place<'_>, name: &str) -> usize {
    match place {
        Place::Function(names) => {
            1 + names.iter().position(|it| it.as_ref().is_some_and(|it| it == name)).expect("the name was found there")
        }
        Place::Parameter(number) => *number,
        _ => 0,
    }
}

/// `a -> return, *self => return.0`.
fn flows(input: ParseStream<'_>, names: &[Option<Ident>], errors: &mut Errors) -> syn::Result<Vec<String>> {
    if input.is_empty() {
        return Err(input.error("`flow` says from where to where: `flow(name -> return)`"));
    }
    let mut statements = Vec::new();
    while !input.is_empty() {
        let from = port(input, names, errors)?;
        let arrow = if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
            "=>"
        } else {
            input.parse::<Token![->]>().map_err(|error| {
                syn::Error::new(error.span(), "expected `->` (something made of it) or `=>` (the value itself)")
            })?;
            "->"
        };
        let to = port(input, names, errors)?;
        if let (Some(from), Some(to)) = (from, to) {
            statements.push(format!("{from} {arrow} {to}"));
        }
        comma(input)?;
    }
    Ok(statements)
}

/// `name`, `*name`, `self.0`, `return::Some.0`, `name[..]`, `name.field`.
fn port(input: ParseStream<'_>, names: &[Option<Ident>], errors: &mut Errors) -> syn::Result<Option<String>> {
    let mut derefs = 0;
    while input.peek(Token![*]) {
        input.parse::<Token![*]>()?;
        derefs += 1;
    }
    let root = input.call(Ident::parse_any)?;
    let mut steps = String::new();
    loop {
        if input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            if input.peek(syn::LitInt) {
                steps.push_str(&format!(".{}", input.parse::<syn::LitInt>()?));
            } else if input.peek(syn::LitFloat) {
                // `.0.1` is a number with a point to the lexer.
                steps.push_str(&format!(".{}", input.parse::<syn::LitFloat>()?));
            } else {
                steps.push_str(&format!(".{}", input.parse::<Ident>()?));
            }
        } else if input.peek(Token![::]) {
            input.parse::<Token![::]>()?;
            steps.push_str(&format!(".{}", input.parse::<Ident>()?));
        } else if input.peek(token::Bracket) {
            let content;
            syn::bracketed!(content in input);
            content
                .parse::<Token![..]>()
                .map_err(|error| syn::Error::new(error.span(), "write `[..]`: all elements are one place"))?;
            steps.push_str(".elem");
        } else {
            break;
        }
    }
    let known: Vec<_> = names.iter().map(|it| it.as_ref().map(ToString::to_string).unwrap_or_default()).collect();
    let text = root.to_string();
    let root_port = match known.iter().position(|name| *name == text) {
        _ if text == "return" => text,
        Some(index) => (index + 1).to_string(),
        None => {
            let near = nearest(&text, known.iter().map(String::as_str).filter(|it| !it.is_empty()))
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            errors.at(&root, format_args!("`{text}` is no parameter of the function, nor `return`{near}"));
            return Ok(None);
        }
    };
    Ok(Some(format!("{root_port}{}{steps}", ".*".repeat(derefs))))
}
