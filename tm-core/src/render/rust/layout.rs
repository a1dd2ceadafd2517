//! Arguments on one line or several, as rustfmt leaves them.
//!
//! ```text
//! #[boundary(name = "Web/DB", within = Web)]
//!
//! #[element(
//!     Server,
//!     name = "Web server",
//!     controls(validates_input, encodes_output)
//! )]
//! ```
//!
//! rustfmt formats an attribute if each value in it is a literal, and leaves it alone otherwise. With its defaults several
//! arguments share a line of up to 70 columns, one alone may fill the line up to column 100.

use unicode_width::UnicodeWidthStr;

use super::text;

pub(super) const MAX_WIDTH: usize = 100;
const MAX_ARGUMENTS: usize = 70;
const INDENT: usize = 4;
/// A text with less room than this is not folded.
const MIN_TEXT: usize = 30;

/// An argument of a macro.
pub(super) enum Argument {
    /// `Server`, `uses_vpn`, `order = 1`
    Word(String),
    /// `name = "Web server"`, `reply "Comments saved"`: what stands in front, and a text.
    Text(String, String),
    /// `data = [Comment, "free text"]`
    List(&'static str, Vec<String>),
    /// `controls(validates_input, encodes_output = false)`
    Group(&'static str, Vec<Argument>),
}

impl Argument {
    /// `key = "text"`
    pub(super) fn text(key: &str, text: impl Into<String>) -> Argument {
        Argument::Text(format!("{key} = "), text.into())
    }
}

/// The columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `head` and `arguments` in parentheses, then `tail`: `#[element` and `]`.
pub(super) fn attribute(head: &str, arguments: &[Argument], tail: &str) -> String {
    if arguments.is_empty() { format!("{head}{tail}") } else { parenthesized(head, arguments, tail, 0) }
}

/// `name! { first, … }`, with `;` and a second part where there is one.
pub(super) fn invocation(name: &str, parts: &[Vec<Argument>]) -> String {
    let line = parts.iter().map(|part| joined(part)).collect::<Vec<_>>().join("; ");
    let line = format!("{name}! {{ {line} }}");
    if width(&line) <= MAX_WIDTH && parts.len() == 1 {
        return line;
    }
    let parts: Vec<_> = parts.iter().map(|part| vertical(part, INDENT)).collect();
    format!("{name}! {{\n{}\n}}", parts.join(";\n"))
}

fn parenthesized(head: &str, arguments: &[Argument], tail: &str, indent: usize) -> String {
    let line = format!("{head}({}){tail}", joined(arguments));
    if indent + width(&line) <= MAX_WIDTH && is_short(arguments) {
        return line;
    }
    match arguments {
        // A group that is alone shares its lines with what is around it.
        [Argument::Group(name, inner)] => parenthesized(&format!("{head}({name}"), inner, &format!("){tail}"), indent),
        _ => format!("{head}(\n{}\n{}){tail}", vertical(arguments, indent + INDENT), " ".repeat(indent)),
    }
}

/// Whether the arguments share a line, if it has room for them.
fn is_short(arguments: &[Argument]) -> bool {
    match arguments {
        [Argument::Group(_, inner)] => is_short(inner),
        [_] => true,
        _ => width(&joined(arguments)) <= MAX_ARGUMENTS,
    }
}

fn joined(arguments: &[Argument]) -> String {
    arguments.iter().map(Argument::on_one_line).collect::<Vec<_>>().join(", ")
}

fn vertical(arguments: &[Argument], indent: usize) -> String {
    let lines = arguments.iter().map(|it| format!("{}{}", " ".repeat(indent), it.indented(indent)));
    lines.collect::<Vec<_>>().join(",\n")
}

impl Argument {
    fn on_one_line(&self) -> String {
        match self {
            Argument::Word(word) => word.clone(),
            Argument::Text(before, text) => format!("{before}{}", text::literal(text)),
            Argument::List(key, items) => format!("{key} = [{}]", items.join(", ")),
            Argument::Group(name, arguments) => format!("{name}({})", joined(arguments)),
        }
    }

    /// The argument behind `indent` columns; its further lines start with as many spaces or more.
    fn indented(&self, indent: usize) -> String {
        let line = self.on_one_line();
        // A comma or a semicolon may follow.
        let fits = indent + width(&line) < MAX_WIDTH;
        let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + INDENT));
        match self {
            Argument::Group(name, arguments) => parenthesized(name, arguments, "", indent),
            _ if fits => line,
            Argument::Word(_) => line,
            Argument::Text(before, text) => {
                // A line goes on below its first letter, behind the quote.
                let start = indent + width(before) + 1;
                if start + MIN_TEXT > MAX_WIDTH {
                    return line;
                }
                let lines = text::folded(text, MAX_WIDTH - start);
                format!("{before}{}", lines.join(&format!("\n{}", " ".repeat(start))))
            }
            Argument::List(key, items) => {
                format!("{key} = [\n{inner}{}\n{outer}]", items.join(&format!(",\n{inner}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize, width: usize) -> Vec<Argument> {
        (0..count).map(|_| Argument::Word("x".repeat(width))).collect()
    }

    /// Checks how many lines the arguments take.
    #[track_caller]
    fn check(arguments: Vec<Argument>, lines: usize) {
        let text = attribute("#[boundary", &arguments, "]");
        assert_eq!(text.lines().count(), lines, "{text}");
        assert!(text.lines().all(|line| width(line) <= MAX_WIDTH), "{text}");
    }

    #[test]
    fn lines_break_where_rustfmt_breaks_them() {
        check(Vec::new(), 1);
        check(words(2, 34), 1);
        check(both(words(1, 34), words(1, 35)), 4);
        check(words(1, 87), 1);
        check(words(1, 88), 3);
        check(vec![Argument::Group("controls", words(2, 34))], 1);
        check(vec![Argument::Group("controls", words(2, 35))], 4);
        check(both(words(1, 9), vec![Argument::Group("controls", words(2, 34))]), 4);
        check(both(words(1, 9), vec![Argument::Group("controls", words(2, 35))]), 7);
        check(vec![Argument::text("name", "five letters ".repeat(20))], 6);
        check(vec![Argument::List("data", vec!["Comment".to_owned(); 8])], 1);
        check(vec![Argument::List("data", vec!["Comment".to_owned(); 20])], 24);
    }

    fn both(first: Vec<Argument>, second: Vec<Argument>) -> Vec<Argument> {
        first.into_iter().chain(second).collect()
    }
}
