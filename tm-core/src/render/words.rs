//! Values, readings and places as people read them.

use tm_diagnostic::Location;
use tm_schema::{AttributeId, Class, ValueType};

use crate::evaluate::Certainty;
use crate::model::{Model, Override, Reading, Source, Target, Value};

/// A value as one would write it: `true`, `Tls12`, `Web server, Comments`; `none` for nothing.
pub(super) fn value(model: &Model, attribute: AttributeId, value: &Value) -> String {
    let name = |target: &Target| model.entity(*target).name.clone();
    match value {
        Value::Bool(it) => it.to_string(),
        Value::Int(-1) => "none".to_owned(),
        Value::Int(it) => it.to_string(),
        Value::Text(it) if it.is_empty() => "none".to_owned(),
        Value::Text(it) => it.clone(),
        Value::Member(it) => member(attribute, *it).to_owned(),
        Value::One(it) => it.as_ref().map_or_else(|| "none".to_owned(), name),
        Value::Many(list) => joined(list.iter().map(name)),
        Value::Texts(list) => joined(list.iter().cloned()),
        Value::Members(list) => joined(list.iter().map(|it| member(attribute, *it).to_owned())),
        Value::Ints(list) => joined(list.iter().map(i64::to_string)),
    }
}

/// A class as words: `Set of processes`.
pub(super) fn class(class: Class) -> String {
    if class == Class::LLM {
        return class.name().to_owned();
    }
    let mut words = String::new();
    for (index, character) in class.name().chars().enumerate() {
        if index > 0 && character.is_uppercase() {
            words.push(' ');
            words.extend(character.to_lowercase());
        } else {
            words.push(character);
        }
    }
    words
}

/// The member of the attribute's enumeration with that index.
pub(super) fn member(attribute: AttributeId, index: u8) -> &'static str {
    match attribute.get().value {
        ValueType::Member(of) | ValueType::Members(of) => of.members[usize::from(index)].name,
        _ => unreachable!("`{}` has no members", attribute.get().name),
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}

/// How a reading came to be: `stated`, `inherited`, `derived` or `assumed`.
pub(super) fn origin(reading: &Reading<'_>) -> &'static str {
    match reading {
        Reading::Stated(_, Source::Written(_)) => "stated",
        Reading::Stated(_, Source::Inherited(..)) => "inherited",
        Reading::Stated(..) => "derived",
        Reading::Assumed(_) => "assumed",
    }
}

/// `confirmed` or `potential`.
pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Confirmed => "confirmed",
        Certainty::Potential => "potential",
    }
}

/// `CVSS 9.3`, `CVSS:4.0/AV:N`: a vector names itself.
pub(super) fn cvss(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with("CVSS") { text } else { format!("CVSS {text}") }
}

/// What an override says, in short: `severity High, CVSS 9.3, response: see the ticket`.
pub(super) fn overridden(said: &Override) -> String {
    let parts = [
        said.always.then(|| "applies always".to_owned()),
        said.severity.map(|it| format!("severity {it}")),
        Some(&said.cvss).filter(|text| !text.is_empty()).map(|text| cvss(text)),
        Some(&said.response).filter(|text| !text.is_empty()).map(|text| format!("response: {}", one_line(text))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A place as `file:line`.
pub(super) fn place(at: &Location) -> String {
    format!("{}:{}", at.file, at.start.line)
}

/// `1 case`, `3 cases`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A text on one line: runs of white space, control characters and what no XML can hold become one space.
pub(super) fn one_line(text: &str) -> String {
    let is_space = |it: char| it.is_whitespace() || it.is_control() || ['\u{fffe}', '\u{ffff}'].contains(&it);
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The paragraphs of a text: what blank lines part.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.len();
            if line.trim().is_empty() {
                rest = Some(&text[end..]);
                return Some(text[..start].trim());
            }
            start = end;
        }
        rest = None;
        Some(text.trim())
    })
    .filter(|paragraph| !paragraph.is_empty())
}

/// The pieces of a text, and whether each stands between backticks; a backtick without a second one is a backtick.
pub(super) fn code_spans(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if let Some((code, behind)) = rest.strip_prefix('`').and_then(|it| it.split_once('`')) {
            rest = behind;
            return Some((code, true));
        }
        let is_first = rest.chars().next()?.len_utf8(); // a backtick in front has no second one
        let end = rest[is_first..].find('`').map_or(rest.len(), |index| is_first + index);
        let plain;
        (plain, rest) = rest.split_at(end);
        Some((plain, false))
    })
}

/// A text as lines of at most `width` characters, broken between words; a longer word is cut.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = 0;
    for word in one_line(text).split(' ').filter(|word| !word.is_empty()) {
        let mut word: Vec<char> = word.chars().collect();
        if word.len() < room {
            let line = lines.last_mut().expect("there is room on some line");
            line.push(' ');
            line.extend(&word);
            room -= word.len() + 1;
            continue;
        }
        loop {
            let rest = word.split_off(word.len().min(width));
            room = width - word.len();
            lines.push(word.into_iter().collect());
            if rest.is_empty() {
                break;
            }
            word = rest;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_wrap_between_words() {
        let cases: [(&str, &[&str]); 5] = [
            ("", &[]),
            ("Web server", &["Web server"]),
            ("Visitor enters  comments\nnow", &["Visitor enters", "comments now"]),
            ("exactly eighteen c", &["exactly eighteen c"]),
            ("aaaaaaaaaaaaaaaaaaaabb c", &["aaaaaaaaaaaaaaaaaa", "aabb c"]),
        ];
        for (text, lines) in cases {
            assert_eq!(wrapped(text, 18), lines, "{text}");
        }
    }

    #[test]
    fn code_stands_between_two_backticks() {
        let cases: [(&str, &[(&str, bool)]); 6] = [
            ("", &[]),
            ("plain", &[("plain", false)]),
            ("use `a::b`, not `c`", &[("use ", false), ("a::b", true), (", not ", false), ("c", true)]),
            ("`a``b`", &[("a", true), ("b", true)]),
            ("a ` b", &[("a ", false), ("` b", false)]),
            ("`é` ü`", &[("é", true), (" ü", false), ("`", false)]),
        ];
        for (text, expected) in cases {
            assert_eq!(code_spans(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn control_characters_are_white_space() {
        assert_eq!(one_line("a\u{1}\tb\r\n\n c\u{7f}\u{fffe}\u{ffff}d"), "a b c d");
    }
}
