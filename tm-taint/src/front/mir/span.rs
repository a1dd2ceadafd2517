//! Spans: `src/main.rs:3:5: 3:12`.

use crate::ir::{Span, Symbol, Symbols};

/// Reads spans; remembers the last file, which the next one mostly has too.
#[derive(Default)]
pub(crate) struct Spans<'d> {
    last: Option<(&'d str, Symbol)>,
}

impl<'d> Spans<'d> {
    /// The span that `text` is; nothing for `no-location`.
    pub(crate) fn read(&mut self, text: &'d str, symbols: &mut Symbols) -> Option<Span> {
        let (file, [line, column, end_line, end_column]) = parts(text)?;
        let file = match self.last {
            Some((last, symbol)) if last == file => symbol,
            _ => {
                let symbol = symbols.intern(file);
                self.last = Some((file, symbol));
                symbol
            }
        };
        Some(Span { file, line, column, end_line, end_column })
    }
}

/// The file and the four numbers.
pub(crate) fn parts(text: &str) -> Option<(&str, [u32; 4])> {
    let bytes = text.as_bytes();
    let mut numbers = [0; 4];
    let mut at = bytes.len();
    for number in numbers.iter_mut().rev() {
        let end = at;
        while at > 0 && bytes[at - 1].is_ascii_digit() {
            at -= 1;
        }
        *number = text[at..end].parse().ok()?;
        if at > 0 && bytes[at - 1] == b' ' {
            at -= 1;
        }
        at = at.checked_sub(1).filter(|it| bytes[*it] == b':')?;
    }
    Some((&text[..at], numbers))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn spans_are_read_from_their_end() {
        assert_eq!(parts("src/a.rs:1:2: 30:41"), Some(("src/a.rs", [1, 2, 30, 41])));
        assert_eq!(parts("C:\\src\\a b:1.rs:1:2: 3:4"), Some(("C:\\src\\a b:1.rs", [1, 2, 3, 4])));
        for none in ["no-location", "", "1:2", ":1:2: 3", "a:99999999999:1: 2:3"] {
            assert_eq!(parts(none), None, "{none}");
        }
    }
}
