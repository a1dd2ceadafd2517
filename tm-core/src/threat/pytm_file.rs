//! Reads pytm's threat libraries: a JSON list of objects.
//!
//! ```json
//! [{ "SID": "INP05", "target": ["Server"], "description": "Command Line Execution through SQL Injection",
//!    "details": "…", "Likelihood Of Attack": "Low", "severity": "Very High",
//!    "condition": "target.controls.validatesInput is False", "prerequisites": "…", "mitigations": "…", "example": "…",
//!    "references": "https://capec.mitre.org/data/definitions/108.html, CWE-89" }]
//! ```
//!
//! Records with `DEPRECATED` are skipped. What pytm calls description is our title, its details are our description.
//!
//! The file is somebody else's: whatever is wrong in it is a warning. A record that cannot be used is left out and named
//! once, with the first reason; of the others only what is wrong in them is left out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;
use tm_diagnostic::{Diagnostic, Level};
use tm_schema::Class;

use super::source::{Origin, SourceFile};
use super::toml_file::report;
use super::{Likelihood, Severity, Threat, Version};
use crate::code::Code;
use crate::condition::{Condition, Dialect, compile};
use crate::model::nearest;

const FIELDS: [&str; 12] = [
    "SID",
    "target",
    "description",
    "details",
    "Likelihood Of Attack",
    "severity",
    "condition",
    "prerequisites",
    "mitigations",
    "example",
    "references",
    "DEPRECATED",
];

/// The threats of a file of pytm's, in its order, and the ids of those that pytm skips as deprecated.
///
/// Two of one id are both there: pytm looks for both. `name` is the file's name for messages.
pub fn read_pytm(name: &str, text: &str) -> (Vec<Threat>, Vec<String>, Vec<Diagnostic>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut diagnostics = Vec::new();
    let threats = read(&SourceFile::new(name, text), &mut diagnostics);
    let records: Vec<BTreeMap<String, Value>> = serde_json::from_str(text).unwrap_or_default();
    let skipped = records.iter().filter(|record| record.get("DEPRECATED").is_some_and(is_set));
    let skipped = skipped.map(|record| record.get("SID").and_then(Value::as_str).unwrap_or_default().to_owned());
    (threats, skipped.collect(), diagnostics)
}

/// Whether pytm takes a value of `DEPRECATED` for a yes.
fn is_set(value: &Value) -> bool {
    !matches!(value, Value::Bool(false) | Value::Null) && value != ""
}

