//! How the conditions of a library differ from pytm's, for `cargo tm threats catalogue --differences`.
//!
//! ```markdown
//! | pytm | here | |
//! |---|---|---|
//! | INP21 | [INP19](#inp19) | XML External Entities Blowup |
//!
//! ## INP19
//!
//! - **INP21**: pytm fires on every server without an XML parser too. …
//! ```
//!
//! The reasons are those of the tables `[pytm]` in threat files; pytm's own texts are not in them.

use std::fmt::Write as _;

use super::anchors::Anchors;
use super::catalogue::condition;
use super::report::markdown::{code, escaped};
use crate::threat::{Library, Threat};

/// The page: which threat stands for which of pytm's ids, then each threat with its condition and the reasons.
pub fn pytm_differences(library: &Library) -> String {
    const TITLE: &str = "Threats of pytm, one by one";
    let threats: Vec<_> = library.threats.iter().filter(|it| !it.pytm.is_empty()).collect();
    let mut anchors = Anchors::default();
    anchors.of(TITLE);
    let mut ids: Vec<(&str, String, &Threat)> = Vec::new();
    for threat in &threats {
        let anchor = anchors.of(&threat.id);
        ids.extend(threat.pytm.iter().map(|it| (it.id.as_str(), anchor.clone(), *threat)));
    }
    ids.sort_by_key(|(id, ..)| *id);
    let mut page = format!("# {TITLE}\n\n");
    if ids.is_empty() {
        page.push_str("No threat of this library says how it differs from one of pytm's.\n");
        return page;
    }
    page.push_str(
        "Which threat stands for each id of pytm's, and how its condition differs from pytm's. An id works wherever the\n\
         threat's own does. What is unstated makes a finding *potential* here, and in pytm a finding like any other.\n\n\
         | pytm | here | |\n|---|---|---|\n",
    );
    for (id, anchor, threat) in ids {
        let (id, own, title) = (escaped(id), escaped(&threat.id), escaped(threat.title.trim()));
        let _ = writeln!(page, "| {id} | [{own}](#{anchor}) | {title} |");
    }
    threats.iter().for_each(|it| entry(&mut page, it));
    page
}

fn entry(page: &mut String, threat: &Threat) {
    let targets: Vec<_> = threat.targets.iter().map(|class| code(class.name())).collect();
    let (id, title) = (escaped(&threat.id), escaped(threat.title.trim()));
    let _ = write!(page, "\n## {id}\n\n**{title}**, on {}:\n\n{}\n", targets.join(", "), condition(threat));
    for it in &threat.pytm {
        let _ = writeln!(page, "- **{}**: {}", escaped(&it.id), escaped(&it.reason));
    }
}

#[cfg(test)]
mod tests {
    use crate::threat::Library;

    #[test]
    fn ids_are_sorted_and_threats_keep_their_order() {
        let sound = "targets = ['Server', 'Lambda']\nseverity = 'Low'\ncondition = 'target.on_aws'\n";
        let first =
            format!("title = 'A | b'\naliases = ['Z1', 'C1']\n{sound}[pytm]\nZ1 = 'a < b'\nC1 = 'Same\ncondition.'")
                .replace("'Same\ncondition.'", "'''Same\ncondition.'''");
        let last = format!("title = 'Last'\n{sound}[pytm]\nM1 = 'Wider.'\n");
        let silent = format!("title = 'Silent'\n{sound}");
        let files = [("A1.toml", &*first), ("M1.toml", &last), ("N1.toml", &silent)];
        let (library, faults) = Library::read(&files);
        assert_eq!(faults, []);
        insta::assert_snapshot!(super::pytm_differences(&library));
    }

    #[test]
    fn nothing_may_be_said() {
        let page = super::pytm_differences(&Library::default());
        let expected =
            "# Threats of pytm, one by one\n\nNo threat of this library says how it differs from one of pytm's.\n";
        assert_eq!(page, expected);
    }
}
