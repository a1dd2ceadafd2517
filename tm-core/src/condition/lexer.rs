//! Cuts a condition into names, constants and symbols.

use std::ops::Range;

use super::{Fault, cursor};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Also keywords: only the parser tells them apart.
    Name(String),
    Int(i64),
    Text(String),
    Symbol(&'static str),
    End,
}

impl cursor::Token for Token {
    fn is_word(&self, word: &str) -> bool {
        matches!(self, Token::Name(name) if name == word)
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self, Token::Symbol(it) if *it == symbol)
    }

    fn shown(&self) -> String {
        match self {
            Token::Name(name) => format!("`{name}`"),
            Token::Int(number) => format!("`{number}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end of the condition".to_owned(),
        }
    }
}

/// Longer symbols first.
const SYMBOLS: [&str; 13] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", ".", "-"];

/// Symbols of Python, C or Rust that mean something, but not here.
const FOREIGN: [(&str, &str); 17] = [
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("**", "conditions do no arithmetic"),
    ("//", "conditions do no arithmetic"),
    (":=", "conditions assign nothing"),
    ("=", "`==` compares"),
    ("!", "write `not`"),
    ("+", "conditions do no arithmetic"),
    ("*", "conditions do no arithmetic"),
    ("/", "conditions do no arithmetic"),
    ("%", "conditions do no arithmetic"),
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("^", "conditions do no arithmetic"),
    ("~", "write `not`"),
    (":", "conditions have no slices and no lambdas"),
    ("{", "write sets of constants as tuples: `(a, b)`"),
];

/// The tokens of `text` with their places; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (Token::Name(rest[..length].to_owned()), length)
        } else if first.is_ascii_digit() {
            number(rest, at)?
        } else if first == '\'' || first == '"' {
            quoted(rest, first, at)?
        } else if let Some((symbol, help)) =
            FOREIGN.iter().find(|(it, _)| rest.starts_with(it) && !rest.starts_with("==") && !rest.starts_with("!="))
        {
            let message = format!("`{symbol}` is not part of the condition language");
            return Err(Fault::error(at..at + symbol.len(), message).with_help(*help));
        } else if let Some(symbol) = SYMBOLS.iter().find(|it| rest.starts_with(**it)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            let message = format!("unexpected character `{}`", first.escape_debug());
            return Err(Fault::error(at..at + first.len_utf8(), message));
        };
        tokens.push((token, at..at + length));
        at += length;
    }
    tokens.push((Token::End, text.len()..text.len()));
    Ok(tokens)
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), Fault> {
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    match rest[..length].parse() {
        Ok(number) => Ok((Token::Int(number), length)),
        Err(_) => {
            let fault = Fault::error(at..at + length, format!("`{}` is not a whole number", &rest[..length]));
            Err(fault.with_help("numbers are written in decimal digits, up to 9223372036854775807"))
        }
    }
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Token, usize), Fault> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        if character == quote {
            return Ok((Token::Text(text), index + 1));
        }
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some((_, escaped @ ('\\' | '\'' | '"'))) => text.push(escaped),
            Some((_, 'n')) => text.push('\n'),
            Some((_, 't')) => text.push('\t'),
            Some((end, other)) => {
                let span = at + index..at + end + other.len_utf8();
                let fault = Fault::error(span, format!("unknown escape `\\{}`", other.escape_debug()));
                return Err(fault.with_help(r#"known are `\\`, `\'`, `\"`, `\n` and `\t`"#));
            }
            None => break,
        }
    }
    Err(Fault::error(at..at + rest.len(), format!("this text has no closing {quote}")))
}
