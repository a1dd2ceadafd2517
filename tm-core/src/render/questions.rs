//! The questions whose answers decide findings, for people: `cargo tm questions`, and the few that `check` ends with.
//!
//! ```text
//! 1. controls.handles_resource_consumption?
//!    Limits the memory, time and disk one caller can use.
//!    `Comment page`, in #[element(Server, …)] at src/handlers.rs:40
//!      controls(handles_resource_consumption)          3 are gone: CR03, DO01, DO02
//!      controls(handles_resource_consumption = false)  1 is confirmed: DO02; 2 stay open
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::notation::Notation;
use super::{Evaluated, words};
use crate::ask::{Answer, Question, by_attribute};
use crate::evaluate::Certainty;

/// How many threats of one kind are named before the rest is counted.
const MAX_NAMED: usize = 8;

/// One model, and what is asked of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The package or file it comes from.
    pub name: &'a str,
    /// The model and its findings.
    pub evaluated: Evaluated<'a>,
    /// The questions, the most useful first.
    pub questions: &'a [Question],
    /// How the model is written, where it is not Rust.
    pub notation: Notation,
}

/// The first `count` questions with all their answers, behind a line that says how many there are.
pub fn questions(asked: Asked<'_>, count: usize) -> String {
    let Asked { name, evaluated: Evaluated { assessment, .. }, questions, .. } = asked;
    let potential = assessment.open(Certainty::Potential).count();
    let decidable: BTreeSet<usize> = questions.iter().flat_map(Question::decidable).collect();
    let all = by_attribute(questions).count();
    let mut text = format!(
        "{name}: {}; their answers can decide {} of {}\n",
        words::counted(all, "question"),
        decidable.len(),
        words::counted(potential, "potential finding"),
    );
    for (index, of_attribute) in by_attribute(questions).take(count).enumerate() {
        let _ = write!(text, "\n{}. {}", index + 1, one(asked, of_attribute));
    }
    let left = all.saturating_sub(count);
    if left > 0 {
        let _ = writeln!(text, "\n{left} more: `-n {all}` shows all");
    }
    text
}

/// The first `count` questions, a line each, for the end of `cargo tm check`.
pub fn top_questions(asked: Asked<'_>, count: usize) -> String {
    let Asked { evaluated: Evaluated { model, assessment, .. }, questions, notation, .. } = asked;
    let shown: Vec<_> = by_attribute(questions).filter(|it| decides(it).1 > 0).take(count).collect();
    let potential = assessment.open(Certainty::Potential).count();
    if shown.is_empty() || potential == 0 {
        return String::new();
    }
    let mut text = format!("what to state next, for {}:\n", words::counted(potential, "potential finding"));
    for of_attribute in shown {
        let (least, most) = decides(of_attribute);
        let decides = if least == most { most.to_string() } else { format!("{least} to {most}") };
        let (first, others) = of_attribute.split_first().expect("an attribute is asked of something");
        let lines: Vec<_> =
            shortest(asked, first).into_iter().map(|it| format!("`{}`", line(asked, first, it))).collect();
        let name = words::one_line(&model.entity(first.target).name);
        let others = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        let place = notation.place(model, first.target);
        let _ = writeln!(text, "  `{name}`{others}: {}, in {place}; decides {decides}", lines.join(" or "));
    }
    text
}

/// How many findings the answers about one attribute decide, at least and at most.
fn decides(of_attribute: &[Question]) -> (usize, usize) {
    let sum = |count: fn(&Question) -> usize| of_attribute.iter().map(count).sum();
    (sum(Question::decides_at_least), sum(Question::decides_at_most))
}

/// Both answers of a yes or no; else one that decides most, as an example of what can be said.
fn shortest<'q>(asked: Asked<'_>, question: &'q Question) -> Vec<&'q Answer> {
    match question.answers.len() {
        0..=2 => question.answers.iter().filter(|it| line(asked, question, it).len() < 80).collect(),
        _ => question
            .answers
            .iter()
            .max_by_key(|it| (it.decides(), std::cmp::Reverse(it.is_other)))
            .into_iter()
            .collect(),
    }
}

