//! A place in a line of the dump.

/// How deep types and places may be nested.
const DEPTH: u32 = 200;

#[derive(Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    depth: u32,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, at: 0, depth: 0 }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn is_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// The byte here, or 0.
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn take(&mut self, mark: &str) -> bool {
        let is_here = self.text.as_bytes()[self.at..].starts_with(mark.as_bytes());
        if is_here {
            self.at += mark.len();
        }
        is_here
    }

    pub(super) fn require(&mut self, mark: &str) -> Option<()> {
        self.take(mark).then_some(())
    }

    /// Takes `bytes` bytes.
    pub(super) fn advance(&mut self, bytes: usize) -> &'t str {
        let taken = &self.rest()[..bytes];
        self.at += bytes;
        taken
    }

    /// Takes all letters, digits and `_` here, with `r#` before.
    pub(super) fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let raw = if rest.starts_with("r#") { 2 } else { 0 };
        let end = rest.as_bytes()[raw..].iter().position(|it| !is_word(*it)).map_or(rest.len(), |it| raw + it);
        self.advance(end)
    }

    /// Takes the digits here.
    pub(super) fn number<N: std::str::FromStr>(&mut self) -> Option<N> {
        let rest = self.rest();
        let end = rest.as_bytes().iter().position(|it| !it.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..end].parse().ok()?;
        self.at += end;
        Some(number)
    }

    /// Takes everything before the first byte of `stops` that stands in no brackets.
    pub(super) fn until(&mut self, stops: &[u8]) -> &'t str {
        let end = outside(self.rest(), stops).unwrap_or(self.rest().len());
        self.advance(end)
    }

    /// Runs `read` one level deeper; nothing where that is too deep.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == DEPTH {
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}

/// Whether a byte belongs to a word: letters beyond ASCII do.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Where the first byte of `stops` is that stands in no brackets, or the bracket that closes what `text` is in.
pub(super) fn outside(text: &str, stops: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate() {
        if depth == 0 && stops.contains(byte) && !(*byte == b'>' && at > 0 && matches!(bytes[at - 1], b'-' | b'=')) {
            return Some(at);
        }
        match byte {
            b'(' | b'[' | b'{' | b'<' => depth += 1,
            b'>' if at > 0 && matches!(bytes[at - 1], b'-' | b'=') => {}
            b')' | b']' | b'}' | b'>' => match depth.checked_sub(1) {
                Some(it) => depth = it,
                None => return None,
            },
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_count_outside_brackets_only() {
        let cases: [(&str, &[u8], Option<usize>); 6] = [
            ("a::<fn(u8) -> u8>(move _1)", b"(", Some(17)),
            ("fn(u8) -> u8>", b">", Some(12)),
            ("<impl at a.rs:1:2: 3:4>::K: u8", b":", Some(23)),
            ("[u8; 3]; x", b";", Some(7)),
            ("a)", b";", None),
            ("é, b", b",", Some(2)),
        ];
        for (text, stops, expected) in cases {
            assert_eq!(outside(text, stops), expected, "{text}");
        }
    }
}
