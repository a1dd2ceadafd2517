//! What is known of a function as data: sources, sinks and flows by port, as written in models.
//!
//! ```json
//! { "function": "web::find", "location": …,
//!   "sources": [{ "port": "return.Ok.0", "kind": "UserInput", "features": [] }],
//!   "sinks": [{ "port": "1.*", "kind": "Sql", "of": "rusqlite::Connection::execute", "features": ["always-via:format"] }],
//!   "flows": [{ "from": "2", "to": "1.*.0", "value": true, "features": [] }] }
//! ```

use serde::Serialize;
use tm_diagnostic::Location;

use super::{features, location};
use crate::analysis::{Outcome, Ports};
use crate::model::Models;
use crate::program::{FunctionId, Program};

/// What is known of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelDocument<'a> {
    function: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    sources: Vec<SourceDocument<'a>>,
    sinks: Vec<SinkDocument<'a>>,
    flows: Vec<FlowDocument>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct SourceDocument<'a> {
    port: String,
    kind: &'a str,
    features: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct SinkDocument<'a> {
    port: String,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    features: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FlowDocument {
    from: String,
    to: String,
    value: bool,
    features: Vec<String>,
}

impl<'a> ModelDocument<'a> {
    /// Of all functions of which there is something to say, by path.
    pub fn all(program: &'a Program, models: &'a Models, outcome: &Outcome) -> Vec<ModelDocument<'a>> {
        let of = |function: FunctionId| {
            let ports = Ports::of(program, &outcome.summaries[function.0 as usize]);
            (!ports.is_empty()).then(|| ModelDocument::new(program, models, function, ports))
        };
        let mut documents: Vec<_> = program.functions().filter_map(of).collect();
        documents.sort_by_key(|it| it.function);
        documents
    }

    fn new(program: &'a Program, models: &'a Models, function: FunctionId, ports: Ports) -> ModelDocument<'a> {
        let (kinds, names) = (&models.kinds, &models.features);
        let body = program.body(function);
        let Ports { sources, sinks, flows } = ports;
        let sources = sources.into_iter().map(|it| SourceDocument {
            port: it.port,
            kind: kinds.name(it.kind),
            features: features(program, names, it.features.0, it.features.1),
        });
        let sinks = sinks.into_iter().map(|it| SinkDocument {
            port: it.port,
            kind: kinds.name(it.kind),
            of: it.leaf.map(|path| program.text(path)),
            features: features(program, names, it.features.0, it.features.1),
        });
        let flows = flows.into_iter().map(|it| FlowDocument {
            from: it.from,
            to: it.to,
            value: it.is_value,
            features: features(program, names, it.features.0, it.features.1),
        });
        ModelDocument {
            function: program.text(body.path),
            location: body.span.map(|it| location(program, it)),
            sources: sources.collect(),
            sinks: sinks.collect(),
            flows: flows.collect(),
        }
    }
}
