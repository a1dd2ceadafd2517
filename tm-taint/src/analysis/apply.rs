//! A summary where the function is called: the caller's values in the places of its inputs.
//!
//! ```text
//! fn set(p: &mut P, s: String)    effect: what parameter 1 leads to: field 0 is parameter 2, the rest as it was
//! set(&mut _1, _2)                _1 is now: field 0 is _2, the rest as it was
//! ```

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::body::Pass;
use super::cell::CellKind;
use super::issue::Found;
use super::link::{Callable, CellId, Link, LinkTarget};
use super::path::{Path, Step};
use super::place::{Location, Locations};
use super::state::State;
use super::summary::{InvocationTarget, SinkFlow, Summary, is_as_it_was};
use super::taint::{Features, Origin, Root, Taint, Way};
use super::trace::{Event, Trace};
use super::tree::{Child, Node, Tree};
use crate::graph::Environment;
use crate::ir::{Span, Symbol, TypeId};
use crate::program::FunctionId;

/// A call that is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    /// The block that the call ends.
    pub(super) block: u32,
    /// Where it stands.
    pub(super) span: Option<Span>,
    /// The function in whose body it is written, and its block: another one where a summary brought the call here.
    pub(super) origin: (FunctionId, u32),
    /// The number of the call among those of a model.
    pub(super) part: u32,
    /// Tells apart what one call does several times.
    pub(super) nested: u32,
    /// The function value that is called, by the number of its name, where the call is one of a value.
    pub(super) function: Option<u32>,
    /// The type of the result.
    pub(super) result: Option<TypeId>,
}

impl Site {
    /// A site inside this one.
    pub(super) fn inner(self, number: u32) -> Site {
        Site { nested: self.nested.wrapping_mul(31).wrapping_add(number + 1), function: None, result: None, ..self }
    }
}

/// What is called, for traces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Called {
    /// Its path.
    pub(super) path: Symbol,
    /// Whether passing a value on is worth a step.
    pub(super) is_news: bool,
    /// Whether it calls the function that calls it.
    pub(super) is_recursive: bool,
}

/// A summary with what the call gives it.
struct Application<'s> {
    summary: &'s Summary,
    environment: &'s Environment,
    arguments: &'s [Tree],
    /// For each invocation its result and its arguments after it.
    outcomes: Vec<Vec<Tree>>,
    /// Where the summary's cells are in the caller.
    cells: FxHashMap<CellId, Vec<Location>>,
    memory: FxHashMap<usize, Tree>,
    /// What inputs are, and what they are collapsed to.
    inputs: FxHashMap<(Root, Path, bool), Tree>,
    site: Site,
    called: Called,
}

