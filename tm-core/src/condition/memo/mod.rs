//! Remembers the answers of a condition: what reads the same values has the same answer.
//!
//! ```text
//! not target.controls.validates_input or not target.controls.sanitizes_input
//!
//! web    (no, assumed) (yes, stated)     evaluated: potential, by the first reading
//! api    (no, assumed) (yes, stated)     the same, by the first reading of `api`
//! ```
//!
//! A model has thousands of elements and few such patterns. This works for conditions on single values of the target, of
//! the ends of a flow and of the members of short lists, which nearly all are.

mod codes;
mod reads;

use std::collections::HashMap;

use super::Typed;
use super::verdict::{self, Basis, BasisReading, Verdict};
use crate::model::Target;

pub use codes::Codes;
pub(super) use reads::Reads;

/// More patterns than this are not worth keeping.
const MAX_PATTERNS: usize = 4096;

/// The answers of one condition to one model.
#[derive(Debug, Default)]
pub struct Memo {
    answers: HashMap<Box<[u16]>, Remembered>,
    pattern: Pattern,
}

/// A verdict whose readings are known by the seats of what they are read of.
#[derive(Debug)]
enum Remembered {
    Confirmed(Vec<(u8, BasisReading)>),
    Potential(Vec<(u8, BasisReading)>),
    Open,
    Silent,
}

/// What a condition read of one target.
#[derive(Debug, Default)]
struct Pattern {
    /// The things of which it reads: the target, the ends of a flow, the members of lists.
    seats: Vec<Target>,
    /// All that its answer depends on.
    codes: Vec<u16>,
}

pub(super) fn evaluate(typed: &Typed, memo: &mut Memo, codes: &Codes<'_>, target: Target) -> Verdict {
    let Memo { answers, pattern } = memo;
    let is_known = typed.reads.as_ref().and_then(|reads| reads.pattern(codes, target, pattern));
    if is_known.is_none() {
        return verdict::evaluate(typed, codes.model(), target);
    }
    if let Some(known) = answers.get(pattern.codes.as_slice()) {
        return known.recall(&pattern.seats);
    }
    let verdict = verdict::evaluate(typed, codes.model(), target);
    if answers.len() < MAX_PATTERNS {
        answers.insert(pattern.codes.as_slice().into(), Remembered::new(&verdict, &pattern.seats));
    }
    verdict
}

impl Remembered {
    fn new(verdict: &Verdict, seats: &[Target]) -> Remembered {
        let seat = |target| seats.iter().position(|it| *it == target).expect("what is read of has a seat") as u8;
        let seated = |basis: &Basis| basis.readings().iter().map(|it| (seat(it.target), *it)).collect();
        match verdict {
            Verdict::Confirmed(basis) => Remembered::Confirmed(seated(basis)),
            Verdict::Potential(basis) => Remembered::Potential(seated(basis)),
            Verdict::Open => Remembered::Open,
            Verdict::Silent => Remembered::Silent,
        }
    }

    fn recall(&self, seats: &[Target]) -> Verdict {
        let basis = |readings: &[(u8, BasisReading)]| {
            let reading = |(seat, it): &(u8, BasisReading)| BasisReading { target: seats[usize::from(*seat)], ..*it };
            Basis::of_readings(readings.iter().map(reading))
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

    use super::{Codes, Memo};
    use crate::condition::{Dialect, compile};

    /// Flows between a few elements in both directions, and to themselves, with all values of what is read.
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
            if index % 11 > 1 {
                flow["data"] = (0..3).filter(|datum| index >> datum & 1 > 0).map(|datum| format!("d{datum}")).collect();
            }
            flows.push(flow);
        }
        let data = json!([{ "id": "d0", "classification": "Secret" }, { "id": "d1", "is_pii": true }, { "id": "d2" }]);
        let json = json!({ "elements": elements, "flows": flows, "data": data });
        let (model, _) = crate::model::build(crate::declared::file::read(json, "test").0);
        for text in [
            "target.protocol == 'HTTP' or target.protocol in ('A', 'C') and not target.uses_vpn",
            "target.source.controls.is_hardened or not target.sink.controls.is_hardened",
            "target.source.one_of(Server) and (target.uses_vpn or not target.source.controls.is_hardened)",
            "target.uses_vpn and target.source.controls.is_hardened or not target.uses_vpn and target.sink.controls.is_hardened",
            "target.source.controls.is_hardened == target.sink.controls.is_hardened",
            "target.tls_version < target.sink.min_tls_version or target.dst_port == -1",
            "any(d.classification > Classification.Public or d.is_pii for d in target.data)",
            "all(d.is_pii for d in target.data) or target.uses_vpn",
            "target.has_data_leaks() and not target.source.controls.is_hardened",
            "len(d for d in target.data if d.is_pii or target.uses_vpn) > 0 and len(target.data) < 3",
            "any(d.is_pii for d in target.data) and any(d.is_credentials for d in target.source.data)",
            "target.carries(Classification.Secret) and not target.is_protected()",
            "target.is_http() or target.sink.is_http()",
        ] {
            let (condition, faults) = compile(text, &[Class::Dataflow], Dialect::Native);
            let condition = condition.unwrap_or_else(|| panic!("{faults:?}"));
            let mut memo = Memo::default();
            let codes = Codes::new(&model, [&condition]);
            for target in model.dataflow_ids().map(crate::model::Target::Dataflow) {
                let remembered = condition.evaluate_again(&mut memo, &codes, target);
                assert_eq!(remembered, condition.evaluate(&model, target), "{text}");
            }
            assert!(!memo.answers.is_empty() && memo.answers.len() < 216, "{text}");
        }
    }
}
