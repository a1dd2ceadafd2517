//! Diagnostics as rustc prints them, for people.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Element, Level as Title, Origin, Padding, Renderer, Snippet};

use super::quote::{Lines, Stretch};
use super::visible;
use crate::{Diagnostic, Label, Level, Sources};

/// Whether the text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// The colours of rustc, as ANSI escape codes.
    Ansi,
}

/// All diagnostics in the look of rustc, a blank line between two of them; empty when there are none.
///
/// ```text
/// error[TM0006]: two elements are named `web`
///   --> src/auth.rs:18:7
///    |
/// 18 | const WEB: Web = Web;
///    |       ^^^ again here
///    |
///   ::: src/main.rs:7:4
///    |
///  7 | fn web() {}
///    |    --- first here
///    |
///    = help: rename one of them
/// ```
///
/// A place whose text `sources` does not have, or no longer has, is named without a quote, its label below it as a note.
/// A stretch of more than six lines is cut to its first. Control characters in texts, names and quoted lines are made
/// visible, so in [`Style::Plain`] the result holds none but line breaks, in [`Style::Ansi`] none but those and colours.
pub fn human(diagnostics: &[Diagnostic], sources: &dyn Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Ansi => Renderer::styled(),
    };
    let mut texts = Texts { sources, read: BTreeMap::new() };
    let shown: Vec<String> = diagnostics.iter().map(|it| one(it, &mut texts, &renderer) + "\n").collect();
    shown.join("\n")
}

/// The texts asked for so far, split into lines once.
struct Texts<'a> {
    sources: &'a dyn Sources,
    read: BTreeMap<&'a str, Option<Lines<'a>>>,
}

impl<'a> Texts<'a> {
    fn lines(&mut self, file: &'a str) -> Option<&Lines<'a>> {
        let sources = self.sources;
        self.read.entry(file).or_insert_with(|| sources.text(file).map(Lines::of)).as_ref()
    }
}

/// What is shown of a file: one quote with all its labels, or the mere name of a place that cannot be quoted.
enum Shown<'a> {
    Quote { file: &'a str, marks: Vec<Mark<'a>> },
    Name(&'a Label),
}

struct Mark<'a> {
    kind: AnnotationKind,
    stretch: Stretch,
    text: &'a str,
}

fn one<'a>(diagnostic: &'a Diagnostic, texts: &mut Texts<'a>, renderer: &Renderer) -> String {
    let message = visible::paragraph(&diagnostic.message);
    let message_lines = message.split('\n').count();
    let mut title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    }
    .primary_title(message);
    if !diagnostic.code.is_empty() {
        title = title.id(visible::line(&diagnostic.code));
    }

    let places = places(diagnostic, texts);
    let mut elements: Vec<Element<'_>> = Vec::new();
    for place in &places {
        match place {
            Shown::Quote { file, marks } => elements.extend(quote(file, marks, texts)),
            Shown::Name(label) => {
                if !elements.is_empty() {
                    elements.push(Padding.into());
                }
                elements.extend(name(label));
            }
        }
    }
    elements.extend(diagnostic.notes.iter().map(|note| Title::NOTE.message(visible::paragraph(note)).into()));
    elements.extend(diagnostic.helps.iter().map(|help| Title::HELP.message(visible::paragraph(help)).into()));

    let text = renderer.render(&[title.elements(elements)]);
    if places.iter().any(|place| matches!(place, Shown::Quote { .. })) {
        return text;
    }
    // Without a quote annotate-snippets leaves no room for line numbers; rustc makes it as wide as if there were one.
    let margin =
        " ".repeat(labels(diagnostic).map(|(_, label)| label.at.start.line).max().unwrap_or(0).to_string().len());
    let indented = |(i, line)| if i < message_lines { String::from(line) } else { format!("{margin}{line}") };
    text.split('\n').enumerate().map(indented).collect::<Vec<_>>().join("\n")
}

