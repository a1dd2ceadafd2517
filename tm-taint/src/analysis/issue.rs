//! Issues: where what comes from a source meets what leads to a sink.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::taint::{Features, KindId};
use super::trace::Trace;
use crate::ir::Span;
use crate::program::{FunctionId, Program};

/// What makes two findings one: rule, kinds, place in the function, and the sink at the end.
pub(super) type IssueKey = (usize, KindId, KindId, Option<Span>, (FunctionId, Option<Span>));

/// A finding with the ways to and from the place where they meet.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) features: Features,
    pub(super) always: Features,
    /// From the source, the last step first.
    pub(super) source: Option<Arc<Trace>>,
    /// To the sink, the first step first.
    pub(super) sink: Arc<Trace>,
}

impl Found {
    /// Takes another finding of the same key in.
    pub(super) fn absorb(&mut self, other: Found) {
        self.features = self.features.union(other.features);
        self.always = self.always.intersection(other.always);
        let length = |found: &Found| {
            u32::from(Trace::length(found.source.as_ref())) + u32::from(Trace::length(Some(&found.sink)))
        };
        if length(&other) < length(self) {
            self.source = other.source;
            self.sink = other.sink;
        }
    }
}

/// A flow that a rule forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The same flow has the same id in every run, wherever its lines have moved to.
    pub id: String,
    /// The number of the rule.
    pub rule: usize,
    /// The kind of source.
    pub source_kind: KindId,
    /// The kind of sink.
    pub sink_kind: KindId,
    /// The function in which they meet.
    pub function: FunctionId,
    /// Where in it.
    pub span: Option<Span>,
    /// The steps from the source to there, the first one first.
    pub source: Vec<Trace>,
    /// The steps from there to the sink.
    pub sink: Vec<Trace>,
    /// Features on some way.
    pub features: Features,
    /// Features on all ways.
    pub always: Features,
}

impl Issue {
    /// The last step: where the sink is called.
    pub fn leaf(&self) -> &Trace {
        self.sink.last().expect("a trace to a sink has the call of the sink at least")
    }
}

/// Makes issues of one function's findings.
pub(super) fn issues(
    program: &Program,
    codes: &[String],
    function: FunctionId,
    found: impl IntoIterator<Item = (IssueKey, Found)>,
) -> Vec<Issue> {
    let mut counts = std::collections::BTreeMap::new();
    let mut issues = Vec::new();
    for ((rule, source_kind, sink_kind, span, leaf), found) in found {
        let mut source: Vec<Trace> = found.source.iter().flat_map(|trace| trace.steps()).cloned().collect();
        source.reverse();
        let sink: Vec<Trace> = found.sink.steps().cloned().collect();
        // Lines move, so that the id is made of names, and of how many of these there are before.
        let mut hasher = DefaultHasher::new();
        program.text(program.body(function).path).hash(&mut hasher);
        codes[rule].hash(&mut hasher);
        (source_kind, sink_kind).hash(&mut hasher);
        program.text(program.body(leaf.0).path).hash(&mut hasher);
        let count = counts.entry(hasher.finish()).or_insert(0_u32);
        count.hash(&mut hasher);
        *count += 1;
        issues.push(Issue {
            id: format!("{:016x}", hasher.finish()),
            rule,
            source_kind,
            sink_kind,
            function,
            span,
            source,
            sink,
            features: found.features,
            always: found.always,
        });
    }
    issues
}
