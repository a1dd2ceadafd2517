//! Marks in model files: attributes to statements, with `tm_schema`'s grammar.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::{Attribute, FnArg, Meta, Pat, ReceiverKind, Signature, Type};
use tm_schema::{CALLS, MARKS, MarkPlace, Token, mark_statements};

use super::Reader;
use crate::model::{Port, PortRoot, PortStep, Statement};

impl Reader {
    /// What the marks among attributes say.
    pub(super) fn marks(&mut self, attributes: &[Attribute], place: &MarkPlace<'_>) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::new();
        let faults = self.faults.len();
        for attribute in attributes {
            let Some(ident) = attribute.path().get_ident() else {
                self.fault(attribute_span(attribute), "a mark is one word here: `#[sink(Sql)]`", "");
                continue;
            };
            let name = ident.to_string();
            if name == "doc" {
                continue;
            }
            let marks: Vec<&str> = MARKS.into_iter().chain([CALLS]).collect();
            if !marks.contains(&name.as_str()) {
                let near = tm_diagnostic::nearest(&name, marks.iter().copied());
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are `{}`", marks.join("`, `")),
                };
                self.fault(ident.span(), &format!("`{name}` is no mark"), &help);
                continue;
            }
            let tokens = match &attribute.meta {
                Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            let (mut flat, mut spans) = (Vec::new(), Vec::new());
            flatten(tokens, &mut flat, &mut spans);
            let mut faults = Vec::new();
            let texts = mark_statements(&name, &flat, place, &mut faults);
            for fault in faults {
                let near = fault.unknown.as_ref().and_then(|(name, known)| {
                    tm_diagnostic::nearest(name, known.iter().map(String::as_str))
                        .map(|it| format!("did you mean `{it}`?"))
                });
                let span = fault.token.and_then(|it| spans.get(it)).copied().unwrap_or_else(|| ident.span());
                self.fault(span, &fault.message, &near.unwrap_or_default());
            }
            for text in texts {
                match Statement::parse(&text) {
                    Ok(statement) if statements.contains(&statement) => {
                        self.fault(ident.span(), &format!("this says `{text}` a second time"), "");
                    }
                    Ok(statement) => match named_part(&statement) {
                        Some(name) => {
                            let help = "say the number of the field, from 0";
                            self.fault(ident.span(), &format!("`{name}` in `{text}`: parts have no names here"), help);
                        }
                        None => statements.push(statement),
                    },
                    Err(reason) => self.fault(ident.span(), &reason, ""),
                }
            }
        }
        self.is_told |= self.faults.len() > faults;
        statements
    }

    /// What the marks of a function and its parameters say. The program may have implementations of a trait's method: what these are
    /// given and return, the marks may speak of, too.
    pub(super) fn function_marks(
        &mut self,
        attributes: &[Attribute],
        signature: &Signature,
        is_of_trait: bool,
    ) -> Vec<Statement> {
        let names: Vec<String> = signature.inputs.iter().map(name).collect();
        let mut statements = self.marks(attributes, &MarkPlace::Function(&names));
        let is_returned = |it: &Statement| matches!(it, Statement::Sink { at, .. } if at.root == PortRoot::Return);
        if !is_of_trait && statements.iter().any(is_returned) {
            self.fault(
                signature.ident.span(),
                "what a function of another crate returns is up to its body, which is not looked at",
                "mark a method of a trait, in `trait T { … }`, for what its implementations in the program return",
            );
        }
        for (number, input) in (1..).zip(&signature.inputs) {
            let attributes = match input {
                FnArg::Receiver(it) => &it.attrs,
                FnArg::Typed(it) => &it.attrs,
            };
            let mut said = self.marks(attributes, &MarkPlace::Parameter(number, &names));
            for statement in &mut said {
                let Statement::Source { at, .. } = statement else { continue };
                if is_written(input) {
                    // `path = "*_.0"` has said so.
                    if at.steps.first() != Some(&PortStep::Deref) {
                        at.steps.insert(0, PortStep::Deref);
                    }
                } else if !is_of_trait {
                    self.fault(
                        signature.ident.span(),
                        "a function without a body writes a source only behind `&mut`",
                        "say `#[source(Kind)]` of the function if it is what it returns",
                    );
                }
            }
            statements.extend(said);
        }
        if signature.asyncness.is_some() {
            statements.iter_mut().for_each(given_by_future);
        }
        statements
    }
}

/// A part that a statement calls by its name, which only the types of a body would tell.
fn named_part(statement: &Statement) -> Option<&str> {
    statement.ports().into_iter().flat_map(|port| &port.steps).find_map(|step| match step {
        PortStep::Name(name) => Some(name.as_str()),
        _ => None,
    })
}

/// What an `async fn` returns is what its future gives.
fn given_by_future(statement: &mut Statement) {
    let port: &mut Port = match statement {
        Statement::Flow { to, .. } | Statement::Poll { to: Some(to), .. } => to,
        Statement::Call { to: Some((_, to, _)), .. } => to,
        Statement::Source { at, .. } => at,
        _ => return,
    };
    if port.root == PortRoot::Return {
        port.steps.insert(0, PortStep::Element);
    }
}

fn attribute_span(attribute: &Attribute) -> Span {
    attribute.path().segments.first().map_or_else(Span::call_site, |it| it.ident.span())
}

/// The name that a parameter has; empty for `_` and patterns.
fn name(input: &FnArg) -> String {
    match input {
        FnArg::Receiver(_) => "self".to_owned(),
        FnArg::Typed(it) => match &*it.pat {
            Pat::Ident(it) => it.ident.to_string(),
            _ => String::new(),
        },
    }
}

/// Whether the function may write through a parameter: `&mut self`, `&mut [u8]`, `Pin<&mut Self>`.
fn is_written(input: &FnArg) -> bool {
    match input {
        FnArg::Receiver(it) => match &it.kind {
            ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
            ReceiverKind::Typed(_, of) => is_written_type(of),
            _ => false,
        },
        FnArg::Typed(it) => is_written_type(&it.ty),
    }
}

fn is_written_type(of: &Type) -> bool {
    match of {
        Type::Reference(it) => it.mutability.is_some(),
        Type::Path(it) => it.path.segments.last().is_some_and(|segment| match &segment.arguments {
            syn::PathArguments::AngleBracketed(arguments) => arguments
                .args
                .iter()
                .any(|argument| matches!(argument, syn::GenericArgument::Type(of) if is_written_type(of))),
            _ => false,
        }),
        _ => false,
    }
}

/// Tokens as the grammar has them, each with its place.
fn flatten(tokens: TokenStream, into: &mut Vec<Token>, spans: &mut Vec<Span>) {
    for token in tokens {
        let span = token.span();
        into.push(match token {
            TokenTree::Ident(it) => Token::Word(it.to_string()),
            TokenTree::Literal(it) => Token::Literal(it.to_string()),
            TokenTree::Punct(it) => Token::Mark(it.as_char()),
            TokenTree::Group(it) => {
                let (open, close) = match it.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    _ => ('{', '}'),
                };
                into.push(Token::Mark(open));
                spans.push(it.span_open());
                flatten(it.stream(), into, spans);
                spans.push(it.span_close());
                into.push(Token::Mark(close));
                continue;
            }
        });
        spans.push(span);
    }
}