/// A question about one attribute, with all things it is asked of, up to some.
fn one(asked: Asked<'_>, of_attribute: &[Question]) -> String {
    /// Of so many things the rest is counted.
    const MAX_THINGS: usize = 12;
    let attribute = of_attribute[0].attribute.get();
    let mut text = format!("{}?\n   {}\n", attribute.path(), attribute.doc);
    for question in of_attribute.iter().take(MAX_THINGS) {
        text.push_str(&of_thing(asked, question));
    }
    let left = of_attribute.len().saturating_sub(MAX_THINGS);
    if left > 0 {
        let _ = writeln!(text, "   and of {left} more: `--on NAME` asks of one, `--format json` of all");
    }
    text
}

fn of_thing(asked: Asked<'_>, question: &Question) -> String {
    let Asked { evaluated: Evaluated { model, .. }, notation, .. } = asked;
    let name = words::one_line(&model.entity(question.target).name);
    let mut text = format!("   `{name}`, in {}\n", notation.place(model, question.target));
    let all = question.decidable().len();
    let rows: Vec<(String, String)> = alike(question)
        .into_iter()
        .map(|answers| {
            let lines: Vec<_> = answers.iter().map(|it| line(asked, question, it)).collect();
            (joined(lines), effect(asked, answers[0], all))
        })
        .collect();
    let width = rows.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0);
    for (line, effect) in rows {
        let _ = writeln!(text, "     {line:width$}  {effect}");
    }
    text
}

/// The first few of several lines.
fn joined(lines: Vec<String>) -> String {
    const MAX_LINES: usize = 3;
    let more = lines.len().saturating_sub(MAX_LINES);
    let shown = lines.into_iter().take(MAX_LINES).collect::<Vec<_>>().join(" | ");
    if more > 0 { format!("{shown} | {more} more") } else { shown }
}

/// The answers, those of equal effect together.
fn alike(question: &Question) -> Vec<Vec<&Answer>> {
    let mut groups: Vec<Vec<&Answer>> = Vec::new();
    let effect = |it: &Answer| (it.confirms.clone(), it.clears.clone(), it.reveals.clone());
    for answer in &question.answers {
        match groups.iter_mut().find(|group| effect(group[0]) == effect(answer)) {
            Some(group) => group.push(answer),
            None => groups.push(vec![answer]),
        }
    }
    groups
}

/// What to write, or that anything else may be written.
fn line(asked: Asked<'_>, question: &Question, answer: &Answer) -> String {
    if answer.is_other {
        return format!("another {}", question.attribute.get().name);
    }
    asked.notation.line(asked.evaluated.model, question.target, question.attribute, &answer.value)
}

/// `1 is confirmed: DO02; 2 are gone: CR03, DO01; 1 stays open; reveals AC21`
fn effect(asked: Asked<'_>, answer: &Answer, all: usize) -> String {
    let Evaluated { library, assessment, .. } = asked.evaluated;
    let threats = |findings: &[usize]| {
        named(findings.iter().map(|it| library.threats[assessment.findings[*it].finding.threat].id.as_str()))
    };
    let verb = |count: usize| if count == 1 { "is" } else { "are" };
    let mut parts = Vec::new();
    for (findings, word) in [(&answer.confirms, "confirmed"), (&answer.clears, "gone")] {
        if !findings.is_empty() {
            parts.push(format!("{} {} {word}: {}", findings.len(), verb(findings.len()), threats(findings)));
        }
    }
    let left = all.saturating_sub(answer.decides());
    if left > 0 {
        parts.push(format!("{left} {} open", if left == 1 { "stays" } else { "stay" }));
    }
    if !answer.reveals.is_empty() {
        let threats = answer.reveals.iter().map(|(threat, _)| library.threats[*threat].id.as_str());
        parts.push(format!("reveals {}: {}", answer.reveals.len(), named(threats)));
    }
    if parts.is_empty() { "changes nothing".to_owned() } else { parts.join("; ") }
}

/// Ids, each once, as often as it is there: `DO01, DE03 ×2`.
fn named<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for id in ids {
        match counted.iter_mut().find(|(known, _)| *known == id) {
            Some((_, count)) => *count += 1,
            None => counted.push((id, 1)),
        }
    }
    let more = counted.len().saturating_sub(MAX_NAMED);
    let shown = counted.into_iter().take(MAX_NAMED);
    let mut names: Vec<_> =
        shown.map(|(id, count)| if count == 1 { id.to_owned() } else { format!("{id} ×{count}") }).collect();
    names.extend((more > 0).then(|| format!("{more} more")));
    names.join(", ")
}
