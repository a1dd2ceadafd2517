//! The pass over one body.
//!
//! Blocks are looked at in reverse post-order until nothing changes. A state is kept only where ways meet; into a block of one
//! predecessor the state moves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Limits;
use super::cell::{CellKind, Cells};
use super::element::Numbers;
use super::engine::{Engine, Known};
use super::export;
use super::issue::{Found, IssueKey};
use super::link::CellId;
use super::live::Live;
use super::memory::Memory;
use super::repeat::{Done, Reading};
use super::reveal::Noted;
use super::state::State;
use super::summary::{Invocation, InvocationTarget, SinkFlow, SinkKey, Summary};
use super::taint::{Root, Taint};
use super::trace::{Event, Trace};
use super::tree::Tree;
use crate::ir::{Body, Operand, Span, StatementKind, TerminatorKind};
use crate::program::FunctionId;

/// What makes two invocations of a body one.
pub(super) type InvocationKey = (u32, (FunctionId, u32), InvocationTarget, u32);

/// The pass over one body.
pub(super) struct Pass<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) known: &'a Known<'a>,
    pub(super) function: FunctionId,
    pub(super) body: &'a Body,
    /// The limits, which are narrower where the body is too much to be told apart in detail.
    pub(super) limits: Limits,
    /// Whether it is.
    pub(super) is_coarse: bool,
    pub(super) cells: Cells,
    /// Contents of cells that the order of statements does not matter to.
    pub(super) heap: FxHashMap<CellId, Tree>,
    /// Those of them that were read in this round, and whether one of these changed after that.
    pub(super) heap_read: FxHashSet<CellId>,
    pub(super) is_heap_stale: bool,
    pub(super) memory: Memory,
    /// Whether the block at hand may be looked at again, and what the calls did that may.
    pub(super) is_repeatable: bool,
    pub(super) done: FxHashMap<u32, Arc<Done>>,
    /// Whether the block at hand has been looked at so often that nothing new is told apart.
    pub(super) is_widening: bool,
    /// What the call at hand reads, where that is of interest.
    pub(super) reading: Option<Reading>,
    pub(super) invocations: IndexMap<InvocationKey, Invocation>,
    pub(super) sinks: BTreeMap<SinkKey, SinkFlow>,
    pub(super) issues: BTreeMap<IssueKey, Found>,
    /// The functions whose summaries were asked for.
    pub(super) used: BTreeSet<FunctionId>,
    /// The statics that were read.
    pub(super) statics: BTreeSet<crate::ir::Symbol>,
    /// Whether nobody calls this function, so that what only callers know is anything that fits.
    pub(super) is_eager: bool,
    pub(super) depth: u32,
    /// The methods at hand that are called on values of any type.
    pub(super) any_of: Vec<crate::ir::Symbol>,
    /// What is believed where the user asks, with the type of the reference that is asked of.
    pub(super) revealed: BTreeMap<Option<Span>, (Option<crate::ir::TypeId>, Noted)>,
    /// Where the statement or call stands that is looked at.
    pub(super) at: Option<Span>,
    /// How many summaries the call at hand has applied.
    pub(super) applications: u32,
    /// Which locals are numbers, where that was asked.
    pub(super) numbers: Option<Numbers>,
    /// How many nodes of trees were read and written.
    pub(super) work: u64,
    /// How many nodes of trees, with their taints and links, were put together: of what is called, and where a value may be in several
    /// places. What is read as it is costs nothing.
    pub(super) effort: u64,
}

/// What one pass found out.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) summary: Summary,
    pub(super) issues: BTreeMap<IssueKey, Found>,
    pub(super) used: BTreeSet<FunctionId>,
    pub(super) statics: BTreeSet<crate::ir::Symbol>,
    pub(super) revealed: BTreeMap<Option<Span>, (Option<crate::ir::TypeId>, Noted)>,
    /// Whether the body was too much to be told apart in detail.
    pub(super) is_coarse: bool,
}

