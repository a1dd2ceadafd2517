//! A pass's end becomes a summary.
//!
//! Links to the body's own locals lead nowhere outside: what is in them goes along as the reference's own content. Allocations go
//! along where something that callers see leads to them.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::body::{Grown, Pass};
use super::cell::CellKind;
use super::link::{CellId, LinkTarget};
use super::lower::LoweredSanitizer;
use super::path::{Path, Step};
use super::place::Location;
use super::state::{State, initial};
use super::summary::{SinkFlow, Summary, is_as_it_was};
use super::taint::{Origin, Root};
use super::tree::{Child, Tree};
use crate::model::SanitizedPort;

/// The summary of a body that returns in this state, if it does, with what passes before found.
pub(super) fn summary(pass: &mut Pass, at_return: Option<State>, grown: &mut Option<Grown>) -> Summary {
    let mut summary = Summary::default();
    let limit = pass.limits.maximum_tree_depth;
    let nodes = pass.limits.maximum_tree_width;
    if let Some(state) = at_return {
        let result = state.get(CellId(0)).cloned().unwrap_or_default();
        summary.result = exported(pass, &state, &result).limited(limit).narrowed(nodes);
        for number in pass.body.locals.len()..pass.cells.kinds().len() {
            let cell = CellId(number as u32);
            let kind = pass.cells.kind(cell);
            if let (CellKind::Input(..), Some(content)) = (kind, state.get(cell)) {
                let content = content.clone();
                if content != initial(kind) {
                    let content = exported(pass, &state, &content).limited(limit).narrowed(nodes);
                    summary.effects.push((cell, content));
                }
            }
        }
        heap(pass, &state, &mut summary, limit);
    } else {
        // A function that never returns still writes to statics.
        heap(pass, &State::default(), &mut summary, limit);
    }
    let before = grown.take();
    if let Some(before) = &before {
        grow(pass, &mut summary, before);
    }
    summary.sinks = limited_sinks(pass, before.map(|it| it.sinks).unwrap_or_default());
    summary.invocations = pass.invocations.values().cloned().collect();
    if pass.known.is_growing {
        *grown = Some(Grown {
            cells: pass.cells.clone(),
            invocations: std::mem::take(&mut pass.invocations),
            result: summary.result.clone(),
            effects: summary.effects.clone(),
            sinks: summary.sinks.clone(),
        });
    }
    summary.cells = pass.cells.kinds().to_vec();
    forget_own_allocations(&mut summary);
    declare(pass, &mut summary);
    without_unused_cells(summary)
}

/// Joins what passes before found into a summary.
fn grow(pass: &Pass, summary: &mut Summary, before: &Grown) {
    let limits = pass.limits;
    let join = |before: &Tree, now: &Tree| {
        before.join(now).limited(limits.maximum_tree_depth).narrowed(limits.maximum_tree_width)
    };
    summary.result = join(&before.result, &summary.result);
    let mut effects: BTreeMap<CellId, Tree> = summary.effects.drain(..).collect();
    for (cell, content) in &before.effects {
        let now = effects.remove(cell).unwrap_or_else(|| initial(pass.cells.kind(*cell)));
        effects.insert(*cell, join(content, &now));
    }
    let is_known = |cell: &CellId| before.effects.iter().any(|(own, _)| own == cell);
    for (cell, content) in &mut effects {
        if !is_known(cell) {
            *content = join(&initial(pass.cells.kind(*cell)), content);
        }
    }
    let is_of_caller = |cell: CellId| matches!(pass.cells.kind(cell), CellKind::Input(..));
    // In the order in which a first pass has them: what callers lead to, then allocations and statics.
    let (of_caller, others): (Vec<_>, Vec<_>) = effects.into_iter().partition(|(cell, _)| is_of_caller(*cell));
    summary.effects = of_caller.into_iter().chain(others).collect();
}

/// The summary with those cells alone that it speaks of: what a body needs for a moment is nobody else's concern.
fn without_unused_cells(mut summary: Summary) -> Summary {
    let mut is_used = vec![false; summary.cells.len()];
    let of_invocations = summary.invocations.iter().flat_map(|invocation| &invocation.arguments);
    let of_effects = summary.effects.iter().map(|(_, tree)| tree);
    for tree in of_invocations.chain(of_effects).chain([&summary.result]) {
        tree.visit(&mut Vec::new(), &mut |_, node| {
            for cell in node.links.iter().filter_map(super::Link::cell) {
                is_used[cell.0 as usize] = true;
            }
        });
    }
    for (cell, _) in &summary.effects {
        is_used[cell.0 as usize] = true;
    }
    let mut count = 0;
    let number = |is_used: &bool| {
        let own = CellId(count);
        count += u32::from(*is_used);
        own
    };
    let cells: Vec<CellId> = is_used.iter().map(number).collect();
    let mut used = is_used.iter();
    summary.cells.retain(|_| used.next().copied().unwrap_or_default());
    summary.result = relinked(&summary.result, &cells);
    for (cell, tree) in &mut summary.effects {
        *cell = cells[cell.0 as usize];
        *tree = relinked(tree, &cells);
    }
    for tree in summary.invocations.iter_mut().flat_map(|invocation| &mut invocation.arguments) {
        *tree = relinked(tree, &cells);
    }
    summary
}

