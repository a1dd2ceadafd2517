//! The code that an annotation is about: where it stands, and its fingerprint.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use tm_schema::{Fingerprint, Token};

use crate::item::Item;

/// The item below an annotation.
pub(crate) struct Code {
    /// Its first token that is no doc comment, and its last one.
    pub(crate) extent: (Span, Span),
    pub(crate) fingerprint: Fingerprint,
}

impl Code {
    /// Of an item as it is handed to the macro.
    pub(crate) fn of(item: &Item) -> Code {
        let attributes = item.attributes.iter().take_while(|it| it.is_doc()).count();
        // An attribute is a `#` and its brackets.
        Code::of_tokens(item.tokens.clone(), 2 * attributes)
    }

    /// Of the tokens of an item, `skipped` of which are the doc comments in front.
    pub(crate) fn of_tokens(item: TokenStream, skipped: usize) -> Code {
        let mut spans = item.clone().into_iter().skip(skipped).map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        let extent = (first, spans.last().unwrap_or(first));
        let tokens: Vec<Token> = flatten(item).into_iter().map(|(token, _)| token).collect();
        Code { extent, fingerprint: Fingerprint::of(&tokens) }
    }
}

/// The tokens without their nesting, as [`Fingerprint::of`] and the grammar of marks take them, each with its place.
pub(crate) fn flatten(stream: TokenStream) -> Vec<(Token, Span)> {
    let mut tokens = Vec::new();
    flatten_into(stream, &mut tokens);
    tokens
}

fn flatten_into(stream: TokenStream, tokens: &mut Vec<(Token, Span)>) {
    for token in stream {
        let span = token.span();
        match token {
            TokenTree::Ident(it) => tokens.push((Token::Word(it.to_string()), span)),
            TokenTree::Literal(it) => tokens.push((Token::Literal(it.to_string()), span)),
            TokenTree::Punct(it) => tokens.push((Token::Mark(it.as_char()), span)),
            TokenTree::Group(it) => {
                let marks = match it.delimiter() {
                    Delimiter::Parenthesis => Some(['(', ')']),
                    Delimiter::Bracket => Some(['[', ']']),
                    Delimiter::Brace => Some(['{', '}']),
                    Delimiter::None => None,
                };
                tokens.extend(marks.map(|[open, _]| (Token::Mark(open), it.span_open())));
                flatten_into(it.stream(), tokens);
                tokens.extend(marks.map(|[_, close]| (Token::Mark(close), it.span_close())));
            }
        }
    }
}