/// What a pass leaves to the next one over the same body, in a recursion: what was found once stays found, so that it comes to rest.
#[derive(Default)]
pub(super) struct Grown {
    pub(super) cells: Cells,
    pub(super) invocations: IndexMap<InvocationKey, Invocation>,
    pub(super) result: Tree,
    pub(super) effects: Vec<(CellId, Tree)>,
    pub(super) sinks: Vec<SinkFlow>,
}

/// Analyses a body, which was looked at before where there is something `grown`.
pub(super) fn analyse<'a>(
    engine: &'a Engine<'a>,
    known: &'a Known<'a>,
    function: FunctionId,
    is_eager: bool,
    is_coarse: bool,
    grown: &mut Option<Grown>,
) -> Passed {
    let body = engine.program.body(function);
    if engine.program.is_derived_clone(function) {
        // A copy of a deep type, field by field, is the value itself.
        let path = super::Path::new(&[super::Step::DEREF]).0;
        let result = Tree::taint(Taint::input(Root::Parameter(1), path));
        let summary = Summary { result, ..Summary::default() };
        return Passed { summary, ..Passed::default() };
    }
    let flow = ControlFlow::new(body);
    let in_detail = (!is_coarse).then(|| pass_over(engine, known, function, &flow, is_eager, false, grown)).flatten();
    let (mut pass, at_return) = in_detail
        .or_else(|| pass_over(engine, known, function, &flow, is_eager, true, grown))
        .expect("a coarse pass is one to its end");
    let summary = export::summary(&mut pass, at_return, grown);
    let Pass { issues, used, statics, revealed, is_coarse, .. } = pass;
    Passed { summary, issues, used, statics, revealed, is_coarse }
}

/// One pass to its end, with the state in which the body returns, where it does. Nothing where that is too much in detail.
fn pass_over<'a>(
    engine: &'a Engine<'a>,
    known: &'a Known<'a>,
    function: FunctionId,
    flow: &ControlFlow,
    is_eager: bool,
    is_coarse: bool,
    grown: &Option<Grown>,
) -> Option<(Pass<'a>, Option<State>)> {
    let body = engine.program.body(function);
    let (cells, invocations) = match grown {
        Some(grown) => (grown.cells.clone(), grown.invocations.clone()),
        None => (Cells::new(body.locals.len()), IndexMap::new()),
    };
    let mut pass = Pass {
        engine,
        known,
        function,
        body,
        limits: if is_coarse { known.limits.coarse() } else { known.limits },
        is_coarse,
        cells,
        heap: FxHashMap::default(),
        heap_read: FxHashSet::default(),
        is_heap_stale: false,
        memory: Memory::default(),
        is_repeatable: false,
        is_widening: false,
        done: FxHashMap::default(),
        reading: None,
        invocations,
        sinks: BTreeMap::new(),
        issues: BTreeMap::new(),
        used: BTreeSet::new(),
        statics: BTreeSet::new(),
        is_eager,
        depth: 0,
        any_of: Vec::new(),
        revealed: BTreeMap::new(),
        at: body.span,
        applications: 0,
        numbers: None,
        work: 0,
        effort: 0,
    };
    let mut at_return = None;
    let mut states: Vec<Option<State>> = vec![None; body.blocks.len()];
    for _ in 0..engine.limits.maximum_rounds {
        pass.heap_read.clear();
        pass.memory.clear();
        pass.is_heap_stale = false;
        at_return = pass.blocks(flow, &mut states);
        if pass.is_too_much() {
            return None;
        }
        if !pass.is_heap_stale {
            break;
        }
    }
    Some((pass, at_return))
}

