//! Cuts an expression of Python into names, constants and symbols.

use std::ops::Range;

use crate::condition::{Fault, cursor};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Also keywords: only the parser tells them apart.
    Name(String),
    Int(i128),
    Float(f64),
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
            Token::Float(number) => format!("`{number}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end of the condition".to_owned(),
        }
    }
}

/// Longer symbols first.
const SYMBOLS: [&str; 28] = [
    "**", "//", "==", "!=", "<=", ">=", "<<", ">>", ":=", "->", "<", ">", "(", ")", "[", "]", "{", "}", ",", ".", ":",
    "+", "-", "*", "/", "%", "&", "|",
];
const MORE_SYMBOLS: [&str; 5] = ["^", "~", "@", "=", ";"];

/// The tokens of `text` with their places; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Fault> {
    let mut tokens: Vec<(Token, Range<usize>)> = Vec::new();
    let (mut at, mut brackets) = (0, 0usize);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(length) = blank(rest) {
            at += length;
            continue;
        }
        if matches!(first, '\n' | '\r') {
            // Outside brackets a line break ends the expression; blank lines may follow.
            if brackets == 0 && !tokens.is_empty() && !rest.trim_start().is_empty() {
                return Err(Fault::error(at..at + 1, "the expression ends with its line")
                    .with_help("put it in parentheses to write it on several lines"));
            }
            at += 1;
            continue;
        }
        let (token, length) = if let Some((prefix, quote)) = opening(rest) {
            quoted(rest, prefix, quote, at)?
        } else if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (Token::Name(rest[..length].to_owned()), length)
        } else if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            number(rest, at)?
        } else if let Some(symbol) = SYMBOLS.iter().chain(&MORE_SYMBOLS).find(|it| rest.starts_with(**it)) {
            match *symbol {
                "(" | "[" | "{" => brackets += 1,
                ")" | "]" | "}" => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            (Token::Symbol(symbol), symbol.len())
        } else {
            let message = format!("unexpected character `{}`", first.escape_debug());
            return Err(Fault::error(at..at + first.len_utf8(), message));
        };
        let span = at..at + length;
        at += length;
        match (tokens.last_mut(), token) {
            // Texts side by side are one text.
            (Some((Token::Text(before), place)), Token::Text(text)) => {
                before.push_str(&text);
                place.end = span.end;
            }
            (_, token) => tokens.push((token, span)),
        }
    }
    tokens.push((Token::End, text.len()..text.len()));
    Ok(tokens)
}

/// The length of the white space, comment or continued line at the start of `rest`.
fn blank(rest: &str) -> Option<usize> {
    let length = match rest.as_bytes()[0] {
        b' ' | b'\t' | 0x0C => 1,
        b'\\' if rest[1..].starts_with("\r\n") => 3,
        b'\\' if rest[1..].starts_with('\n') => 2,
        b'#' => rest.find('\n').unwrap_or(rest.len()),
        _ => return None,
    };
    Some(length)
}

/// The length of a text's prefix and its opening quotes, if `rest` starts with a text.
fn opening(rest: &str) -> Option<(usize, &str)> {
    let prefix = rest.bytes().take(3).position(|it| matches!(it, b'\'' | b'"'))?;
    if !rest[..prefix].chars().all(|it| "rRbBuUfF".contains(it)) {
        return None;
    }
    let quote = &rest[prefix..=prefix];
    let triple = rest.get(prefix..prefix + 3).filter(|it| it.chars().all(|c| quote.starts_with(c)));
    Some((prefix, triple.unwrap_or(quote)))
}

