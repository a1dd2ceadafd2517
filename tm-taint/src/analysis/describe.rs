//! What a summary says, for people: with the names of parameters and fields, and where each thing comes from.
//!
//! ```text
//! app::find(store, name)
//!   sinks    name: Sql, by app::Store::query in src/lib.rs:20
//! app::read(path)
//!   sources  return::Ok.0: UserInput, declared
//!   flows    path -> return
//! ```
//!
//! Of an `async fn` it is what its future does.

use std::collections::BTreeSet;

use super::Outcome;
use super::cell::CellKind;
use super::link::LinkTarget;
use super::path::{Path, Step, StepKind};
use super::port::coroutine_of;
use super::spelling::{self, input, spelled};
use super::summary::{Summary, is_as_it_was};
use super::taint::{Exclusions, Features, Origin, Root, Taint};
use super::trace::{Event, Trace};
use super::tree::Tree;
use crate::ir::Span;
use crate::model::{Models, Provenance, Statement};
use crate::program::{FunctionId, Program};

/// What is known of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// Its path.
    pub path: String,
    /// Where it stands; nothing for one without a body.
    pub span: Option<Span>,
    /// Its parameters by name.
    pub parameters: Vec<String>,
    /// What it gives that comes from a source.
    pub sources: Vec<Fact>,
    /// What of its parameters reaches a sink.
    pub sinks: Vec<Fact>,
    /// What flows through it.
    pub flows: Vec<Propagation>,
    /// The calls that its callers decide.
    pub calls: Vec<String>,
    /// What is declared of it, as models say it.
    pub declared: Vec<Statement>,
    /// Who declared it.
    pub provenance: Provenance,
}

/// Something that comes from a source, or reaches a sink.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// What: `return`, `login.password`.
    pub at: String,
    /// The kind, by name.
    pub kind: String,
    /// The function, type or static that is the source or sink; nothing where the function is itself declared to be.
    pub by: Option<String>,
    /// The step in this function.
    pub span: Option<Span>,
    /// Conditions and features.
    pub how: How,
}

/// Under what conditions, and how, something flows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct How {
    /// Kinds of sources that do not come through.
    pub without_sources: Vec<String>,
    /// Kinds of sinks to which it matters no more.
    pub without_sinks: Vec<String>,
    /// Features on all ways.
    pub always: Vec<String>,
    /// Features on some way.
    pub sometimes: Vec<String>,
}

/// Something that flows through a function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Propagation {
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// As what.
    pub as_what: As,
    /// Conditions and features.
    pub how: How,
}

/// What of a value flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum As {
    /// The value itself, with its parts.
    Value,
    /// Something made of it.
    MadeOf,
    /// A reference to it.
    Reference,
}

/// What is known of a function with a body.
pub fn describe(program: &Program, models: &Models, outcome: &Outcome, function: FunctionId) -> Description {
    let body = program.body(function);
    let path = program.text(body.path);
    let inner = coroutine_of(program, function).map_or(function, |it| it.function);
    let mut describing = Describing {
        program,
        models,
        outer: function,
        function: inner,
        summary: &outcome.summaries[inner.0 as usize],
        found: Description {
            path: path.to_owned(),
            span: body.span,
            parameters: spelling::parameters(program, body),
            ..Description::default()
        },
    };
    describing.summary();
    let mut found = describing.found;
    if let Some(model) = models.function(path) {
        found.declared.clone_from(&model.statements);
        found.provenance = model.provenance;
    }
    found
}

/// What is declared of a function without a body.
pub fn describe_model(models: &Models, path: &str) -> Option<Description> {
    let model = models.function(path)?;
    let declared = model.statements.clone();
    Some(Description { path: path.to_owned(), declared, provenance: model.provenance, ..Description::default() })
}

/// Conditions and features of a value, by name.
pub(super) fn how(
    program: &Program,
    models: &Models,
    excluded: Option<&Exclusions>,
    features: Features,
    always: Features,
) -> How {
    let names = |kinds: &super::KindSet| kinds.iter().map(|kind| models.kinds.name(kind).to_owned()).collect();
    let (sources, sinks) = excluded.map(|it| (names(&it.sources), names(&it.sinks))).unwrap_or_default();
    let [always, features] = [always, features].map(|it| models.features.names(program, it));
    let sometimes = features.into_iter().filter(|it| !always.contains(it)).collect();
    How { without_sources: sources, without_sinks: sinks, always, sometimes }
}

struct Describing<'a> {
    program: &'a Program,
    models: &'a Models,
    /// The function that is described.
    outer: FunctionId,
    /// The function whose summary it is: its own, or of an `async fn` that of its coroutine.
    function: FunctionId,
    summary: &'a Summary,
    found: Description,
}

