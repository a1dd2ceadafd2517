//! Proves a library: every case comes out as it says, every part of a condition matters, no threat repeats another.

use tm_diagnostic::Diagnostic;
use tm_schema::Class;

use super::case::{fires, model_of};
use super::overlap::overlaps;
use super::parts::unproven;
use crate::code::Code;
use crate::condition::Answer;
use crate::model::Model;
use crate::threat::{Library, Threat};

/// How a library did.
#[derive(Debug, Default)]
pub struct Verified {
    /// How many threats have cases.
    pub threats: usize,
    /// How many cases ran.
    pub cases: usize,
    /// The cases that went wrong, in the order of the library.
    pub failures: Vec<CaseFailure>,
    /// Threats that lack a case of either kind; those of pytm cannot have any.
    pub unproven: Vec<String>,
    /// What is wrong with the conditions: parts that no case notices, threats that repeat others, and the like.
    pub diagnostics: Vec<Diagnostic>,
    /// How many questions about conditions would have taken too long.
    pub undecided: usize,
    /// How many conditions are in pytm's own language, which is run but not taken apart.
    pub opaque: usize,
}

/// A case that went wrong.
#[derive(Debug)]
pub struct CaseFailure {
    /// The threat's id.
    pub threat: String,
    /// The case's name.
    pub case: String,
    /// What happened instead.
    pub reason: String,
}

impl Verified {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.failures.is_empty() && self.unproven.is_empty() && self.diagnostics.is_empty()
    }
}

/// Runs every case of the library, and looks for what is wrong with its conditions.
///
/// Parts of a condition are looked at only where the cases come out right and there are both kinds.
pub fn verify(library: &Library) -> Verified {
    let mut verified = Verified::default();
    for threat in &library.threats {
        verified.threats += usize::from(!threat.cases.is_empty());
        verified.cases += threat.cases.len();
        verified.opaque += usize::from(threat.condition.is_opaque());
        let failed = verified.failures.len();
        let mut models = Vec::new();
        for case in &threat.cases {
            match model_of(threat, case) {
                Ok(model) => models.push((model, case.fires)),
                Err(faults) => {
                    let fault = faults.first().map_or("", |fault| &fault.message);
                    verified.fail(threat, &case.name, format!("its model is wrong: {fault}"));
                    continue;
                }
            };
            let Some((model, _)) = models.last() else { continue };
            let holds = |model: &Model, target| threat.condition.holds(model, target);
            match (fires(threat, model, holds), case.fires) {
                (true, false) => verified.fail(threat, &case.name, "it fires and should stay silent".to_owned()),
                (false, true) => verified.fail(threat, &case.name, "it stays silent and should fire".to_owned()),
                _ => {}
            }
        }
        verified.diagnostics.extend(suspicions(threat));
        let has_both = [true, false].iter().all(|fires| threat.cases.iter().any(|case| case.fires == *fires));
        if threat.takes_cases && !has_both {
            verified.unproven.push(threat.id.clone());
        } else if threat.takes_cases && verified.failures.len() == failed {
            let (faults, undecided) = unproven(threat, &models);
            verified.diagnostics.extend(faults);
            verified.undecided += undecided;
        }
    }
    let overlaps = overlaps(library);
    verified.diagnostics.extend(overlaps.diagnostics);
    verified.undecided += overlaps.undecided;
    verified
}

impl Verified {
    fn fail(&mut self, threat: &Threat, case: &str, reason: String) {
        self.failures.push(CaseFailure { threat: threat.id.clone(), case: case.to_owned(), reason });
    }
}