impl Pass<'_> {
    /// Goes over all blocks, with the states that are known of them; answers the state in which the body returns, where it does.
    fn blocks(&mut self, flow: &ControlFlow, states: &mut [Option<State>]) -> Option<State> {
        let blocks = &self.body.blocks;
        if blocks.is_empty() {
            return None;
        }
        let ControlFlow { order, position, predecessors, is_in_loop, live } = flow;
        let locals = self.body.locals.len() as u32;
        let mut visits = vec![0_u32; blocks.len()];
        let mut at_return: Option<State> = None;
        states[order[0] as usize] = Some(self.entry());
        let mut is_queued: Vec<bool> = states.iter().map(Option::is_some).collect();
        let known = (0..blocks.len()).filter(|block| is_queued[*block]);
        let mut queue: BinaryHeap<Reverse<u32>> = known.map(|block| Reverse(position[block])).collect();
        while let Some(Reverse(at)) = queue.pop() {
            let index = order[at as usize] as usize;
            is_queued[index] = false;
            let state = if predecessors[index] > 1 { states[index].clone() } else { states[index].take() };
            let Some(mut state) = state else { continue };
            if self.is_too_much() {
                return None;
            }
            visits[index] += 1;
            self.is_widening = visits[index] > self.limits.rounds_before_widening;
            let is_enough = visits[index] > self.limits.rounds_before_widening * 4;
            if is_enough || visits[index] > 1 && self.is_exhausted() {
                continue;
            }
            // Memory outside the state may be read before it is written.
            self.is_repeatable = is_in_loop[at as usize] || !self.heap.is_empty();
            let block = &blocks[index];
            for statement in &block.statements {
                self.at = statement.span.or(self.body.span);
                self.statement(&mut state, &statement.kind);
            }
            if matches!(block.terminator.kind, TerminatorKind::Return) {
                match &mut at_return {
                    Some(before) => {
                        before.join(&state, &self.cells);
                    }
                    None => at_return = Some(state),
                }
                continue;
            }
            self.at = block.terminator.span.or(self.body.span);
            self.terminator(&mut state, index as u32, &block.terminator.kind, block.terminator.span);
            let successors = block.terminator.kind.successors();
            let count = successors.len();
            let mut state = Some(state);
            for (number, next) in successors.into_iter().enumerate() {
                let next = next.0 as usize;
                let is_last = number + 1 == count;
                let given = if is_last { state.take() } else { state.clone() };
                let Some(mut given) = given else { continue };
                given.keep_locals(locals, |local| live.is_live(next, local));
                let rounds = self.limits.rounds_before_widening;
                if visits[next] > rounds {
                    let is_endless = visits[next] > rounds * 2 || !self.has_room();
                    let depth = if is_endless { 1 } else { self.limits.maximum_tree_depth_after_widening };
                    given.limit(depth);
                    if let Some(before) = &mut states[next] {
                        before.limit(depth);
                    }
                }
                let is_new = match &mut states[next] {
                    Some(before) => before.join(&given, &self.cells),
                    slot => {
                        *slot = Some(given);
                        true
                    }
                };
                if is_new && !is_queued[next] {
                    is_queued[next] = true;
                    queue.push(Reverse(position[next]));
                }
            }
        }
        at_return
    }

    /// The state in which the body begins.
    fn entry(&mut self) -> State {
        let mut state = State::default();
        for parameter in 1..=self.body.parameters {
            let input = Tree::taint(Taint::input(Root::Parameter(parameter), super::Path::EMPTY));
            state.set(CellId(parameter), input);
        }
        let Some(declared) = self.engine.declared(self.function) else { return state };
        for (parameter, path, leaf) in &declared.parameter_sources {
            let mut taint = leaf.source();
            let span = self.body.locals.get(*parameter as usize).and_then(|local| local.span).or(self.body.span);
            taint =
                taint.stepping(|_| Some(Arc::new(Trace::new(self.function, span, Event::Parameter(leaf.kind), None))));
            // What a reference leads to is another cell.
            let (path, cell) = match path.steps().iter().rposition(|step| *step == super::Step::DEREF) {
                Some(last) if !self.is_box_local(*parameter) => {
                    let (to, rest) = path.steps().split_at(last + 1);
                    let to = super::Path::new(to).0;
                    (super::Path::new(rest).0, self.cells.id(CellKind::Input(Root::Parameter(*parameter), to)))
                }
                _ => (*path, CellId(*parameter)),
            };
            let before = state.get(cell).cloned().unwrap_or_else(|| super::state::initial(self.cells.kind(cell)));
            state.set(cell, before.written(path.steps(), &Tree::taint(taint), false));
        }
        state
    }

    fn is_box_local(&self, local: u32) -> bool {
        super::types::is_box(self.engine.program, self.body.locals[local as usize].type_id)
    }

    fn statement(&mut self, state: &mut State, kind: &StatementKind) {
        match kind {
            StatementKind::Assign(place, rvalue) => {
                let value = self.rvalue(state, rvalue);
                self.assign(state, place, &value);
            }
            StatementKind::Unknown { places, .. } => self.mingle(state, places),
        }
    }

    /// What was not understood: each place may flow to each local that is named.
    fn mingle(&mut self, state: &mut State, places: &[crate::ir::Place]) {
        let mut all = Tree::BOTTOM;
        for place in places {
            let value = self.read_place(state, place);
            all = all.join(&self.collapse(state, &value));
        }
        for place in places {
            let whole = crate::ir::Place::local(place.local);
            let before = self.read_place(state, &whole);
            self.assign(state, &whole, &before.join(&all));
        }
    }

    fn terminator(&mut self, state: &mut State, block: u32, kind: &TerminatorKind, span: Option<Span>) {
        match kind {
            TerminatorKind::Call { callee, arguments, destination, .. } => {
                self.call_site(state, block, callee, arguments, destination, span);
            }
            TerminatorKind::Drop { place, .. } => {
                self.drop_value(state, block, place, span);
                if place.projections.is_empty() {
                    state.forget(CellId(place.local.0));
                }
            }
            TerminatorKind::Yield { value, resumed, .. } => {
                self.operand(state, value);
                self.assign(state, resumed, &Tree::BOTTOM);
            }
            TerminatorKind::Switch { on: Operand::Move(place), .. } if place.projections.is_empty() => {
                state.forget(CellId(place.local.0));
            }
            TerminatorKind::Unknown { places, .. } => self.mingle(state, places),
            _ => {}
        }
    }
}

