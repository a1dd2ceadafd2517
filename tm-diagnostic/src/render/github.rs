//! Workflow commands, from which GitHub Actions makes annotations of the changed lines.
//!
//! ```text
//! ::warning file=src/web.rs,line=18,col=11,endLine=18,endColumn=17,title=INP05::Injection: `Web server`
//! ```
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step, the first ones; all stay in its log.

use super::region::{path, region};
use super::visible;
use crate::{Diagnostic, Label, Level, Report};

/// What counts in `reports`, one command a line; places are relative to `folder` of the repository.
///
/// ```
/// use tm_diagnostic::{Diagnostic, Location, Position, Report, Reported, render};
///
/// let start = Position { line: 18, column: 11 };
/// let place = Location { file: "src/web.rs".into(), start, end: Position { column: 17, ..start } };
/// let diagnostic = Diagnostic::warning("INP05", "100 % injection").at(Some(place.clone()), "here")
///     .with_secondary(Some(place), "there").with_note("a note");
/// let result = Reported { diagnostic, identity: "INP05@web".into(), suppression: None, flows: Vec::new() };
/// let report = Report { results: vec![result], ..Report::default() };
/// assert_eq!(
///     render::github(&[report], "shop"),
///     "::warning file=shop/src/web.rs,line=18,col=11,endLine=18,endColumn=17,title=INP05\
///      ::100 %25 injection%0Ahere%0Ashop/src/web.rs:18: there%0Anote: a note\n"
/// );
/// ```
pub fn github(reports: &[Report], folder: &str) -> String {
    reports.iter().flat_map(Report::open).map(|it| command(it, folder)).collect()
}

fn command(diagnostic: &Diagnostic, folder: &str) -> String {
    let name = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(label) = &diagnostic.primary {
        let (start, end) = region(&label.at);
        properties.push(format!("file={}", property(&path(folder, &label.at.file))));
        properties.push(format!("line={},col={}", start.line, start.column));
        properties.push(format!("endLine={},endColumn={}", end.line, end.column));
    }
    if !diagnostic.code.is_empty() {
        properties.push(format!("title={}", property(&diagnostic.code)));
    }
    let gap = if properties.is_empty() { "" } else { " " };
    format!("::{name}{gap}{}::{}\n", properties.join(","), data(&text(diagnostic, folder)))
}

/// All that it says, since an annotation has one text: each other place, note and help on a line of its own.
fn text(diagnostic: &Diagnostic, folder: &str) -> String {
    let label = diagnostic.primary.iter().map(|it| it.text.clone());
    let other = |it: &Label| format!("{}:{}: {}", path(folder, &it.at.file), it.at.start.line, it.text);
    let others = diagnostic.secondary.iter().map(other);
    let notes = diagnostic.notes.iter().map(|it| format!("note: {it}"));
    let helps = diagnostic.helps.iter().map(|it| format!("help: {it}"));
    let lines = std::iter::once(diagnostic.message.clone()).chain(label).chain(others).chain(notes).chain(helps);
    lines.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A text behind `::`: what would end the line is written otherwise.
fn data(text: &str) -> String {
    visible::paragraph(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text behind `=`, where commas and colons end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Location, Position, Reported, Suppression};

    fn shown(diagnostic: Diagnostic) -> String {
        let result = Reported { diagnostic, identity: String::new(), suppression: None, flows: Vec::new() };
        github(&[Report { results: vec![result], ..Report::default() }], "")
    }

    #[test]
    fn levels_have_githubs_names_and_a_place_is_not_needed() {
        assert_eq!(shown(Diagnostic::error("TM0001", "a")), "::error title=TM0001::a\n");
        assert_eq!(shown(Diagnostic::note("", "b")), "::notice::b\n");
    }

    #[test]
    fn no_text_ends_its_command_or_begins_another() {
        let start = Position { line: 1, column: 1 };
        let place = Location { file: "a,b:c%\n.rs".into(), start, end: start };
        let diagnostic =
            Diagnostic::warning("X,1::2", "one\r\n::error::two\u{1b}[2J 100 %").at(Some(place), "").with_help("h");
        assert_eq!(
            shown(diagnostic),
            "::warning file=a%2Cb%3Ac%25%0A.rs,line=1,col=1,endLine=1,endColumn=1,title=X%2C1%3A%3A2\
             ::one%0A::error::two␛[2J 100 %25%0Ahelp: h\n"
        );
    }

    #[test]
    fn what_was_decided_is_not_annotated() {
        let suppression = Some(Suppression { is_in_source: true, justification: "accepted: r".into() });
        let result = Reported {
            diagnostic: Diagnostic::warning("A", "a"),
            identity: "A@a".into(),
            suppression,
            flows: Vec::new(),
        };
        assert_eq!(github(&[Report { results: vec![result], ..Report::default() }], ""), "");
    }
}
