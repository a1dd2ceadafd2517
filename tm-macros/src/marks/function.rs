//! Functions and their parameters.
//!
//! ```text
//! async fn load(&self, #[sink(Path)] name: &str) -> String { … }      parameters [self, name]
//! ```

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Generics, Ident, Token};
use tm_schema::MarkPlace;

use super::mark::{self, Mark};
use super::{constant, take};
use crate::errors::Errors;
use crate::item::{at_body, attributes, leading_inner_attributes};

/// A function in the parts that marks are about.
pub(super) struct Function {
    pub(super) name: Ident,
    /// From its qualifiers to its generics.
    head: TokenStream,
    parameters: Group,
    /// What it returns, its where clause, and the semicolon of one without a body.
    tail: TokenStream,
    body: Option<Group>,
}

/// What becomes of marks on a function that has no body to hold them.
pub(super) enum Bodiless<'a> {
    /// It is a mistake.
    Error,
    /// They are put here.
    Beside(&'a mut Vec<(String, proc_macro2::Span)>),
}

/// Reads a function from its qualifiers on, and nothing after it.
pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Function> {
    let mut head = TokenStream::new();
    while !input.peek(Token![fn]) {
        head.extend([input.parse::<TokenTree>()?]);
    }
    input.parse::<Token![fn]>()?.to_tokens(&mut head);
    let name = input.call(Ident::parse_any)?;
    name.to_tokens(&mut head);
    input.parse::<Generics>()?.to_tokens(&mut head);
    let TokenTree::Group(parameters) = input.parse()? else { return Err(input.error("expected parameters")) };
    let mut tail = TokenStream::new();
    while !input.is_empty() && !at_body(input) {
        let token: TokenTree = input.parse()?;
        let is_end = matches!(&token, TokenTree::Punct(it) if it.as_char() == ';');
        tail.extend([token]);
        if is_end {
            return Ok(Function { name, head, parameters, tail, body: None });
        }
    }
    let TokenTree::Group(body) = input.parse()? else { return Err(input.error("expected a body")) };
    Ok(Function { name, head, parameters, tail, body: Some(body) })
}

/// The function with what its marks and those of its parameters say.
pub(super) fn expand(
    before: TokenStream,
    function: Function,
    marks: &[Mark],
    of_block: &[(String, proc_macro2::Span)],
    bodiless: Bodiless<'_>,
    errors: &mut Errors,
) -> TokenStream {
    let Function { name: _, head, parameters, tail, body } = function;
    let mut names = Vec::new();
    let mut of_parameters = Vec::new();
    let mut kept = TokenStream::new();
    for parameter in split(parameters.stream()) {
        let (tokens, name, marks) = parameter_of(parameter);
        names.push(name.map(|it| it.to_string()).unwrap_or_default());
        of_parameters.push(marks);
        kept.extend(tokens);
    }
    let mut group = Group::new(Delimiter::Parenthesis, kept);
    group.set_span(parameters.span());
    let mut statements = mark::statements(marks, &MarkPlace::Function(&names), errors);
    for (number, marks) in (1..).zip(&of_parameters) {
        statements.extend(mark::statements(marks, &MarkPlace::Parameter(number, &names), errors));
    }
    let of_block = of_block.iter().filter(|(said, _)| statements.iter().all(|(own, _)| own != said));
    statements.extend(of_block.cloned().collect::<Vec<_>>());
    let Some(body) = body else {
        match bodiless {
            Bodiless::Beside(beside) => beside.extend(statements),
            Bodiless::Error => {
                if let Some((_, span)) = statements.first() {
                    errors.at_span(
                        *span,
                        "a function without a body has no place for a mark: write `#[tm::taint]` on the trait or `extern` block \
                         around it, and the mark here without `tm::`",
                    );
                }
            }
        }
        return quote!(#before #head #group #tail);
    };
    let constant = constant("fn", &statements, &[]);
    let braces = with_first(&body, &constant);
    quote!(#before #head #group #tail #braces)
}

impl Function {
    pub(super) fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The function with a constant as the first thing in its body.
    pub(super) fn holding(self, before: TokenStream, constant: &TokenStream) -> TokenStream {
        let Function { name: _, head, parameters, tail, body } = self;
        let body = body.map(|body| with_first(&body, constant));
        quote!(#before #head #parameters #tail #body)
    }
}

/// A body with something in front, behind the attributes that stand in it.
fn with_first(body: &Group, first: &TokenStream) -> Group {
    let inner = leading_inner_attributes(body.stream());
    let rest = body.stream().into_iter().skip(inner.clone().into_iter().count()).collect::<TokenStream>();
    let mut braces = Group::new(Delimiter::Brace, quote!(#inner #first #rest));
    braces.set_span(body.span());
    braces
}

/// A parameter without its marks, the name that it binds if it is just one, and its marks.
fn parameter_of(tokens: TokenStream) -> (TokenStream, Option<Ident>, Vec<Mark>) {
    let mut marks = Vec::new();
    let parser = |input: ParseStream<'_>| {
        let kept = take(attributes(input)?, &mut marks);
        let rest = input.fork().parse::<TokenStream>()?;
        let mut name = None;
        while let Some(token) = input.parse::<Option<TokenTree>>().ok().flatten() {
            match token {
                TokenTree::Ident(word) if word == "mut" || word == "ref" => {}
                TokenTree::Ident(word) => {
                    let is_whole =
                        input.is_empty() || input.peek(Token![:]) && !input.peek(Token![::]) || input.peek(Token![,]);
                    name = is_whole.then_some(word);
                    break;
                }
                // The reference and the lifetime of `&'a mut self`.
                TokenTree::Punct(it) if it.as_char() == '&' => {}
                TokenTree::Punct(it) if it.as_char() == '\'' => {
                    input.parse::<TokenTree>()?;
                }
                _ => break,
            }
        }
        input.parse::<TokenStream>()?;
        Ok((quote!(#(#kept)* #rest), name))
    };
    match parser.parse2(tokens.clone()) {
        Ok((kept, name)) => (kept, name, marks),
        Err(_) => (tokens, None, Vec::new()),
    }
}

/// What commas part, each with its comma: those between angle brackets part nothing.
pub(super) fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    let mut depth = 0_usize;
    let mut is_arrow = false;
    for token in tokens {
        let mut ends = false;
        if let TokenTree::Punct(it) = &token {
            match it.as_char() {
                '<' => depth += 1,
                '>' if !is_arrow => depth = depth.saturating_sub(1),
                ',' => ends = depth == 0,
                _ => {}
            }
            is_arrow = matches!(it.as_char(), '-' | '=') && it.spacing() == Spacing::Joint;
        } else {
            is_arrow = false;
        }
        parts.last_mut().expect("there is one").extend([token]);
        if ends {
            parts.push(TokenStream::new());
        }
    }
    if parts.last().is_some_and(TokenStream::is_empty) {
        parts.pop();
    }
    parts
}
