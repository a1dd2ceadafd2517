//! All functions, until their summaries stay as they are.
//!
//! Components of the call graph in rows, each row in parallel: what a function calls has its summary before it. Where a value brought
//! a call that no name showed (of a closure from far away), or a static changed, the functions concerned are looked at again. Results
//! of a row are put in place together, so that they depend on no thread's luck.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::body::{Grown, Passed, analyse};
use super::cell::CellKind;
use super::engine::{Engine, Known};
use super::issue::{Found, Issue, IssueKey, issues, nearest};
use super::link::LinkTarget;
use super::reveal::{Noted, Revealed, revealed};
use super::summary::Summary;
use super::taint::Origin;
use super::tree::{Child, Tree};
use super::{Limits, feature};
use crate::graph::CallGraph;
use crate::ir::{BodyKind, Span, Symbol, TypeId};
use crate::model::{Models, Rule};
use crate::program::{FunctionId, Program};

/// What the engine found out.
#[derive(Debug)]
pub struct Outcome {
    /// The issues, by id.
    pub issues: Vec<Issue>,
    /// The summary of each function.
    pub summaries: Vec<Arc<Summary>>,
    /// What is believed of the values that the user asks for, by place.
    pub revealed: Vec<Revealed>,
    /// What it cost.
    pub statistics: Statistics,
}

/// What a run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Bodies.
    pub functions: usize,
    /// Components of the call graph.
    pub components: usize,
    /// The number of functions in the largest one.
    pub largest_component: usize,
    /// Passes over bodies.
    pub passes: usize,
    /// Times that the whole program was gone through.
    pub rounds: u32,
}

#[derive(Default)]
struct Function {
    issues: BTreeMap<IssueKey, Found>,
    used: BTreeSet<FunctionId>,
    statics: BTreeSet<Symbol>,
    revealed: BTreeMap<Option<Span>, (Option<TypeId>, Noted)>,
    is_coarse: bool,
    /// What its last pass leaves to the next one, and the round of its component that this was in.
    grown: Option<Grown>,
    round: u32,
}

/// Analyses a program.
pub fn run(program: &Program, models: &Models, rules: &[Rule], limits: Limits) -> Outcome {
    let engine = Engine::new(program, models, rules, limits);
    let graph = CallGraph::new(&engine.resolver);
    let levels = graph.levels();
    let is_called = called(program, &graph);
    let mut component_of = vec![0_u32; program.function_count()];
    for (number, component) in (0..).zip(&graph.components) {
        for function in component {
            component_of[function.0 as usize] = number;
        }
    }
    let mut statistics = Statistics {
        functions: program.function_count(),
        components: graph.components.len(),
        largest_component: graph.components.iter().map(Vec::len).max().unwrap_or(0),
        ..Statistics::default()
    };
    let mut settled: Vec<Option<Arc<Summary>>> = vec![None; program.function_count()];
    let mut functions: Vec<Function> = Vec::new();
    functions.resize_with(program.function_count(), Function::default);
    let mut statics: FxHashMap<Symbol, Tree> = FxHashMap::default();
    let mut is_dirty = vec![true; program.function_count()];
    while is_dirty.contains(&true) && statistics.rounds < limits.maximum_rounds {
        statistics.rounds += 1;
        let mut changed: BTreeSet<FunctionId> = BTreeSet::new();
        for level in &levels {
            let wanted: Vec<(&[FunctionId], Before)> = level
                .iter()
                .filter(|component| component.iter().any(|function| is_dirty[function.0 as usize]))
                .map(|component| (*component, Before::take(component, &mut functions)))
                .collect();
            let results: Vec<Results> = wanted
                .into_par_iter()
                .map(|(component, before)| {
                    let is_recursive = component.iter().any(|function| graph.is_recursive[function.0 as usize]);
                    component_results(&engine, component, before, &settled, &statics, &is_called, is_recursive)
                })
                .collect();
            for Results { passed, mut grown, passes, round } in results {
                statistics.passes += passes;
                for (function, passed) in passed {
                    let index = function.0 as usize;
                    is_dirty[index] = false;
                    if settled[index].as_deref() != Some(&passed.summary) {
                        changed.insert(function);
                    }
                    let Passed { summary, issues, used, statics, revealed, is_coarse } = passed;
                    settled[index] = Some(Arc::new(summary));
                    let grown = grown.remove(&function).flatten();
                    functions[index] = Function { issues, used, statics, revealed, is_coarse, grown, round };
                }
            }
            // Callers in later rows see the change in this round.
            mark_users(&functions, &changed, &component_of, &mut is_dirty);
            changed.clear();
        }
        let changed_statics = collect_statics(program, &settled, &mut statics);
        for (function, is_dirty) in functions.iter().zip(&mut is_dirty) {
            *is_dirty |= function.statics.iter().any(|path| changed_statics.contains(path));
        }
    }
    let mut asked = Vec::new();
    for (index, function) in functions.iter_mut().enumerate() {
        let Some(summary) = &settled[index] else { continue };
        for (span, noted) in std::mem::take(&mut function.revealed) {
            asked.push(revealed(program, models, summary, FunctionId(index as u32), span, noted));
        }
    }
    let found = (0..).zip(functions).flat_map(|(index, function)| {
        function.issues.into_iter().map(move |(key, found)| (FunctionId(index), key, found))
    });
    let issues = issues(program, rules, &models.kinds, found);
    let is_type = |path| engine.places.types.contains_key(&program.definition(path));
    let issues = nearest(issues, is_type);
    let summaries = settled.into_iter().map(Option::unwrap_or_default).collect();
    Outcome { issues, summaries, revealed: asked, statistics }
}