/// Nobody puts anything into allocations that stay inside.
fn forget_own_allocations(summary: &mut Summary) {
    let cells = &summary.cells;
    if !cells.iter().any(|kind| matches!(kind, CellKind::Heap(..))) {
        return;
    }
    let kinds = summary.effects.iter().map(|(cell, _)| cells[cell.0 as usize]);
    let given: FxHashSet<Root> = kinds
        .filter_map(|kind| match kind {
            CellKind::Heap(block, number) => Some(Root::Heap(block, number)),
            _ => None,
        })
        .collect();
    let is_kept = |root: Root| !matches!(root, Root::Heap(..)) || given.contains(&root);
    let keep = |tree: &Tree| {
        tree.map_taints(&mut |taint| match taint.origin {
            Origin::Input { root, .. } if !is_kept(root) => None,
            _ => Some(taint.clone()),
        })
    };
    summary.result = keep(&summary.result);
    summary.effects.retain(|(cell, _)| match cells[cell.0 as usize] {
        CellKind::Input(root, _) => is_kept(root),
        _ => true,
    });
    summary.effects.iter_mut().for_each(|(_, tree)| *tree = keep(tree));
    summary.sinks.retain(|flow| is_kept(flow.root));
    for invocation in &mut summary.invocations {
        invocation.arguments.iter_mut().for_each(|tree| *tree = keep(tree));
    }
}

/// Adds allocations that the summary's trees lead to, and statics.
fn heap(pass: &mut Pass, state: &State, summary: &mut Summary, limit: u8) {
    let nodes = pass.limits.maximum_tree_width;
    let mut wanted: Vec<CellId> = Vec::new();
    let mut seen: FxHashSet<CellId> = FxHashSet::default();
    let statics: Vec<CellId> =
        pass.heap.keys().copied().filter(|cell| matches!(pass.cells.kind(*cell), CellKind::Static(_))).collect();
    wanted.extend(statics);
    let of_trees = summary.effects.iter().map(|(_, tree)| tree).chain([&summary.result]);
    let of_invocations = pass.invocations.values().flat_map(|invocation| &invocation.arguments);
    for tree in of_trees.chain(of_invocations) {
        allocations(&pass.cells, tree, &mut wanted);
    }
    wanted.sort_unstable();
    let mut effects = Vec::new();
    let mut at = 0;
    while at < wanted.len() {
        let cell = wanted[at];
        at += 1;
        if !seen.insert(cell) {
            continue;
        }
        let content = pass.heap.get(&cell).cloned().unwrap_or_default();
        let content = exported(pass, state, &content).limited(limit).narrowed(nodes);
        allocations(&pass.cells, &content, &mut wanted);
        effects.push((cell, content));
    }
    effects.sort_by_key(|(cell, _)| *cell);
    summary.effects.append(&mut effects);
}

fn allocations(cells: &super::cell::Cells, tree: &Tree, wanted: &mut Vec<CellId>) {
    tree.visit(&mut Vec::new(), &mut |_, node| {
        wanted.extend(node.links.iter().filter_map(|link| match link.target {
            LinkTarget::Place(cell, _) if matches!(cells.kind(cell), CellKind::Heap(..) | CellKind::Own(..)) => {
                Some(cell)
            }
            _ => None,
        }));
    });
}

/// A tree without links to the body's own locals.
pub(super) fn exported(pass: &mut Pass, state: &State, tree: &Tree) -> Tree {
    export(pass, state, tree, 0)
}

fn export(pass: &mut Pass, state: &State, tree: &Tree, depth: u8) -> Tree {
    let Some(node) = tree.node().filter(|node| node.has_places) else { return tree.clone() };
    if let Some(done) = pass.memory.exported(state, tree, depth) {
        return done;
    }
    let (mut links, mut children) = (Vec::new(), Vec::new());
    let mut local = Tree::BOTTOM;
    let mut vague = Tree::BOTTOM;
    for link in &node.links {
        let LinkTarget::Place(cell, path) = link.target else {
            links.push(*link);
            continue;
        };
        match pass.cells.kind(cell) {
            CellKind::Local(_) | CellKind::Scratch(..) if depth < 4 => {
                let content = pass.read_at(state, &Location { cell, path, is_exact: link.is_exact });
                let content = export(pass, state, &content, depth + 1);
                if link.is_exact {
                    local = local.join(&content);
                } else {
                    vague = vague.join(&content.flattened());
                }
            }
            CellKind::Local(_) | CellKind::Scratch(..) => {}
            _ => links.push(*link),
        }
    }
    for child in &node.children {
        let tree = export(pass, state, &child.tree, depth);
        children.push(Child { tree, ..child.clone() });
    }
    let result = Tree::rebuilt(node.taints.clone(), links, children).join(&local.under(Step::DEREF)).join(&vague);
    pass.memory.put_exported(state, tree, depth, &result);
    result
}

