//! What stands in the tables.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use tm_diagnostic::{Diagnostic, Location};
use tm_schema::{AttributeId, Class, ValueType};

use super::tables::{TABLES, Table};
use crate::decide::{Assessment, Decision};
use crate::evaluate::{Certainty, Finding};
use crate::model::{
    Assumption, Dataflow, Duplicates, Entity, Expectation, Known, Model, Options, Override, Source, Target, Value,
};
use crate::render::words;
use crate::threat::{Library, Likelihood, Severity, Threat};

/// What is to be stored.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The model.
    pub model: &'a Model,
    /// The threats that were looked for.
    pub library: &'a Library,
    /// What was found and decided.
    pub assessment: &'a Assessment,
    /// The faults of the model's text.
    pub diagnostics: &'a [Diagnostic],
    /// The day that decisions were held against, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are named as in SQL")]
pub enum Cell<'a> {
    Null,
    Integer(i64),
    Text(Cow<'a, str>),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(text.into())
    }
}

impl From<bool> for Cell<'_> {
    fn from(it: bool) -> Self {
        Cell::Integer(it.into())
    }
}

impl From<i64> for Cell<'_> {
    fn from(it: i64) -> Self {
        Cell::Integer(it)
    }
}

impl From<u32> for Cell<'_> {
    fn from(it: u32) -> Self {
        Cell::Integer(it.into())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(it: Option<T>) -> Self {
        it.map_or(Cell::Null, Into::into)
    }
}

/// Gives each row to `insert`, with its table; rows come behind those they refer to, except within a table.
///
/// # Errors
/// The first error of `insert`.
pub fn rows<E>(
    content: &Content<'_>,
    insert: impl FnMut(&'static Table, &[Cell<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let mut writer = Writer { content: *content, keys: Keys::of(content.model), insert };
    writer.vocabulary()?;
    writer.targets()?;
    writer.relations()?;
    writer.known()?;
    writer.threats()?;
    let assumptions = writer.assumptions()?;
    writer.said()?;
    writer.findings(&assumptions)?;
    writer.diagnostics()
}

/// The first key of each kind of target; the others follow in the order of the model.
struct Keys {
    dataflows: i64,
    boundaries: i64,
    data: i64,
}

impl Keys {
    fn of(model: &Model) -> Keys {
        let dataflows = 1 + model.elements.len() as i64;
        let boundaries = dataflows + model.dataflows.len() as i64;
        Keys { dataflows, boundaries, data: boundaries + model.boundaries.len() as i64 }
    }

    fn get(&self, target: Target) -> i64 {
        match target {
            Target::Element(id) => 1 + i64::from(id.0),
            Target::Dataflow(id) => self.dataflows + i64::from(id.0),
            Target::Boundary(id) => self.boundaries + i64::from(id.0),
            Target::Data(id) => self.data + i64::from(id.0),
        }
    }
}

/// Assumptions that have a row, each with its key: of each target, and without one those of the model.
type Assumptions<'a> = HashMap<Option<Target>, Vec<(&'a Assumption, i64)>>;

struct Writer<'a, F> {
    content: Content<'a>,
    keys: Keys,
    insert: F,
}

/// A row, of anything that can be a cell.
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { [$(Cell::from($cell)),*] };
}