/// All labels, the primary one first.
fn labels(diagnostic: &Diagnostic) -> impl Iterator<Item = (AnnotationKind, &Label)> {
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    primary.chain(diagnostic.secondary.iter().map(|label| (AnnotationKind::Context, label)))
}

/// The places of a diagnostic by file, in the order in which they are first named.
fn places<'a>(diagnostic: &'a Diagnostic, texts: &mut Texts<'a>) -> Vec<Shown<'a>> {
    let mut places: Vec<Shown<'a>> = Vec::new();
    for (kind, label) in labels(diagnostic) {
        let Some(stretch) = texts.lines(&label.at.file).and_then(|lines| lines.stretch(&label.at)) else {
            places.push(Shown::Name(label));
            continue;
        };
        let mark = Mark { kind, stretch, text: &label.text };
        let quoted = places.iter_mut().find_map(|place| match place {
            Shown::Quote { file, marks } if *file == label.at.file => Some(marks),
            _ => None,
        });
        match quoted {
            Some(marks) => marks.push(mark),
            None => places.push(Shown::Quote { file: &label.at.file, marks: vec![mark] }),
        }
    }
    places
}

/// The lines of a file that its marks touch, underlined.
fn quote<'a>(file: &'a str, marks: &[Mark<'a>], texts: &mut Texts<'a>) -> Option<Element<'a>> {
    let first = marks.iter().map(|mark| *mark.stretch.lines().start()).min()?;
    let last = marks.iter().map(|mark| *mark.stretch.lines().end()).max()?;
    let excerpt = texts.lines(file)?.excerpt(first..=last);
    let annotations = marks.iter().map(|mark| {
        let annotation = mark.kind.span(excerpt.bytes(&mark.stretch));
        if mark.text.is_empty() { annotation } else { annotation.label(visible::line(mark.text)) }
    });
    // annotate-snippets takes the room for line numbers from where the last annotation ends, and is a line short when
    // that is the start of a line. The last line is shown anyway; naming all of it makes the room right.
    let room = AnnotationKind::Visible.span(excerpt.last_line());
    let snippet = Snippet::source(excerpt.text.clone()).line_start(excerpt.line_number()).path(visible::line(file));
    Some(snippet.annotations(annotations).annotation(room).into())
}

