//! What holds of every crate, so that those who read one need not ask.

use super::{Aggregate, BlockId, Body, BodyId, Crate, ImplId, LocalId, Rvalue, StatementKind};

impl Crate {
    /// What is wrong with the crate, if it names bodies, impl blocks, blocks or locals that it does not have, or parts of one
    /// thing do not fit together. The crates that this package reads have no fault.
    pub fn fault(&self) -> Option<&'static str> {
        let has_body = |BodyId(id): BodyId| (id as usize) < self.bodies.len();
        let items = self.impls.iter().flat_map(|it| it.items.iter());
        let defaults = self.traits.iter().flat_map(|it| it.defaults.iter());
        if !items.chain(defaults).all(|(_, body)| has_body(*body)) {
            return Some("an impl block or trait has an item without body");
        }
        let has_impl = |ImplId(id): ImplId| (id as usize) < self.impls.len();
        if !self.bodies.iter().filter_map(|it| it.in_impl).all(has_impl) {
            return Some("a body is in an impl block that is missing");
        }
        self.bodies.iter().find_map(Body::fault)
    }
}

impl Body {
    fn fault(&self) -> Option<&'static str> {
        if self.locals.len() <= self.parameters as usize {
            return Some("a body has fewer locals than parameters");
        }
        for block in &self.blocks {
            let mut has_all = true;
            block.for_each_local(|LocalId(local)| has_all &= (local as usize) < self.locals.len());
            if !has_all {
                return Some("a local is missing");
            }
            let has_block = |BlockId(next): BlockId| (next as usize) < self.blocks.len();
            if !block.terminator.kind.successors().into_iter().all(has_block) {
                return Some("a block is missing");
            }
            for statement in &block.statements {
                let StatementKind::Assign(_, rvalue) = &statement.kind else { continue };
                match rvalue {
                    Rvalue::Aggregate(Aggregate::Adt { fields, .. }, operands) if fields.len() != operands.len() => {
                        return Some("a struct has not as many operands as fields");
                    }
                    Rvalue::Format(template) if template.parts.len() != template.arguments.len() + 1 => {
                        return Some("a format string has not one part more than arguments");
                    }
                    _ => {}
                }
            }
        }
        None
    }
}
