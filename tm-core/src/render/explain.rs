//! What a threat is, and why it does or does not apply to one element, for `cargo tm explain ID [--on ELEMENT]`.

use std::fmt::Write as _;

use tm_schema::{AttributeId, Class};

use super::notation::Notation;
use super::{Evaluated, words};
use crate::ask::Sought;
use crate::condition::Standing;
use crate::decide::Decision;
use crate::evaluate::{Certainty, Finding};
use crate::model::{Expectation, Model, Target};
use crate::threat::Threat;

/// Texts are wrapped at this many characters, indentation aside.
const COLUMNS: usize = 92;

/// The page of a threat.
pub fn explain(threat: &Threat) -> String {
    let mut page = format!("{}: {}\n\n", threat.id, words::one_line(&threat.title));
    let targets: Vec<_> = threat.targets.iter().map(|class| class.name()).collect();
    let numbered =
        |prefix: &str, ids: &[u32]| ids.iter().map(|id| format!("{prefix}-{id}")).collect::<Vec<_>>().join(", ");
    let stride: Vec<_> = threat.stride.iter().map(ToString::to_string).collect();
    let linddun: Vec<_> = threat.linddun.iter().map(ToString::to_string).collect();
    let facts = [
        ("also called", threat.aliases.join(", ")),
        ("applies to", targets.join(", ")),
        ("severity", threat.severity.to_string()),
        ("likelihood", threat.likelihood.map_or_else(String::new, |it| it.to_string())),
        ("STRIDE", stride.join(", ")),
        ("LINDDUN", linddun.join(", ")),
        ("CWE", numbered("CWE", &threat.cwe)),
        ("CAPEC", numbered("CAPEC", &threat.capec)),
        ("OWASP", threat.owasp.join(", ")),
        ("ASVS", threat.asvs.join(", ")),
        ("fires when", words::one_line(threat.condition.text())),
    ];
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(page, "  {name:<12}{value}");
    }
    let texts = [
        ("", &threat.description),
        ("Prerequisites", &threat.prerequisites),
        ("What helps", &threat.mitigations),
        ("Example", &threat.example),
    ];
    for (title, text) in texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        page.push('\n');
        if !title.is_empty() {
            let _ = writeln!(page, "{title}:");
        }
        write_paragraphs(&mut page, text);
    }
    if !threat.references.is_empty() {
        page.push_str("\nReferences:\n");
        for reference in &threat.references {
            let _ = writeln!(page, "  {}", words::one_line(reference));
        }
    }
    page
}

fn write_paragraphs(page: &mut String, text: &str) {
    for (index, paragraph) in words::paragraphs(text).enumerate() {
        if index > 0 {
            page.push('\n');
        }
        for line in words::wrapped(paragraph, COLUMNS) {
            let _ = writeln!(page, "  {line}");
        }
    }
}

/// What is asked about one finding, or about one that there is not.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    /// The model and its findings.
    pub evaluated: Evaluated<'a>,
    /// The threat's index in [`Library::threats`](crate::threat::Library::threats).
    pub threat: usize,
    /// What it applies to, or not.
    pub target: Target,
    /// The smallest change that would clear the finding, or make one.
    pub change: &'a Sought,
    /// How the model is written, where it is not Rust.
    pub notation: Notation,
}

/// Why a threat applies to something, or why it does not, and what would change that.
pub fn explain_on(explained: Explained<'_>) -> String {
    let Explained { evaluated: Evaluated { model, library, assessment }, threat, target, .. } = explained;
    let (entity, threat) = (model.entity(target), &library.threats[threat]);
    let name = words::one_line(&entity.name);
    let of_both = |it: &Finding| it.threat == explained.threat && it.target == target;
    let excluded = assessment.excluded.iter().find(|it| of_both(&it.finding));
    let assessed = assessment.findings.iter().find(|it| of_both(&it.finding));
    let (mut text, finding) = match (assessed, excluded) {
        (Some(it), _) => (applies(explained, &it.finding), Some(&it.finding)),
        (None, Some(it)) => {
            let assumption = words::one_line(&it.assumption);
            let ruled_out = "would apply to";
            let text =
                format!("{} {ruled_out} `{name}`, but for an assumption that rules it out: {assumption}\n", threat.id);
            (text, None)
        }
        (None, None) => (silent(explained), None),
    };
    let _ = writeln!(text, "\nIts condition: {}", condition(threat));
    if let Some(said) = finding.and_then(|it| it.override_in(model)) {
        let place = said.at.as_ref().map_or_else(String::new, |at| format!(" ({})", words::place(at)));
        let _ = writeln!(text, "\nOverridden{place}: {}", words::overridden(said));
    }
    match assessed.map(|it| &it.decision) {
        Some(Decision::Expected(decision)) => decided(&mut text, decision),
        _ if excluded.is_some() => {}
        _ => text.push_str(&change(explained, assessed.is_some())),
    }
    text
}

fn applies(explained: Explained<'_>, finding: &Finding) -> String {
    let Explained { evaluated: Evaluated { model, library, .. }, threat, target, .. } = explained;
    let entity = model.entity(target);
    let (verb, because) = match finding.certainty {
        Certainty::Confirmed => ("applies to", "because"),
        Certainty::Potential => ("may apply to", "as far as the model says"),
    };
    let mut text = format!("{} {verb} `{}`", library.threats[threat].id, words::one_line(&entity.name));
    if let Some(at) = &entity.at {
        let _ = write!(text, " ({})", words::place(at));
    }
    let _ = writeln!(text, ", {because}:\n");
    for basis in finding.basis.readings() {
        let _ = writeln!(text, "  {}", reading(model, target, basis.target, basis.attribute));
    }
    if finding.basis.readings().is_empty() {
        let _ = match finding.override_in(model).is_some_and(|it| it.always) {
            true => writeln!(text, "  an override says that it applies always"),
            false => writeln!(text, "  nothing more: it applies to every {}", entity.class.name()),
        };
    }
    text
}

