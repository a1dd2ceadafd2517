//! `reveal_taint!`: the call that shows `cargo tm taint` which value is asked of.
//!
//! ```text
//! [tm::__private::reveal_taint] login.name     ──▶     if false { tm::__private::reveal_taint(&login.name) }
//! ```
//!
//! The call stands where the value does: what a macro alone has written has no place in the user's code.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The call for the value behind the path in brackets.
pub(crate) fn reveal(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let Some(TokenTree::Group(path)) = tokens.next() else { return TokenStream::new() };
    let value: TokenStream = tokens.collect();
    let mut spans = Vec::new();
    leaves(value.clone(), &mut spans);
    let first = spans.first().copied().unwrap_or_else(Span::call_site);
    let last = spans.last().copied().unwrap_or(first);
    // The call reaches from the one to the other where both are of one macro.
    let of_path = path.stream().into_iter().next().map_or_else(Span::mixed_site, |it| it.span());
    let path = located(path.stream(), first);
    let borrowed = quote_spanned!(of_path.located_at(first)=> &#value);
    let mut arguments = Group::new(Delimiter::Parenthesis, borrowed);
    arguments.set_span(of_path.located_at(last));
    quote!(if false { #path #arguments })
}

/// Where tokens stand. An expression that came through `$value:expr` is a group without delimiters, which has no place of its own.
fn leaves(tokens: TokenStream, spans: &mut Vec<Span>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => leaves(group.stream(), spans),
            other => spans.push(other.span()),
        }
    }
}

/// The tokens with their names as they are and their places at `at`.
fn located(tokens: TokenStream, at: Span) -> TokenStream {
    let relocated = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let mut inner = Group::new(group.delimiter(), located(group.stream(), at));
            inner.set_span(group.span().located_at(at));
            return TokenTree::Group(inner);
        }
        token.set_span(token.span().located_at(at));
        token
    });
    relocated.collect()
}
