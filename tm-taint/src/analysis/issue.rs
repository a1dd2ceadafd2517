//! Issues: where what comes from a source meets what leads to a sink.
//!
//! ```text
//! T0002@web::post_comment#UserInput->Sql     rule, callable, kinds: the id
//!   src/web.rs:41                            the flow with the fewest steps comes first
//!   src/web.rs:57                            the others of the same rule, callable and kinds
//! ```
//!
//! A closure or `async` block counts as the function in which it is written. An id is made of names alone, so it survives
//! moved lines, other functions, and further flows of its own kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::feature::FeatureNames;
use super::taint::{Features, KindId};
use super::trace::{Event, Trace};
use crate::ir::{Span, Symbol};
use crate::model::{Kinds, Rule};
use crate::program::{FunctionId, Program};

/// What makes two findings in one body one flow: rule, kinds, place in the function, and the sink at the end.
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

/// What a rule forbids in one function: all its flows from one kind of source to one kind of sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The same issue has the same id in every run: `CODE@CALLABLE#SOURCE->SINK`, in names.
    pub id: String,
    /// The number of the rule.
    pub rule: usize,
    /// The kind of source.
    pub source_kind: KindId,
    /// The kind of sink.
    pub sink_kind: KindId,
    /// The path of the function in which they meet, or in which the closure stands where they do.
    pub callable: String,
    /// Where they meet: at least one place, that with the fewest steps first.
    pub flows: Vec<Flow>,
    /// Features on some way.
    pub features: Features,
    /// Features on all ways.
    pub always: Features,
}

/// One place where something from a source meets what leads to a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The function, or closure.
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
    /// The flow with the fewest steps.
    pub fn primary(&self) -> &Flow {
        &self.flows[0]
    }

    /// Whether a feature is on some way, or behind `always-` on all: `dyn`, `always-type:scalar`.
    pub fn has_feature(&self, program: &Program, names: &FeatureNames, name: &str) -> bool {
        let (features, name) = match name.strip_prefix("always-") {
            Some(name) => (self.always, name),
            None => (self.features, name),
        };
        names.names(program, features).iter().any(|it| it == name)
    }
}

impl Flow {
    /// The last step: where the sink is called.
    pub fn leaf(&self) -> &Trace {
        self.sink.last().expect("a trace to a sink has the call of the sink at least")
    }

    /// All steps, from the source to the sink.
    pub fn steps(&self) -> impl Iterator<Item = &Trace> {
        self.source.iter().chain(&self.sink)
    }
}

/// Leaves out what callees say nearer to the sink: a value of a type that is a source is one again wherever it is handed over.
pub(super) fn nearest(issues: Vec<Issue>, is_type: impl Fn(Symbol) -> bool) -> Vec<Issue> {
    let key = |rule: usize, kinds: [KindId; 2], flow: &Flow| match flow.source.first()?.event {
        Event::Source(_, of) if is_type(of) => Some((rule, kinds, of, flow.leaf().function, flow.leaf().span)),
        _ => None,
    };
    let mut known = FxHashSet::default();
    for issue in &issues {
        for flow in &issue.flows {
            known.extend(key(issue.rule, [issue.source_kind, issue.sink_kind], flow).map(|key| (key, flow.function)));
        }
    }
    let without_repeated = |mut issue: Issue| {
        let (rule, kinds) = (issue.rule, [issue.source_kind, issue.sink_kind]);
        issue.flows.retain(|flow| {
            let Some(key) = key(rule, kinds, flow) else { return true };
            !flow.sink.iter().any(|step| step.function != flow.function && known.contains(&(key, step.function)))
        });
        let first = issue.flows.first()?;
        let (features, always) = (first.features, first.always);
        issue.features = issue.flows.iter().fold(features, |all, flow| all.union(flow.features));
        issue.always = issue.flows.iter().fold(always, |all, flow| all.intersection(flow.always));
        Some(issue)
    };
    issues.into_iter().filter_map(without_repeated).collect()
}

/// Makes issues of what was found in functions, by id.
pub(super) fn issues(
    program: &Program,
    rules: &[Rule],
    kinds: &Kinds,
    found: impl IntoIterator<Item = (FunctionId, IssueKey, Found)>,
) -> Vec<Issue> {
    let mut issues: BTreeMap<String, Issue> = BTreeMap::new();
    for (function, (rule, source_kind, sink_kind, span, _), found) in found {
        let callable = callable(program.text(program.body(function).path));
        let [source_name, sink_name] = [source_kind, sink_kind].map(|kind| kinds.name(kind));
        let id = format!("{}@{callable}#{source_name}->{sink_name}", rules[rule].code);
        let mut source: Vec<Trace> = found.source.iter().flat_map(|trace| trace.steps()).cloned().collect();
        source.reverse();
        let sink = found.sink.steps().cloned().collect();
        let (features, always) = (found.features, found.always);
        let issue = issues.entry(id).or_insert_with_key(|id| Issue {
            id: id.clone(),
            rule,
            source_kind,
            sink_kind,
            callable: callable.to_owned(),
            flows: Vec::new(),
            features,
            always,
        });
        issue.features = issue.features.union(features);
        issue.always = issue.always.intersection(always);
        issue.flows.push(Flow { function, span, source, sink, features, always });
    }
    let place = |step: &Trace| step.span.map(|span| (program.text(span.file), span.line, span.column));
    let mut issues: Vec<Issue> = issues.into_values().collect();
    for issue in &mut issues {
        issue.flows.sort_by_cached_key(|flow| (flow.steps().count(), flow.steps().map(place).collect::<Vec<_>>()));
    }
    issues
}

/// The function that a closure or `async` block stands in: `web::main` of `web::main::{closure#0}`.
pub(crate) fn callable(path: &str) -> &str {
    let mut path = path;
    while let Some((around, _)) =
        path.rsplit_once("::{closure").filter(|(_, rest)| rest.ends_with('}') && !rest.contains("::"))
    {
        path = around;
    }
    path
}

#[cfg(test)]
mod tests {
    #[test]
    fn closures_count_as_the_function_around() {
        for (path, expected) in [
            ("web::main", "web::main"),
            ("web::main::{closure#0}", "web::main"),
            ("web::main::{closure#0}::{closure#12}", "web::main"),
            ("web::main::{closure#0}::inner", "web::main::{closure#0}::inner"),
            ("<web::A as web::B>::run::{closure#0}", "<web::A as web::B>::run"),
        ] {
            assert_eq!(super::callable(path), expected);
        }
    }
}
