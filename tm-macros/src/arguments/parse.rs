//! The syntax of arguments, whatever they mean.

use proc_macro2::{Ident, Span, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{LitBool, LitInt, LitStr, Token, Type, bracketed, parenthesized, token};

use crate::errors::Errors;

/// One argument.
pub(crate) struct Argument {
    pub(crate) name: Name,
    /// Nothing for a bare flag.
    pub(crate) value: Option<Written>,
}

/// The left side of an argument.
pub(crate) enum Name {
    Ident(Ident),
    /// A bare string, as in `expect("ORG-001", …)`.
    Text(LitStr),
}

/// The right side of an argument.
pub(crate) enum Written {
    Bool(LitBool),
    Int(LitInt),
    /// `-1`, `80.5`, `'c'`: no attribute takes one, and saying so beats a syntax error.
    Foreign(Span),
    Text(LitStr),
    /// A path: a member of an enumeration, or an item.
    Path(Box<Type>),
    List(Vec<Written>, Span),
    Group(Vec<Argument>, Span),
}

impl Argument {
    pub(crate) fn span(&self) -> Span {
        match &self.name {
            Name::Ident(name) => name.span(),
            Name::Text(text) => text.span(),
        }
    }

    /// Its first and last token.
    pub(crate) fn extent(&self) -> (Span, Span) {
        let last = match &self.value {
            None => self.span(),
            Some(Written::Path(path)) => extent_of(&**path).1,
            Some(other) => other.span(),
        };
        (self.span(), last)
    }

    /// The name without `r#`; empty for a bare string.
    pub(crate) fn key(&self) -> String {
        match &self.name {
            Name::Ident(name) => name.unraw().to_string(),
            Name::Text(_) => String::new(),
        }
    }
}

/// The first and last token of something.
pub(crate) fn extent_of(tokens: &impl ToTokens) -> (Span, Span) {
    let mut tokens = tokens.to_token_stream().into_iter();
    let first = tokens.next().map_or_else(Span::call_site, |token| token.span());
    (first, tokens.last().map_or(first, |token| token.span()))
}

impl Written {
    pub(crate) fn span(&self) -> Span {
        match self {
            Written::Bool(it) => it.span(),
            Written::Int(it) => it.span(),
            Written::Text(it) => it.span(),
            Written::Path(it) => it.span(),
            Written::Foreign(span) | Written::List(_, span) | Written::Group(_, span) => *span,
        }
    }

    /// The identifier, if it is just one.
    pub(crate) fn ident(&self) -> Option<&Ident> {
        match self {
            Written::Path(path) => match &**path {
                Type::Path(path) if path.qself.is_none() => path.path.get_ident(),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Parses arguments up to the end of `input` or a `;`. After a mistake it goes on behind the next comma.
pub(crate) fn arguments(input: ParseStream<'_>, errors: &mut Errors) -> Vec<Argument> {
    let mut arguments = Vec::new();
    while !input.is_empty() && !input.peek(Token![;]) {
        match argument(input, errors) {
            Ok(argument) => arguments.push(argument),
            Err(error) => {
                errors.push(error);
                skip_to_comma(input);
            }
        }
        if input.is_empty() || input.peek(Token![;]) {
            break;
        }
        if input.peek(Token![,]) {
            let _ = input.parse::<Token![,]>();
        } else {
            errors.push(comma_missing(input));
            skip_to_comma(input);
            let _ = input.parse::<Option<Token![,]>>();
        }
    }
    arguments
}

fn argument(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Argument> {
    if input.peek(LitStr) {
        return Ok(Argument { name: Name::Text(input.parse()?), value: None });
    }
    if !input.peek(Ident::peek_any) {
        return Err(input.error("expected a name"));
    }
    let name = Ident::parse_any(input)?;
    let value = if input.peek(Token![=]) {
        let equals: Token![=] = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) || input.peek(Token![;]) {
            return Err(syn::Error::new(equals.span, format!("`{name} =` lacks a value")));
        }
        Some(written(input)?)
    } else if input.peek(token::Paren) {
        let content;
        let parentheses = parenthesized!(content in input);
        let group = arguments(&content, errors);
        if !content.is_empty() {
            errors.push(content.error("expected `,`"));
            skip_all(&content);
        }
        Some(Written::Group(group, parentheses.span.join()))
    } else if name == "reply" && input.peek(LitStr) {
        return Err(syn::Error::new(name.span(), "a reply follows a `;`: `source -> sink: \"name\"; reply \"name\"`"));
    } else if input.peek(syn::Lit) && !input.peek(Token![-]) {
        return Err(syn::Error::new(input.span(), format!("expected `=` after `{name}`")));
    } else {
        None
    };
    Ok(Argument { name: Name::Ident(name), value })
}

fn written(input: ParseStream<'_>) -> syn::Result<Written> {
    if input.peek(LitStr) {
        Ok(Written::Text(input.parse()?))
    } else if input.peek(LitBool) {
        Ok(Written::Bool(input.parse()?))
    } else if input.peek(LitInt) {
        Ok(Written::Int(input.parse()?))
    } else if input.peek(Token![-]) {
        let minus: Token![-] = input.parse()?;
        input.parse::<syn::Lit>()?;
        Ok(Written::Foreign(minus.span))
    } else if input.peek(token::Bracket) {
        let content;
        let brackets = bracketed!(content in input);
        let items = items(&content).inspect_err(|_| skip_all(&content))?;
        Ok(Written::List(items, brackets.span.join()))
    } else if input.peek(syn::Lit) {
        let literal: syn::Lit = input.parse()?;
        Ok(Written::Foreign(literal.span()))
    } else {
        let expected = |error: syn::Error| {
            syn::Error::new(error.span(), "expected a string, a whole number, `true` or `false`, a name or a list")
        };
        Ok(Written::Path(input.parse().map(Box::new).map_err(expected)?))
    }
}

/// `value, value, …`
fn items(input: ParseStream<'_>) -> syn::Result<Vec<Written>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(written(input)?);
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(comma_missing(input));
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(items)
}

fn comma_missing(input: ParseStream<'_>) -> syn::Error {
    let hyphen = if input.peek(Token![-]) { "; a name with a hyphen is written in quotes" } else { "" };
    syn::Error::new(input.span(), format!("expected `,`{hyphen}"))
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![;]) {
        if input.parse::<TokenTree>().is_err() {
            break;
        }
    }
}

fn skip_all(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}
