//! Remembers the answers of a condition: what reads the same values has the same answer.
//!
//! ```text
//! not target.controls.validates_input or not target.controls.sanitizes_input
//!
//! web    (no, assumed) (yes, stated)     evaluated: potential, by the first reading
//! api    (no, assumed) (yes, stated)     the same, by the first reading of `api`
//! ```
//!
//! A model has thousands of elements and few such patterns. This works for conditions on single values of the target and
//! of the ends of a flow, which most are; a list may be of any length.

use std::collections::HashMap;

use super::Typed;
use super::expr::{Atom, Domain, Expr, ExprKind, Operand, Path, Role, Slot};
use super::truth::{is_stated, known};
use super::verdict::{self, Basis, BasisReading, Verdict};
use crate::model::{Model, Target, Value};

/// More patterns than this are not worth keeping.
const MAX_PATTERNS: usize = 4096;

/// The answers of one condition to one model; for another model it starts anew.
#[derive(Debug, Default)]
pub struct Memo(HashMap<Box<[i64]>, Remembered>);

/// A verdict whose readings are known by where they are read: of the target, or of an end of it.
#[derive(Debug)]
enum Remembered {
    Confirmed(Vec<(Place, BasisReading)>),
    Potential(Vec<(Place, BasisReading)>),
    Open,
    Silent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Target,
    Source,
    Sink,
}

/// The single values that a condition reads.
#[derive(Clone, Debug)]
pub(super) struct Reads(Vec<(Place, Slot)>);

impl Reads {
    /// What `expr` reads, if that is single values of the target and its ends only.
    pub(super) fn of(expr: &Expr) -> Option<Reads> {
        let mut reads = Reads(Vec::new());
        reads.gather(expr)?;
        Some(reads)
    }

    fn gather(&mut self, expr: &Expr) -> Option<()> {
        match &expr.kind {
            ExprKind::Constant(_) => Some(()),
            ExprKind::Not(part) => self.gather(part),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().try_for_each(|part| self.gather(part)),
            ExprKind::Atom(Atom::Compare { left, right, .. }) => {
                let is_text = |it: &Operand| matches!(it, Operand::Read { domain: Domain::Text, .. });
                // Of texts only those count that the condition mentions; two of the model may be equal beside that.
                if is_text(left) && is_text(right) {
                    return None;
                }
                self.operand(left)?;
                self.operand(right)
            }
            ExprKind::Atom(Atom::Among { item, .. }) => self.operand(item),
            ExprKind::Atom(Atom::OfClass { object, .. }) => place(object).map(|_| ()),
            _ => None,
        }
    }

    fn operand(&mut self, operand: &Operand) -> Option<()> {
        let Operand::Read { object, slot, .. } = operand else { return Some(()) };
        let read = (place(object)?, *slot);
        if slot.role != Role::Value {
            return None;
        }
        if !self.0.contains(&read) {
            self.0.push(read);
        }
        Some(())
    }

    /// What the answer depends on: classes, order and identity of the ends, and each value with whether it is stated.
    fn pattern(&self, typed: &Typed, model: &Model, places: &Places, pattern: &mut Vec<i64>) {
        let order = places.source.cmp(&places.sink) as i64;
        pattern.push(order);
        pattern.extend([places.target, places.source, places.sink].map(|it| model.entity(it).class as i64));
        for (place, slot) in &self.0 {
            let target = places.of(*place);
            let Some(attribute) = slot.of(model.entity(target).class) else {
                pattern.push(i64::MIN);
                continue;
            };
            let key = (target, attribute);
            let value = match known(model, key).map(|known| &known.value) {
                None => i64::MAX,
                Some(Value::Bool(it)) => i64::from(*it),
                Some(Value::Int(it)) => *it,
                Some(Value::Member(it)) => i64::from(*it),
                Some(Value::Text(it)) => typed.constants.texts.binary_search(it).map_or(-1, |index| index as i64),
                Some(_) => i64::MIN,
            };
            pattern.extend([value, i64::from(is_stated(model, key))]);
        }
    }
}

struct Places {
    target: Target,
    source: Target,
    sink: Target,
}

impl Places {
    fn new(model: &Model, target: Target) -> Places {
        let (source, sink) = match target {
            Target::Dataflow(id) => (model.dataflow(id).source, model.dataflow(id).sink),
            _ => return Places { target, source: target, sink: target },
        };
        Places { target, source: Target::Element(source), sink: Target::Element(sink) }
    }

    fn of(&self, place: Place) -> Target {
        match place {
            Place::Target => self.target,
            Place::Source => self.source,
            Place::Sink => self.sink,
        }
    }