/// How control goes through a body.
struct ControlFlow {
    /// The blocks in reverse post-order.
    order: Vec<u32>,
    /// Where each block is in it.
    position: Vec<u32>,
    /// How many ways lead into each block.
    predecessors: Vec<u32>,
    /// Which of the blocks, in this order, may come again.
    is_in_loop: Vec<bool>,
    live: Live,
}

impl ControlFlow {
    fn new(body: &Body) -> ControlFlow {
        let count = body.blocks.len();
        let mut predecessors = vec![0_u32; count];
        let mut position = vec![0_u32; count];
        let mut order = Vec::with_capacity(count);
        if count > 0 {
            predecessors[0] = 1;
            let mut is_seen = vec![false; count];
            is_seen[0] = true;
            let mut stack = vec![(0_u32, body.blocks[0].terminator.kind.successors(), 0_usize)];
            while let Some((block, successors, next)) = stack.last_mut() {
                let Some(successor) = successors.get(*next) else {
                    order.push(*block);
                    stack.pop();
                    continue;
                };
                *next += 1;
                let successor = successor.0;
                predecessors[successor as usize] += 1;
                if !is_seen[successor as usize] {
                    is_seen[successor as usize] = true;
                    stack.push((successor, body.blocks[successor as usize].terminator.kind.successors(), 0));
                }
            }
        }
        order.reverse();
        for (at, block) in (0..).zip(&order) {
            position[*block as usize] = at;
        }
        let mut is_in_loop = vec![false; order.len()];
        for (at, block) in order.iter().enumerate() {
            for next in body.blocks[*block as usize].terminator.kind.successors() {
                let to = position[next.0 as usize] as usize;
                if to <= at {
                    is_in_loop[to..=at].fill(true);
                }
            }
        }
        ControlFlow { order, position, predecessors, is_in_loop, live: Live::new(body) }
    }
}
