//! A place in the text, and the smallest things that begin there.

use super::TextError;
use crate::ir::text::words;
use crate::ir::{Span, Symbol, Tables, Type, TypeId};

/// How deep types and places may be nested.
const DEPTH: usize = 200;

pub(super) type Result<T> = std::result::Result<T, TextError>;

pub(super) struct Cursor<'t, 'm> {
    text: &'t str,
    at: usize,
    depth: usize,
    pub(super) tables: &'m mut Tables,
    /// The file of the body's own span.
    pub(super) file: Option<Symbol>,
}

impl<'t, 'm> Cursor<'t, 'm> {
    pub(super) fn new(text: &'t str, tables: &'m mut Tables) -> Self {
        let mut cursor = Cursor { text, at: 0, depth: 0, tables, file: None };
        cursor.skip_blank();
        cursor
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether the text ends here.
    pub(super) fn is_end(&self) -> bool {
        self.rest().is_empty()
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest().trim_start();
            self.at = self.text.len() - rest.len();
            if !rest.starts_with("//") {
                return;
            }
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
    }

    fn advance(&mut self, bytes: usize) -> &'t str {
        let taken = &self.rest()[..bytes];
        self.at += bytes;
        self.skip_blank();
        taken
    }

    /// What is wrong here.
    pub(super) fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        self.error_at(self.at, message)
    }

    /// What is wrong at byte `at`.
    pub(super) fn error_at<T>(&self, at: usize, message: impl Into<String>) -> Result<T> {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before[before.rfind('\n').map_or(0, |it| it + 1)..].chars().count() + 1;
        Err(TextError { line: line as u32, column: column as u32, message: message.into() })
    }

    fn expected<T>(&self, what: &str) -> Result<T> {
        let found: String = self.rest().chars().take_while(|it| !it.is_whitespace()).take(20).collect();
        if found.is_empty() {
            self.error(format!("expected {what}, found the end"))
        } else {
            self.error(format!("expected {what}, found `{found}`"))
        }
    }

    /// Runs `read` one level deeper.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == DEPTH {
            return self.error("too deeply nested");
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Takes `mark` if it stands here.
    pub(super) fn take(&mut self, mark: &str) -> bool {
        let is_here = self.rest().starts_with(mark);
        if is_here {
            self.advance(mark.len());
        }
        is_here
    }

    pub(super) fn require(&mut self, mark: &str) -> Result<()> {
        if self.take(mark) { Ok(()) } else { self.expected(&format!("`{mark}`")) }
    }

    /// The word here, if it is not the beginning of a path.
    pub(super) fn peek_word(&self) -> Option<&'t str> {
        let length = words::word(self.rest());
        let is_path = self.rest()[length..].starts_with("::");
        (length > 0 && !is_path).then(|| &self.rest()[..length])
    }

    /// Takes `keyword` if that is the whole word here.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let is_here = self.peek_word() == Some(keyword);
        if is_here {
            self.advance(keyword.len());
        }
        is_here
    }

    /// Takes `keyword` if it and a `(` stand here, the `(` with it.
    pub(super) fn opening(&mut self, keyword: &str) -> bool {
        let is_here = self.peek_word() == Some(keyword) && self.rest()[keyword.len()..].trim_start().starts_with('(');
        if is_here {
            self.advance(keyword.len());
            self.advance(1);
        }
        is_here
    }

    /// A text in quotes, if there is one here.
    pub(super) fn take_quoted(&mut self) -> Result<Option<Symbol>> {
        if !self.rest().starts_with('"') {
            return Ok(None);
        }
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        loop {
            let Some((at, character)) = characters.next() else { return self.error("the text in quotes does not end") };
            let Some(escaped) = (match character {
                '"' => {
                    self.advance(at + 1);
                    return Ok(Some(self.tables.symbols.intern(&text)));
                }
                '\\' => characters.next().and_then(|(_, it)| match it {
                    'n' => Some('\n'),
                    't' => Some('\t'),
                    'r' => Some('\r'),
                    '"' | '\\' => Some(it),
                    'u' => {
                        let digits: String =
                            characters.by_ref().map(|(_, it)| it).take_while(|it| *it != '}').collect();
                        u32::from_str_radix(digits.strip_prefix('{')?, 16).ok().and_then(char::from_u32)
                    }
                    _ => None,
                }),
                it => Some(it),
            }) else {
                return self.error_at(self.at + at, "no such escape");
            };
            text.push(escaped);
        }
    }

    pub(super) fn quoted(&mut self) -> Result<Symbol> {
        match self.take_quoted()? {
            Some(symbol) => Ok(symbol),
            None => self.expected("a text in quotes"),
        }
    }

    /// The first `length` bytes as a symbol, or a text in quotes.
    fn plain(&mut self, length: usize, what: &str) -> Result<Symbol> {
        if let Some(symbol) = self.take_quoted()? {
            return Ok(symbol);
        }
        if length == 0 {
            return self.expected(what);
        }
        let text = self.advance(length);
        Ok(self.tables.symbols.intern(text))
    }

    pub(super) fn name(&mut self) -> Result<Symbol> {
        self.plain(words::word(self.rest()), "a name")
    }

    pub(super) fn dotted(&mut self) -> Result<Symbol> {
        self.plain(words::dotted(self.rest()), "a captured variable")
    }

    pub(super) fn atom(&mut self) -> Result<Symbol> {
        self.plain(words::atom(self.rest()), "a name or number")
    }

    pub(super) fn path(&mut self, is_body: bool) -> Result<Symbol> {
        self.plain(words::path(self.rest(), is_body), "a path")
    }

    /// A literal as it stands behind `const`.
    pub(super) fn take_literal(&mut self) -> Option<Symbol> {
        let length = if self.rest().starts_with("()") { 2 } else { words::literal(self.rest()) };
        if length == 0 {
            return None;
        }
        let text = self.advance(length);
        Some(self.tables.symbols.intern(text))
    }

    /// What stands between `b"` and `"`, if they are here.
    pub(super) fn take_bytes(&mut self) -> Result<Option<Symbol>> {
        let Some(inside) = self.rest().strip_prefix("b\"") else { return Ok(None) };
        let mut is_escaped = false;
        for (at, character) in inside.char_indices() {
            match character {
                '"' if !is_escaped => {
                    self.advance(at + 3);
                    return Ok(Some(self.tables.symbols.intern(&inside[..at])));
                }
                '\\' => is_escaped = !is_escaped,
                _ => is_escaped = false,
            }
        }
        self.error("the bytes in quotes do not end")
    }

    pub(super) fn take_number(&mut self) -> Result<Option<u64>> {
        let length = self.rest().find(|it: char| !it.is_ascii_digit()).unwrap_or(self.rest().len());
        if length == 0 {
            return Ok(None);
        }
        match self.rest()[..length].parse() {
            Ok(number) => {
                self.advance(length);
                Ok(Some(number))
            }
            Err(_) => self.error("the number is too large"),
        }
    }

    pub(super) fn number(&mut self) -> Result<u64> {
        match self.take_number()? {
            Some(number) => Ok(number),
            None => self.expected("a number"),
        }
    }

    pub(super) fn small_number(&mut self) -> Result<u32> {
        let at = self.at;
        match u32::try_from(self.number()?) {
            Ok(number) => Ok(number),
            Err(_) => self.error_at(at, "the number is too large"),
        }
    }

    /// `prefix` and a number in one word: `_1`, `bb2`.
    pub(super) fn take_numbered(&mut self, prefix: &str) -> Result<Option<u32>> {
        let Some(digits) = self.peek_word().and_then(|it| it.strip_prefix(prefix)) else { return Ok(None) };
        if digits.is_empty() || digits.bytes().any(|it| !it.is_ascii_digit()) {
            return Ok(None);
        }
        let Ok(number) = digits.parse() else { return self.error("the number is too large") };
        self.advance(prefix.len() + digits.len());
        Ok(Some(number))
    }

    pub(super) fn numbered(&mut self, prefix: &str) -> Result<u32> {
        match self.take_numbered(prefix)? {
            Some(number) => Ok(number),
            None => self.expected(&format!("`{prefix}` and a number")),
        }
    }

    /// What `each` reads, with commas between, until `close`, which is taken.
    pub(super) fn list<T>(&mut self, close: &str, mut each: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut items = Vec::new();
        while !self.take(close) {
            if !items.is_empty() {
                self.require(",")?;
                if self.take(close) {
                    break;
                }
            }
            items.push(each(self)?);
        }
        Ok(items)
    }

    /// `@"file":1:2-3:4`, if it is here.
    pub(super) fn take_span(&mut self) -> Result<Option<Span>> {
        if !self.take("@") {
            return Ok(None);
        }
        let file = match self.take_quoted()? {
            Some(file) => {
                self.require(":")?;
                file
            }
            None => match self.file {
                Some(file) => file,
                None => return self.expected("a file in quotes, because the body has no span"),
            },
        };
        let line = self.small_number()?;
        self.require(":")?;
        let column = self.small_number()?;
        self.require("-")?;
        let end_line = self.small_number()?;
        self.require(":")?;
        let end_column = self.small_number()?;
        Ok(Some(Span { file, line, column, end_line, end_column }))
    }

    /// The type of what is not stated.
    pub(super) fn unstated(&mut self) -> TypeId {
        let mark = self.tables.symbols.intern("?");
        self.tables.types.intern(Type::Other(mark))
    }
}