    fn place(&self, target: Target) -> Place {
        if target == self.target {
            Place::Target
        } else if target == self.source {
            Place::Source
        } else {
            Place::Sink
        }
    }
}

fn place(object: &Path) -> Option<Place> {
    match &*object.steps {
        [] => Some(Place::Target),
        [step] if step.role == Role::Source => Some(Place::Source),
        [step] if step.role == Role::Sink => Some(Place::Sink),
        _ => None,
    }
}

pub(super) fn evaluate(typed: &Typed, memo: &mut Memo, model: &Model, target: Target) -> Verdict {
    let Some(reads) = &typed.reads else { return verdict::evaluate(typed, model, target) };
    let places = Places::new(model, target);
    let mut pattern = Vec::with_capacity(4 + 2 * reads.0.len());
    reads.pattern(typed, model, &places, &mut pattern);
    if let Some(known) = memo.0.get(pattern.as_slice()) {
        return known.recall(&places);
    }
    let verdict = verdict::evaluate(typed, model, target);
    if memo.0.len() < MAX_PATTERNS {
        memo.0.insert(pattern.into(), Remembered::new(&verdict, &places));
    }
    verdict
}

impl Remembered {
    fn new(verdict: &Verdict, places: &Places) -> Remembered {
        let placed = |basis: &Basis| basis.readings().iter().map(|it| (places.place(it.target), *it)).collect();
        match verdict {
            Verdict::Confirmed(basis) => Remembered::Confirmed(placed(basis)),
            Verdict::Potential(basis) => Remembered::Potential(placed(basis)),
            Verdict::Open => Remembered::Open,
            Verdict::Silent => Remembered::Silent,
        }
    }

    fn recall(&self, places: &Places) -> Verdict {
        let basis = |readings: &[(Place, BasisReading)]| {
            Basis::of_readings(readings.iter().map(|(place, it)| BasisReading { target: places.of(*place), ..*it }))
        };
        match self {
            Remembered::Confirmed(readings) => Verdict::Confirmed(basis(readings)),
            Remembered::Potential(readings) => Verdict::Potential(basis(readings)),
            Remembered::Open => Verdict::Open,
            Remembered::Silent => Verdict::Silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tm_schema::Class;

    use super::Memo;
    use crate::condition::{Dialect, compile};

    /// Flows between two elements in both directions, and to themselves, with all values of what is read.
    #[test]
    fn what_is_remembered_is_what_would_be_found() {
        let mut elements = Vec::new();
        let mut flows = Vec::new();
        for index in 0..6 {
            let class = ["Server", "Actor"][index % 2];
            let mut element = json!({ "id": format!("e{index}"), "class": class });
            if index % 3 > 0 {
                element["controls"] = json!({ "is_hardened": index % 3 == 1 });
            }
            elements.push(element);
        }
        for index in 0..216 {
            let mut flow = json!({ "name": format!("f{index}"), "source": format!("e{}", index % 6),
                "sink": format!("e{}", index / 6 % 6) });
            if index % 5 > 0 {
                flow["protocol"] = ["", "HTTP", "A", "B"][index % 5 - 1].into();
            }
            if index % 7 > 2 {
                flow["uses_vpn"] = json!(index % 2 == 0);
            }
            flows.push(flow);
        }
        let json = json!({ "elements": elements, "flows": flows });
        let (model, _) = crate::model::build(crate::declared::file::read(json, "test").0);
        for text in [
            "target.protocol == 'HTTP' or target.protocol in ('A', 'C') and not target.uses_vpn",
            "target.source.controls.is_hardened or not target.sink.controls.is_hardened",
            "target.source.one_of(Server) and (target.uses_vpn or not target.source.controls.is_hardened)",
            "target.uses_vpn and target.source.controls.is_hardened or not target.uses_vpn and target.sink.controls.is_hardened",
            "target.source.controls.is_hardened == target.sink.controls.is_hardened",
            "target.tls_version < target.sink.min_tls_version or target.dst_port == -1",
        ] {
            let (condition, faults) = compile(text, &[Class::Dataflow], Dialect::Native);
            let condition = condition.unwrap_or_else(|| panic!("{faults:?}"));
            let mut memo = Memo::default();
            for target in model.dataflow_ids().map(crate::model::Target::Dataflow) {
                let remembered = condition.evaluate_again(&mut memo, &model, target);
                assert_eq!(remembered, condition.evaluate(&model, target), "{text}");
            }
            assert!(!memo.0.is_empty() && memo.0.len() < 216, "{text}");
        }
    }
}
