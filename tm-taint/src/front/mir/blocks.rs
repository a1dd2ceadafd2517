//! Fewer blocks: without cleanup, without what is never reached, without empty ones, numbered in order.
//!
//! ```text
//! bb0: _1 = a; goto bb4          bb0: _1 = a; _2 = f() -> bb1
//! bb2: return                    bb1: return
//! bb4: _2 = f() -> bb5
//! bb5: goto bb2
//! ```

use std::collections::HashMap;

use crate::ir::{Block, BlockId, Terminator, TerminatorKind};

/// `raw` has the compiler's numbers, and in targets also those of cleanup blocks, which it lacks.
pub(super) fn simplified(raw: Vec<(u32, Block)>) -> Vec<Block> {
    let index_of: HashMap<u32, usize> = raw.iter().enumerate().map(|(index, (number, _))| (*number, index)).collect();
    let start = index_of.get(&0).copied();
    let mut blocks: Vec<Option<Block>> = raw.into_iter().map(|(_, block)| Some(block)).collect();
    let Some(start) = start else { return Vec::new() };
    for block in blocks.iter_mut().flatten() {
        retarget(&mut block.terminator, &|BlockId(number)| index_of.get(&number).map(|it| BlockId(*it as u32)));
    }
    let through: Vec<usize> = (0..blocks.len()).map(|from| end_of_gotos(&blocks, from)).collect();
    for block in blocks.iter_mut().flatten() {
        retarget(&mut block.terminator, &|BlockId(index)| Some(BlockId(through[index as usize] as u32)));
    }
    let start = through[start];
    merge(&mut blocks, start);
    numbered(blocks, start)
}

/// Gives each target another; one without has none: a call does not return, others end.
fn retarget(terminator: &mut Terminator, to: &impl Fn(BlockId) -> Option<BlockId>) {
    let is_lost = match &mut terminator.kind {
        TerminatorKind::Goto(next) | TerminatorKind::Drop { next, .. } | TerminatorKind::Yield { next, .. } => {
            match to(*next) {
                Some(it) => {
                    *next = it;
                    false
                }
                None => true,
            }
        }
        TerminatorKind::Switch { cases, otherwise, .. } => {
            let kept = cases.iter().filter_map(|(value, next)| Some((*value, to(*next)?))).collect();
            *cases = kept;
            *otherwise = otherwise.and_then(to);
            false
        }
        TerminatorKind::Call { next, .. } => {
            *next = next.and_then(to);
            false
        }
        TerminatorKind::Unknown { next, .. } => {
            *next = next.iter().filter_map(|it| to(*it)).collect();
            false
        }
        TerminatorKind::Return | TerminatorKind::Unreachable => false,
    };
    if is_lost {
        terminator.kind = TerminatorKind::Unreachable;
    }
}

/// Where control comes from `from` through empty blocks.
fn end_of_gotos(blocks: &[Option<Block>], from: usize) -> usize {
    let mut at = from;
    for _ in 0..blocks.len() {
        match &blocks[at] {
            Some(Block { statements, terminator: Terminator { kind: TerminatorKind::Goto(BlockId(next)), .. } })
                if statements.is_empty() =>
            {
                at = *next as usize;
            }
            _ => return at,
        }
    }
    // A loop of nothing.
    from
}

/// Puts a block behind the only one that leads to it.
fn merge(blocks: &mut [Option<Block>], start: usize) {
    let mut predecessors = vec![0u32; blocks.len()];
    predecessors[start] = 1;
    for index in reachable(blocks, start) {
        for BlockId(next) in blocks[index].iter().flat_map(|it| it.terminator.kind.successors()) {
            predecessors[next as usize] += 1;
        }
    }
    for index in reachable(blocks, start) {
        let Some(mut block) = blocks[index].take() else { continue };
        let mut statements = Vec::from(std::mem::take(&mut block.statements));
        while let TerminatorKind::Goto(BlockId(next)) = block.terminator.kind {
            let next = next as usize;
            if predecessors[next] != 1 || next == start {
                break;
            }
            let Some(follower) = blocks[next].take() else { break };
            statements.extend(follower.statements);
            block.terminator = follower.terminator;
        }
        block.statements = statements.into();
        blocks[index] = Some(block);
    }
}

/// The blocks that control may come to, each before those that only it leads to.
fn reachable(blocks: &[Option<Block>], start: usize) -> Vec<usize> {
    let mut is_seen = vec![false; blocks.len()];
    let mut order = Vec::new();
    let mut open = vec![start];
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut is_seen[index], true) {
            continue;
        }
        order.push(index);
        let next = blocks[index].iter().flat_map(|it| it.terminator.kind.successors());
        let at = open.len();
        open.extend(next.map(|it| it.0 as usize));
        open[at..].reverse();
    }
    order
}

fn numbered(mut blocks: Vec<Option<Block>>, start: usize) -> Vec<Block> {
    let order = reachable(&blocks, start);
    let mut number_of = vec![0u32; blocks.len()];
    for (number, index) in order.iter().enumerate() {
        number_of[*index] = number as u32;
    }
    let mut numbered: Vec<Block> = order.iter().filter_map(|index| blocks[*index].take()).collect();
    for block in &mut numbered {
        retarget(&mut block.terminator, &|BlockId(index)| Some(BlockId(number_of[index as usize])));
    }
    numbered
}
