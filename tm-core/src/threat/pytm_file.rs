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

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;
use tm_diagnostic::{Diagnostic, Level};
use tm_schema::Class;

use super::source::SourceFile;
use super::toml_file::report;
use super::{Likelihood, Severity, Threat};
use crate::code::Code;
use crate::condition::{Dialect, compile};
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
        let before = diagnostics.len();
        let threat = Record::read(file, record, diagnostics).and_then(|mut record| record.threat());
        let is_sound = diagnostics[before..].iter().all(|it| it.level < Level::Error);
        threats.extend(threat.filter(|_| is_sound));
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
    ) -> Option<Record<'r, 't>> {
        let at = range(file, record);
        match serde_json::from_str(record.get()) {
            Ok(fields) => Some(Record { file, at, fields, diagnostics }),
            Err(_) => {
                let fault = Code::InvalidThreat.diagnostic(format!("{}: a threat is not an object", file.name));
                diagnostics.push(fault.at(Some(file.location(at)), "expected an object"));
                None
            }
        }
    }

    fn threat(&mut self) -> Option<Threat> {
        let is_deprecated =
            self.fields.get("DEPRECATED").is_some_and(|it| !matches!(it.get(), "false" | "null" | "\"\""));
        if is_deprecated {
            return None;
        }
        self.check_names();
        let id = self.text("SID");
        if id.is_empty() || id.contains(|c: char| c.is_whitespace() || c == '@') {
            self.fault(self.at.clone(), "a threat has no usable `SID`", "give it an id without spaces or `@`".into());
            return None;
        }
        let targets = self.targets();
        let severity = self.severity();
        let likelihood = self.likelihood();
        let written = self.text("references");
        let references: Vec<String> =
            written.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
        let literal = self.fields.get("condition").map_or(self.at.start..self.at.start, |it| range(self.file, it));
        let mut condition = self.text("condition");
        if !self.fields.contains_key("condition") {
            condition = "True".into();
        }
        if targets.is_empty() {
            return None;
        }
        let (condition, faults) = compile(&condition, &targets, Dialect::Pytm);
        self.diagnostics.extend(report(self.file, &id, &literal, faults));
        Some(Threat {
            title: self.text("description"),
            aliases: Vec::new(),
            targets,
            severity: severity?,
            likelihood,
            condition: condition?,
            stride: Vec::new(),
            cwe: numbers(&written, &["cwe.mitre.org/data/definitions/", "cwe-"]),
            capec: numbers(&written, &["capec.mitre.org/data/definitions/", "capec-"]),
            owasp: Vec::new(),
            description: self.text("details"),
            prerequisites: self.text("prerequisites"),
            mitigations: self.text("mitigations"),
            example: self.text("example"),
            references,
            cases: Vec::new(),
            id,
        })
    }

    fn fault(&mut self, at: Range<usize>, message: &str, help: String) {
        let fault = Code::InvalidThreat.diagnostic(format!("{}: {message}", self.file.name));
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

    /// One class or several; pytm takes a threat without any to be about every element.
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
            match Class::from_name(name).filter(|class| *class != Class::Model) {
                Some(class) => classes.push(class),
                None => {
                    let known = || Class::all().filter(|class| *class != Class::Model).map(Class::name);
                    let help = match nearest(name, known()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("one of {}", known().collect::<Vec<_>>().join(", ")),
                    };
                    self.fault(at.clone(), &format!("unknown class `{name}`"), help);
                }
            }
        }
        if names.is_empty() {
            self.fault(at, "`target` is empty", "name the classes it is about".into());
        }
        classes
    }

    /// pytm counts a missing severity as none at all.
    fn severity(&mut self) -> Option<Severity> {
        let text = self.text("severity");
        let found = if text.trim().is_empty() { Some(Severity::Info) } else { Severity::from_pytm(&text) };
        if found.is_none() {
            let at = self.fields.get("severity").map_or(self.at.clone(), |it| range(self.file, it));
            let names: Vec<_> = Severity::ALL.iter().map(ToString::to_string).collect();
            self.fault(at, &format!("unknown severity `{text}`"), format!("one of {}", names.join(", ")));
        }
        found
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