/// Marks the functions that asked for a summary which has changed since. Those of one component have come to rest together.
fn mark_users(functions: &[Function], changed: &BTreeSet<FunctionId>, component_of: &[u32], is_dirty: &mut [bool]) {
    if changed.is_empty() {
        return;
    }
    for (index, (function, is_dirty)) in functions.iter().zip(is_dirty).enumerate() {
        let concerns =
            |used: &FunctionId| changed.contains(used) && component_of[used.0 as usize] != component_of[index];
        *is_dirty = *is_dirty || function.used.iter().any(concerns);
    }
}

/// What earlier rounds over a program leave to the next one, of one component.
struct Before {
    grown: FxHashMap<FunctionId, Option<Grown>>,
    coarse: BTreeSet<FunctionId>,
    round: u32,
}

impl Before {
    fn take(component: &[FunctionId], functions: &mut [Function]) -> Before {
        let mut before = Before { grown: FxHashMap::default(), coarse: BTreeSet::new(), round: 0 };
        for function in component {
            let own = &mut functions[function.0 as usize];
            before.grown.insert(*function, own.grown.take());
            before.coarse.extend(own.is_coarse.then_some(*function));
            before.round = before.round.max(own.round);
        }
        before
    }
}

/// What one component gave.
struct Results {
    passed: BTreeMap<FunctionId, Passed>,
    grown: FxHashMap<FunctionId, Option<Grown>>,
    passes: usize,
    /// The round in which it came to rest.
    round: u32,
}