impl<'a, E, F: FnMut(&'static Table, &[Cell<'_>]) -> Result<(), E>> Writer<'a, F> {
    fn row<const N: usize>(&mut self, table: &str, row: [Cell<'_>; N]) -> Result<(), E> {
        let table = TABLES.iter().find(|it| it.name == table).expect("rows are of tables that exist");
        debug_assert_eq!(table.columns.len(), N, "{}", table.name);
        (self.insert)(table, &row)
    }

    /// What does not differ from model to model.
    fn vocabulary(&mut self) -> Result<(), E> {
        for severity in Severity::ALL {
            self.row("severities", cells![severity.words(), severity as i64])?;
        }
        for class in Class::all().filter(|class| *class != Class::Model) {
            for id in tm_schema::attributes_of(class) {
                let attribute = id.get();
                if !["name", "description"].contains(&attribute.name) {
                    let assumed = value(self.content.model, id, &Value::default_of(id, class));
                    let (path, is_control) = (attribute.path(), attribute.is_control);
                    let row = cells![class.name(), path, attribute.name, is_control, assumed, attribute.doc];
                    self.row("vocabulary", row)?;
                }
            }
        }
        Ok(())
    }

    fn targets(&mut self) -> Result<(), E> {
        let Content { model, today, .. } = self.content;
        let Options { is_ordered, merge_responses, ignore_unused, on_duplicates, .. } = model.options;
        let on_duplicates = match on_duplicates {
            Duplicates::Keep => "Keep",
            Duplicates::Deny => "Deny",
            Duplicates::Hide => "Hide",
        };
        let [file, line] = place(&model.at);
        let options = cells![is_ordered, merge_responses, ignore_unused, on_duplicates];
        let [is_ordered, merge_responses, ignore_unused, on_duplicates] = options;
        let (name, description) = (&model.name, &model.description);
        self.row(
            "model",
            cells![
                1i64,
                name,
                description,
                today,
                is_ordered,
                merge_responses,
                ignore_unused,
                on_duplicates,
                file,
                line
            ],
        )?;
        for target in model.targets() {
            self.row("targets", cells![self.keys.get(target), target.noun()])?;
        }
        for boundary in model.boundary_ids() {
            let within = model.boundary(boundary).within.map(|it| self.keys.get(Target::Boundary(it)));
            let Thing { key, id, name, description, file, line } = self.thing(Target::Boundary(boundary));
            self.row("boundaries", cells![key, id, name, description, within, file, line])?;
        }
        for element in model.element_ids() {
            let boundary = model.element(element).boundary.map(|it| self.keys.get(Target::Boundary(it)));
            let entity = &model.element(element).entity;
            let (class, in_scope) = (entity.class.name(), entity.in_scope());
            let Thing { key, id, name, description, file, line } = self.thing(Target::Element(element));
            self.row("elements", cells![key, id, class, name, description, boundary, in_scope, file, line])?;
        }
        for datum in model.data_ids() {
            let is_declared = model.datum(datum).is_declared;
            let Thing { key, id, name, description, file, line } = self.thing(Target::Data(datum));
            self.row("data", cells![key, id, name, description, is_declared, file, line])?;
        }
        for flow in model.dataflow_ids() {
            let Dataflow { source, sink, order, is_response, response_to, .. } = *model.dataflow(flow);
            let [source, sink] = [source, sink].map(|it| self.keys.get(Target::Element(it)));
            let response_to = response_to.map(|it| self.keys.get(Target::Dataflow(it)));
            let Thing { key, id, name, description, file, line } = self.thing(Target::Dataflow(flow));
            let row = cells![key, id, name, description, source, sink, order, is_response, response_to, file, line];
            self.row("dataflows", row)?;
        }
        Ok(())
    }

    fn thing(&self, target: Target) -> Thing<'a> {
        let entity: &'a Entity = self.content.model.entity(target);
        let [file, line] = place(&entity.at);
        let key = self.keys.get(target);
        Thing { key, id: &entity.id, name: &entity.name, description: &entity.description, file, line }
    }

    fn relations(&mut self) -> Result<(), E> {
        let model = self.content.model;
        for id in model.element_ids() {
            let known = model.element(id).entity.values.iter().find(|it| it.attribute.get().name == "data");
            if let Some(Known { value: Value::Many(list), .. }) = known {
                for datum in list {
                    self.row("element_data", [Target::Element(id), *datum].map(|it| self.keys.get(it).into()))?;
                }
            }
        }
        for id in model.dataflow_ids() {
            for datum in &model.dataflow(id).data {
                let row = [Target::Dataflow(id), Target::Data(*datum)].map(|it| self.keys.get(it).into());
                self.row("carried", row)?;
            }
        }
        for id in model.data_ids() {
            for element in &model.datum(id).processed_by {
                let row = [Target::Element(*element), Target::Data(id)].map(|it| self.keys.get(it).into());
                self.row("processed", row)?;
            }
        }
        Ok(())
    }

    fn known(&mut self) -> Result<(), E> {
        let model = self.content.model;
        for target in model.targets() {
            for known in &model.entity(target).values {
                let attribute = known.attribute.get();
                let table = if attribute.is_control { "controls" } else { "attributes" };
                let (source, at) = match &known.source {
                    Source::Written(at) => ("stated", at),
                    Source::Inherited(_, at) => ("inherited", at),
                    Source::Derived => ("derived", &None),
                    Source::Assumed => ("assumed", &None),
                };
                let value = value(model, known.attribute, &known.value);
                let [file, line] = place(at);
                self.row(table, cells![self.keys.get(target), attribute.name, value, source, file, line])?;
            }
        }
        Ok(())
    }

    fn threats(&mut self) -> Result<(), E> {
        for threat in &self.content.library.threats {
            let Threat { id, title, description, prerequisites, mitigations, example, .. } = threat;
            let (severity, likelihood) = (threat.severity.words(), threat.likelihood.map(Likelihood::name));
            let condition = threat.condition.text();
            let row =
                cells![id, title, severity, likelihood, condition, description, prerequisites, mitigations, example];
            self.row("threats", row)?;
            for alias in distinct(&threat.aliases) {
                self.row("threat_aliases", cells![id, alias])?;
            }
            for class in distinct(&threat.targets) {
                self.row("threat_classes", cells![id, class.name()])?;
            }
            for category in distinct(&threat.stride) {
                self.row("threat_stride", cells![id, category.name()])?;
            }
            for category in distinct(&threat.linddun) {
                self.row("threat_linddun", cells![id, category.name()])?;
            }
            for (scheme, numbers) in [("cwe", &threat.cwe), ("capec", &threat.capec)] {
                for number in distinct(numbers) {
                    self.row("threat_references", cells![id, scheme, number.to_string()])?;
                }
            }
            let others = [("owasp", &threat.owasp), ("asvs", &threat.asvs), ("text", &threat.references)];
            for (scheme, entries) in others {
                for entry in distinct(entries) {
                    self.row("threat_references", cells![id, scheme, entry])?;
                }
            }
        }
        Ok(())
    }

    /// The id of the threat that goes by that id or alias.
    fn threat(&self, written: &str) -> Option<&'a str> {
        let library: &'a Library = self.content.library;
        library.get(written).map(|threat| threat.id.as_str())
    }

    fn assumptions(&mut self) -> Result<Assumptions<'a>, E> {
        let model: &'a Model = self.content.model;
        let own = model.targets().map(|target| (Some(target), &model.entity(target).assumptions));
        let mut stored = Assumptions::new();
        let mut key = 0i64;
        for (target, assumptions) in own.chain([(None, &model.options.assumptions)]) {
            for assumption in assumptions {
                key += 1;
                stored.entry(target).or_default().push((assumption, key));
                let target = target.map(|it| self.keys.get(it));
                self.row("assumptions", cells![key, target, &assumption.name, &assumption.description])?;
                for written in distinct(&assumption.exclude) {
                    self.row("exclusions", cells![key, written, self.threat(written)])?;
                }
            }
        }
        Ok(stored)
    }

    /// The decisions and overrides.
    fn said(&mut self) -> Result<(), E> {
        let model = self.content.model;
        let (mut expectation, mut override_) = (0i64, 0i64);
        for target in model.targets() {
            let target_key = self.keys.get(target);
            for it in &model.entity(target).expectations {
                expectation += 1;
                let Expectation { threat: written, reason, owner, until, until_changed, .. } = it;
                let (threat, response, [file, line]) = (self.threat(written), it.response.name(), place(&it.at));
                let until = until.as_ref();
                let row = cells![
                    expectation,
                    target_key,
                    written,
                    threat,
                    response,
                    reason,
                    owner,
                    until,
                    *until_changed,
                    file,
                    line
                ];
                self.row("expectations", row)?;
            }
            for it in &model.entity(target).overrides {
                override_ += 1;
                let Override { threat: written, cvss, response, always, .. } = it;
                let (threat, severity) = (self.threat(written), it.severity.map(Severity::words));
                let [file, line] = place(&it.at);
                let row = cells![override_, target_key, written, threat, severity, cvss, response, *always, file, line];
                self.row("overrides", row)?;
            }
        }
        Ok(())
    }

    fn findings(&mut self, assumptions: &Assumptions<'_>) -> Result<(), E> {
        let assessment = self.content.assessment;
        let mut key = 0;
        for it in &assessment.findings {
            key += 1;
            self.finding(key, &it.finding, Some(&it.decision), None)?;
        }
        for it in &assessment.excluded {
            key += 1;
            let rules_out = |(assumption, _): &&(&Assumption, i64)| {
                let mut threats = assumption.exclude.iter().map(|id| self.content.library.position(id));
                assumption.name == it.assumption && threats.any(|threat| threat == Some(it.finding.threat))
            };
            // As evaluation does it: the first one, those of the thing before those of the model.
            let candidates = [Some(it.finding.target), None].into_iter().filter_map(|it| assumptions.get(&it));
            let assumption = candidates.flatten().find(rules_out).map(|(_, key)| *key);
            self.finding(key, &it.finding, None, assumption)?;
        }
        Ok(())
    }

    /// A finding; without a decision it is one that an assumption rules out.
    fn finding(
        &mut self,
        key: i64,
        finding: &Finding,
        decision: Option<&Decision>,
        assumption: Option<i64>,
    ) -> Result<(), E> {
        let Content { model, library, .. } = self.content;
        let certainty = match finding.certainty {
            Certainty::Confirmed => "confirmed",
            Certainty::Potential => "potential",
        };
        let decided = if let Some(Decision::Expected(it)) = decision { Some(it) } else { None };
        let decision = decision.map_or("excluded", Decision::name);
        let written = |text: &'a String| Some(text).filter(|it| !it.is_empty());
        let said: Option<&'a Override> = finding.override_in(model);
        let (cvss, response) = (said.and_then(|it| written(&it.cvss)), said.and_then(|it| written(&it.response)));
        let owner = decided.map(|it| &it.owner).filter(|it| !it.is_empty());
        let (reason, until) = (decided.map(|it| &it.reason), decided.and_then(|it| it.until.as_ref()));
        let (id, threat) = (finding.id(model, library), &library.threats[finding.threat].id);
        let (target, severity) = (self.keys.get(finding.target), finding.severity.words());
        let row = cells![
            key, id, threat, target, severity, certainty, decision, assumption, reason, owner, until, cvss, response
        ];
        self.row("findings", row)?;
        for it in finding.basis.readings() {
            let value = value(model, it.attribute, model.read(it.target, it.attribute).value());
            let path = it.attribute.get().path();
            self.row("basis", cells![key, self.keys.get(it.target), path, value, it.is_stated])?;
        }
        Ok(())
    }

    fn diagnostics(&mut self) -> Result<(), E> {
        for (it, key) in self.content.diagnostics.iter().zip(1i64..) {
            let at = it.primary.as_ref().map(|label| label.at.clone());
            let [file, line] = place(&at);
            self.row("diagnostics", cells![key, &it.code, it.level.to_string(), &it.message, file, line])?;
        }
        Ok(())
    }
}

