//! Spans inside macros, moved to what the user wrote.
//!
//! What a macro expands to has the macro's own span, in the standard library's source or elsewhere; only what the user
//! handed to it keeps the user's. So a span outside the function is replaced by that of the nearest operand inside.

use crate::ir::{Block, Callee, Local, LocalId, Operand, Place, Rvalue, Span, StatementKind, TerminatorKind};

/// Moves the spans of `blocks` for which `is_own` does not hold; `whole` is the last resort.
pub(super) fn move_spans(blocks: &mut [Block], locals: &[Local], whole: Option<Span>, is_own: impl Fn(Span) -> bool) {
    let own = |span: Option<Span>| span.filter(|it| is_own(*it));
    let of_local = |LocalId(local): LocalId| own(locals.get(local as usize).and_then(|it| it.span));
    let before = predecessors(blocks);
    // The last span of the user's in each block, for blocks after it that have none.
    let mut lasts: Vec<Option<Span>> = vec![None; blocks.len()];
    for (number, block) in blocks.iter_mut().enumerate() {
        let is_all_own =
            block.statements.iter().all(|it| own(it.span).is_some()) && own(block.terminator.span).is_some();
        if is_all_own {
            lasts[number] = block.terminator.span;
            continue;
        }
        let mut spans: Vec<Option<Span>> = Vec::with_capacity(block.statements.len() + 1);
        for statement in &block.statements {
            let place = match &statement.kind {
                StatementKind::Assign(_, rvalue) => operand_of(rvalue),
                StatementKind::Unknown { places, .. } => places.first(),
            };
            spans.push(own(statement.span).or_else(|| of_local(place?.local)));
        }
        let at_end = match &block.terminator.kind {
            TerminatorKind::Call { callee, arguments, .. } => {
                let value = match callee {
                    Callee::Value(value) => Some(value),
                    Callee::Function(_) => None,
                };
                arguments.iter().chain(value).filter_map(place_of).find_map(|it| of_local(it.local))
            }
            TerminatorKind::Switch { on, .. } => place_of(on).and_then(|it| of_local(it.local)),
            TerminatorKind::Drop { place, .. } => of_local(place.local),
            _ => None,
        };
        spans.push(own(block.terminator.span).or(at_end));
        // What is left takes the nearest before it, else after it.
        let mut last = None;
        for span in &mut spans {
            last = span.or(last);
            *span = last;
        }
        lasts[number] = last.or_else(|| lasts[before[number]?]);
        let mut next = lasts[number].or(whole);
        for span in spans.iter_mut().rev() {
            next = span.or(next);
            *span = next;
        }
        for (statement, span) in block.statements.iter_mut().zip(&spans) {
            if statement.span.is_some() {
                statement.span = span.or(statement.span);
            }
        }
        if block.terminator.span.is_some() {
            block.terminator.span = spans.last().copied().flatten().or(block.terminator.span);
        }
    }
}

/// For each block the first one that leads to it, if one before it does.
fn predecessors(blocks: &[Block]) -> Vec<Option<usize>> {
    let mut before = vec![None; blocks.len()];
    for (number, block) in blocks.iter().enumerate() {
        for next in block.terminator.kind.successors() {
            if let Some(slot @ None) = before.get_mut(next.0 as usize).filter(|_| next.0 as usize > number) {
                *slot = Some(number);
            }
        }
    }
    before
}

fn place_of(operand: &Operand) -> Option<&Place> {
    match operand {
        Operand::Copy(place) | Operand::Move(place) => Some(place),
        Operand::Constant(_) => None,
    }
}

fn operand_of(rvalue: &Rvalue) -> Option<&Place> {
    match rvalue {
        Rvalue::Use(it) | Rvalue::Unary(_, it) | Rvalue::Cast(_, it, _) | Rvalue::Repeat(it, _) => place_of(it),
        Rvalue::Reference { place, .. }
        | Rvalue::RawPointer { place, .. }
        | Rvalue::Discriminant(place)
        | Rvalue::Length(place) => Some(place),
        Rvalue::Binary(_, left, right) => place_of(left).or_else(|| place_of(right)),
        Rvalue::Aggregate(_, parts) => parts.iter().find_map(place_of),
        Rvalue::ThreadLocal(_) | Rvalue::Format(_) => None,
    }
}
