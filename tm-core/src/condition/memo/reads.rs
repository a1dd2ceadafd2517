//! What decides the answer of a condition, told from its text alone.

use tm_schema::ValueType;

use super::Pattern;
use super::codes::{Codes, UNCODED};
use crate::condition::expr::{Atom, Expr, ExprKind, ListPath, Operand, Path, Role, Slot};
use crate::condition::truth::known;
use crate::model::{Target, Value};

/// Whether the code of such a list tells what is in it.
fn is_coded(slot: &Slot) -> bool {
    matches!(slot.first().get().value, ValueType::Members(_))
}

/// Of more members than this nobody asks twice the same.
const MAX_SEATS: usize = 16;

/// The values that a condition reads.
#[derive(Clone, Debug, Default)]
pub(in crate::condition) struct Reads {
    /// Whether it looks at the ends of a flow.
    reads_ends: bool,
    /// Single values, by the seat of what they are read of.
    values: Vec<(usize, Slot)>,
    lists: Vec<List>,
}

/// A list, and what is read of its members.
#[derive(Clone, Debug)]
struct List {
    owner: usize,
    slot: Slot,
    values: Vec<Slot>,
}

/// The seats that are always taken.
const TARGET: usize = 0;
const SOURCE: usize = 1;
const SINK: usize = 2;

impl Reads {
    /// What `expr` reads, if that is single values of the target, of its ends and of members of their lists only.
    pub(in crate::condition) fn of(expr: &Expr) -> Option<Reads> {
        let mut reads = Reads::default();
        reads.gather(expr, None)?;
        Some(reads)
    }

    /// `list` is the one whose member the inner variable is.
    fn gather(&mut self, expr: &Expr, list: Option<usize>) -> Option<()> {
        match &expr.kind {
            ExprKind::Constant(_) => Some(()),
            ExprKind::Not(part) => self.gather(part, list),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().try_for_each(|part| self.gather(part, list)),
            ExprKind::Atom(Atom::Compare { left, right, .. }) => {
                self.operand(left, list)?;
                self.operand(right, list)
            }
            ExprKind::Atom(Atom::Among { item, .. }) => self.operand(item, list),
            ExprKind::Atom(Atom::Lists { list: path, item, .. }) if is_coded(&path.slot) => {
                self.value(&path.object, path.slot, list)?;
                self.operand(item, list)
            }
            ExprKind::Atom(Atom::OfClass { object, .. }) => match object {
                Path { variable: 0, .. } => self.seat(object).map(|_| ()),
                Path { steps, .. } => steps.is_empty().then_some(()),
            },
            ExprKind::Quantified { list: path, body, .. } if list.is_none() => {
                let list = self.list(path)?;
                self.gather(body, Some(list))
            }
            ExprKind::Counted { list: path, filter, .. } if list.is_none() => {
                let list = self.list(path)?;
                filter.as_ref().map_or(Some(()), |filter| self.gather(filter, Some(list)))
            }
            ExprKind::Quantified { .. } | ExprKind::Counted { .. } | ExprKind::Atom(_) => None,
        }
    }

    fn operand(&mut self, operand: &Operand, list: Option<usize>) -> Option<()> {
        let Operand::Read { object, slot, .. } = operand else { return Some(()) };
        self.value(object, *slot, list)
    }

    /// `slot` of what `object` leads to.
    fn value(&mut self, object: &Path, slot: Slot, list: Option<usize>) -> Option<()> {
        if slot.role != Role::Value {
            return None;
        }
        if object.variable == 0 {
            let read = (self.seat(object)?, slot);
            if !self.values.contains(&read) {
                self.values.push(read);
            }
            return Some(());
        }
        let values = &mut self.lists[list?].values;
        if !object.steps.is_empty() {
            return None;
        }
        if !values.contains(&slot) {
            values.push(slot);
        }
        Some(())
    }

    fn list(&mut self, path: &ListPath) -> Option<usize> {
        if path.object.variable > 0 {
            return None;
        }
        let owner = self.seat(&path.object)?;
        let known = self.lists.iter().position(|it| it.owner == owner && it.slot == path.slot);
        Some(known.unwrap_or_else(|| {
            self.lists.push(List { owner, slot: path.slot, values: Vec::new() });
            self.lists.len() - 1
        }))
    }

    /// The seat of what a path from the target leads to.
    fn seat(&mut self, object: &Path) -> Option<usize> {
        let seat = match &*object.steps {
            [] => TARGET,
            [step] if step.role == Role::Source => SOURCE,
            [step] if step.role == Role::Sink => SINK,
            _ => return None,
        };
        self.reads_ends |= seat != TARGET;
        Some(seat)
    }

    /// All that the answer for `target` depends on; `None` if that is more than is worth remembering.
    pub(super) fn pattern(&self, codes: &Codes<'_>, target: Target, pattern: &mut Pattern) -> Option<()> {
        let Pattern { seats, codes: written } = pattern;
        seats.clear();
        written.clear();
        seats.push(target);
        if self.reads_ends {
            seats.extend(match target {
                Target::Dataflow(id) => {
                    let flow = codes.model().dataflow(id);
                    [flow.source, flow.sink].map(Target::Element)
                }
                // It has no ends, and its class says so.
                _ => [target, target],
            });
        }
        for list in &self.lists {
            let owner = seats[list.owner];
            let row = codes.row(owner);
            written.push(row.code(&list.slot));
            let list_of = |attribute| known(codes.model(), (owner, attribute));
            let members = match list.slot.of(row.class).and_then(list_of).map(|known| &known.value) {
                Some(Value::Many(members)) => members.as_slice(),
                Some(Value::Texts(_) | Value::Ints(_) | Value::Members(_)) => return None,
                _ => &[],
            };
            if seats.len() + members.len() > MAX_SEATS {
                return None;
            }
            written.push(members.len() as u16);
            for member in members {
                seats.push(*member);
                let row = codes.row(*member);
                written.extend(list.values.iter().map(|slot| row.code(slot)));
            }
        }
        written.extend(self.values.iter().map(|(seat, slot)| codes.row(seats[*seat]).code(slot)));
        // Which of them are the same, and in what order: of equally good reasons the first is told.
        for seat in seats.iter() {
            written.push(codes.row(*seat).class as u16);
            written.push(seats.iter().filter(|other| *other < seat).count() as u16);
        }
        (!written.contains(&UNCODED)).then_some(())
    }
}