/// Goes over the functions of a component until their summaries stay as they are.
fn component_results(
    engine: &Engine,
    component: &[FunctionId],
    before: Before,
    settled: &[Option<Arc<Summary>>],
    statics: &FxHashMap<Symbol, Tree>,
    is_called: &[bool],
    is_recursive: bool,
) -> Results {
    let Before { mut grown, coarse, round: first } = before;
    // A component goes on from where it came to rest.
    let at_rest = |function: &FunctionId| Some((*function, settled[function.0 as usize].clone()?));
    let mut known = Known {
        settled,
        component: component.iter().filter_map(at_rest).collect(),
        statics,
        is_recursive,
        is_growing: false,
        limits: engine.limits,
    };
    let mut passes = 0;
    let mut last = first;
    let mut results: BTreeMap<FunctionId, Passed> = BTreeMap::new();
    let mut is_stale: BTreeSet<FunctionId> = component.iter().copied().collect();
    for round in first..first + engine.limits.maximum_rounds {
        last = round;
        // Trees that keep growing are cut where they grow, and nothing comes and goes any more.
        if round >= 3 {
            known.is_growing = true;
            known.limits.maximum_tree_depth = engine.limits.maximum_tree_depth_after_widening.min(3);
            known.limits.maximum_tree_width = engine.limits.maximum_tree_width / 4;
        }
        if round >= 6 {
            known.limits.maximum_tree_depth = 1;
        }
        for function in component {
            if !is_stale.remove(function) {
                continue;
            }
            let is_eager = !is_called[function.0 as usize];
            // What was too much once is not tried in detail again.
            let is_coarse = results.get(function).map_or(coarse.contains(function), |it| it.is_coarse);
            let grown = grown.entry(*function).or_default();
            let passed = analyse(engine, &known, *function, is_eager, is_coarse, grown);
            passes += 1;
            let is_changed = known.component.get(function).is_none_or(|before| **before != passed.summary);
            if is_changed {
                known.component.insert(*function, Arc::new(passed.summary.clone()));
                let uses = |passed: &Passed| passed.used.contains(function);
                is_stale.extend(results.iter().filter(|(_, passed)| uses(passed)).map(|(user, _)| *user));
                if uses(&passed) {
                    is_stale.insert(*function);
                }
            }
            results.insert(*function, passed);
        }
        if is_stale.is_empty() {
            break;
        }
    }
    Results { passed: results, grown, passes, round: last }
}

/// Which functions something calls, so that what only callers know is left to them.
fn called(program: &Program, graph: &CallGraph) -> Vec<bool> {
    let mut is_called = vec![false; program.function_count()];
    for (caller, callees) in graph.edges.iter().enumerate() {
        for callee in callees.iter().filter(|callee| callee.0 as usize != caller) {
            is_called[callee.0 as usize] = true;
        }
    }
    is_called
}

/// What functions write to statics, and what statics begin with. Answers which of them have changed.
fn collect_statics(
    program: &Program,
    settled: &[Option<Arc<Summary>>],
    statics: &mut FxHashMap<Symbol, Tree>,
) -> BTreeSet<Symbol> {
    let mut changed = BTreeSet::new();
    for (index, summary) in settled.iter().enumerate() {
        let Some(summary) = summary else { continue };
        let body = program.body(FunctionId(index as u32));
        let initial =
            matches!(body.kind, BodyKind::Static | BodyKind::Constant).then_some((body.path, &summary.result));
        let written = summary.effects.iter().filter_map(|(cell, tree)| match summary.cells[cell.0 as usize] {
            CellKind::Static(path) => Some((path, tree)),
            _ => None,
        });
        for (path, tree) in written.chain(initial) {
            let own = statics.entry(path).or_default();
            let joined = own.join(&shared(tree));
            if !joined.is_same(own) && joined != *own {
                *own = joined;
                changed.insert(path);
            }
        }
    }
    changed
}

/// What of a tree means the same in all functions: taints from sources, and code.
fn shared(tree: &Tree) -> Tree {
    let Some(node) = tree.node() else { return Tree::BOTTOM };
    let taints = node
        .taints
        .iter()
        .filter(|taint| matches!(taint.origin, Origin::Source(_)))
        .map(|taint| taint.clone().with_features(feature::STATIC, feature::STATIC))
        .collect();
    let links = node.links.iter().filter(|link| matches!(link.target, LinkTarget::Callable(_))).copied().collect();
    let children = node.children.iter().map(|child| Child { tree: shared(&child.tree), ..child.clone() }).collect();
    Tree::rebuilt(taints, links, children)
}
