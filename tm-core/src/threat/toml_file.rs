//! Reads a threat from a TOML file; the file's name is its id.
//!
//! Everything wrong with the file is reported at its place; a threat with an error is left out.

use std::ops::Range;

use serde_json::{Map, Value};
use tm_diagnostic::{Diagnostic, Level};
use tm_schema::Class;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::{Origin, SourceFile};
use super::{Case, Likelihood, Linddun, Overlap, PytmDifference, Severity, Stride, Threat, Version};
use crate::code::Code;
use crate::condition::{Condition, Dialect, Fault, compile};
use crate::model::nearest;

const FIELDS: [&str; 23] = [
    "title",
    "aliases",
    "targets",
    "severity",
    "likelihood",
    "condition",
    "pytm_condition",
    "stride",
    "linddun",
    "cwe",
    "capec",
    "owasp",
    "asvs",
    "description",
    "prerequisites",
    "mitigations",
    "example",
    "references",
    "pytm",
    "overlaps",
    "replaces",
    "since",
    "case",
];

const CASE_FIELDS: [&str; 3] = ["name", "fires", "model"];

/// The threat in a file, unless something in it is wrong.
pub(super) fn read(file: &SourceFile<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Threat> {
    let before = diagnostics.len();
    let table = match DeTable::parse(file.text) {
        Ok(table) => table,
        Err(error) => {
            let fault = Code::InvalidThreat.diagnostic(format!("{}: {}", file.name, error.message().trim_end()));
            diagnostics.push(fault.at(error.span().map(|span| file.location(span)), ""));
            return None;
        }
    };
    let mut reader = Reader { file, diagnostics };
    let threat = reader.threat(&table);
    let is_sound = diagnostics[before..].iter().all(|it| it.level < Level::Error);
    threat.filter(|_| is_sound)
}

/// The id that a file's name stands for.
fn id(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// Reports the faults of a condition at their places in the file; `literal` is where its string stands.
pub(super) fn report(file: &SourceFile<'_>, id: &str, literal: &Range<usize>, faults: Vec<Fault>) -> Vec<Diagnostic> {
    let diagnostic = |fault: Fault| {
        let code = if fault.level == Level::Error { Code::InvalidCondition } else { Code::SuspiciousCondition };
        let place = file.inside(literal.clone(), fault.range);
        let diagnostic =
            code.diagnostic(format!("condition of `{id}`: {}", fault.message)).at(Some(file.location(place)), "");
        fault.help.into_iter().fold(diagnostic, Diagnostic::with_help)
    };
    faults.into_iter().map(diagnostic).collect()
}

struct Reader<'r, 't> {
    file: &'r SourceFile<'t>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

type Table<'t> = Spanned<DeTable<'t>>;
type Field<'v, 't> = &'v Spanned<DeValue<'t>>;

impl Reader<'_, '_> {
    fn threat(&mut self, table: &Table<'_>) -> Option<Threat> {
        let id = id(self.file.name).to_owned();
        if id.is_empty() || id.contains(|c: char| c.is_whitespace() || c == '@') {
            self.fault(None, format!("`{id}` is no id for a threat"), "name the file `ID.toml`, without spaces or `@`");
        }
        let fields = table.get_ref();
        self.check_names(fields, &FIELDS);
        let title = self.text(fields, "title");
        let targets = self.targets(fields);
        let condition = self.condition(fields, &id, &targets);
        let severity = self.member(fields, "severity", Severity::ALL.map(|it| (it.name(), it)));
        let likelihood = self.member(fields, "likelihood", Likelihood::ALL.map(|it| (it.name(), it)));
        self.require(fields, table.span(), "title");
        self.require(fields, table.span(), "severity");
        let aliases = self.texts(fields, "aliases");
        let threat = Threat {
            title,
            pytm: self.pytm(fields, &id, &aliases),
            aliases,
            severity: severity.unwrap_or(Severity::Info),
            likelihood,
            stride: self.list(fields, "stride", |reader, value| {
                reader.named(value, "stride", &Stride::ALL.map(|it| (it.name(), it)))
            }),
            linddun: self.list(fields, "linddun", |reader, value| {
                reader.named(value, "linddun", &Linddun::ALL.map(|it| (it.name(), it)))
            }),
            cwe: self.list(fields, "cwe", |reader, value| reader.number(value, "cwe")),
            capec: self.list(fields, "capec", |reader, value| reader.number(value, "capec")),
            owasp: self.texts(fields, "owasp"),
            asvs: self.list(fields, "asvs", |reader, value| reader.requirement(value)),
            description: self.text(fields, "description"),
            prerequisites: self.text(fields, "prerequisites"),
            mitigations: self.text(fields, "mitigations"),
            example: self.text(fields, "example"),
            references: self.texts(fields, "references"),
            cases: self.list(fields, "case", |reader, value| reader.case(value)),
            overlaps: self.overlaps(fields, &id),
            since: self.since(fields),
            replaces: self.flag(fields, "replaces"),
            takes_cases: true,
            origin: Origin::new(self.file, fields.get("condition").map_or(0..0, |it| it.span())),
            condition: condition?,
            targets,
            id,
        };
        Some(threat)
    }

    fn fault(&mut self, at: Option<Range<usize>>, message: String, help: impl Into<String>) {
        let fault = Code::InvalidThreat.diagnostic(format!("{}: {message}", self.file.name));
        let help = help.into();
        let fault = fault.at(at.map(|at| self.file.location(at)), "");
        self.diagnostics.push(if help.is_empty() { fault } else { fault.with_help(help) });
    }

    fn check_names(&mut self, fields: &DeTable<'_>, known: &[&str]) {
        for key in fields.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known fields are {}", known.join(", ")),
            };
            self.fault(Some(key.span()), format!("unknown field `{name}`"), help);
        }
    }

    fn require(&mut self, fields: &DeTable<'_>, span: Range<usize>, name: &str) -> bool {
        let is_there = fields.contains_key(name);
        if !is_there {
            self.fault(Some(span.start..span.start), format!("there is no `{name}`"), format!("add `{name} = …`"));
        }
        is_there
    }

    fn wrong(&mut self, value: Field<'_, '_>, name: &str, expected: &str) {
        let found = value.get_ref().type_str();
        self.fault(Some(value.span()), format!("`{name}` is of type {found}"), format!("expected {expected}"));
    }

    fn text(&mut self, fields: &DeTable<'_>, name: &str) -> String {
        let Some(value) = fields.get(name) else { return String::new() };
        match value.get_ref().as_str() {
            Some(text) => text.trim().to_owned(),
            None => {
                self.wrong(value, name, "a string");
                String::new()
            }
        }
    }

    fn list<T>(
        &mut self,
        fields: &DeTable<'_>,
        name: &str,
        mut item: impl FnMut(&mut Self, Field<'_, '_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = fields.get(name) else { return Vec::new() };
        match value.get_ref().as_array() {
            Some(array) => array.iter().filter_map(|value| item(self, value)).collect(),
            None => {
                self.wrong(value, name, "a list");
                Vec::new()
            }
        }
    }

    fn texts(&mut self, fields: &DeTable<'_>, name: &str) -> Vec<String> {
        self.list(fields, name, |reader, value| {
            let text = value.get_ref().as_str();
            if text.is_none() {
                reader.wrong(value, name, "a list of strings");
            }
            text.map(str::to_owned)
        })
    }

    fn number(&mut self, value: Field<'_, '_>, name: &str) -> Option<u32> {
        let number = value.get_ref().as_integer();
        let number = number.and_then(|it| u32::from_str_radix(&it.as_str().replace('_', ""), it.radix()).ok());
        if number.is_none() {
            self.wrong(value, name, "a list of numbers");
        }
        number
    }

    /// A requirement of the ASVS: chapter, section and number.
    fn requirement(&mut self, value: Field<'_, '_>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, "asvs", "a list of strings");
            return None;
        };
        let numbers: Vec<_> = text.strip_prefix('V').map_or_else(Vec::new, |it| it.split('.').collect());
        let is_number = |it: &&str| !it.is_empty() && !it.starts_with('0') && it.bytes().all(|it| it.is_ascii_digit());
        if numbers.len() != 3 || !numbers.iter().all(is_number) {
            let help = "write chapter, section and number as ASVS 5.0 does: `V6.2.1`";
            self.fault(Some(value.span()), format!("`{text}` is no requirement of the ASVS"), help);
            return None;
        }
        Some(text.to_owned())
    }

    /// The value that a string names.
    fn named<T: Copy>(&mut self, value: Field<'_, '_>, field: &str, names: &[(&str, T)]) -> Option<T> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, field, "a string");
            return None;
        };
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, it)| *it);
        if found.is_none() {
            let help = match nearest(&text.replace(' ', ""), names.iter().map(|(name, _)| *name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")),
            };
            self.fault(Some(value.span()), format!("unknown {field} `{text}`"), help);
        }
        found
    }

    fn member<T: Copy, const N: usize>(
        &mut self,
        fields: &DeTable<'_>,
        name: &str,
        names: [(&str, T); N],
    ) -> Option<T> {
        fields.get(name).and_then(|value| self.named(value, name, &names))
    }

    fn targets(&mut self, fields: &DeTable<'_>) -> Vec<Class> {
        let classes: Vec<_> = Class::all().filter(|class| *class != Class::Model).map(|it| (it.name(), it)).collect();
        self.list(fields, "targets", |reader, value| reader.named(value, "class", &classes))
    }

    fn condition(&mut self, fields: &DeTable<'_>, id: &str, targets: &[Class]) -> Option<Condition> {
        let start = Some(0..0);
        let (name, dialect) = match (fields.get("condition"), fields.get("pytm_condition")) {
            (None, Some(_)) => ("pytm_condition", Dialect::Pytm),
            (Some(_), Some(second)) => {
                let message = "there are `condition` and `pytm_condition`".to_owned();
                self.fault(
                    Some(second.span()),
                    message,
                    "a threat has one: leave `condition`, or what pytm alone can say",
                );
                return None;
            }
            _ => ("condition", Dialect::Native),
        };
        let is_there = self.require(fields, 0..0, name);
        if !fields.contains_key("targets") {
            self.fault(start, "there is no `targets`".into(), "name the classes it is about: `targets = [\"Server\"]`");
        } else if targets.is_empty()
            && fields.get("targets").is_some_and(|it| it.get_ref().as_array().is_some_and(|it| it.is_empty()))
        {
            self.fault(start, "`targets` is empty".into(), "name the classes it is about: `targets = [\"Server\"]`");
        }
        let value = fields.get(name).filter(|_| is_there)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, name, "a string");
            return None;
        };
        if targets.is_empty() {
            return None;
        }
        let (condition, faults) = compile(text, targets, dialect);
        self.diagnostics.extend(report(self.file, id, &value.span(), faults));
        condition
    }

    /// The threats that fire along with this one on purpose, each with the reason.
    fn overlaps(&mut self, fields: &DeTable<'_>, id: &str) -> Vec<Overlap> {
        let Some(value) = fields.get("overlaps") else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, "overlaps", "a table: `{ INP05 = \"why both are needed\" }`");
            return Vec::new();
        };
        let mut overlaps = Vec::new();
        for (key, reason) in table {
            let other = key.get_ref().to_string();
            let at = self.file.location(key.span());
            match reason.get_ref().as_str().map(str::trim) {
                None => self.wrong(reason, "overlaps", "a reason in quotes"),
                Some("") => {
                    let message = format!("the overlap with `{other}` has no reason");
                    self.fault(Some(reason.span()), message, "say why both threats are needed");
                }
                Some(_) if other == id => {
                    self.fault(Some(key.span()), format!("`{id}` overlaps with itself"), "name another threat");
                }
                Some(reason) => overlaps.push(Overlap { threat: other, reason: reason.to_owned(), at }),
            }
        }
        overlaps
    }

    /// How the condition differs from those of pytm's threats, each by its id.
    fn pytm(&mut self, fields: &DeTable<'_>, id: &str, aliases: &[String]) -> Vec<PytmDifference> {
        let Some(value) = fields.get("pytm") else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, "pytm", "a table: `[pytm]`, and in it `INP19 = \"how this differs\"`");
            return Vec::new();
        };
        let names = || std::iter::once(id).chain(aliases.iter().map(String::as_str));
        let mut differences = Vec::new();
        for (key, reason) in table {
            let of = key.get_ref().to_string();
            if !names().any(|it| it == of) {
                let help = match nearest(&of, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("add it to `aliases`, or name one of {}", names().collect::<Vec<_>>().join(", ")),
                };
                self.fault(Some(key.span()), format!("`{of}` is neither the id nor an alias of `{id}`"), help);
                continue;
            }
            match reason.get_ref().as_str().map(str::trim) {
                None => self.wrong(reason, "pytm", "a sentence in quotes"),
                Some("") => {
                    let message = format!("nothing is said of pytm's `{of}`");
                    self.fault(Some(reason.span()), message, "say how the condition differs, or `Same condition.`");
                }
                Some(reason) => differences.push(PytmDifference { id: of, reason: reason.to_owned() }),
            }
        }
        differences
    }

    fn since(&mut self, fields: &DeTable<'_>) -> Version {
        let Some(value) = fields.get("since") else { return Version::default() };
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, "since", "a version in quotes: `\"0.2\"`");
            return Version::default();
        };
        text.parse().unwrap_or_else(|_| {
            self.fault(Some(value.span()), format!("`{text}` is no version"), "write two numbers: `\"0.2\"`");
            Version::default()
        })
    }

    fn flag(&mut self, fields: &DeTable<'_>, name: &str) -> bool {
        let Some(value) = fields.get(name) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(value, name, "true or false");
            false
        })
    }

    fn case(&mut self, value: Field<'_, '_>) -> Option<Case> {
        let Some(fields) = value.get_ref().as_table() else {
            self.wrong(value, "case", "tables: `[[case]]`");
            return None;
        };
        self.check_names(fields, &CASE_FIELDS);
        let are_there = ["name", "fires"].map(|name| self.require(fields, value.span(), name));
        let fires = self.flag(fields, "fires");
        let name = self.text(fields, "name");
        let model = match fields.get("model") {
            None => Value::Object(Map::new()),
            Some(model) => self.json(model)?,
        };
        are_there.iter().all(|it| *it).then_some(Case { name, fires, model })
    }

    /// A value in the terms of JSON. The parser limits how deep tables nest.
    fn json(&mut self, value: Field<'_, '_>) -> Option<Value> {
        Some(match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Boolean(it) => Value::Bool(*it),
            DeValue::Integer(it) => match i64::from_str_radix(&it.as_str().replace('_', ""), it.radix()) {
                Ok(number) => Value::from(number),
                Err(_) => {
                    self.wrong(value, "model", "a smaller number");
                    return None;
                }
            },
            DeValue::Float(_) | DeValue::Datetime(_) => {
                self.wrong(value, "model", "texts, whole numbers, true or false, lists and tables");
                return None;
            }
            DeValue::Array(items) => Value::Array(items.iter().map(|item| self.json(item)).collect::<Option<_>>()?),
            DeValue::Table(fields) => {
                let fields = fields.iter().map(|(key, value)| Some((key.get_ref().to_string(), self.json(value)?)));
                Value::Object(fields.collect::<Option<_>>()?)
            }
        })
    }
}
