//! What a threat is, and why it does or does not apply to one element, for `cargo tm explain ID [--on ELEMENT]`.

use std::fmt::Write as _;

use super::words;
use crate::condition::Verdict;
use crate::decide::{Assessed, Assessment, Decision};
use crate::evaluate::Certainty;
use crate::model::{Model, Target};
use crate::threat::{Library, Threat};
use tm_schema::AttributeId;

/// Texts are wrapped at this many characters, indentation aside.
const COLUMNS: usize = 92;

/// The page of a threat.
pub fn explain(threat: &Threat) -> String {
    let mut page = format!("{}: {}\n\n", threat.id, words::one_line(&threat.title));
    let targets: Vec<_> = threat.targets.iter().map(|class| class.name()).collect();
    let numbered =
        |prefix: &str, ids: &[u32]| ids.iter().map(|id| format!("{prefix}-{id}")).collect::<Vec<_>>().join(", ");
    let stride: Vec<_> = threat.stride.iter().map(ToString::to_string).collect();
    let facts = [
        ("also called", threat.aliases.join(", ")),
        ("applies to", targets.join(", ")),
        ("severity", threat.severity.to_string()),
        ("likelihood", threat.likelihood.map_or_else(String::new, |it| it.to_string())),
        ("STRIDE", stride.join(", ")),
        ("CWE", numbered("CWE", &threat.cwe)),
        ("CAPEC", numbered("CAPEC", &threat.capec)),
        ("OWASP", threat.owasp.join(", ")),
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

/// Why the threat at index `threat` of the library applies to `target`, or that it does not.
pub fn explain_on(model: &Model, library: &Library, assessment: &Assessment, threat: usize, target: Target) -> String {
    let (entity, threat_id) = (model.entity(target), &library.threats[threat].id);
    let name = words::one_line(&entity.name);
    let of_both = |it: &&Assessed| it.finding.threat == threat && it.finding.target == target;
    let Some(assessed) = assessment.findings.iter().find(of_both) else {
        let mut excluded = assessment.excluded.iter();
        return match excluded.find(|it| it.finding.threat == threat && it.finding.target == target) {
            Some(it) => format!(
                "{threat_id} would apply to `{name}`, but for an assumption that rules it out: {}\n\nIts condition: {}\n",
                words::one_line(&it.assumption),
                condition(&library.threats[threat])
            ),
            None => silent(model, &library.threats[threat], target),
        };
    };
    let (verb, because) = match assessed.finding.certainty {
        Certainty::Confirmed => ("applies to", "because"),
        Certainty::Potential => ("may apply to", "as far as the model says"),
    };
    let mut text = format!("{threat_id} {verb} `{name}`");
    if let Some(at) = &entity.at {
        let _ = write!(text, " ({})", words::place(at));
    }
    let _ = writeln!(text, ", {because}:\n");
    for basis in assessed.finding.basis.readings() {
        let _ = writeln!(text, "  {}", reading(model, target, basis.target, basis.attribute));
    }
    let said = assessed.finding.override_in(model);
    if assessed.finding.basis.readings().is_empty() {
        let _ = match said.is_some_and(|it| it.always) {
            true => writeln!(text, "  an override says that it applies always"),
            false => writeln!(text, "  nothing more: it applies to every {}", entity.class.name()),
        };
    }
    let _ = writeln!(text, "\nIts condition: {}", condition(&library.threats[threat]));
    if let Some(said) = said {
        let place = said.at.as_ref().map_or_else(String::new, |at| format!(" ({})", words::place(at)));
        let _ = writeln!(text, "\nOverridden{place}: {}", words::overridden(said));
    }
    if let Decision::Expected(decision) = &assessed.decision {
        let _ = write!(text, "\nDecided: {}, {}", assessed.decision.name(), words::one_line(&decision.reason));
        if !decision.owner.is_empty() {
            let _ = write!(text, "; owner {}", words::one_line(&decision.owner));
        }
        if let Some(until) = &decision.until {
            let _ = write!(text, "; until {}", words::one_line(until));
        }
        text.push('\n');
    }
    text
}

fn silent(model: &Model, threat: &Threat, target: Target) -> String {
    let entity = model.entity(target);
    let name = words::one_line(&entity.name);
    let why = if !threat.targets.iter().any(|class| entity.class.is_a(*class)) {
        let targets: Vec<_> = threat.targets.iter().map(|class| class.name()).collect();
        format!("it is about {}; `{name}` is of class {}", targets.join(", "), entity.class.name())
    } else if !entity.in_scope() {
        format!("`{name}` is out of scope")
    } else {
        return unfulfilled(model, threat, target);
    };
    format!("{} does not apply to `{name}`: {why}\n\nIts condition: {}\n", threat.id, condition(threat))
}

/// That a condition is false, and the attributes of the target itself that it reads.
fn unfulfilled(model: &Model, threat: &Threat, target: Target) -> String {
    let entity = model.entity(target);
    let name = words::one_line(&entity.name);
    let mut text = match threat.condition.evaluate(model, target) {
        Verdict::Open => format!("{} does not apply to `{name}` as far as the model says", threat.id),
        _ => format!("{} does not apply to `{name}`: its condition is false", threat.id),
    };
    let read = threat.condition.attributes().iter().filter(|id| id.get().belongs_to(entity.class));
    let readings: Vec<_> = read.map(|id| reading(model, target, target, *id)).collect();
    text.push_str(if readings.is_empty() { "\n" } else { ":\n\n" });
    for line in readings {
        let _ = writeln!(text, "  {line}");
    }
    let _ = writeln!(text, "\nIts condition: {}", condition(threat));
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
    use crate::render::fixture;

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
        let on =
            |threat: &str, target| explain_on(&model, &library, &assessment, library.position(threat).unwrap(), target);
        insta::assert_snapshot!(cases.map(|(threat, target)| on(threat, target)).join("---\n"));
    }

    #[test]
    fn what_is_said_of_findings() {
        let (model, library) = (fixture::judged(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let web = Target::Element(crate::model::ElementId(1));
        let on = |threat: &str| explain_on(&model, &library, &assessment, library.position(threat).unwrap(), web);
        insta::assert_snapshot!(["AC01", "DO02", "DR01", "INP05"].map(on).join("---\n"));
    }
}
