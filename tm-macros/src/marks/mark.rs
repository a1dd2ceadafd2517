//! One mark, and what all marks of one thing say: `tm_schema` has the grammar, the compiler gets the mistakes.

use proc_macro2::{Span, TokenStream};
use tm_schema::{MARKS, MarkPlace, mark_statements};

use crate::code::flatten;
use crate::errors::Errors;
use crate::item::Attribute;
use crate::suggest::did_you_mean;

/// A mark as it is written.
pub(super) struct Mark {
    name: &'static str,
    pub(super) span: Span,
    arguments: TokenStream,
}

impl Mark {
    /// The mark of that name.
    pub(super) fn new(name: &str, span: Span, arguments: TokenStream) -> Option<Mark> {
        let name = MARKS.into_iter().find(|it| *it == name)?;
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

    /// What it says. A mistake is told at its token, or at the mark where it is the mark as a whole.
    fn statements(&self, place: &MarkPlace<'_>, errors: &mut Errors) -> Vec<String> {
        let (mut tokens, mut spans) = (Vec::new(), Vec::new());
        for (token, span) in flatten(self.arguments.clone()) {
            tokens.push(token);
            spans.push(span);
        }
        let mut faults = Vec::new();
        let statements = mark_statements(self.name, &tokens, place, &mut faults);
        for fault in faults {
            let span = fault.token.and_then(|it| spans.get(it)).copied().unwrap_or(self.span);
            let near = fault
                .unknown
                .map(|(name, known)| did_you_mean(&name, known.iter().map(String::as_str)))
                .unwrap_or_default();
            errors.at_span(span, format_args!("{}{near}", fault.message));
        }
        statements
    }
}

/// What all marks of one thing say, each with its place.
pub(super) fn statements(marks: &[Mark], place: &MarkPlace<'_>, errors: &mut Errors) -> Vec<(String, Span)> {
    let mut statements: Vec<(String, Span)> = Vec::new();
    for mark in marks {
        for statement in mark.statements(place, errors) {
            if statements.iter().any(|(other, _)| *other == statement) {
                errors.at_span(mark.span, format_args!("this says `{statement}` a second time"));
            }
            statements.push((statement, mark.span));
        }
    }
    statements
}
