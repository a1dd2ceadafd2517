//! JSON whose keys stay in the order written, laid out to be read and compared by people.
//!
//! [`Json`] is a value that is put together first and written then; [`Writer`] writes as it goes, for documents that are
//! too long to be held. Both lay out alike: an item or a key a line, indented by two, or all on one line.

use std::io;

/// A JSON value in the making.
pub(super) enum Json {
    /// A text, a number, a truth value: anything that has no keys of its own to order.
    Scalar(serde_json::Value),
    /// A list, an item a line.
    List(Vec<Json>),
    /// An object, a key a line.
    Object(Vec<(String, Json)>),
    /// Anything, on one line.
    Line(Box<Json>),
}

impl<T: Into<serde_json::Value>> From<T> for Json {
    fn from(scalar: T) -> Self {
        Json::Scalar(scalar.into())
    }
}

impl Json {
    /// An object of those keys.
    pub(super) fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
        Json::Object(entries.map(|(key, value)| (key.to_owned(), value)).into())
    }

    /// The same, on one line.
    pub(super) fn on_one_line(self) -> Json {
        Json::Line(Box::new(self))
    }

    /// A place in a file, on one line.
    pub(super) fn location(at: &tm_diagnostic::Location) -> Json {
        let entries = [
            ("file", at.file.as_str().into()),
            ("line", at.start.line.into()),
            ("column", at.start.column.into()),
            ("end_line", at.end.line.into()),
            ("end_column", at.end.column.into()),
        ];
        Json::object(entries).on_one_line()
    }

    /// The text of a file, with a last newline.
    pub(super) fn document(&self) -> String {
        let mut text = Vec::new();
        let written = Writer::document(&mut text, |writer| writer.value(self));
        written.expect("memory takes all that is written to it");
        String::from_utf8(text).expect("JSON is text")
    }
}

/// Writes JSON piece by piece.
pub(super) struct Writer<'w> {
    out: &'w mut dyn io::Write,
    buffer: Vec<u8>,
    /// The first failure; nothing is written after it.
    written: io::Result<()>,
    /// How far the items of the list or object at hand are indented; unset on one line.
    indent: Option<usize>,
    is_first: bool,
}

/// So much is gathered before it is passed on.
const BUFFER: usize = 64 * 1024;

impl<'w> Writer<'w> {
    /// Writes one value, with a newline behind it, to `out`.
    pub(super) fn document(out: &'w mut dyn io::Write, write: impl FnOnce(&mut Self)) -> io::Result<()> {
        let buffer = Vec::with_capacity(BUFFER + BUFFER / 8);
        let mut writer = Writer { out, buffer, written: Ok(()), indent: Some(0), is_first: true };
        write(&mut writer);
        writer.raw("\n");
        writer.pass_on();
        writer.written
    }

    /// An object: `write` writes each [`Self::key`] and its value.
    pub(super) fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.raw("{");
        let is_empty = self.inside(self.indent.map(|indent| indent + 2), write);
        if self.indent.is_none() && !is_empty {
            self.raw(" ");
        }
        self.raw("}");
    }

    /// An object on one line.
    pub(super) fn line_object(&mut self, write: impl FnOnce(&mut Self)) {
        let indent = self.indent.take();
        self.object(write);
        self.indent = indent;
    }

    /// A list: `write` writes each item behind [`Self::item`].
    pub(super) fn list(&mut self, write: impl FnOnce(&mut Self)) {
        self.raw("[");
        self.inside(self.indent.map(|indent| indent + 2), write);
        self.raw("]");
    }

    /// Writes what stands between brackets; whether that was nothing.
    fn inside(&mut self, indent: Option<usize>, write: impl FnOnce(&mut Self)) -> bool {
        let outer = (std::mem::replace(&mut self.indent, indent), std::mem::replace(&mut self.is_first, true));
        write(self);
        let is_empty = self.is_first;
        (self.indent, self.is_first) = outer;
        if let (Some(indent), false) = (self.indent, is_empty) {
            self.new_line(indent);
        }
        is_empty
    }

    /// Begins an item of a list.
    pub(super) fn item(&mut self) {
        let is_first = std::mem::replace(&mut self.is_first, false);
        if !is_first {
            self.raw(",");
        }
        match self.indent {
            Some(indent) => self.new_line(indent),
            None if !is_first => self.raw(" "),
            None => {}
        }
    }

    /// Begins an entry of an object. Keys known beforehand are plain.
    pub(super) fn key(&mut self, key: &'static str) {
        debug_assert!(is_plain(key), "`{key}` would have to be quoted");
        self.begin_entry();
        for part in ["\"", key, "\": "] {
            self.raw(part);
        }
    }

    fn begin_entry(&mut self) {
        if self.is_first && self.indent.is_none() {
            self.raw(" ");
        }
        self.item();
    }

    /// An entry of an object that is a text.
    pub(super) fn entry(&mut self, key: &'static str, text: &str) {
        self.key(key);
        self.text(text);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.text_of([text]);
    }

    /// A text that is put together from parts.
    pub(super) fn text_of<const N: usize>(&mut self, parts: [&str; N]) {
        self.raw("\"");
        for part in parts {
            if is_plain(part) {
                self.raw(part);
            } else {
                let quoted = serde_json::Value::from(part).to_string();
                self.raw(&quoted[1..quoted.len() - 1]);
            }
        }
        self.raw("\"");
    }

    pub(super) fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// A number: anything whose text is JSON as it is.
    pub(super) fn literal(&mut self, literal: impl std::fmt::Display) {
        use io::Write;
        write!(self.buffer, "{literal}").expect("memory takes all that is written to it");
    }

    pub(super) fn value(&mut self, value: &Json) {
        match value {
            Json::Scalar(serde_json::Value::String(text)) => self.text(text),
            Json::Scalar(scalar) => self.raw(&scalar.to_string()),
            Json::Line(value) => {
                let indent = self.indent.take();
                self.value(value);
                self.indent = indent;
            }
            Json::List(items) => self.list(|list| {
                for item in items {
                    list.item();
                    list.value(item);
                }
            }),
            Json::Object(entries) => self.object(|object| {
                for (key, value) in entries {
                    object.begin_entry();
                    object.text(key);
                    object.raw(": ");
                    object.value(value);
                }
            }),
        }
    }

    fn new_line(&mut self, indent: usize) {
        const LINE: &str = "\n                                ";
        match LINE.get(..=indent) {
            Some(line) => self.raw(line),
            None => self.raw(&format!("\n{:indent$}", "")),
        }
    }

    #[inline]
    fn raw(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
        if self.buffer.len() >= BUFFER {
            self.pass_on();
        }
    }

    fn pass_on(&mut self) {
        if self.written.is_ok() {
            self.written = self.out.write_all(&self.buffer);
        }
        self.buffer.clear();
    }
}

/// Whether a text stands in JSON as it is. Looks at all bytes, which the compiler does sixteen at a time.
fn is_plain(text: &str) -> bool {
    let is_special = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
    !text.bytes().fold(false, |found, byte| found | is_special(byte))
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn keys_keep_their_order_and_lines_are_short() {
        let line = Json::List(vec![1.into(), 2.into()]).on_one_line();
        let json = Json::object([("z", line), ("a", Json::List(vec!["\"<\n".into()])), ("e", Json::List(vec![]))]);
        let text = json.document();
        assert_eq!(text, "{\n  \"z\": [1, 2],\n  \"a\": [\n    \"\\\"<\\n\"\n  ],\n  \"e\": []\n}\n");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
