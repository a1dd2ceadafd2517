//! Looks for threats of which one says what another says already.
//!
//! ```text
//! A   not (target.uses_vpn and target.is_response)             the same as B
//! B   not target.is_response or not target.uses_vpn
//! C   not target.is_response                                   holds only where A and B hold
//! ```
//!
//! Conditions are compared by the models in which they hold, on the classes that both threats are about. An overlap that
//! is wanted has a reason in one of the files.

use tm_diagnostic::Diagnostic;
use tm_schema::Class;

use crate::code::Code;
use crate::condition::Answer;
use crate::threat::{Library, Overlap, Threat};

/// What two conditions are to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Same,
    /// The first holds only where the second does.
    Narrower,
    /// The second holds only where the first does.
    Wider,
    Apart,
    Undecided,
}

impl Relation {
    fn reversed(self) -> Relation {
        match self {
            Relation::Narrower => Relation::Wider,
            Relation::Wider => Relation::Narrower,
            same => same,
        }
    }
}

/// The overlaps of a library.
#[derive(Debug, Default)]
pub(super) struct Overlaps {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// How many pairs could not be compared.
    pub(super) undecided: usize,
}

/// The overlaps that nobody gave a reason for, and the reasons for what is no overlap.
pub(super) fn overlaps(library: &Library) -> Overlaps {
    let pairs = Pairs::of(library);
    let mut diagnostics = Vec::new();
    for (index, threat) in library.threats.iter().enumerate() {
        let unexplained = |others: Vec<usize>| -> Vec<&Threat> {
            let explained =
                |other: usize| explains(library, threat, other) || explains(library, &library.threats[other], index);
            others.into_iter().filter(|other| !explained(*other)).map(|other| &library.threats[other]).collect()
        };
        let (same, wider) = (unexplained(pairs.same(index)), unexplained(pairs.wider(index)));
        diagnostics.extend(fault(threat, &same, Code::DuplicateCondition, "this says the same"));
        diagnostics.extend(fault(threat, &wider, Code::SubsumedCondition, "this holds wherever that does"));
        diagnostics.extend(threat.overlaps.iter().filter_map(|it| unfulfilled(library, &pairs, index, it)));
    }
    let undecided = pairs.relations.iter().flatten().filter(|it| **it == Relation::Undecided).count() / 2;
    Overlaps { diagnostics, undecided }
}

/// How the conditions of a library relate.
struct Pairs {
    /// What each condition is to each.
    relations: Vec<Vec<Relation>>,
    /// The classes that each threat is about.
    classes: Vec<Vec<Class>>,
    /// The first of the threats that say the same about the same classes stands for all of them.
    stands_for: Vec<usize>,
}

impl Pairs {
    fn of(library: &Library) -> Pairs {
        let threats = &library.threats;
        let count = threats.len();
        let classes: Vec<_> = threats.iter().map(classes).collect();
        let mut pairs =
            Pairs { relations: vec![vec![Relation::Apart; count]; count], classes, stands_for: (0..count).collect() };
        let is_decided: Vec<_> = threats.iter().map(is_decided).collect();
        for later in (0..count).filter(|it| !is_decided[*it]) {
            for earlier in (0..later).filter(|it| !is_decided[*it]) {
                let first = pairs.stands_for[earlier];
                let relation = if first != earlier {
                    pairs.relations[later][first]
                } else {
                    relation(&threats[later], &threats[earlier], &pairs.common(later, earlier))
                };
                pairs.relations[later][earlier] = relation;
                pairs.relations[earlier][later] = relation.reversed();
                let is_copy = relation == Relation::Same && pairs.classes[later] == pairs.classes[earlier];
                if is_copy && pairs.stands_for[later] == later {
                    pairs.stands_for[later] = first;
                }
            }
        }
        pairs
    }

    /// The classes both threats are about.
    fn common(&self, one: usize, other: usize) -> Vec<Class> {
        self.classes[one].iter().copied().filter(|class| self.classes[other].contains(class)).collect()
    }

    /// The earlier threats that say the same; of a copy only the first.
    fn same(&self, index: usize) -> Vec<usize> {
        match self.stands_for[index] {
            first if first != index => vec![first],
            _ => self.related(index, Relation::Same).filter(|other| *other < index).collect(),
        }
    }

    /// The threats that hold wherever this one does, but for those that follow from others.
    fn wider(&self, index: usize) -> Vec<usize> {
        let wider: Vec<_> = self.related(index, Relation::Narrower).collect();
        let follows = |other: usize, via: usize| {
            let common = self.common(index, other);
            let covers = common.iter().all(|class| self.classes[via].contains(class));
            let relation = self.relations[via][other];
            // Of two that say the same here the first is named.
            covers && (relation == Relation::Narrower || relation == Relation::Same && via < other)
        };
        wider.iter().copied().filter(|other| !wider.iter().any(|via| via != other && follows(*other, *via))).collect()
    }