/// The sinks of the body. Where one sink is reached from more ways into one input than may be told apart, from what they have in
/// common. What passes before found is kept, and covers what they took together.
fn limited_sinks(pass: &Pass, before: Vec<SinkFlow>) -> Vec<SinkFlow> {
    let mut groups: BTreeMap<_, Vec<&SinkFlow>> = BTreeMap::new();
    let is_covered = |flow: &SinkFlow| {
        let covers = |other: &SinkFlow| {
            other.path.is_prefix_of(&flow.path)
                && (other.root, other.kind, &other.excluded, other.leaf())
                    == (flow.root, flow.kind, &flow.excluded, flow.leaf())
        };
        before.iter().any(covers)
    };
    for flow in before.iter().chain(pass.sinks.values().filter(|flow| !is_covered(flow))) {
        groups.entry((flow.root, flow.kind, flow.excluded.clone(), flow.leaf())).or_default().push(flow);
    }
    let mut kept: Vec<SinkFlow> = Vec::new();
    for flows in groups.into_values() {
        let shortest = flows.iter().min_by_key(|flow| flow.trace.steps().count()).copied();
        match shortest {
            Some(shortest) if flows.len() > pass.limits.maximum_sinks => {
                let start = shortest.path.steps();
                let length = flows.iter().fold(start.len(), |length, flow| {
                    let steps = flow.path.steps().iter().zip(&start[..length]);
                    steps.take_while(|(left, right)| left == right).count()
                });
                kept.push(SinkFlow { path: Path::new(&start[..length]).0, ..shortest.clone() });
            }
            _ => kept.extend(flows.into_iter().cloned()),
        }
    }
    let is_new = |flow: &SinkFlow| !before.iter().any(|own| own.key() == flow.key());
    let mut kept = nearest_sinks(kept, pass.limits.maximum_leaves, is_new);
    kept.sort_by_key(SinkFlow::key);
    kept
}

/// The sinks without those that are further away than so many others of their kind that the same input reaches: who gets to one of these
/// gets to those.
fn nearest_sinks(flows: Vec<SinkFlow>, maximum: usize, is_new: impl Fn(&SinkFlow) -> bool) -> Vec<SinkFlow> {
    let mut groups: BTreeMap<_, Vec<SinkFlow>> = BTreeMap::new();
    for flow in flows {
        groups.entry((flow.root, flow.kind, flow.excluded.clone())).or_default().push(flow);
    }
    let mut all: Vec<SinkFlow> = Vec::new();
    for mut flows in groups.into_values() {
        if flows.len() <= maximum {
            all.append(&mut flows);
            continue;
        }
        flows.sort_by_cached_key(|flow| (is_new(flow), flow.trace.steps().count(), flow.key()));
        for flow in flows.split_off(maximum) {
            let common = |own: &SinkFlow| {
                let steps = own.path.steps().iter().zip(flow.path.steps());
                steps.take_while(|(left, right)| left == right).count()
            };
            let is_covered = |own: &&mut SinkFlow| own.path.is_prefix_of(&flow.path);
            let near = match flows.iter_mut().find(is_covered) {
                Some(near) => near,
                None => {
                    let (length, at) = (0..flows.len())
                        .map(|at| (common(&flows[at]), std::cmp::Reverse(at)))
                        .max()
                        .unwrap_or_default();
                    let near = &mut flows[at.0];
                    near.path = Path::new(&near.path.steps()[..length]).0;
                    near
                }
            };
            near.absorb(&flow.way);
        }
        all.append(&mut flows);
    }
    all
}

/// Adds what is declared of the function, and applies its sanitizers.
fn declare(pass: &mut Pass, summary: &mut Summary) {
    let Some(declared) = pass.engine.declared(pass.function) else { return };
    let more = translated(pass, &declared.summary);
    if declared.is_trusted {
        *summary = Summary { cells: pass.cells.kinds().to_vec(), ..Summary::default() };
    }
    if declared.is_opaque {
        closed(summary);
    }
    summary.result = summary.result.join(&more.result);
    for (cell, tree) in more.effects {
        match summary.effects.iter_mut().find(|(own, _)| *own == cell) {
            Some((_, own)) => *own = own.join(&tree),
            None => summary.effects.push((cell, tree)),
        }
    }
    let offset = summary.invocations.len() as u32;
    debug_assert!(more.invocations.is_empty() || offset == 0, "a declared call is of a function without body");
    summary.invocations.extend(more.invocations);
    summary.sinks.extend(more.sinks);
    summary.cells = pass.cells.kinds().to_vec();
    for sanitizer in &declared.sanitizers {
        sanitize(summary, sanitizer);
    }
}