/// What the tables of all targets have.
struct Thing<'a> {
    key: i64,
    id: &'a str,
    name: &'a str,
    description: &'a str,
    file: Cell<'a>,
    line: Cell<'a>,
}

fn place(at: &Option<Location>) -> [Cell<'_>; 2] {
    [at.as_ref().map(|it| &it.file).into(), at.as_ref().map(|it| it.start.line).into()]
}

/// Each item once, in order: a list of the user's may say a thing twice.
fn distinct<T: Ord>(items: &[T]) -> impl Iterator<Item = &T> {
    let mut seen = BTreeSet::new();
    items.iter().filter(move |it| seen.insert(*it))
}

fn value<'a>(model: &'a Model, attribute: AttributeId, value: &Value) -> Cell<'a> {
    let id = |target: &Target| model.entity(*target).id.as_str();
    match value {
        Value::Bool(it) => (*it).into(),
        Value::Int(it) => match attribute.get().value {
            ValueType::Int { min, .. } if *it < min => Cell::Null,
            _ => (*it).into(),
        },
        Value::Text(it) => it.clone().into(),
        Value::Member(it) => words::member(attribute, *it).into(),
        Value::One(it) => it.as_ref().map(id).into(),
        Value::Many(list) => array(list.iter().map(id)),
        Value::Texts(list) => array(list.iter().map(String::as_str)),
        Value::Members(list) => array(list.iter().map(|it| words::member(attribute, *it))),
        Value::Ints(list) => array(list.iter().copied()),
    }
}

/// A JSON array.
fn array<T: Into<serde_json::Value>>(items: impl IntoIterator<Item = T>) -> Cell<'static> {
    serde_json::Value::from_iter(items).to_string().into()
}
