//! What of a function a mark speaks of.
//!
//! ```text
//! name   *name   self.0   return::Some.0   list[..]     ──▶   2   2.*   1.0   return.Some.0   3.elem
//! path = "_.0"                                          ──▶   .0
//! ```

use super::tokens::Tokens;
use super::{Form, MarkFault, MarkPlace, Read};
use crate::Token;

impl Form<'_> {
    /// A port, with its parameter by number. Nothing where it begins with none, which is a fault.
    pub(super) fn port(&mut self) -> Read<Option<String>> {
        let mut derefs = String::new();
        while self.tokens.take("*") {
            derefs.push_str(".*");
        }
        let (at, root) = self.tokens.word("a parameter or `return`")?;
        let steps = steps(&mut self.tokens)?;
        let known = self.place.names();
        let root = match known.iter().position(|name| *name == root) {
            _ if root == "return" => root,
            Some(index) => (index + 1).to_string(),
            None => {
                let known = known.iter().filter(|it| !it.is_empty()).cloned().collect();
                self.unknown(at, format!("`{root}` is no parameter of the function, nor `return`"), root, known);
                return Ok(None);
            }
        };
        Ok(Some(format!("{root}{derefs}{steps}")))
    }

    /// `path = "_.0"` as the end of a port, where it comes next, with the number of its first token.
    pub(super) fn path(&mut self) -> Read<Option<(usize, String)>> {
        if self.tokens.peek_behind(1) != Some(&Token::Mark('='))
            || self.tokens.peek_behind(2) == Some(&Token::Mark('>'))
        {
            return Ok(None);
        }
        let (at, word) = self.tokens.word("a kind")?;
        if word != "path" {
            let known = vec!["path".to_owned()];
            let message = format!("`{word}` is not known here");
            return Err(MarkFault { token: Some(at), message, unknown: Some((word, known)) });
        }
        self.tokens.skip();
        let literal = self.tokens.position();
        let Some(text) = self.tokens.peek().and_then(text_of) else {
            return Err(self.tokens.fault("expected the path in quotes: `path = \"_.0\"`"));
        };
        self.tokens.skip();
        if !matches!(self.place, MarkPlace::Function(_) | MarkPlace::Parameter(..)) {
            self.fault(literal, "a path goes with a function or a parameter: mark the field that you mean");
        }
        match way(text) {
            Ok(way) => Ok(Some((at, way))),
            Err(message) => Err(self.tokens.fault_at(literal, message)),
        }
    }
}

/// The end of a port that a path is: `.*.0` of `*_.0`.
fn way(path: &str) -> Result<String, String> {
    let found = lex(path);
    let mut tokens = Tokens::new(&found);
    let mut way = String::new();
    while tokens.take("*") {
        way.push_str(".*");
    }
    if !tokens.is_word("_") {
        return Err("a path begins with `_`, the value itself: `_.0`, `*_`, `_::Some.0`, `_[..]`".to_owned());
    }
    tokens.skip();
    way += &steps(&mut tokens).map_err(|fault| fault.message)?;
    if tokens.is_empty() { Ok(way) } else { Err("nothing follows the path".to_owned()) }
}

/// `.0`, `.name`, `::Some`, `[..]`, as many as there are.
fn steps(tokens: &mut Tokens<'_>) -> Read<String> {
    let mut steps = String::new();
    loop {
        if tokens.take("::") {
            steps.push_str(&format!(".{}", tokens.word("a variant")?.1));
        } else if tokens.take("[") {
            if !tokens.take("..]") {
                return Err(tokens.fault("write `[..]`: all elements are one place"));
            }
            steps.push_str(".elem");
        } else if !tokens.is("..") && tokens.take(".") {
            match tokens.peek() {
                // `.0.1` is a number with a point to the compiler's lexer.
                Some(Token::Literal(number)) if number.starts_with(|it: char| it.is_ascii_digit()) => {
                    steps.push_str(&format!(".{number}"));
                    tokens.skip();
                }
                _ => steps.push_str(&format!(".{}", tokens.word("a field")?.1)),
            }
        } else {
            return Ok(steps);
        }
    }
}

/// What stands in a text literal. A path has nothing that would have to be escaped.
fn text_of(token: &Token) -> Option<&str> {
    let Token::Literal(literal) = token else { return None };
    let quoted = literal.strip_prefix('r').unwrap_or(literal).trim_matches('#');
    quoted.strip_prefix('"')?.strip_suffix('"')
}

/// The tokens in a text: words, whole numbers, and characters.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let is_in_word = |it: char| it.is_alphanumeric() || it == '_';
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match rest.find(|it| !is_in_word(it)) {
            Some(0) => first.len_utf8(),
            found => found.unwrap_or(rest.len()),
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(match first {
            _ if !is_in_word(first) => Token::Mark(first),
            '0'..='9' => Token::Literal(token.to_owned()),
            _ => Token::Word(token.to_owned()),
        });
        rest = behind.trim_start();
    }
    tokens
}
