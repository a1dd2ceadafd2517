//! All threats of a library as one page of Markdown, for `cargo tm threats catalogue`.
//!
//! ```markdown
//! ## By STRIDE
//!
//! | category | threats | |
//! |---|---|---|
//! | Spoofing | 2 | [AA01](#aa01), [SP01](#sp01) |
//!
//! ## All threats
//!
//! ### AA01
//! ```
//!
//! A threat's heading is its id alone, so that its anchor is the id, whatever becomes of the title.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tm_diagnostic::Severity;
use tm_schema::Class;

use super::anchors::Anchors;
use super::report::markdown::{code, escaped};
use super::words::{self, counted};
use crate::threat::{Library, Linddun, Stride, Threat};

/// Conditions are wrapped at this many characters.
const COLUMNS: usize = 100;

/// What a table is about, the name of its first column, and the threats of each row; rows without any are left out.
type Section<'a> = (&'static str, &'static str, Vec<(String, Vec<&'a Threat>)>);

/// The page: figures, a table for each way to look at the threats, then one entry a threat, in the library's order.
pub fn catalogue(library: &Library) -> String {
    const ALL: &str = "All threats";
    let threats = &library.threats;
    let sections: Vec<_> = sections(threats).into_iter().filter(|(_, _, rows)| !rows.is_empty()).collect();
    let mut page = format!(
        "# Threats\n\n{}\n\n`cargo tm threats catalogue` writes this page, `cargo tm explain ID` tells all of one threat. A class stands \
         for those that derive\nfrom it as well.\n",
        figures(threats)
    );
    let mut anchors = Anchors::default();
    for heading in ["Threats"].into_iter().chain(sections.iter().map(|(title, ..)| *title)).chain([ALL]) {
        anchors.of(heading);
    }
    let anchors: Vec<_> = threats.iter().map(|it| anchors.of(&it.id)).collect();
    let link = |threat: &Threat| {
        let index = library.position(&threat.id).expect("the threat is of this library");
        format!("[{}](#{})", escaped(&threat.id), anchors[index])
    };
    for (title, column, rows) in &sections {
        let _ = writeln!(page, "\n## {title}\n\n| {column} | threats | |\n|---|---|---|");
        for (name, threats) in rows {
            let links: Vec<_> = threats.iter().map(|it| link(it)).collect();
            let _ = writeln!(page, "| {name} | {} | {} |", threats.len(), links.join(", "));
        }
    }
    let _ = writeln!(page, "\n## {ALL}");
    threats.iter().for_each(|it| entry(&mut page, it));
    page
}

fn figures(threats: &[Threat]) -> String {
    let classes: BTreeSet<_> = threats.iter().flat_map(|it| &it.targets).collect();
    let weaknesses: BTreeSet<_> = threats.iter().flat_map(|it| &it.cwe).collect();
    let aliases: usize = threats.iter().map(|it| it.aliases.len()).sum();
    let cases: usize = threats.iter().map(|it| it.cases.len()).sum();
    let several = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "es" });
    format!(
        "{} on {}; {}; {} of the CWE; {}.",
        counted(threats.len(), "threat"),
        several(classes.len(), "class"),
        several(aliases, "alias"),
        several(weaknesses.len(), "weakness"),
        counted(cases, "case"),
    )
}

fn sections(threats: &[Threat]) -> [Section<'_>; 5] {
    let of = |holds: &dyn Fn(&Threat) -> bool| threats.iter().filter(|it| holds(it)).collect::<Vec<_>>();
    let numbers: BTreeSet<u32> = threats.iter().flat_map(|it| it.cwe.iter().copied()).collect();
    let severities = Severity::ALL.into_iter().rev();
    let classes = Class::all().map(|class| (code(class.name()), of(&|it| it.targets.contains(&class))));
    let stride = Stride::ALL.into_iter().map(|kind| (kind.to_string(), of(&|it| it.stride.contains(&kind))));
    let linddun = Linddun::ALL.into_iter().map(|kind| (kind.to_string(), of(&|it| it.linddun.contains(&kind))));
    let weaknesses = numbers.into_iter().map(|number| (weakness(number), of(&|it| it.cwe.contains(&number))));
    let severities = severities.map(|severity| (severity.to_string(), of(&|it| it.severity == severity)));
    [
        ("By class", "class", known(classes)),
        ("By STRIDE", "category", known(stride)),
        ("By LINDDUN", "category", known(linddun)),
        ("By severity", "severity", known(severities)),
        ("By weakness", "weakness", known(weaknesses)),
    ]
}

