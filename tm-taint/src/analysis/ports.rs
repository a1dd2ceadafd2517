//! A summary as facts about ports, for documents. Ports are written as in models.
//!
//! ```text
//! source  return.Ok.0  UserInput
//! sink    1.*          Sql        rusqlite::Connection::execute
//! flow    2 => 1.*.0             &1.*.0 => return where the result is a reference to it
//! ```
//!
//! What only callers can resolve is left out: [`super::explain()`] has it.

use super::cell::CellKind;
use super::explain::{root, way};
use super::link::LinkTarget;
use super::path::Path;
use super::summary::Summary;
use super::taint::{Features, KindId, Origin, Root};
use super::trace::Event;
use super::tree::Tree;
use crate::ir::Symbol;
use crate::program::Program;

/// What a summary says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ports {
    /// Where what comes from sources is when the function returns.
    pub sources: Vec<SourcePort>,
    /// What of the caller's reaches sinks.
    pub sinks: Vec<SinkPort>,
    /// What of the caller's goes where.
    pub flows: Vec<FlowPorts>,
}

/// A port where something from a source is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourcePort {
    /// The port.
    pub port: String,
    /// The kind of source.
    pub kind: KindId,
    /// Features on some way, and on all.
    pub features: (Features, Features),
}

/// A port that reaches a sink.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SinkPort {
    /// The port.
    pub port: String,
    /// The kind of sink.
    pub kind: KindId,
    /// What is called in the end.
    pub leaf: Option<Symbol>,
    /// Features on some way, and on all.
    pub features: (Features, Features),
}

/// A way from one port to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowPorts {
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// Whether it is the value itself, not something made of it.
    pub is_value: bool,
    /// Features on some way, and on all.
    pub features: (Features, Features),
}

impl Ports {
    /// Of a summary.
    pub fn of(program: &Program, summary: &Summary) -> Ports {
        let mut ports = Ports::default();
        ports.add(program, summary, "return", &summary.result);
        for (cell, tree) in &summary.effects {
            match summary.cells[cell.0 as usize] {
                CellKind::Input(from, path) => ports.add(program, summary, &way(program, &root(from), &path), tree),
                CellKind::Static(path) => ports.add(program, summary, &format!("static {}", program.text(path)), tree),
                CellKind::Local(_) | CellKind::Heap(..) | CellKind::Own(..) | CellKind::Scratch(..) => {}
            }
        }
        for flow in summary.sinks.iter().filter(|flow| matches!(flow.root, Root::Parameter(_))) {
            let leaf = match flow.trace.steps().last().map(|step| step.event) {
                Some(Event::Sink(_, path)) => Some(path),
                _ => None,
            };
            let port = way(program, &root(flow.root), &flow.path);
            let features = (flow.way.features, flow.way.always);
            ports.sinks.push(SinkPort { port, kind: flow.kind, leaf, features });
        }
        ports.sources.sort();
        ports.sinks.sort();
        ports.sinks.dedup();
        ports.flows.sort();
        ports
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.sinks.is_empty() && self.flows.is_empty()
    }

    fn add(&mut self, program: &Program, summary: &Summary, start: &str, tree: &Tree) {
        tree.visit(&mut Vec::new(), &mut |path, node| {
            let to = way(program, start, &Path::new(path).0);
            for taint in &node.taints {
                let features = (taint.way.features, taint.way.always);
                match taint.origin {
                    Origin::Source(kind) => self.sources.push(SourcePort { port: to.clone(), kind, features }),
                    Origin::Input { root: from @ Root::Parameter(_), path, is_whole } => {
                        let from = way(program, &root(from), &path);
                        // What stays as it was goes nowhere.
                        if from != to {
                            self.flows.push(FlowPorts { from, to: to.clone(), is_value: !is_whole, features });
                        }
                    }
                    Origin::Input { .. } => {}
                }
            }
            for link in &node.links {
                let LinkTarget::Place(cell, path) = link.target else { continue };
                let CellKind::Input(from @ Root::Parameter(_), into) = summary.cells[cell.0 as usize] else { continue };
                let from = format!("&{}", way(program, &way(program, &root(from), &into), &path));
                let features = (Features::default(), Features::default());
                self.flows.push(FlowPorts { from, to: to.clone(), is_value: link.is_exact, features });
            }
        });
    }
}