impl Pass<'_> {
    /// What a call of a function with this summary gives; what it writes is written.
    pub(super) fn apply(
        &mut self,
        state: &mut State,
        summary: &Summary,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
        called: Called,
    ) -> Tree {
        self.applications += 1;
        let mut application = Application {
            summary,
            environment,
            arguments,
            outcomes: Vec::with_capacity(summary.invocations.len()),
            cells: FxHashMap::default(),
            memory: FxHashMap::default(),
            inputs: FxHashMap::default(),
            site,
            called,
        };
        for number in 0..summary.invocations.len() {
            let outcome = self.invocation(state, &mut application, number);
            application.outcomes.push(outcome);
            application.cells.clear();
            application.memory.clear();
            application.inputs.clear();
        }
        for flow in &summary.sinks {
            self.sink(state, &mut application, flow);
        }
        let mut writes: Vec<(Vec<Location>, Tree, bool)> = Vec::new();
        for (cell, tree) in &summary.effects {
            let is_static = matches!(summary.cells[cell.0 as usize], CellKind::Static(_));
            if is_static && self.engine.is_same_everywhere(tree) {
                // Who reads the static finds it there, whoever wrote it.
                continue;
            }
            let to = self.cell(state, &mut application, *cell);
            if to.is_empty() {
                continue;
            }
            let value = self.substitute(state, &mut application, tree);
            let replaces = matches!(summary.cells[cell.0 as usize], CellKind::Input(..));
            if replaces && !self.engine.places.statics.is_empty() {
                // What was there before, and stays, is not written.
                let kind = summary.cells[cell.0 as usize];
                let written = tree.map_taints(&mut |taint| (!is_as_it_was(kind, taint)).then(|| taint.clone()));
                let written = self.substitute(state, &mut application, &written);
                self.sinks_of_statics(state, &to, &written);
            }
            writes.push((to, value, replaces));
        }
        let result = self.substitute(state, &mut application, &summary.result);
        for (to, value, replaces) in writes {
            if replaces {
                self.write(state, &to, &value);
            } else {
                self.add(state, &to, &value);
            }
        }
        result
    }

    /// Resolves a call that the function could not, or takes it over as one that this function cannot either.
    fn invocation(&mut self, state: &mut State, application: &mut Application, number: usize) -> Vec<Tree> {
        let environment = application.environment;
        let invocation = &application.summary.invocations[number];
        let inner = Site {
            origin: if invocation.origin.0.0 == u32::MAX { application.site.origin } else { invocation.origin },
            part: invocation.part,
            ..application.site.inner(number as u32)
        };
        let writable = self.writable_parameters(inner, invocation.arguments.len());
        let mut arguments = Vec::with_capacity(invocation.arguments.len());
        for (port, (tree, is_writable)) in (1..).zip(invocation.arguments.iter().zip(writable)) {
            let value = self.substitute(state, application, tree);
            // What lay in a local of the function is put into a cell, so that it can be written to.
            let content = value.own_child(Step::DEREF).map(|child| child.tree.clone());
            let is_local = content.is_some() || is_writable && value.is_bottom();
            let is_elsewhere = value.links().iter().any(|link| matches!(link.target, LinkTarget::Place(..)));
            let value = if is_local && !is_elsewhere {
                let kind = CellKind::Scratch(
                    application.site.block,
                    application.site.nested.wrapping_mul(4096).wrapping_add(number as u32 * 16 + port),
                );
                let cell = self.cells.id(kind);
                state.set(cell, content.unwrap_or_default());
                value.join(&Tree::link(Link::exact(LinkTarget::Place(cell, Path::EMPTY))))
            } else {
                value
            };
            arguments.push(value);
        }
        // A call that stands in this very function is in its own terms; one from further down says how it is in these.
        let environment = if invocation.environment.is_empty() {
            environment.clone()
        } else {
            invocation.environment.within(environment, &self.engine.program.tables)
        };
        let is_written_by_model = invocation.origin.0.0 == u32::MAX;
        if !is_written_by_model
            && matches!(invocation.target, InvocationTarget::Callable)
            && arguments.first().is_some_and(|it| self.leads_to_no_code(state, it))
        {
            // No code ever came to where this call takes it from, such as an empty list of handlers: it does not happen.
            let mut outcome = vec![Tree::BOTTOM];
            outcome.extend(arguments);
            return outcome;
        }
        let before = state.clone();
        let mut result = self.invoke_target(state, invocation.target, &environment, &arguments, inner);
        let is_repeated =
            is_written_by_model && self.engine.program.text(application.called.path).starts_with("std::iter::");
        if is_repeated && !state.is_same(&before) {
            // An iterator calls many times: what one call leaves behind, the next one finds.
            let once = state.clone();
            result = result.join(&self.invoke_target(state, invocation.target, &environment, &arguments, inner));
            state.join(&once, &self.cells);
        }
        let mut outcome = vec![result];
        outcome.extend(arguments);
        outcome
    }

    /// Whether nothing is known of a value and of all that it leads to.
    fn leads_to_no_code(&mut self, state: &State, value: &Tree) -> bool {
        let all = self.collapse(state, value);
        all.taints().is_empty() && all.links().iter().all(|link| matches!(link.target, LinkTarget::Place(..)))
    }

    /// What something of the caller's is.
    fn input(&mut self, state: &State, application: &Application, root: Root, path: &Path) -> Tree {
        let mut value = match root {
            Root::Parameter(number) => application.arguments.get(number as usize - 1).cloned().unwrap_or_default(),
            Root::Outcome { invocation, port } => application
                .outcomes
                .get(invocation as usize)
                .and_then(|ports| ports.get(port as usize))
                .cloned()
                .unwrap_or_default(),
            Root::Heap(block, number) => {
                let kind = CellKind::Heap(block, number);
                let cell = self.cells.id(self.called_allocation(application, kind));
                self.content(state, cell)
            }
        };
        let steps = path.steps();
        for (index, step) in steps.iter().enumerate() {
            value = if *step == Step::DEREF {
                let found = self.dereferenced(&value);
                self.read(state, &found)
            } else {
                self.part(&value, *step, || {
                    let Root::Parameter(number) = root else { return None };
                    let of = self.parameter_types(application.site).get(number as usize - 1).copied().flatten();
                    self.field_at(of, &steps[..index], *step)
                })
            };
        }
        value
    }

    /// The same, or everything in it and behind it, as remembered.
    fn known_input(
        &mut self,
        state: &State,
        application: &mut Application,
        root: Root,
        path: Path,
        is_whole: bool,
    ) -> Tree {
        if let Some(known) = application.inputs.get(&(root, path, is_whole)) {
            return known.clone();
        }
        let value = self.input(state, application, root, &path);
        let value = if is_whole { self.collapse(state, &value) } else { value };
        application.inputs.insert((root, path, is_whole), value.clone());
        value
    }

    /// Where what a way leads to is in the caller.
    fn input_place(&mut self, state: &State, application: &Application, root: Root, path: &Path) -> Vec<Location> {
        let Some(first) = path.steps().iter().position(|step| *step == Step::DEREF) else { return Vec::new() };
        let (to, rest) = path.steps().split_at(first);
        let start = self.input(state, application, root, &Path::new(to).0);
        let mut found = Locations { at: Vec::new(), floating: start };
        for (number, step) in rest.iter().enumerate() {
            if *step == Step::DEREF {
                let value = if number == 0 { found.floating.clone() } else { self.read(state, &found) };
                let pointee = self.dereferenced(&value);
                if pointee.at.is_empty() {
                    // No pointer: a box, whose content is a part of it.
                    found.at = found.at.iter().map(|location| location.then(Step::DEREF)).collect();
                    found.floating = pointee.floating;
                } else {
                    found = pointee;
                }
            } else {
                found.at = found.at.iter().map(|location| location.then(*step)).collect();
                found.floating = found.floating.child(*step);
            }
        }
        found.at
    }

    /// Where a cell of the summary is in the caller.
    fn cell(&mut self, state: &State, application: &mut Application, cell: CellId) -> Vec<Location> {
        if let Some(known) = application.cells.get(&cell) {
            return known.clone();
        }
        let found = match application.summary.cells[cell.0 as usize] {
            CellKind::Input(root, path) => self.input_place(state, application, root, &path),
            CellKind::Static(path) => vec![Location::whole(self.cells.id(CellKind::Static(path)))],
            kind @ (CellKind::Heap(..) | CellKind::Own(..)) => {
                vec![Location::whole(self.cells.id(self.called_allocation(application, kind)))]
            }
            CellKind::Local(_) | CellKind::Scratch(..) => Vec::new(),
        };
        application.cells.insert(cell, found.clone());
        found
    }

    /// What an allocation of a function is in one that calls it.
    fn called_allocation(&self, application: &Application, kind: CellKind) -> CellKind {
        // What a recursion allocates is one with what its calls of itself allocate.
        if application.called.is_recursive {
            return kind;
        }
        let site = application.site;
        let limit = self.limits.maximum_heap_cells as u32;
        let number =
            |block: u32, number: u32| block.wrapping_mul(7).wrapping_add(number).wrapping_add(site.nested) % limit;
        match kind {
            CellKind::Heap(block, own) => CellKind::Heap(site.block, number(block, own)),
            CellKind::Own(block, own) => CellKind::Own(site.block, number(block, own)),
            other => other,
        }
    }

    /// A tree of the summary with the caller's values in it.
    fn substitute(&mut self, state: &State, application: &mut Application, tree: &Tree) -> Tree {
        if tree.is_bottom() {
            return Tree::BOTTOM;
        }
        if let Some(known) = application.memory.get(&tree.address()) {
            return known.clone();
        }
        let value = self.filled(state, application, tree, &Tree::BOTTOM);
        application.memory.insert(tree.address(), value.clone());
        value
    }

    /// The same, where `base` is what the nodes above have given this part already.
    fn filled(&mut self, state: &State, application: &mut Application, tree: &Tree, base: &Tree) -> Tree {
        let Some(node) = tree.node() else { return base.clone() };
        self.effort += (1 + node.taints.len() + node.links.len()) as u64;
        let mut value = base.clone();
        for taint in &node.taints {
            let given = self.replaced(state, application, taint);
            self.effort += u64::from(given.size());
            value = value.join(&given);
        }
        if !node.links.is_empty() {
            value = value.join(&self.links(state, application, node));
        }
        let mut parts = Vec::with_capacity(node.children.len());
        for child in &node.children {
            let before = if child.is_cut {
                Tree::BOTTOM
            } else {
                value.own_child(child.step).map_or(Tree::BOTTOM, |it| it.tree.clone())
            };
            let tree = self.filled(state, application, &child.tree, &before);
            parts.push(Child { tree, ..child.clone() });
        }
        value.with_children(parts)
    }

    fn links(&mut self, state: &State, application: &mut Application, node: &Node) -> Tree {
        let mut links = Vec::new();
        for link in &node.links {
            match link.target {
                LinkTarget::Callable(Callable::Methods(of)) => {
                    let of = self.engine.resolver.substitute(of, application.environment);
                    links.push(Link { target: LinkTarget::Callable(Callable::Methods(of)), ..*link });
                }
                LinkTarget::Callable(callable) => {
                    let engine = self.engine;
                    let within = |function, own| engine.environment_within(function, own, application.environment);
                    let callable = match callable {
                        Callable::Function(number, own) => {
                            Callable::Function(number, engine.known_within(own, application.environment))
                        }
                        Callable::Closure(function, own) => Callable::Closure(function, within(function, own)),
                        Callable::Coroutine(function, own) => Callable::Coroutine(function, within(function, own)),
                        other => other,
                    };
                    links.push(Link { target: LinkTarget::Callable(callable), ..*link });
                }
                LinkTarget::Place(cell, path) => {
                    for location in self.cell(state, application, cell) {
                        let location = path.steps().iter().fold(location, |location, step| location.then(*step));
                        let target = LinkTarget::Place(location.cell, location.path);
                        links.push(Link { target, is_exact: link.is_exact && location.is_exact });
                    }
                }
            }
        }
        Tree::of(Vec::new(), links)
    }

    /// What stands in the place of a taint of the summary.
    fn replaced(&mut self, state: &State, application: &mut Application, taint: &Taint) -> Tree {
        let (site, called, function) = (application.site, application.called, self.function);
        let maximum = self.engine.limits.maximum_trace_length;
        match taint.origin {
            Origin::Source(kind) => {
                let event = match taint.way.trace {
                    None => Event::Source(kind, called.path),
                    Some(_) => Event::Returned(called.path),
                };
                Tree::taint(taint.clone().stepping(|before| step(function, site.span, event, before, maximum)))
            }
            Origin::Input { root, path, is_whole } => {
                let value = self.known_input(state, application, root, path, is_whole);
                // What a sanitizer makes of a value leads to that value no more.
                let value = if is_whole && taint.excluded.is_some() { value.without_places() } else { value };
                if !called.is_news && taint.excluded.is_none() && taint.way.features == Default::default() {
                    return value;
                }
                // Values that came one way go on one way.
                let mut last: Option<(Arc<Way>, Arc<Way>)> = None;
                value.map_taints(&mut |given| {
                    if let Some((before, after)) = &last
                        && taint.excluded.is_none()
                        && Arc::ptr_eq(before, &given.way)
                    {
                        return Some(Taint { way: Arc::clone(after), ..given.clone() });
                    }
                    let mut passed = given.through(taint)?;
                    if called.is_news {
                        let event = Event::Through(called.path);
                        passed = passed.stepping(|before| step(function, site.span, event, before, maximum));
                    }
                    last = Some((Arc::clone(&given.way), Arc::clone(&passed.way)));
                    Some(passed)
                })
            }
        }
    }

    /// What of the caller's reaches the sink: an issue where it is from a source, a sink of the caller where it is an input.
    fn sink(&mut self, state: &State, application: &mut Application, flow: &SinkFlow) {
        let value = self.known_input(state, application, flow.root, flow.path, true);
        if value.is_bottom() {
            return;
        }
        if let Some((parameter, kind)) = flow.given {
            let given = self.known_input(state, application, Root::Parameter(parameter), Path::EMPTY, true);
            if !given.taints().iter().any(|taint| taint.origin == Origin::Source(kind)) {
                return;
            }
        }
        let (site, called) = (application.site, application.called);
        let (event, next) = if flow.trace.function.0 == u32::MAX {
            (Event::Sink(flow.kind, called.path), None)
        } else {
            (Event::Passed(called.path), Some(Arc::clone(&flow.trace)))
        };
        let trace = Trace::new(self.function, site.span, event, next);
        let on =
            Taint { origin: Origin::Source(flow.kind), excluded: flow.excluded.clone(), way: Arc::clone(&flow.way) };
        self.effort += value.taints().len() as u64;
        for taint in value.taints() {
            if taint.excluded.as_ref().is_some_and(|excluded| excluded.sinks.contains(flow.kind)) {
                continue;
            }
            let Some(passed) = taint.through(&on) else { continue };
            self.reach(&passed, flow.kind, &trace, site.span);
        }
    }

    /// A value reaches a sink.
    pub(super) fn reach(&mut self, taint: &Taint, kind: super::KindId, trace: &Trace, span: Option<Span>) {
        match taint.origin {
            Origin::Source(source) => {
                let leaf = trace.leaf();
                let always = taint.way.always;
                let is_harmful =
                    |rule: &&usize| self.engine.without[**rule].intersection(always) == Features::default();
                for rule in self.engine.rules(source, kind).iter().filter(is_harmful) {
                    let found = Found {
                        features: taint.way.features,
                        always: taint.way.always,
                        source: taint.way.trace.clone(),
                        sink: Arc::new(trace.clone()),
                    };
                    match self.issues.entry((*rule, source, kind, span, leaf)) {
                        std::collections::btree_map::Entry::Vacant(entry) => {
                            entry.insert(found);
                        }
                        std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().absorb(found),
                    }
                }
            }
            Origin::Input { root, path, .. } => {
                let key = (root, path, kind, taint.excluded.clone(), trace.leaf());
                match self.sinks.get_mut(&key) {
                    Some(own) => own.absorb(&taint.way),
                    None => {
                        let (excluded, way) = (taint.excluded.clone(), Arc::clone(&taint.way));
                        let trace = Arc::new(trace.clone());
                        let flow = SinkFlow { root, path, kind, excluded, given: None, way, trace };
                        self.sinks.insert(key, flow);
                    }
                }
            }
        }
    }
}

/// A step more, where there is room for it.
pub(super) fn step(
    function: FunctionId,
    span: Option<Span>,
    event: Event,
    before: Option<Arc<Trace>>,
    maximum: u16,
) -> Option<Arc<Trace>> {
    if Trace::length(before.as_ref()) >= maximum {
        return before;
    }
    Some(Arc::new(Trace::new(function, span, event, before)))
}
