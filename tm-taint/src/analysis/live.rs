//! Which locals may still be read where a block begins.
//!
//! ```text
//! bb0: _2 = &_1; _3 = demo::f(copy _2) -> bb1      live in bb1: _3, and _1, which is borrowed
//! bb1: _0 = move _3; return
//! ```
//!
//! The others are forgotten: bodies have many temporaries, and states should be small. A local that is borrowed anywhere counts as live
//! as long as it is not moved or dropped.

use crate::ir::{BlockId, Body, Callee, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};

/// The live locals of each block, as sets of bits.
#[derive(Debug)]
pub(super) struct Live {
    words: usize,
    sets: Vec<u64>,
    borrowed: Vec<u64>,
}

impl Live {
    /// Goes backwards over a body until nothing changes.
    pub(super) fn new(body: &Body) -> Live {
        let words = body.locals.len().div_ceil(64);
        let count = body.blocks.len();
        let mut live = Live { words, sets: vec![0; words * count], borrowed: vec![0; words] };
        let mut read = vec![0_u64; words * count];
        let mut written = vec![0_u64; words * count];
        for (index, block) in body.blocks.iter().enumerate() {
            let range = index * words..(index + 1) * words;
            let mut uses =
                Uses { read: &mut read[range.clone()], written: &mut written[range], borrowed: &mut live.borrowed };
            for statement in &block.statements {
                uses.statement(&statement.kind);
            }
            uses.terminator(&block.terminator.kind);
        }
        let successors: Vec<Vec<BlockId>> =
            body.blocks.iter().map(|block| block.terminator.kind.successors()).collect();
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            for index in (0..count).rev() {
                for word in 0..words {
                    let after =
                        successors[index].iter().fold(0, |set, next| set | live.sets[next.0 as usize * words + word]);
                    let at = index * words + word;
                    let new = read[at] | after & !written[at];
                    if new != live.sets[at] {
                        live.sets[at] = new;
                        is_changed = true;
                    }
                }
            }
        }
        live
    }

    /// Whether a local may be read in a block or after it.
    pub(super) fn is_live(&self, block: usize, local: u32) -> bool {
        let (word, bit) = (local as usize / 64, local % 64);
        (self.sets[block * self.words + word] | self.borrowed[word]) >> bit & 1 == 1
    }
}

/// What a block reads before it writes it, and what it writes.
struct Uses<'a> {
    read: &'a mut [u64],
    written: &'a mut [u64],
    borrowed: &'a mut [u64],
}

impl Uses<'_> {
    fn see(&mut self, local: LocalId) {
        let (word, bit) = (local.0 as usize / 64, local.0 % 64);
        if self.written[word] >> bit & 1 == 0 {
            self.read[word] |= 1 << bit;
        }
    }

    fn place(&mut self, place: &Place) {
        self.see(place.local);
        for projection in &place.projections {
            if let Projection::Index(local) = projection {
                self.see(*local);
            }
        }
    }

    fn operand(&mut self, operand: &Operand) {
        if let Operand::Copy(place) | Operand::Move(place) = operand {
            self.place(place);
        }
    }

    fn assign(&mut self, place: &Place) {
        if place.projections.is_empty() {
            self.written[place.local.0 as usize / 64] |= 1 << (place.local.0 % 64);
        } else {
            self.place(place);
        }
    }

    fn borrow(&mut self, place: &Place) {
        self.place(place);
        self.borrowed[place.local.0 as usize / 64] |= 1 << (place.local.0 % 64);
    }

    fn statement(&mut self, kind: &StatementKind) {
        match kind {
            StatementKind::Assign(to, rvalue) => {
                match rvalue {
                    Rvalue::Use(operand)
                    | Rvalue::Unary(_, operand)
                    | Rvalue::Cast(_, operand, _)
                    | Rvalue::Repeat(operand, _) => self.operand(operand),
                    Rvalue::Reference { place, .. } | Rvalue::RawPointer { place, .. } => {
                        if matches!(place.projections.first(), Some(Projection::Deref)) {
                            self.place(place);
                        } else {
                            self.borrow(place);
                        }
                    }
                    Rvalue::Discriminant(place) | Rvalue::Length(place) => self.place(place),
                    Rvalue::Binary(_, left, right) => {
                        self.operand(left);
                        self.operand(right);
                    }
                    Rvalue::Aggregate(_, operands) => operands.iter().for_each(|operand| self.operand(operand)),
                    Rvalue::ThreadLocal(_) | Rvalue::Format(_) => {}
                }
                self.assign(to);
            }
            StatementKind::Unknown { places, .. } => places.iter().for_each(|place| self.borrow(place)),
        }
    }

    fn terminator(&mut self, kind: &TerminatorKind) {
        match kind {
            TerminatorKind::Return => self.see(LocalId(0)),
            TerminatorKind::Goto(_) | TerminatorKind::Unreachable => {}
            TerminatorKind::Switch { on, .. } => self.operand(on),
            TerminatorKind::Call { callee, arguments, destination, .. } => {
                if let Callee::Value(operand) = callee {
                    self.operand(operand);
                }
                arguments.iter().for_each(|operand| self.operand(operand));
                self.assign(destination);
            }
            TerminatorKind::Drop { place, .. } => self.place(place),
            TerminatorKind::Yield { value, resumed, .. } => {
                self.operand(value);
                self.assign(resumed);
            }
            TerminatorKind::Unknown { places, .. } => places.iter().for_each(|place| self.borrow(place)),
        }
    }
}
