//! The tokens of a mark, one after the other.

use super::{MarkFault, Read};
use crate::Token;

/// The tokens, and which one comes next.
pub(super) struct Tokens<'t> {
    tokens: &'t [Token],
    next: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Tokens<'t> {
        Tokens { tokens, next: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.next >= self.tokens.len()
    }

    /// The number of the next token.
    pub(super) fn position(&self) -> usize {
        self.next
    }

    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.peek_behind(0)
    }

    /// The token so many behind the next one.
    pub(super) fn peek_behind(&self, count: usize) -> Option<&'t Token> {
        self.tokens.get(self.next + count)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(it)) if it == word)
    }

    /// Whether the next tokens are these characters.
    pub(super) fn is(&self, characters: &str) -> bool {
        characters.chars().enumerate().all(|(count, it)| self.peek_behind(count) == Some(&Token::Mark(it)))
    }

    /// Takes these characters if they come next.
    pub(super) fn take(&mut self, characters: &str) -> bool {
        let is_next = self.is(characters);
        self.next += if is_next { characters.len() } else { 0 };
        is_next
    }

    /// Takes what comes next.
    pub(super) fn skip(&mut self) {
        self.next += 1;
    }

    /// Takes parentheses of any kind with what stands in them, if they come next.
    pub(super) fn skip_group(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && !matches!(token, Token::Mark(')' | ']' | '}')) {
                return;
            }
            self.skip();
            if depth == 0 {
                return;
            }
        }
    }

    /// The word that has to come next, with its number.
    pub(super) fn word(&mut self, wanted: &str) -> Read<(usize, String)> {
        match self.peek() {
            Some(Token::Word(word)) => {
                self.skip();
                Ok((self.next - 1, word.clone()))
            }
            _ => Err(self.fault(format!("expected {wanted}"))),
        }
    }

    /// The comma that has to come next where anything does.
    pub(super) fn comma(&mut self) -> Read<()> {
        let is_at_end = self.is_empty() || self.is(")");
        if self.take(",") || is_at_end { Ok(()) } else { Err(self.fault("expected `,`")) }
    }

    /// The arrow that comes next, if one does.
    pub(super) fn arrow(&mut self) -> Option<&'static str> {
        ["=>", "->"].into_iter().find(|it| self.take(it))
    }

    pub(super) fn is_at_arrow(&self) -> bool {
        self.is("=>") || self.is("->")
    }

    /// A mistake at the next token.
    pub(super) fn fault(&self, message: impl Into<String>) -> MarkFault {
        self.fault_at(self.next, message)
    }

    /// A mistake at a token; behind the last one, at the mark as a whole.
    pub(super) fn fault_at(&self, token: usize, message: impl Into<String>) -> MarkFault {
        let token = Some(token).filter(|it| *it < self.tokens.len());
        MarkFault { token, message: message.into(), unknown: None }
    }
}