fn decided(text: &mut String, decision: &Expectation) {
    let _ = write!(text, "\nDecided: {}, {}", decision.response.name(), words::one_line(&decision.reason));
    if !decision.owner.is_empty() {
        let _ = write!(text, "; owner {}", words::one_line(&decision.owner));
    }
    if let Some(until) = &decision.until {
        let _ = write!(text, "; until {}", words::one_line(until));
    }
    if decision.until_changed {
        text.push_str("; until its code changes");
    }
    text.push('\n');
}

/// Why there is no finding.
fn silent(explained: Explained<'_>) -> String {
    let Explained { evaluated: Evaluated { model, library, .. }, threat, target, .. } = explained;
    let (entity, threat) = (model.entity(target), &library.threats[threat]);
    let name = words::one_line(&entity.name);
    if !is_target(threat, entity.class) {
        let targets: Vec<_> = threat.targets.iter().map(|class| class.name()).collect();
        let class = entity.class.name();
        return format!(
            "{} does not apply to `{name}`: it is about {}; `{name}` is of class {class}\n",
            threat.id,
            targets.join(", ")
        );
    }
    if !entity.in_scope() {
        return format!("{} does not apply to `{name}`: `{name}` is out of scope\n", threat.id);
    }
    let because = match threat.condition.standing(model, target) {
        Standing::Open => "as far as the model says",
        _ => "whatever is unstated",
    };
    let mut text = format!("{} does not apply to `{name}`, {because}:\n\n", threat.id);
    let why = threat.condition.why_not(model, target);
    for basis in why.readings() {
        let _ = writeln!(text, "  {}", reading(model, target, basis.target, basis.attribute));
    }
    if why.readings().is_empty() {
        text.push_str("  by its class, and by which things its dataflows join\n");
    }
    text
}

fn is_target(threat: &Threat, class: Class) -> bool {
    threat.targets.iter().any(|base| class.is_a(*base))
}

/// What would clear the finding, or make one.
fn change(explained: Explained<'_>, is_finding: bool) -> String {
    let Explained { evaluated: Evaluated { model, library, .. }, threat, target, change, notation } = explained;
    let entity = model.entity(target);
    let is_evaluated = is_target(&library.threats[threat], entity.class) && entity.in_scope();
    let what = if is_finding { "clear it" } else { "make it apply" };
    let changes = match change {
        _ if !is_evaluated => return String::new(),
        Sought::Found(changes) => changes,
        Sought::None => return format!("\nNo attribute alone would {what}.\n"),
        Sought::GaveUp => return format!("\nNo change of a few attributes would {what}.\n"),
    };
    let mut text = format!("\nThe smallest change that would {what}, if it is true:\n\n");
    for it in changes {
        let line = notation.line(model, it.target, it.attribute, &it.value);
        let instead = if it.is_stated { ", which now says otherwise" } else { "" };
        let _ = writeln!(text, "  {line}  in {}{instead}", notation.place(model, it.target));
    }
    text
}

fn condition(threat: &Threat) -> String {
    words::one_line(threat.condition.text())
}

/// `controls.validates_input = false, stated at src/main.rs:18`, with the thing's name if it is not `target` itself.
fn reading(model: &Model, target: Target, of: Target, attribute: AttributeId) -> String {
    let reading = model.read(of, attribute);
    let of = if of == target { String::new() } else { format!("`{}`: ", words::one_line(&model.entity(of).name)) };
    let value = words::one_line(&words::value(model, attribute, reading.value()));
    let place = reading.at().map_or_else(String::new, |at| format!(" at {}", words::place(at)));
    format!("{of}{} = {value}, {}{place}", attribute.get().path(), words::origin(&reading))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask;
    use crate::decide::Assessment;
    use crate::render::fixture;
    use crate::threat::Library;

    fn on(model: &Model, library: &Library, assessment: &Assessment, threat: &str, target: Target) -> String {
        let threat = library.position(threat).unwrap();
        let change = &ask::change_of(model, library, assessment, threat, target);
        let evaluated = Evaluated { model, library, assessment };
        explain_on(Explained { evaluated, threat, target, change, notation: Notation::Model })
    }

    #[test]
    fn a_page() {
        insta::assert_snapshot!(explain(&fixture::library().threats[3]));
    }

    #[test]
    fn why_and_why_not() {
        let (model, library) = (fixture::guestbook(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let insert = Target::Dataflow(crate::model::DataflowId(2));
        let [visitor, web, db] = [0, 1, 2].map(|index| Target::Element(crate::model::ElementId(index)));
        let cases = [
            ("AC01", web),
            ("DO02", web),
            ("INP05", web),
            ("INP05", db),
            ("INP05", visitor),
            ("SP01", web),
            ("SP01", insert),
        ];
        let on = |threat: &str, target| on(&model, &library, &assessment, threat, target);
        insta::assert_snapshot!(cases.map(|(threat, target)| on(threat, target)).join("---\n"));
    }

    #[test]
    fn what_is_said_of_findings() {
        let (model, library) = (fixture::judged(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let web = Target::Element(crate::model::ElementId(1));
        let on = |threat: &str| on(&model, &library, &assessment, threat, web);
        insta::assert_snapshot!(["AC01", "DO02", "DR01", "INP05"].map(on).join("---\n"));
    }
}