/// Parts that always or never hold, and classes for which the whole never does.
fn suspicions(threat: &Threat) -> Vec<Diagnostic> {
    let diagnostic = |range, message: &str| {
        let message = format!("condition of `{}`: {message}", threat.id);
        Code::SuspiciousCondition.diagnostic(message).at(Some(threat.origin.location(range)), "")
    };
    let known = threat.condition.suspicions();
    if !known.is_empty() {
        let shown = known.iter().map(|fault| {
            let shown = diagnostic(fault.range.clone(), &fault.message);
            fault.help.iter().fold(shown, |shown, help| shown.with_help(help))
        });
        return shown.collect();
    }
    let never = |class: &&Class| threat.condition.can_be(true, &[**class]) == Answer::Impossible;
    let whole = 0..threat.condition.text().len();
    let shown = threat.targets.iter().filter(never).map(|class| {
        let fault = diagnostic(whole.clone(), &format!("this never holds for `{}`", class.name()));
        fault.with_help(format!("leave `{}` out of `targets`", class.name()))
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `CODE line:column message (help)`
    fn shown(it: &Diagnostic) -> String {
        let place = it.primary.as_ref().map(|it| format!("{}:{}", it.at.start.line, it.at.start.column));
        let helps = it.helps.iter().map(|help| format!(" ({help})")).collect::<String>();
        format!("{} {} {}{helps}", it.code, place.unwrap_or_default(), it.message)
    }

    #[test]
    fn the_shipped_library_proves_itself() {
        let verified = verify(&crate::threat::shipped());
        let failures: Vec<_> =
            verified.failures.iter().map(|it| format!("{}: {}: {}", it.threat, it.case, it.reason)).collect();
        assert_eq!(failures, [] as [&str; 0]);
        assert_eq!(verified.unproven, [] as [&str; 0]);
        let faults: Vec<_> = verified.diagnostics.iter().map(shown).collect();
        assert_eq!(faults, [] as [&str; 0]);
        assert_eq!((verified.undecided, verified.opaque), (0, 0));
        assert!(verified.threats >= 40);
    }

    #[test]
    fn the_skeleton_of_a_new_threat_proves_itself() {
        let (library, faults) = Library::read(&[("ORG-001.toml", crate::threat::SKELETON)]);
        assert_eq!(faults, []);
        let verified = verify(&library);
        assert!(verified.is_sound(), "{verified:?}");
    }

    /// The files, with a title and severity, and what is said of them.
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let with = |text: &str| format!("title = 'T'\nseverity = 'Low'\n{text}\n");
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, with(text))).collect();
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let (library, faults) = Library::read(&files);
        assert!(faults.iter().all(|it| it.level < tm_diagnostic::Level::Error), "{faults:?}");
        let found: Vec<_> = verify(&library).diagnostics.iter().map(shown).collect();
        assert_eq!(found, expected);
    }

    /// Two threats on flows, with these conditions.
    fn check_pair(one: &str, other: &str, expected: &[&str]) {
        let file = |condition: &str| format!("targets = ['Dataflow']\ncondition = \"{condition}\"");
        check(&[("A.toml", &file(one)), ("B.toml", &file(other))], expected);
    }

    const CASES: &str = "