fn quoted(rest: &str, prefix: usize, quote: &str, at: usize) -> Result<(Token, usize), Fault> {
    let kind = rest[..prefix].to_ascii_lowercase();
    if kind.contains(['b', 'f']) || kind == "ur" || kind == "ru" || kind == "rr" || kind == "uu" {
        let fault =
            Fault::error(at..at + prefix + quote.len(), format!("texts with prefix `{kind}` are not supported"));
        return Err(fault.with_help("write a plain text: `'…'`"));
    }
    let is_raw = kind == "r";
    let mut text = String::new();
    let mut index = prefix + quote.len();
    while let Some(character) = rest[index..].chars().next() {
        if rest[index..].starts_with(quote) {
            return Ok((Token::Text(text), index + quote.len()));
        }
        if character == '\n' && quote.len() == 1 {
            break;
        }
        if character != '\\' {
            text.push(character);
            index += character.len_utf8();
            continue;
        }
        let (length, written) = escape(&rest[index..], is_raw);
        match written {
            Ok(written) => text.push_str(&written),
            Err(()) => return Err(Fault::error(at + index..at + index + length, "this escape is not a character")),
        }
        index += length;
    }
    Err(Fault::error(at..at + rest.len(), format!("this text has no closing {quote}")))
}

/// The length of the escape at the start of `rest`, and what it stands for.
fn escape(rest: &str, is_raw: bool) -> (usize, Result<String, ()>) {
    let Some(kind) = rest[1..].chars().next() else { return (1, Err(())) };
    let length = 1 + kind.len_utf8();
    if is_raw {
        return (length, Ok(rest[..length].to_owned()));
    }
    let code = |digits: usize| {
        let written = rest.get(2..2 + digits).and_then(|it| u32::from_str_radix(it, 16).ok()).and_then(char::from_u32);
        (2 + digits.min(rest.len() - 2), written.map(String::from).ok_or(()))
    };
    let simple = match kind {
        '\n' => "",
        '\\' => "\\",
        '\'' => "'",
        '"' => "\"",
        'a' => "\u{7}",
        'b' => "\u{8}",
        'f' => "\u{c}",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'v' => "\u{b}",
        'x' => return code(2),
        'u' => return code(4),
        'U' => return code(8),
        '0'..='7' => {
            let digits = rest[1..].bytes().take(3).take_while(|it| (b'0'..b'8').contains(it)).count();
            let written = u32::from_str_radix(&rest[1..=digits], 8).ok().and_then(char::from_u32);
            return (1 + digits, written.map(String::from).ok_or(()));
        }
        'N' => return (length, Err(())),
        // Python keeps the backslash of an escape that it does not know.
        _ => return (length, Ok(rest[..length].to_owned())),
    };
    (length, Ok(simple.to_owned()))
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), Fault> {
    let bytes = rest.as_bytes();
    let radix = match rest.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    let mut length = if radix == 10 { 0 } else { 2 };
    let mut is_float = false;
    while let Some(byte) = bytes.get(length) {
        let is_exponent = radix == 10 && matches!(byte, b'e' | b'E');
        let is_sign =
            matches!(byte, b'+' | b'-') && radix == 10 && length > 0 && matches!(bytes[length - 1], b'e' | b'E');
        let is_point = *byte == b'.' && radix == 10;
        is_float |= is_exponent || is_point;
        if !(byte.is_ascii_alphanumeric() || *byte == b'_' || is_sign || is_point) {
            break;
        }
        length += 1;
    }
    let written = &rest[..length];
    let digits = written.replace('_', "");
    let is_odd = written.ends_with('_') || written.contains("__") || written.contains("._");
    let value = if is_float {
        digits.parse().ok().filter(|it: &f64| it.is_finite()).map(Token::Float)
    } else if radix == 10 {
        let is_octal = digits.len() > 1 && digits.starts_with('0') && digits.bytes().any(|it| it != b'0');
        digits.parse().ok().filter(|_| !is_octal).map(Token::Int)
    } else {
        i128::from_str_radix(&digits[2..], radix).ok().filter(|_| !digits[2..].starts_with('+')).map(Token::Int)
    };
    match value.filter(|_| !is_odd) {
        Some(token) => Ok((token, length)),
        None => {
            let fault = Fault::error(at..at + length, format!("`{written}` is not a number"));
            Err(fault.with_help("whole numbers go up to 2**127 - 1"))
        }
    }
}
