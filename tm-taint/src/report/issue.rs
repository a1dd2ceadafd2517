//! An issue as data.
//!
//! ```json
//! { "id": "T0002@web::search#UserInput->Sql", "code": "T0002", "name": "SQL injection", "message": "…",
//!   "severity": "High", "source": "UserInput", "sink": "Sql", "function": "web::search", "features": ["via:format"],
//!   "location": { "file": "src/web.rs", "line": 41, … },
//!   "flows": [{ "features": ["always-via:format"],
//!               "steps": [{ "event": "source", "text": "…", "function": "web::search", "of": "web::body", "location": … }] }] }
//! ```

use serde::Serialize;
use tm_diagnostic::{Location, Severity};

use super::diagnostic::text;
use super::{features, location};
use crate::analysis::{Event, Flow, Issue, Trace};
use crate::model::{Kinds, Models, Rule};
use crate::program::Program;

/// An issue as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssueDocument<'a> {
    id: &'a str,
    code: &'a str,
    name: &'a str,
    message: String,
    severity: Severity,
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    cwe: &'a [u32],
    #[serde(skip_serializing_if = "Option::is_none")]
    threat: Option<&'a str>,
    source: &'a str,
    sink: &'a str,
    function: &'a str,
    features: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    flows: Vec<FlowDocument<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FlowDocument<'a> {
    features: Vec<String>,
    steps: Vec<StepDocument<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct StepDocument<'a> {
    event: &'static str,
    text: String,
    /// The function in which it happens.
    function: &'a str,
    /// The function that is called there, or the type whose field it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

impl<'a> IssueDocument<'a> {
    /// Of an issue of a rule.
    pub fn new(program: &'a Program, models: &'a Models, rule: &'a Rule, issue: &'a Issue) -> IssueDocument<'a> {
        let (kinds, names) = (&models.kinds, &models.features);
        let [source, sink] = [issue.source_kind, issue.sink_kind].map(|kind| kinds.name(kind));
        let flow = |it: &'a Flow| FlowDocument {
            features: features(program, names, it.features, it.always),
            steps: it.steps().map(|step| StepDocument::new(program, kinds, step)).collect(),
        };
        IssueDocument {
            id: &issue.id,
            code: &rule.code,
            name: &rule.name,
            message: rule.sentence(source, sink),
            severity: rule.severity,
            cwe: &rule.cwe,
            threat: rule.threat.as_deref(),
            source,
            sink,
            function: &issue.callable,
            features: features(program, names, issue.features, issue.always),
            location: issue.primary().leaf().span.map(|it| location(program, it)),
            flows: issue.flows.iter().map(flow).collect(),
        }
    }
}

impl<'a> StepDocument<'a> {
    fn new(program: &'a Program, kinds: &Kinds, step: &'a Trace) -> StepDocument<'a> {
        let (event, of) = match step.event {
            Event::Source(_, by) => ("source", Some(by)),
            Event::Parameter(_) => ("parameter", None),
            Event::Returned(by) => ("returned", Some(by)),
            Event::Through(by) => ("through", Some(by)),
            Event::Passed(to) => ("passed", Some(to)),
            Event::Sink(_, by) => ("sink", Some(by)),
        };
        StepDocument {
            event,
            text: text(program, kinds, step),
            function: program.text(program.body(step.function).path),
            of: of.map(|it| program.text(it)),
            location: step.span.map(|it| location(program, it)),
        }
    }
}