[[case]]
name = 'a'
fires = true
model.elements = [{ id = 'a', class = 'Server', uses_xml_parser = true }]
[[case]]
name = 'b'
fires = false
model.elements = [{ id = 'b', class = 'Server', uses_xml_parser = true, controls = { disables_dtd = true } }]
";

    #[test]
    fn a_part_that_no_case_notices_is_named() {
        let with = |condition: &str, cases: &str| format!("targets = ['Server']\ncondition = \"{condition}\"\n{cases}");
        let condition = "target.uses_xml_parser and not target.controls.disables_dtd";
        check(
            &[("A.toml", &with(condition, CASES))],
            &[
                "TM0041 4:14 no case of `A` shows what `target.uses_xml_parser` is for (add a case with `fires = false`, \
                 for instance one where `target.uses_xml_parser` is false, `target.controls.disables_dtd` is false)",
            ],
        );
        let plain = "[[case]]\nname = 'c'\nfires = false\nmodel.elements = [{ id = 'c', class = 'Server' }]\n";
        check(&[("A.toml", &with(condition, &format!("{CASES}{plain}")))], &[]);
    }

    #[test]
    fn a_bound_needs_a_case_that_stands_on_it() {
        let with = |version: &str| {
            let case = |fires: bool, version: &str| {
                format!(
                    "[[case]]\nname = '{version}'\nfires = {fires}\n\
                     model.elements = [{{ id = 'a', class = 'Server', min_tls_version = '{version}' }}]\n"
                )
            };
            let condition = "condition = 'target.min_tls_version < TlsVersion.Tls12'";
            format!("targets = ['Server']\n{condition}\n{}{}", case(true, "Tls10"), case(false, version))
        };
        check(
            &[("A.toml", &with("Tls13"))],
            &[
                "TM0041 4:14 no case of `A` shows what `target.min_tls_version < TlsVersion.Tls12` is for (add a case with \
               `fires = false`, for instance one where `target.min_tls_version` is Tls12)",
            ],
        );
        check(&[("A.toml", &with("Tls12"))], &[]);
    }

    #[test]
    fn parts_inside_generators_need_cases_too() {
        let with = |data: &str| {
            format!(
                "targets = ['Dataflow']\ncondition = 'any(d.is_pii and not d.is_stored for d in target.data)'\n\
                 [[case]]\nname = 'a'\nfires = true\n\
                 model = {{ data = [{{ id = 'd', is_pii = true }}], elements = [{{ id = 'x', class = 'Actor' }}, \
                 {{ id = 'y', class = 'Server' }}], flows = [{{ source = 'x', sink = 'y', name = 'f', data = ['d'] }}] }}\n\
                 [[case]]\nname = 'b'\nfires = false\n\
                 model = {{ data = [{data}], elements = [{{ id = 'x', class = 'Actor' }}, \
                 {{ id = 'y', class = 'Server' }}], flows = [{{ source = 'x', sink = 'y', name = 'f', data = ['d', 'e'] }}] }}\n"
            )
        };
        check(
            &[("A.toml", &with("{ id = 'd' }, { id = 'e' }"))],
            &[
                "TM0041 4:35 no case of `A` shows what `d.is_stored` is for (add a case with `fires = false`, for instance \
               one where `target.data[0].is_pii` is true, `target.data[0].is_stored` is true)",
            ],
        );
        check(&[("A.toml", &with("{ id = 'd' }, { id = 'e', is_pii = true, is_stored = true }"))], &[]);
    }

    #[test]
    fn a_part_without_effect_is_named_and_its_changes_are_not_asked_for() {
        let cases = "[[case]]\nname = 'a'\nfires = true\nmodel.elements = [{ id = 'a', class = 'Server', is_shared = true }]\n\
                     [[case]]\nname = 'b'\nfires = false\nmodel.elements = [{ id = 'b', class = 'Server' }]\n";
        let cases = cases.replace("is_shared", "uses_xml_parser");
        let with = |condition: &str| format!("targets = ['Server']\ncondition = \"{condition}\"\n{cases}");
        check(
            &[("A.toml", &with("target.uses_xml_parser and (target.os == 'X' or target.uses_xml_parser)"))],
            &[
                "TM0042 4:42 condition of `A`: `target.os == 'X'` makes no difference (leave it out, or say what was meant)",
            ],
        );
    }

    #[test]
    fn conditions_that_are_decided_beforehand_are_named() {
        let file = |targets: &str, condition: &str| format!("targets = {targets}\ncondition = \"{condition}\"");
        let whatever = "(whatever the model says)";
        let never = "target.protocol == 'A' and not (target.protocol != 'B' or target.is_response)";
        let always = "not (target.uses_vpn and target.is_response) or target.is_response";
        check(
            &[("A.toml", &file("['Dataflow']", never)), ("B.toml", &file("['Dataflow']", always))],
            &[
                &format!("TM0028 4:14 condition of `A`: this never holds {whatever}"),
                &format!("TM0028 4:14 condition of `B`: this always holds {whatever}"),
            ],
        );
        let part = "target.uses_vpn or (target.is_response and not target.is_response)";
        check(
            &[("A.toml", &file("['Dataflow']", part))],
            &[&format!("TM0028 4:33 condition of `A`: this never holds {whatever}")],
        );
        let narrow = "target.one_of(Lambda) and target.controls.is_hardened";
        check(
            &[("A.toml", &file("['Server', 'Lambda']", narrow))],
            &["TM0028 4:14 condition of `A`: this never holds for `Server` (leave `Server` out of `targets`)"],
        );
        check(&[("A.toml", &file("['Dataflow']", "True")), ("B.toml", &file("['Dataflow']", "target.uses_vpn"))], &[]);
    }

    #[test]
    fn threats_that_say_the_same_are_named() {
        let same = |one, other| {
            let help = "(say what sets them apart, or why both are needed: `overlaps = { A = \"…\" }`)";
            check_pair(one, other, &[&format!("TM0043 4:14 the condition of `B` says the same as that of `A` {help}")]);
        };
        same("not (target.uses_vpn and target.is_response)", "not target.is_response or target.uses_vpn is False");
        same("target.protocol in ('A', 'B')", "target.protocol == 'B' or target.protocol == 'A'");
        same("target.tls_version < TlsVersion.Tls12", "not not (target.tls_version <= TlsVersion.Tls11)");
        same("any(not d.is_pii for d in target.data)", "not all(d.is_pii for d in target.data)");
        same("target.uses_vpn and len(target.data) > 0", "not (len(target.data) == 0 or not target.uses_vpn)");
    }

    #[test]
    fn a_threat_that_another_covers_is_named() {
        let help = "(say what sets them apart, or why both are needed: `overlaps = { B = \"…\" }`)";
        let covered = |one, other| {
            check_pair(one, other, &[&format!("TM0044 4:14 wherever `A` fires, `B` fires too {help}")]);
        };
        covered("target.uses_vpn and target.is_response", "target.is_response");
        covered("target.protocol == 'A'", "target.protocol not in ('B', 'C')");
        covered("any(d.is_pii and d.is_stored for d in target.data)", "any(d.is_stored for d in target.data)");
        covered("target.dst_port > 1024", "target.dst_port > 80");
        // The other way round.
        let help = "(say what sets them apart, or why both are needed: `overlaps = { A = \"…\" }`)";
        let expected = format!("TM0044 4:14 wherever `B` fires, `A` fires too {help}");
        check_pair("target.is_response", "target.is_response and target.uses_vpn", &[&expected]);
    }

    #[test]
    fn near_misses_are_left_alone() {
        check_pair("target.uses_vpn", "target.is_response", &[]);
        check_pair("target.dst_port > 1024 and target.uses_vpn", "target.dst_port > 1025", &[]);
        check_pair("any(d.is_pii for d in target.data)", "all(d.is_pii for d in target.data)", &[]);
        check_pair("target.protocol == 'A'", "target.protocol == 'a'", &[]);
        let pii = "any(d.is_pii for d in target.data) and any(d.is_stored for d in target.data)";
        check_pair(pii, "any(d.is_pii and d.is_stored for d in target.data) or target.uses_vpn", &[]);
        // They are about different things.
        let file = |class: &str| format!("targets = ['{class}']\ncondition = 'target.controls.is_hardened'");
        check(&[("A.toml", &file("Server")), ("B.toml", &file("Lambda"))], &[]);
        // What one of them leaves out on purpose they have not in common.
        let processes = "targets = ['Process']\ncondition = 'target.implements_api and not target.one_of(Pipeline)'";
        let pipelines = "targets = ['Pipeline']\ncondition = 'target.deploys'";
        check(&[("A.toml", processes), ("B.toml", pipelines)], &[]);
    }

    #[test]
    fn the_first_of_several_copies_stands_for_all() {
        let copy = "targets = ['Dataflow']\ncondition = 'target.uses_vpn'";
        let narrower = "targets = ['Dataflow']\ncondition = 'target.uses_vpn and target.is_response'";
        let help = "(say what sets them apart, or why both are needed: `overlaps = { A = \"…\" }`)";
        check(
            &[("A.toml", copy), ("B.toml", copy), ("C.toml", copy), ("D.toml", narrower)],
            &[
                &format!("TM0043 4:14 the condition of `B` says the same as that of `A` {help}"),
                &format!("TM0043 4:14 the condition of `C` says the same as that of `A` {help}"),
                &format!("TM0044 4:14 wherever `D` fires, `A` fires too {help}"),
            ],
        );
    }

    #[test]
    fn an_overlap_with_a_reason_is_left_alone_as_long_as_it_is_there() {
        let file = |overlaps: &str, condition: &str| {
            format!("targets = ['Dataflow']\ncondition = '{condition}'\noverlaps = {overlaps}")
        };
        let narrow = "target.uses_vpn and target.is_response";
        for overlaps in ["{ B = 'both are needed' }", "{ B2 = 'by its alias' }"] {
            let wide = "targets = ['Dataflow']\naliases = ['B2']\ncondition = 'target.uses_vpn'";
            check(&[("A.toml", &file(overlaps, narrow)), ("B.toml", wide)], &[]);
        }
        // Said on the other side.
        let wide = file("{ A = 'both are needed' }", "target.uses_vpn");
        let plain = format!("targets = ['Dataflow']\ncondition = '{narrow}'");
        check(&[("A.toml", &plain), ("B.toml", &wide)], &[]);
        let apart = file("{ A = 'it was so once', C9 = 'who?' }", "target.protocol == target.sink.protocol");
        check(
            &[("A.toml", &plain), ("C1.toml", &apart)],
            &[
                "TM0045 5:14 `C1` does not overlap with `A` (leave out the reason)",
                "TM0045 5:36 `C1` overlaps with `C9`, which is no threat (leave it out)",
            ],
        );
    }

    #[test]
    fn a_wrong_case_fails_with_a_reason() {
        let text = crate::threat::SKELETON.replace("fires = false", "fires = true");
        let (library, _) = Library::read(&[("ORG-001.toml", &text)]);
        let verified = verify(&library);
        assert_eq!(verified.failures.len(), 2);
        assert_eq!(verified.failures[0].reason, "it stays silent and should fire");
        assert_eq!(verified.unproven, ["ORG-001"]);
    }
}
