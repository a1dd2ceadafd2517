//! What may stand without quotes.

/// How many bytes of `text` are a word: `main`, `_1`, `r#type`.
pub(super) fn word(text: &str) -> usize {
    let start = if text.starts_with("r#") { 2 } else { 0 };
    let end = text[start..].find(|it: char| !it.is_alphanumeric() && it != '_').map_or(text.len(), |at| start + at);
    if end == start || text[start..].starts_with(|it: char| it.is_numeric()) { 0 } else { end }
}

/// How many bytes of `text` are a word or number: `3`, `0x1f`, `N`.
pub(super) fn atom(text: &str) -> usize {
    text.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(text.len())
}

/// How many bytes of `text` are a path: words, `{closure#0}` and, with `is_body`, `<A as B>` and `*`, with `::` between them.
pub(super) fn path(text: &str, is_body: bool) -> usize {
    let mut end = 0;
    loop {
        let start = if end == 0 { 0 } else { end + 2 };
        let length = match text.as_bytes().get(start) {
            Some(b'{') => braces(&text[start..]),
            Some(b'<') if is_body => angles(&text[start..]),
            Some(b'*') if is_body && end > 0 => 1,
            _ => word(&text[start..]),
        };
        if length == 0 {
            return end;
        }
        end = start + length;
        if !text[end..].starts_with("::") {
            return end;
        }
    }
}

fn braces(text: &str) -> usize {
    let end = text[1..].find(['{', '}', '"', '\n']).map_or(0, |at| at + 1);
    if text[end..].starts_with('}') { end + 1 } else { 0 }
}

fn angles(text: &str) -> usize {
    let mut depth = 0;
    let mut before = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if before != b'-' => depth -= 1,
            b'"' | b'\n' => return 0,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
        before = byte;
    }
    0
}

/// Whether `text` is one word.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && word(text) == text.len()
}

/// How many bytes of `text` are words and numbers with dots between them: `pair.a`, `it.0`.
pub(super) fn dotted(text: &str) -> usize {
    let mut end = word(text);
    while end > 0 && text[end..].starts_with('.') {
        match atom(&text[end + 1..]) {
            0 => break,
            length => end += 1 + length,
        }
    }
    end
}

/// Whether `text` is words and numbers with dots between them.
pub(super) fn is_dotted(text: &str) -> bool {
    !text.is_empty() && dotted(text) == text.len()
}

/// Whether `text` is one word or number.
pub(super) fn is_atom(text: &str) -> bool {
    !text.is_empty() && atom(text) == text.len()
}

/// Whether `text` is one path.
pub(super) fn is_path(text: &str, is_body: bool) -> bool {
    !text.is_empty() && path(text, is_body) == text.len()
}

/// Whether `text` is a path of two steps at least, so that it is no keyword.
pub(super) fn is_long_path(text: &str) -> bool {
    is_path(text, false) && text.contains("::")
}

/// Words that begin something else than a type that is named.
pub(super) fn is_keyword(text: &str) -> bool {
    matches!(text, "fn" | "dyn" | "impl" | "param" | "other" | "mut" | "const" | "as" | "for" | "where" | "_")
}

/// Whether `text` may stand between the quotes of `b"…"` as it is.
pub(super) fn is_bytes(text: &str) -> bool {
    let mut is_escaped = false;
    for character in text.chars() {
        match character {
            '\n' => return false,
            '"' if !is_escaped => return false,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    !is_escaped
}

/// Whether `text` is a literal that may stand behind `const` as it is: `3_usize`, `-1.5_f64`, `true`, `'a'`, `()`.
pub(super) fn is_literal(text: &str) -> bool {
    text == "()"
        || (literal(text) == text.len() && !matches!(text, "" | "fn" | "static" | "item" | "other" | "literal" | "b"))
}

/// How many bytes of `text` are such a literal, other than `()`.
pub(super) fn literal(text: &str) -> usize {
    if text.starts_with('\'') {
        let mut is_escaped = false;
        for (at, character) in text.char_indices().skip(1) {
            match character {
                '\n' => return 0,
                '\'' if !is_escaped => return at + 1,
                '\\' => is_escaped = !is_escaped,
                _ => is_escaped = false,
            }
        }
        return 0;
    }
    let start = usize::from(text.starts_with('-'));
    let end = text[start..]
        .find(|it: char| !it.is_ascii_alphanumeric() && !matches!(it, '_' | '.'))
        .map_or(text.len(), |at| start + at);
    if end == start { 0 } else { end }
}