impl Describing<'_> {
    /// What the function begins with; a coroutine's captures are the parameters of its `async fn`.
    fn input(&self, root: Root, steps: &[Step]) -> String {
        if let (true, Root::Parameter(1), Some((first, rest))) =
            (self.outer != self.function, root, steps.split_first())
            && let StepKind::Field(number) = first.kind()
        {
            return input(self.program, self.outer, self.summary, Root::Parameter(number + 1), rest);
        }
        input(self.program, self.function, self.summary, root, steps)
    }

    fn summary(&mut self) {
        let summary = self.summary;
        let result = self.program.body(self.function).locals.first().map(|local| local.type_id);
        self.tree(&summary.result, None, &|it, steps| spelled(it.program, "return", result, steps));
        for (cell, tree) in &summary.effects {
            let kind = summary.cells[cell.0 as usize];
            self.tree(tree, Some(kind), &|it, steps| match kind {
                CellKind::Input(root, path) => {
                    let steps: Vec<Step> = path.steps().iter().chain(steps).copied().collect();
                    it.input(root, &steps)
                }
                CellKind::Static(path) => spelled(it.program, it.program.text(path), None, steps),
                _ => spelled(it.program, "what it allocates", None, steps),
            });
        }
        for flow in &summary.sinks {
            let at = self.input(flow.root, flow.path.steps());
            let by = flow.trace.steps().last().and_then(|step| self.by(step, None));
            let is_declared = flow.trace.function.0 == u32::MAX;
            let how = how(self.program, self.models, flow.excluded.as_deref(), flow.way.features, flow.way.always);
            let span = flow.trace.span;
            let kind = self.models.kinds.name(flow.kind).to_owned();
            self.found.sinks.push(Fact { at, kind, by: by.filter(|_| !is_declared), span, how });
        }
        for number in 0..summary.invocations.len() as u32 {
            self.found.calls.push(spelling::invoked(self.program, self.function, summary, number));
        }
        self.tidy();
    }

    /// What a value, or what a function leaves in a cell, is made of.
    fn tree(&mut self, tree: &Tree, cell: Option<CellKind>, place: &dyn Fn(&Self, &[Step]) -> String) {
        let mut nodes: Vec<(Path, Vec<Taint>, Vec<super::Link>)> = Vec::new();
        tree.visit(&mut Vec::new(), &mut |steps, node| {
            nodes.push((Path::new(steps).0, node.taints.clone(), node.links.clone()));
        });
        for (path, taints, links) in nodes {
            let to = place(self, path.steps());
            for taint in taints.iter().filter(|taint| !cell.is_some_and(|kind| is_as_it_was(kind, taint))) {
                self.taint(taint, &to);
            }
            for link in links.iter().filter(|link| link.is_exact) {
                if let LinkTarget::Place(of, path) = link.target
                    && let CellKind::Input(root, way) = self.summary.cells[of.0 as usize]
                {
                    let steps: Vec<Step> = way.steps().iter().chain(path.steps()).copied().collect();
                    let from = self.input(root, &steps);
                    self.found.flows.push(Propagation {
                        from,
                        to: to.clone(),
                        as_what: As::Reference,
                        how: How::default(),
                    });
                }
            }
        }
    }

    fn taint(&mut self, taint: &Taint, at: &str) {
        let how = how(self.program, self.models, taint.excluded.as_deref(), taint.way.features, taint.way.always);
        match taint.origin {
            Origin::Source(kind) => {
                let trace = taint.way.trace.as_deref();
                let first = trace.and_then(|trace| trace.steps().last());
                self.found.sources.push(Fact {
                    at: at.to_owned(),
                    kind: self.models.kinds.name(kind).to_owned(),
                    by: first.and_then(|step| self.by(step, Some(self.function))),
                    span: trace.and_then(|trace| trace.span),
                    how,
                });
            }
            Origin::Input { root, path, is_whole } => {
                let from = self.input(root, path.steps());
                let as_what = if is_whole { As::MadeOf } else { As::Value };
                self.found.flows.push(Propagation { from, to: at.to_owned(), as_what, how });
            }
        }
    }

    /// What a step says to be the source or sink.
    fn by(&self, step: &Trace, own: Option<FunctionId>) -> Option<String> {
        match step.event {
            Event::Parameter(_) if own == Some(step.function) => None,
            Event::Parameter(_) => {
                let path = self.program.body(step.function).path;
                Some(format!("a parameter of {}", self.program.text(path)))
            }
            Event::Source(_, path)
            | Event::Sink(_, path)
            | Event::Returned(path)
            | Event::Through(path)
            | Event::Passed(path) => Some(self.program.text(path).to_owned()),
        }
    }

    /// Each thing once, in order. What a coroutine's context brings is nobody's concern.
    fn tidy(&mut self) {
        let found = &mut self.found;
        found.sources.sort();
        found.sources.dedup();
        found.sinks.sort();
        found.sinks.dedup();
        let context = "_task_context";
        found.flows.retain(|flow| flow.from != flow.to && !flow.from.trim_start_matches('*').starts_with(context));
        found.flows.retain(|flow| !flow.to.trim_start_matches('*').starts_with(context));
        found.flows = std::mem::take(&mut found.flows).into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    }
}