/// The sound threats of a file, in its order.
pub(super) fn read(file: &SourceFile<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Threat> {
    let records: Vec<&RawValue> = match serde_json::from_str(file.text) {
        Ok(records) => records,
        Err(error) => {
            let fault = Code::InvalidThreat.diagnostic(format!("{}: {error}", file.name));
            diagnostics.push(fault.with_help("a JSON threat library is a list of objects, as pytm's `threats.json`"));
            return Vec::new();
        }
    };
    let mut threats = Vec::new();
    for record in records {
        let mut faults = Vec::new();
        let threat = Record::read(file, record, &mut faults).and_then(|mut record| record.threat());
        match threat {
            Ok(threat) => {
                threats.extend(threat);
                diagnostics.append(&mut faults);
            }
            Err(reason) => diagnostics.push(*reason),
        }
    }
    threats
}

struct Record<'r, 't> {
    file: &'r SourceFile<'t>,
    at: Range<usize>,
    fields: BTreeMap<Cow<'t, str>, &'t RawValue>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl<'r, 't> Record<'r, 't> {
    fn read(
        file: &'r SourceFile<'t>,
        record: &'t RawValue,
        diagnostics: &'r mut Vec<Diagnostic>,
    ) -> Result<Record<'r, 't>, Box<Diagnostic>> {
        let at = range(file, record);
        match serde_json::from_str(record.get()) {
            Ok(fields) => Ok(Record { file, at, fields, diagnostics }),
            Err(_) => {
                let message = format!("{}: a threat is left out: it is not an object", file.name);
                Err(Box::new(Code::InvalidThreat.warning(message).at(Some(file.location(at)), "expected an object")))
            }
        }
    }

    /// The threat; none if it is deprecated. The error is why it is left out.
    fn threat(&mut self) -> Result<Option<Threat>, Box<Diagnostic>> {
        let deprecated = self.fields.get("DEPRECATED").and_then(|it| serde_json::from_str(it.get()).ok());
        if deprecated.as_ref().is_some_and(is_set) {
            return Ok(None);
        }
        self.check_names();
        let id = self.text("SID");
        if id.is_empty() || id.contains(|c: char| c.is_whitespace() || c == '@') {
            let message = format!("{}: a threat is left out: it has no usable `SID`", self.file.name);
            let fault = Code::InvalidThreat.warning(message).at(Some(self.file.location(self.at.clone())), "");
            return Err(Box::new(fault.with_help("give it an id without spaces or `@`")));
        }
        let targets = self.targets();
        let severity = self.severity();
        let likelihood = self.likelihood();
        let written = self.text("references");
        let references: Vec<String> =
            written.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
        let raw = self.fields.get("condition").copied();
        let literal = raw.map_or(self.at.start..self.at.start, |it| range(self.file, it));
        let condition = self.condition(&id, &targets, raw, literal.clone())?;
        Ok(Some(Threat {
            title: self.text("description"),
            aliases: Vec::new(),
            targets,
            severity,
            likelihood,
            condition,
            stride: Vec::new(),
            linddun: Vec::new(),
            cwe: numbers(&written, &["cwe.mitre.org/data/definitions/", "cwe-"]),
            capec: numbers(&written, &["capec.mitre.org/data/definitions/", "capec-"]),
            owasp: Vec::new(),
            asvs: Vec::new(),
            description: self.text("details"),
            prerequisites: self.text("prerequisites"),
            mitigations: self.text("mitigations"),
            example: self.text("example"),
            references,
            pytm: Vec::new(),
            cases: Vec::new(),
            overlaps: Vec::new(),
            since: Version::default(),
            replaces: false,
            takes_cases: false,
            origin: Origin::new(self.file, literal),
            id,
        }))
    }

    /// The condition; without one the threat always applies, and pytm never applies one that is empty.
    fn condition(
        &mut self,
        id: &str,
        targets: &[Class],
        raw: Option<&RawValue>,
        literal: Range<usize>,
    ) -> Result<Condition, Box<Diagnostic>> {
        let text = match raw.map(|it| serde_json::from_str::<String>(it.get())) {
            None => "True".to_owned(),
            Some(Ok(text)) if text.is_empty() => "False".to_owned(),
            Some(Ok(text)) => text,
            Some(Err(_)) => {
                let message = format!("{}: `{id}` is left out: its condition is not a string", self.file.name);
                let fault = Code::InvalidThreat.warning(message).at(Some(self.file.location(literal)), "");
                return Err(Box::new(fault));
            }
        };
        let (condition, faults) = compile(&text, targets, Dialect::Pytm);
        let mut faults = report(self.file, id, &literal, faults);
        if let Some(condition) = condition {
            self.diagnostics.append(&mut faults);
            return Ok(condition);
        }
        let reason = faults.into_iter().find(|it| it.level == Level::Error);
        let reason = reason.unwrap_or_else(|| Code::InvalidCondition.diagnostic(format!("condition of `{id}`")));
        let message = format!("`{id}` is left out: {}", reason.message);
        Err(Box::new(Diagnostic { level: Level::Warning, message, ..reason }))
    }

    fn fault(&mut self, at: Range<usize>, message: &str, help: String) {
        let fault = Code::InvalidThreat.warning(format!("{}: {message}", self.file.name));
        self.diagnostics.push(fault.at(Some(self.file.location(at)), "").with_help(help));
    }

    fn check_names(&mut self) {
        let unknown: Vec<_> = self.fields.keys().filter(|name| !FIELDS.contains(&name.as_ref())).cloned().collect();
        for name in unknown {
            let help = match nearest(&name, FIELDS.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known fields are {}", FIELDS.join(", ")),
            };
            let key = self.file.text[self.at.clone()].find(&format!("\"{name}\""));
            let at = key.map_or(self.at.clone(), |at| self.at.start + at..self.at.start + at + name.len() + 2);
            self.fault(at, &format!("unknown field `{name}`"), help);
        }
    }

    /// The field's string; empty where there is none.
    fn text(&mut self, name: &str) -> String {
        let Some(raw) = self.fields.get(name).copied() else { return String::new() };
        match serde_json::from_str::<Option<String>>(raw.get()) {
            Ok(text) => text.unwrap_or_default(),
            Err(_) => {
                self.fault(range(self.file, raw), &format!("`{name}` is not a string"), "write it in quotes".into());
                String::new()
            }
        }
    }

    /// One class or several; pytm takes a threat without any to be about every element, and one of unknown classes only
    /// to be about nothing.
    fn targets(&mut self) -> Vec<Class> {
        let Some(raw) = self.fields.get("target").copied() else { return vec![Class::Element] };
        let many = serde_json::from_str::<Vec<String>>(raw.get());
        let names = many.or_else(|_| serde_json::from_str(raw.get()).map(|name| vec![name]));
        let at = range(self.file, raw);
        let Ok(names) = names else {
            self.fault(at, "`target` names no classes", "write `[\"Server\"]`".into());
            return Vec::new();
        };
        let mut classes = Vec::new();
        for name in &names {
            match Class::from_name(name).filter(is_target) {
                Some(class) => classes.push(class),
                None => {
                    // pytm asks elements and flows only, never data.
                    let known = || Class::all().filter(is_target).map(Class::name);
                    let help = match nearest(name, known()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("one of {}", known().collect::<Vec<_>>().join(", ")),
                    };
                    self.fault(at.clone(), &format!("unknown class `{name}`"), help);
                }
            }
        }
        // An empty list is no target at all.
        if names.is_empty() { vec![Class::Element] } else { classes }
    }

    /// pytm counts a missing or unknown severity as none at all.
    fn severity(&mut self) -> Severity {
        let text = self.text("severity");
        let found = if text.trim().is_empty() { Some(Severity::Info) } else { super::severity_of_pytm(&text) };
        if found.is_none() {
            let at = self.fields.get("severity").map_or(self.at.clone(), |it| range(self.file, it));
            let names: Vec<_> = Severity::ALL.iter().map(ToString::to_string).collect();
            self.fault(at, &format!("unknown severity `{text}`"), format!("one of {}", names.join(", ")));
        }
        found.unwrap_or(Severity::Info)
    }

    fn likelihood(&mut self) -> Option<Likelihood> {
        let text = self.text("Likelihood Of Attack");
        let found = Likelihood::ALL.into_iter().find(|it| it.name().eq_ignore_ascii_case(text.trim()));
        if found.is_none() && !text.trim().is_empty() {
            let at = self.fields.get("Likelihood Of Attack").map_or(self.at.clone(), |it| range(self.file, it));
            self.fault(at, &format!("unknown likelihood `{text}`"), "one of Low, Medium, High".into());
        }
        found
    }
}

/// Whether a threat of pytm's can be about things of that class.
fn is_target(class: &Class) -> bool {
    class.is_a(Class::Element) && class.is_in_pytm()
}

/// Where a borrowed value stands in the file it was parsed from.
fn range(file: &SourceFile<'_>, raw: &RawValue) -> Range<usize> {
    let start = (raw.get().as_ptr() as usize).wrapping_sub(file.text.as_ptr() as usize);
    let end = start.saturating_add(raw.get().len());
    if end <= file.text.len() { start..end } else { 0..0 }
}

/// The numbers right behind any of `marks`, without repetition, in order.
fn numbers(text: &str, marks: &[&str]) -> Vec<u32> {
    let lower = text.to_ascii_lowercase();
    let mut numbers = Vec::new();
    for mark in marks {
        for (at, _) in lower.match_indices(mark) {
            let rest = &lower[at + mark.len()..];
            let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
            numbers.extend(digits.parse::<u32>().ok());
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_addresses_and_names() {
        let text = "https://capec.mitre.org/data/definitions/10.html, http://cwe.mitre.org/data/definitions/120.html, CWE-79, CWE-x";
        assert_eq!(numbers(text, &["cwe.mitre.org/data/definitions/", "cwe-"]), [79, 120]);
        assert_eq!(numbers(text, &["capec.mitre.org/data/definitions/", "capec-"]), [10]);
    }
}