    /// The threats so related, without copies of others; a copy has none.
    fn related(&self, index: usize, relation: Relation) -> impl Iterator<Item = usize> + '_ {
        let is_first = |it: usize| self.stands_for[it] == it;
        let relations = self.relations[index].iter().enumerate();
        relations
            .filter(move |(other, it)| **it == relation && is_first(*other) && is_first(index))
            .map(|(other, _)| other)
    }
}

/// Whether the threat gives a reason for its overlap with another.
fn explains(library: &Library, threat: &Threat, other: usize) -> bool {
    threat.overlaps.iter().any(|it| library.position(&it.threat) == Some(other))
}

/// Whether it is true of everything or of nothing: then it is compared with nothing, and reported as such.
fn is_decided(threat: &Threat) -> bool {
    let cannot = |holds| threat.condition.can_be(holds, &threat.targets) == Answer::Impossible;
    cannot(true) || cannot(false)
}

/// The classes that the threat may be found on: those it is about, but for those that its condition rules out.
fn classes(threat: &Threat) -> Vec<Class> {
    let is_target = |class: &Class| threat.targets.iter().any(|base| class.is_a(*base));
    let can_hold = |class: &Class| threat.condition.can_be(true, &[*class]) != Answer::Impossible;
    Class::all().filter(is_target).filter(can_hold).collect()
}

fn relation(one: &Threat, other: &Threat, common: &[Class]) -> Relation {
    if common.is_empty() || one.condition.is_opaque() || other.condition.is_opaque() {
        return Relation::Apart;
    }
    let without = |a: &Threat, b: &Threat| a.condition.can_hold_without(&b.condition, common);
    match (without(one, other), without(other, one)) {
        (Answer::Impossible, Answer::Impossible) => Relation::Same,
        (Answer::Impossible, Answer::Possible(_)) => Relation::Narrower,
        (Answer::Possible(_), Answer::Impossible) => Relation::Wider,
        (Answer::Possible(_), Answer::Possible(_)) => Relation::Apart,
        _ => Relation::Undecided,
    }
}

/// One diagnostic on a threat and those that repeat or cover it.
fn fault(threat: &Threat, others: &[&Threat], code: Code, label: &str) -> Option<Diagnostic> {
    let names: Vec<_> = others.iter().map(|other| format!("`{}`", other.id)).collect();
    let names = match names.as_slice() {
        [] => return None,
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let message = match (code, others.len()) {
        (Code::DuplicateCondition, _) => format!("the condition of `{}` says the same as that of {names}", threat.id),
        (_, 1) => format!("wherever `{}` fires, {names} fires too", threat.id),
        _ => format!("wherever `{}` fires, {names} fire too", threat.id),
    };
    let mut fault = code.diagnostic(message).at(Some(threat.origin.whole()), "");
    for other in others {
        let (mine, theirs) = (classes(threat), classes(other));
        let common: Vec<_> = mine.iter().copied().filter(|class| theirs.contains(class)).collect();
        let about = if common == mine { String::new() } else { format!(", on {}", top(&common)) };
        fault = fault.with_secondary(Some(other.origin.whole()), format!("{label}{about}"));
    }
    let reasons: Vec<_> = others.iter().map(|other| format!("{} = \"…\"", other.id)).collect();
    Some(fault.with_help(match threat.takes_cases {
        true => format!("say what sets them apart, or why both are needed: `overlaps = {{ {} }}`", reasons.join(", ")),
        false => "say what sets them apart".to_owned(),
    }))
}

/// The uppermost of `classes`.
fn top(classes: &[Class]) -> String {
    let is_top = |class: &&Class| class.parent().is_none_or(|parent| !classes.contains(&parent));
    classes.iter().filter(is_top).map(|class| format!("`{}`", class.name())).collect::<Vec<_>>().join(", ")
}

fn unfulfilled(library: &Library, pairs: &Pairs, index: usize, overlap: &Overlap) -> Option<Diagnostic> {
    let threat = &library.threats[index];
    let fault = |message: String| Code::UnfulfilledOverlap.diagnostic(message).at(Some(overlap.at.clone()), "");
    let Some(other) = library.position(&overlap.threat) else {
        if library.leaves_out(&overlap.threat) {
            return None;
        }
        let message = format!("`{}` overlaps with `{}`, which is no threat", threat.id, overlap.threat);
        return Some(match library.suggest(&overlap.threat) {
            Some(near) => fault(message).with_help(format!("did you mean `{near}`?")),
            None => fault(message).with_help("leave it out"),
        });
    };
    if index != other && pairs.relations[index][other] != Relation::Apart {
        return None;
    }
    let message = format!("`{}` does not overlap with `{}`", threat.id, library.threats[other].id);
    Some(fault(message).with_help("leave out the reason"))
}
