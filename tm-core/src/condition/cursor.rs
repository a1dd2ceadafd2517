//! A way through the tokens of a condition, for the parsers of both grammars.

use std::ops::Range;

use super::Fault;

/// A token of either grammar; the last one of a text is its end.
pub(super) trait Token {
    /// Whether it is that name or keyword.
    fn is_word(&self, word: &str) -> bool;

    /// Whether it is that symbol.
    fn is_symbol(&self, symbol: &str) -> bool;

    /// As messages call it.
    fn shown(&self) -> String;
}

pub(super) struct Cursor<T> {
    tokens: Vec<(T, Range<usize>)>,
    next: usize,
}

impl<T: Token> Cursor<T> {
    /// At the first of `tokens`, of which there is at least the end.
    pub(super) fn new(tokens: Vec<(T, Range<usize>)>) -> Cursor<T> {
        Cursor { tokens, next: 0 }
    }

    pub(super) fn peek(&self) -> &T {
        &self.tokens[self.next].0
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.tokens[self.next].1.clone()
    }

    /// The end of the token before the next one.
    pub(super) fn end(&self) -> usize {
        self.next.checked_sub(1).map_or(0, |last| self.tokens[last].1.end)
    }

    pub(super) fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek().is_word(word)
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.peek().is_symbol(symbol)
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn eat(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// The fault that something else stands here.
    pub(super) fn unexpected(&self, expected: &str) -> Fault {
        Fault::error(self.span(), format!("expected {expected}, found {}", self.peek().shown()))
    }
}
