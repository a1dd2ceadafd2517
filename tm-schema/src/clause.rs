//! What an annotation says beside attributes: how a thing is known, and what is said of findings on it.

use crate::class::Class::{self, *};
use crate::decision::{ASSUMPTION_PARTS, DECISION_PARTS, OVERRIDE_PARTS};

/// Something said of a thing that is no attribute of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Clause {
    /// The name in macros.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// The classes that have it; derived classes have it too.
    pub classes: &'static [Class],
    /// Classes that go without it although a base has it.
    pub absent_from: &'static [Class],
    /// Whether it may be said several times.
    pub repeats: bool,
    /// What may stand in its parentheses behind what comes first.
    pub parts: &'static [&'static str],
    /// One sentence on what it means.
    pub doc: &'static str,
    /// What says the same in pytm; empty where nothing does.
    pub pytm: &'static str,
}

const fn clause(
    classes: &'static [Class],
    absent_from: &'static [Class],
    name: &'static str,
    pytm: &'static str,
    usage: &'static str,
    doc: &'static str,
) -> Clause {
    Clause { name, pytm, usage, classes, absent_from, repeats: false, parts: &[], doc }
}

const fn repeated(clause: Clause, parts: &'static [&'static str]) -> Clause {
    Clause { repeats: true, parts, ..clause }
}

#[rustfmt::skip] // a table: one clause a line
static CLAUSES: [Clause; 9] = [
    clause(&[Element, Data], &[], "id", "", "id = \"…\"", "A stable id instead of the one made from the item's path or the flow's ends."),
    clause(&[Element, Data], &[Dataflow], "marker", "", "marker = Name", "A visible type to refer to instead of the item."),
    clause(&[Element, Data, Model], &[], "crate", "", "crate = name", "The name under which the package depends on `threat-model`."),
    clause(&[Element], &[], "source", "sourceFiles", "source = \"deploy/nginx.conf\"", "The file, folder or pattern that implements it, relative to the package; `source_files` takes several."),
    clause(&[Element], &[], "controls", "controls", "controls(validates_input, encodes_output = false)", "What was done against threats, or was not."),
    repeated(clause(&[Element, Data], &[], "expect", "", "expect(ID, reason = \"…\", owner = \"…\", until = \"YYYY-MM-DD\", until_changed, as = accepted)", "Decides a finding: accepted, mitigated, transferred, avoided or false_positive; with `until_changed` for as long as the code is what was reviewed; once for each threat."), &DECISION_PARTS),
    repeated(clause(&[Element, Data], &[], "override", "overrides", "override(ID, severity = High, cvss = \"9.3\", response = \"…\", always)", "How bad a finding is here and what was done about it; `always` if it applies whatever its condition says; once for each threat."), &OVERRIDE_PARTS),
    repeated(clause(&[Element, Data, Model], &[], "assume", "assumptions", "assume(\"…\", description = \"…\", exclude = [ID, …])", "Something taken for granted, which rules out the threats it excludes; any number of times."), &ASSUMPTION_PARTS),
    clause(&[Dataflow], &[], "reply", "responseTo", "; reply \"name\", …", "The flow that answers it, with options of its own."),
];

/// The clauses of `class`, its bases' included, in the order of the table.
pub fn clauses_of(class: Class) -> impl Iterator<Item = &'static Clause> {
    CLAUSES.iter().filter(move |it| it.belongs_to(class))
}

/// The clause `name` of `class`.
///
/// ```
/// use tm_schema::{Class, clause_of};
///
/// assert!(clause_of(Class::Server, "override").unwrap().parts.contains(&"severity"));
/// assert!(clause_of(Class::Model, "override").is_none());
/// ```
pub fn clause_of(class: Class, name: &str) -> Option<&'static Clause> {
    clauses_of(class).find(|it| it.name == name)
}

impl Clause {
    fn belongs_to(&self, class: Class) -> bool {
        self.classes.iter().any(|owner| class.is_a(*owner)) && !self.absent_from.contains(&class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One name means one thing; `source` is both the start of a flow, in front of its arrow, and its file.
    #[test]
    fn no_attribute_has_the_name_of_a_clause() {
        for class in Class::all() {
            let names: Vec<_> = clauses_of(class).map(|it| it.name).collect();
            for (index, name) in names.iter().enumerate() {
                assert!(!names[..index].contains(name), "{name}");
                let is_attribute = crate::lookup(class, name).is_some();
                assert_eq!(is_attribute, class == Dataflow && *name == "source", "{name} of {}", class.name());
            }
        }
    }

    #[test]
    fn expect_names_what_can_be_decided() {
        let expect = clause_of(Server, "expect").expect("a server has decisions");
        assert!(crate::RESPONSES.iter().all(|response| expect.doc.contains(response)), "{}", expect.doc);
    }

    #[test]
    fn each_usage_shows_the_name_and_the_parts() {
        for it in &CLAUSES {
            for word in it.parts.iter().chain([&it.name]) {
                assert!(it.usage.contains(word), "{}: {word}", it.usage);
            }
        }
    }
}