/// The rows with a threat in them.
fn known<'a>(rows: impl Iterator<Item = (String, Vec<&'a Threat>)>) -> Vec<(String, Vec<&'a Threat>)> {
    rows.filter(|(_, threats)| !threats.is_empty()).collect()
}

fn weakness(number: u32) -> String {
    format!("[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)")
}

fn entry(page: &mut String, threat: &Threat) {
    let texts = |items: &[String]| items.iter().map(|it| escaped(it)).collect::<Vec<_>>().join(", ");
    let _ = write!(page, "\n### {}\n\n**{}**", escaped(&threat.id), escaped(threat.title.trim()));
    if !threat.aliases.is_empty() {
        let _ = write!(page, ", also {}", texts(&threat.aliases));
    }
    page.push_str("\n\n");
    let targets: Vec<_> = threat.targets.iter().map(|class| code(class.name())).collect();
    let likelihood = threat.likelihood.map_or_else(String::new, |it| format!(", likelihood {it}"));
    let stride: Vec<_> = threat.stride.iter().map(ToString::to_string).collect();
    let linddun: Vec<_> = threat.linddun.iter().map(ToString::to_string).collect();
    let weaknesses: Vec<_> = threat.cwe.iter().map(|number| weakness(*number)).collect();
    let facts = [
        ("targets", targets.join(", ")),
        ("severity", format!("{}{likelihood}", threat.severity)),
        ("STRIDE", stride.join(", ")),
        ("LINDDUN", linddun.join(", ")),
        ("CWE", weaknesses.join(", ")),
        ("OWASP", texts(&threat.owasp)),
        ("ASVS", texts(&threat.asvs)),
        ("reads", reads(threat).join(", ")),
    ];
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(page, "- {name}: {value}");
    }
    let _ = write!(page, "\n{}", condition(threat));
}

/// The attributes that the condition reads, each once: several classes may have one of a name.
fn reads(threat: &Threat) -> Vec<String> {
    let paths: BTreeSet<_> = threat.condition.attributes().iter().map(|it| it.get().path()).collect();
    paths.iter().map(|path| code(path)).collect()
}

/// The condition as a block of code.
pub(super) fn condition(threat: &Threat) -> String {
    let text = words::wrapped(threat.condition.text(), COLUMNS).join("\n");
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}text\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use crate::render::fixture;
    use crate::threat::Library;

    #[test]
    fn a_small_library() {
        insta::assert_snapshot!(super::catalogue(&fixture::library()));
    }

    #[test]
    fn marks_in_names_and_conditions_mean_nothing() {
        let text = "title = 'a | *b*\\n# c'\ntargets = ['Server']\nseverity = 'Low'\naliases = ['x_y_z', '<b>']\n\
                    owasp = ['[A](b)']\ncondition = \"target.os == '```'\"\n";
        let (library, faults) = Library::read(&[("a_b.toml", text), ("A_b.toml", &text.replace("x_y_z', '<b>", "q"))]);
        assert_eq!(faults, []);
        insta::assert_snapshot!(super::catalogue(&library));
    }

    #[test]
    fn a_library_may_be_empty() {
        let page = super::catalogue(&Library::default());
        let figures = "0 threats on 0 classes; 0 aliases; 0 weaknesses of the CWE; 0 cases.";
        assert!(page.contains(figures) && page.ends_with("from it as well.\n\n## All threats\n"), "{page}");
    }
}
