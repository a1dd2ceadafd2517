//! JSON whose keys stay in the order written, laid out to be read and compared by people.

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

    /// The text of a file: indented by two, with a last newline.
    pub(super) fn document(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, Some(0));
        text.push('\n');
        text
    }

    /// Writes the value; without an `indent`, on one line.
    fn write(&self, out: &mut String, indent: Option<usize>) {
        match self {
            Json::Scalar(scalar) => out.push_str(&scalar.to_string()),
            Json::Line(value) => value.write(out, None),
            Json::List(items) => Self::write_items(out, indent, ['[', ']'], items, |out, item, indent| {
                item.write(out, indent);
            }),
            Json::Object(entries) => {
                Self::write_items(out, indent, ['{', '}'], entries, |out, (key, value), indent| {
                    out.push_str(&serde_json::Value::from(key.as_str()).to_string());
                    out.push_str(": ");
                    value.write(out, indent);
                })
            }
        }
    }

    fn write_items<T>(
        out: &mut String,
        indent: Option<usize>,
        [open, close]: [char; 2],
        items: &[T],
        write: impl Fn(&mut String, &T, Option<usize>),
    ) {
        out.push(open);
        let inner = indent.map(|indent| indent + 2);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            match inner {
                Some(width) => new_line(out, width),
                None if index > 0 || open == '{' => out.push(' '),
                None => {}
            }
            write(out, item, inner);
        }
        match indent {
            Some(width) if !items.is_empty() => new_line(out, width),
            None if open == '{' && !items.is_empty() => out.push(' '),
            _ => {}
        }
        out.push(close);
    }
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
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
