//! What a body names.

use super::{Block, BlockId, Callee, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};

impl TerminatorKind {
    /// The blocks that may come next.
    pub fn successors(&self) -> Vec<BlockId> {
        match self {
            TerminatorKind::Goto(next) | TerminatorKind::Drop { next, .. } | TerminatorKind::Yield { next, .. } => {
                vec![*next]
            }
            TerminatorKind::Switch { cases, otherwise, .. } => {
                cases.iter().map(|(_, it)| *it).chain(*otherwise).collect()
            }
            TerminatorKind::Return | TerminatorKind::Unreachable => Vec::new(),
            TerminatorKind::Call { next, .. } => next.iter().copied().collect(),
            TerminatorKind::Unknown { next, .. } => next.to_vec(),
        }
    }
}

impl Block {
    /// Calls `each` with each local that is named, as often as it is.
    pub fn for_each_local(&self, mut each: impl FnMut(LocalId)) {
        let each = &mut each;
        for statement in &self.statements {
            match &statement.kind {
                StatementKind::Assign(to, rvalue) => {
                    place(to, each);
                    of_rvalue(rvalue, each);
                }
                StatementKind::Unknown { places, .. } => places.iter().for_each(|it| place(it, each)),
            }
        }
        match &self.terminator.kind {
            TerminatorKind::Goto(_) | TerminatorKind::Return | TerminatorKind::Unreachable => {}
            TerminatorKind::Switch { on, .. } => operand(on, each),
            TerminatorKind::Call { callee, arguments, destination, .. } => {
                if let Callee::Value(value) = callee {
                    operand(value, each);
                }
                arguments.iter().for_each(|it| operand(it, each));
                place(destination, each);
            }
            TerminatorKind::Drop { place: dropped, .. } => place(dropped, each),
            TerminatorKind::Yield { value, resumed, .. } => {
                operand(value, each);
                place(resumed, each);
            }
            TerminatorKind::Unknown { places, .. } => places.iter().for_each(|it| place(it, each)),
        }
    }
}

fn place(of: &Place, each: &mut impl FnMut(LocalId)) {
    each(of.local);
    for projection in &of.projections {
        if let Projection::Index(local) = projection {
            each(*local);
        }
    }
}

fn operand(of: &Operand, each: &mut impl FnMut(LocalId)) {
    match of {
        Operand::Copy(it) | Operand::Move(it) => place(it, each),
        Operand::Constant(_) => {}
    }
}

fn of_rvalue(of: &Rvalue, each: &mut impl FnMut(LocalId)) {
    match of {
        Rvalue::Use(it) | Rvalue::Unary(_, it) | Rvalue::Cast(_, it, _) | Rvalue::Repeat(it, _) => operand(it, each),
        Rvalue::Reference { place: it, .. }
        | Rvalue::RawPointer { place: it, .. }
        | Rvalue::Discriminant(it)
        | Rvalue::Length(it) => place(it, each),
        Rvalue::Binary(_, left, right) => {
            operand(left, each);
            operand(right, each);
        }
        Rvalue::Aggregate(_, parts) => parts.iter().for_each(|it| operand(it, each)),
        Rvalue::ThreadLocal(_) | Rvalue::Format(_) => {}
    }
}