/// Takes out of a summary what leads from parameters to where callers see it.
fn closed(summary: &mut Summary) {
    let own = |taint: &super::Taint| matches!(taint.origin, Origin::Source(_)).then(|| taint.clone());
    summary.result = summary.result.map_taints(&mut |taint| own(taint));
    for (cell, tree) in &mut summary.effects {
        let kind = summary.cells[cell.0 as usize];
        *tree = initial(kind).join(&tree.map_taints(&mut |taint| own(taint)));
    }
    summary.invocations.clear();
}

/// The declared summary with this pass's cells.
fn translated(pass: &mut Pass, declared: &Summary) -> Summary {
    let cells: Vec<CellId> = declared.cells.iter().map(|kind| pass.cells.id(*kind)).collect();
    let tree = |tree: &Tree| relinked(tree, &cells);
    Summary {
        cells: Vec::new(),
        result: tree(&declared.result),
        effects: declared.effects.iter().map(|(cell, it)| (cells[cell.0 as usize], tree(it))).collect(),
        sinks: declared.sinks.clone(),
        invocations: declared.invocations.clone(),
        is_partial: false,
    }
}

fn relinked(tree: &Tree, cells: &[CellId]) -> Tree {
    let Some(node) = tree.node().filter(|node| node.has_places) else { return tree.clone() };
    let link = |link: &super::Link| {
        let target = match link.target {
            LinkTarget::Place(cell, path) => LinkTarget::Place(cells[cell.0 as usize], path),
            other => other,
        };
        super::Link { target, ..*link }
    };
    let children = node.children.iter().map(|child| Child { tree: relinked(&child.tree, cells), ..child.clone() });
    Tree::rebuilt(node.taints.clone(), node.links.iter().map(link).collect(), children.collect())
}

/// Takes out of a summary what a sanitizer stops.
pub(super) fn sanitize(summary: &mut Summary, sanitizer: &LoweredSanitizer) {
    let kinds = &sanitizer.kinds;
    let of_results = |summary: &mut Summary, change: &mut dyn FnMut(&super::Taint) -> Option<super::Taint>| {
        summary.result = summary.result.map_taints(&mut |taint| change(taint));
        for (cell, tree) in &mut summary.effects {
            // What a cell held before is not what flows.
            let kind = summary.cells[cell.0 as usize];
            let is_kept = |taint: &super::Taint| is_as_it_was(kind, taint);
            *tree = tree.map_taints(&mut |taint| if is_kept(taint) { Some(taint.clone()) } else { change(taint) });
        }
    };
    let is_source = |taint: &super::Taint| matches!(taint.origin, Origin::Source(_));
    let stops_source = |taint: &super::Taint| match taint.origin {
        Origin::Source(kind) => sanitizer.is_total() || kinds.sources.contains(kind),
        Origin::Input { .. } => sanitizer.is_total(),
    };
    if matches!(sanitizer.at, SanitizedPort::All | SanitizedPort::Return) {
        of_results(summary, &mut |taint| {
            if is_source(taint) && stops_source(taint) { None } else { Some(taint.clone().excluding(kinds)) }
        });
    }
    if matches!(sanitizer.at, SanitizedPort::All | SanitizedPort::Flow) {
        summary.result = summary.result.map_taints(&mut |taint| {
            if is_source(taint) {
                return Some(taint.clone());
            }
            if sanitizer.is_total() { None } else { Some(taint.clone().excluding(kinds)) }
        });
    }
    let stops_at = |flow: &SinkFlow| match sanitizer.at {
        SanitizedPort::All => true,
        SanitizedPort::Parameter(number) => {
            let is_within = sanitizer.within.is_none_or(|step| flow.path.steps().first() == Some(&step));
            flow.root == Root::Parameter(number) && is_within
        }
        SanitizedPort::Return | SanitizedPort::Flow => false,
    };
    summary.sinks.retain_mut(|flow| {
        if !stops_at(flow) {
            return true;
        }
        if sanitizer.is_total() || kinds.sinks.contains(flow.kind) {
            return false;
        }
        if !kinds.sources.is_empty() {
            let own = flow.excluded.as_deref().cloned().unwrap_or_default();
            let sources = own.sources.iter().chain(kinds.sources.iter()).collect();
            flow.excluded = Some(std::sync::Arc::new(super::Exclusions { sources, ..own }));
        }
        true
    });
}