/// The name of a place that cannot be quoted, its label below as a note, as rustc does for sources it cannot read.
fn name(label: &Label) -> impl Iterator<Item = Element<'_>> {
    let (line, column) = (label.at.start.line as usize, label.at.start.column as usize);
    let origin = Origin::path(visible::line(&label.at.file)).line(line).char_column(column);
    let note = (!label.text.is_empty()).then(|| Title::NOTE.message(visible::paragraph(&label.text)).into());
    std::iter::once(origin.into()).chain(note)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Location, Position};

    const AUTH: &str = "use tm::dataflow;\n\ndataflow! { browzer -> web: \"login\" }\n";

    fn place(file: &str, start: (u32, u32), end: (u32, u32)) -> Option<Location> {
        let position = |(line, column)| Position { line, column };
        Some(Location { file: file.into(), start: position(start), end: position(end) })
    }

    fn plain(diagnostic: Diagnostic, files: &[(&str, &str)]) -> String {
        let sources: BTreeMap<_, _> = files.iter().map(|&(file, text)| (file.to_owned(), text.to_owned())).collect();
        human(&[diagnostic], &sources, Style::Plain)
    }

    /// One diagnostic about `start`–`end` of a file with the text `text`.
    fn underlined(text: &str, start: (u32, u32), end: (u32, u32)) -> String {
        plain(Diagnostic::error("TM0004", "message").at(place("a.rs", start, end), "here"), &[("a.rs", text)])
    }

    #[test]
    fn a_diagnostic_in_full() {
        let main = "mod auth;\n\nfn web() {}\n";
        let diagnostic = Diagnostic::error("TM0004", "dataflow `login` starts at `browzer`, which no element declares")
            .at(place("src/auth.rs", (3, 13), (3, 20)), "not an element")
            .with_secondary(place("src/main.rs", (3, 4), (3, 7)), "the other end")
            .with_secondary(place("src/auth.rs", (1, 9), (1, 17)), "from here")
            .with_note("names are compared\nexactly")
            .with_help("the model has `browser`");
        insta::assert_snapshot!(plain(diagnostic, &[("src/auth.rs", AUTH), ("src/main.rs", main)]), @r#"
        error[TM0004]: dataflow `login` starts at `browzer`, which no element declares
         --> src/auth.rs:3:13
          |
        1 | use tm::dataflow;
          |         -------- from here
        2 |
        3 | dataflow! { browzer -> web: "login" }
          |             ^^^^^^^ not an element
          |
         ::: src/main.rs:3:4
          |
        3 | fn web() {}
          |    --- the other end
          |
          = note: names are compared
                  exactly
          = help: the model has `browser`
        "#);
    }

    #[test]
    fn a_blank_line_parts_diagnostics() {
        let place = place("src/auth.rs", (3, 13), (3, 20));
        let diagnostics = [
            Diagnostic::warning("TM0001", "first").at(place.clone(), ""),
            Diagnostic::note("", "second").at(place, ""),
            Diagnostic::error("TM0002", "third"),
            Diagnostic::error("TM0003", "fourth,\non two lines").with_note("of no place"),
        ];
        let sources = BTreeMap::from([("src/auth.rs".to_owned(), AUTH.to_owned())]);
        insta::assert_snapshot!(human(&diagnostics, &sources, Style::Plain), @r#"
        warning[TM0001]: first
         --> src/auth.rs:3:13
          |
        3 | dataflow! { browzer -> web: "login" }
          |             ^^^^^^^

        note: second
         --> src/auth.rs:3:13
          |
        3 | dataflow! { browzer -> web: "login" }
          |             ^^^^^^^

        error[TM0002]: third

        error[TM0003]: fourth,
                       on two lines
          |
          = note: of no place
        "#);
        assert_eq!(human(&[], &sources, Style::Plain), "");
    }

    #[test]
    fn colours_are_those_of_rustc() {
        let sources = BTreeMap::from([("src/auth.rs".to_owned(), AUTH.to_owned())]);
        let diagnostic = Diagnostic::error("TM0004", "message").at(place("src/auth.rs", (3, 13), (3, 20)), "here");
        let shown = human(&[diagnostic], &sources, Style::Ansi);
        assert!(
            shown.starts_with("\u{1b}[1m\u{1b}[91merror[TM0004]\u{1b}[0m\u{1b}[1m: message\u{1b}[0m\n"),
            "{shown:?}"
        );
    }

    #[test]
    fn without_a_text_the_place_is_named() {
        let diagnostic = || {
            Diagnostic::error("TM0006", "two elements\nare named `web`")
                .at(place("src/auth.rs", (18, 5), (18, 8)), "again here")
                .with_secondary(place("src/main.rs", (7, 4), (7, 7)), "first here")
                .with_help("rename one of them")
        };
        insta::assert_snapshot!(plain(diagnostic(), &[]), @r"
        error[TM0006]: two elements
                       are named `web`
          --> src/auth.rs:18:5
           = note: again here
           |
          ::: src/main.rs:7:4
           = note: first here
           = help: rename one of them
        ");
        assert_eq!(human(&[diagnostic()], &(), Style::Plain), plain(diagnostic(), &[]));
        insta::assert_snapshot!(plain(diagnostic(), &[("src/main.rs", "\n\n\n\n\n\nfn web() {}\n")]), @r"
        error[TM0006]: two elements
                       are named `web`
         --> src/auth.rs:18:5
          = note: again here
          |
         ::: src/main.rs:7:4
          |
        7 | fn web() {}
          |    --- first here
          |
          = help: rename one of them
        ");
        insta::assert_snapshot!(plain(diagnostic(), &[("src/auth.rs", &("\n".repeat(17) + "    web!()"))]), @r"
        error[TM0006]: two elements
                       are named `web`
          --> src/auth.rs:18:5
           |
        18 |     web!()
           |     ^^^ again here
           |
          ::: src/main.rs:7:4
           = note: first here
           = help: rename one of them
        ");
    }

    #[test]
    fn a_place_the_text_does_not_have_is_named() {
        insta::assert_snapshot!(underlined("fn web() {}\n", (2, 1), (2, 4)), @r"
        error[TM0004]: message
         --> a.rs:2:1
          = note: here
        ");
        insta::assert_snapshot!(underlined("fn web() {}\n", (1, 40), (1, 44)), @r"
        error[TM0004]: message
         --> a.rs:1:40
          = note: here
        ");
        insta::assert_snapshot!(underlined("", (0, 0), (0, 0)), @r"
        error[TM0004]: message
         --> a.rs:0:0
          = note: here
        ");
    }

    #[test]
    fn a_changed_place_is_named_beside_a_quote_of_the_same_file() {
        let diagnostic = Diagnostic::error("TM0006", "message")
            .at(place("src/auth.rs", (90, 1), (90, 4)), "again here")
            .with_secondary(place("src/auth.rs", (1, 1), (1, 4)), "first here")
            .with_secondary(place("src/auth.rs", (91, 1), (91, 4)), "and here");
        insta::assert_snapshot!(plain(diagnostic, &[("src/auth.rs", AUTH)]), @r"
        error[TM0006]: message
         --> src/auth.rs:90:1
          = note: again here
          |
         ::: src/auth.rs:1:1
          |
        1 | use tm::dataflow;
          | --- first here
          |
         ::: src/auth.rs:91:1
          = note: and here
        ");
    }

    #[test]
    fn carets_stand_below_what_is_meant() {
        insta::assert_snapshot!(underlined("\tfn\tweb() {}", (1, 5), (1, 8)), @r"
        error[TM0004]: message
         --> a.rs:1:5
          |
        1 |     fn    web() {}
          |           ^^^ here
        ");
        insta::assert_snapshot!(underlined("fn a() {}\r\nfn web() {}\r\n", (2, 4), (2, 7)), @r"
        error[TM0004]: message
         --> a.rs:2:4
          |
        2 | fn web() {}
          |    ^^^ here
        ");
        insta::assert_snapshot!(underlined("/* é */ fn web() {}", (1, 12), (1, 15)), @r"
        error[TM0004]: message
         --> a.rs:1:12
          |
        1 | /* é */ fn web() {}
          |            ^^^ here
        ");
        insta::assert_snapshot!(underlined("/* 漢字 */ fn web() {}", (1, 13), (1, 16)), @r"
        error[TM0004]: message
         --> a.rs:1:13
          |
        1 | /* 漢字 */ fn web() {}
          |               ^^^ here
        ");
    }

    #[test]
    fn an_empty_or_backward_stretch_has_one_caret() {
        insta::assert_snapshot!(underlined("fn web() {}", (1, 4), (1, 4)), @r"
        error[TM0004]: message
         --> a.rs:1:4
          |
        1 | fn web() {}
          |    ^ here
        ");
        insta::assert_snapshot!(underlined("fn web() {}", (1, 12), (1, 12)), @r"
        error[TM0004]: message
         --> a.rs:1:12
          |
        1 | fn web() {}
          |            ^ here
        ");
        insta::assert_snapshot!(underlined("fn web() {}\n\n", (2, 1), (2, 1)), @r"
        error[TM0004]: message
         --> a.rs:2:1
          |
        2 |
          | ^ here
        ");
        insta::assert_snapshot!(underlined("fn a() {}\nfn web() {}", (2, 4), (1, 1)), @r"
        error[TM0004]: message
         --> a.rs:2:4
          |
        2 | fn web() {}
          |    ^ here
        ");
    }

    #[test]
    fn an_end_beyond_the_line_is_its_end() {
        insta::assert_snapshot!(underlined("fn web() {}\nfn a() {}\n", (1, 4), (1, 90)), @r"
        error[TM0004]: message
         --> a.rs:1:4
          |
        1 | fn web() {}
          |    ^^^^^^^^ here
        ");
        insta::assert_snapshot!(underlined("fn web() {}\nfn a() {}\n", (1, 4), (90, 1)), @r"
        error[TM0004]: message
         --> a.rs:1:4
          |
        1 |   fn web() {}
          |  ____^
        2 | | fn a() {}
          | |_________^ here
        ");
    }

    #[test]
    fn a_few_lines_are_shown_and_many_are_cut_to_the_first() {
        let text = "#[element(\n    Server,\n    os = \"Linux\",\n)]\nfn web() {\n    serve();\n}\n";
        insta::assert_snapshot!(underlined(text, (1, 1), (4, 3)), @r#"
        error[TM0004]: message
         --> a.rs:1:1
          |
        1 | / #[element(
        2 | |     Server,
        3 | |     os = "Linux",
        4 | | )]
          | |__^ here
        "#);
        insta::assert_snapshot!(underlined(text, (1, 1), (7, 2)), @r"
        error[TM0004]: message
         --> a.rs:1:1
          |
        1 | #[element(
          | ^^^^^^^^^^ here
        ");
    }

    #[test]
    fn line_numbers_of_different_width_keep_their_room() {
        let text = "\n".repeat(8) + "fn web() {}\n\nfn web() {}\n";
        let diagnostic = |line| {
            Diagnostic::error("TM0006", "message")
                .at(place("a.rs", (line, 1), (line, 1)), "again")
                .with_secondary(place("a.rs", (9, 4), (9, 7)), "first")
        };
        insta::assert_snapshot!(plain(diagnostic(10), &[("a.rs", &text)]), @r"
        error[TM0006]: message
          --> a.rs:10:1
           |
         9 | fn web() {}
           |    --- first
        10 |
           | ^ again
        ");
        insta::assert_snapshot!(plain(diagnostic(11), &[("a.rs", &text)]), @r"
        error[TM0006]: message
          --> a.rs:11:1
           |
         9 | fn web() {}
           |    --- first
        10 |
        11 | fn web() {}
           | ^ again
        ");
    }

    #[test]
    fn a_long_line_is_trimmed() {
        let text = format!("{}fn web() {{}}{}", "/* x */ ".repeat(50), " // y".repeat(500));
        insta::assert_snapshot!(underlined(&text, (1, 404), (1, 407)), @r"
        error[TM0004]: message
         --> a.rs:1:404
          |
        1 | .../ /* x */ /* x */ /* x */ /* x */ /* x */ /* x */ /* x */ fn web() {} // y // y // y // y // y // y // y // y // y // y // y // y ...
          |                                                                 ^^^ here
        ");
    }

    #[test]
    fn hostile_text_does_not_reach_the_terminal() {
        let hostile = "\u{1b}[2Jred\u{9b}0m\u{202e}\u{7}\u{7f}\u{0}\r\nnext";
        let place = |line| place(hostile, (line, 1), (line, 6));
        let diagnostic = Diagnostic::error(hostile, hostile)
            .at(place(1), hostile)
            .with_secondary(place(9), hostile)
            .with_note(hostile)
            .with_help(hostile);
        insta::assert_snapshot!(plain(diagnostic, &[(hostile, hostile)]), @r"
        error[␛[2Jred\u{9b}0m\u{202e}␇␡␀ next]: ␛[2Jred\u{9b}0m\u{202e}␇␡␀
                                                next
         --> ␛[2Jred\u{9b}0m\u{202e}␇␡␀ next:1:1
          |
        1 | ␛[2Jred�0m�␇␡␀
          | ^^^^^ ␛[2Jred\u{9b}0m\u{202e}␇␡␀ next
          |
         ::: ␛[2Jred\u{9b}0m\u{202e}␇␡␀ next:9:1
          = note: ␛[2Jred\u{9b}0m\u{202e}␇␡␀
                  next
          = note: ␛[2Jred\u{9b}0m\u{202e}␇␡␀
                  next
          = help: ␛[2Jred\u{9b}0m\u{202e}␇␡␀
                  next
        ");
    }

    /// Characters that take no, one, two or four cells, that break lines, and that steer a terminal.
    fn character() -> impl Strategy<Value = char> {
        prop_oneof![
            4 => any::<char>(),
            4 => prop::sample::select(vec!['a', ' ', '{', '/']),
            3 => prop::sample::select(vec!['\n', '\r', '\t', '\u{1b}', '\u{9b}', '\u{85}', '\u{2028}', '\u{feff}']),
            3 => prop::sample::select(vec!['漢', 'é', '\u{301}', '\u{200d}', '\u{200b}', '👩', '\u{202e}']),
        ]
    }

    /// A text of up to `most` runs of one character, some of them longer than a terminal is wide.
    fn text(most: usize) -> impl Strategy<Value = String> {
        let run = (character(), prop_oneof![9 => Just(1), 1 => 1..200usize]);
        prop::collection::vec(run, 0..most)
            .prop_map(|runs| runs.iter().map(|(c, n)| c.to_string().repeat(*n)).collect())
    }

    fn any_label() -> impl Strategy<Value = Option<(Location, String)>> {
        let number = || prop_oneof![8 => 0..12u32, 2 => 0..800u32, 1 => any::<u32>()];
        let position = move || (number(), number()).prop_map(|(line, column)| Position { line, column });
        let file = prop_oneof![4 => Just("a.rs".to_owned()), 2 => Just("b.rs".to_owned()), 1 => text(6)];
        let location = (file, position(), position()).prop_map(|(file, start, end)| Location { file, start, end });
        prop::option::weighted(0.9, (location, text(12)))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_and_any_positions_are_shown_unharmed(
            texts in [text(80), text(20)],
            message in text(20),
            labels in prop::collection::vec(any_label(), 1..5),
        ) {
            let [a, b] = texts;
            let sources = BTreeMap::from([("a.rs".to_owned(), a), ("b.rs".to_owned(), b)]);
            let mut diagnostic = Diagnostic::error("TM0001", message.as_str()).with_help(message);
            for (i, label) in labels.into_iter().flatten().enumerate() {
                let (at, text) = label;
                diagnostic = if i == 0 { diagnostic.at(Some(at), text) } else { diagnostic.with_secondary(Some(at), text) };
            }
            let shown = human(std::slice::from_ref(&diagnostic), &sources, Style::Plain);
            prop_assert!(shown.chars().all(|c| c == '\n' || !visible::steers(c)), "{:?}", shown);
            if let Some(Label { at, .. }) = &diagnostic.primary {
                let place = format!("--> {}:{}:{}", visible::line(&at.file), at.start.line, at.start.column);
                prop_assert!(shown.lines().any(|line| line.trim_start() == place), "{:?}\n{}", place, shown);
            }

            let coloured = human(std::slice::from_ref(&diagnostic), &sources, Style::Ansi);
            prop_assert_eq!(without_colours(&coloured), shown);
        }
    }

    fn without_colours(text: &str) -> String {
        let mut parts = text.split("\u{1b}[");
        let first = parts.next().unwrap_or_default().to_owned();
        first + &parts.map(|part| part.split_once('m').expect("a colour ends with `m`").1).collect::<String>()
    }
}
