//! The values of an unknown that make a difference to some conditions.
//!
//! ```text
//! dst_port < 1024 and dst_port != 80      -1, 80, 81, 1024: any other port behaves like one of them
//! protocol in ('HTTP', 'FTP')             'FTP', 'HTTP', and a text that is neither
//! classification > max_classification     every member, because two readings are compared
//! ```

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use tm_schema::{AttributeId, Class};

use super::Search;
use super::space::{Node, Unknown};
use crate::condition::expr::{Atom, ClassSet, Crossing, Domain, Expr, ExprKind, ListPath, Operand, Scalar, Slot};
use crate::condition::truth::Found;

/// The most members that a list which is counted may need.
const MAX_LENGTH: i64 = 24;

/// What conditions compare with what.
#[derive(Default)]
pub(super) struct Domains<'e> {
    readings: BTreeMap<AttributeId, Readings<'e>>,
    /// Texts and numbers in comparisons of two readings, or that may come into one.
    linked: BTreeSet<&'e Scalar>,
    /// How many comparisons of two readings there are, and how many generators.
    links: i64,
    generators: i64,
    /// By attribute, how many members its lists may need, for those that are counted.
    lengths: BTreeMap<AttributeId, i64>,
    counted: Vec<Counted<'e>>,
    /// The lists of `any` and `all`, what is asked of members, and whether the list belongs to the innermost variable.
    quantified: Vec<(&'e ListPath, &'e Expr, bool)>,
    /// The group of each class; no condition tells classes of one group apart.
    groups: Vec<(Class, usize)>,
    passages: Vec<Passage>,
}

/// A list that is counted.
struct Counted<'e> {
    list: &'e ListPath,
    filter: Option<&'e Expr>,
    /// How many members the largest number it is compared with asks for.
    needed: i64,
}

#[derive(Default)]
struct Readings<'e> {
    domain: Option<Domain>,
    constants: BTreeSet<&'e Scalar>,
    is_linked: bool,
}

/// How something that goes from one place to another crosses boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passage {
    Stays,
    /// Into a boundary, from outside all.
    Enters,
    /// Into a boundary inside the one it starts in.
    Deepens,
    /// Out of every boundary.
    Exits,
    /// Out of a boundary into one around it.
    Rises,
    /// Out of one boundary and into another.
    Changes,
}

impl Passage {
    const ALL: [Passage; 6] =
        [Passage::Enters, Passage::Stays, Passage::Exits, Passage::Changes, Passage::Deepens, Passage::Rises];

    pub(super) fn of(number: i64) -> Passage {
        Passage::ALL.into_iter().find(|it| *it as i64 == number).unwrap_or(Passage::Stays)
    }

    /// The same the other way round.
    pub(super) fn reversed(self) -> Passage {
        match self {
            Passage::Enters => Passage::Exits,
            Passage::Exits => Passage::Enters,
            Passage::Deepens => Passage::Rises,
            Passage::Rises => Passage::Deepens,
            same => same,
        }
    }

    /// Whether it is one between things of which it is known, or not, that they stand in a boundary.
    fn fits(self, source: Option<bool>, sink: Option<bool>) -> bool {
        let allows = |wanted: bool, known: Option<bool>| known.is_none_or(|known| known == wanted);
        match self {
            Passage::Stays => source.is_none() || sink.is_none() || source == sink,
            Passage::Enters => allows(false, source) && allows(true, sink),
            Passage::Exits => allows(true, source) && allows(false, sink),
            Passage::Deepens | Passage::Rises | Passage::Changes => allows(true, source) && allows(true, sink),
        }
    }

    pub(super) fn is(self, crossing: Crossing, is_nested: bool) -> bool {
        match crossing {
            Crossing::Crosses => self != Passage::Stays,
            Crossing::Exits => self.reversed().is(Crossing::Enters, is_nested),
            // pytm calls it entering only when it comes from outside every boundary.
            Crossing::Enters if !is_nested => self == Passage::Enters,
            Crossing::Enters => matches!(self, Passage::Enters | Passage::Deepens | Passage::Changes),
        }
    }
}

impl<'e> Domains<'e> {
    /// `None` if some list may need too many members.
    pub(super) fn of(exprs: &[&'e Expr]) -> Option<Domains<'e>> {
        let mut domains = Domains::default();
        let (mut sets, mut slots) = (Vec::new(), Vec::new());
        let mut crossings = Vec::new();
        for expr in exprs {
            domains.gather(expr, 0, &mut sets, &mut crossings);
            expr.visit_reads(&mut |path, slot| slots.extend(path.steps.iter().chain(slot)));
        }
        let mut seen: Vec<(Vec<bool>, Vec<Option<AttributeId>>)> = Vec::new();
        for class in Class::all() {
            let looks = sets.iter().map(|set: &ClassSet| set.contains(class)).collect();
            let looks = (looks, slots.iter().map(|slot: &&Slot| slot.of(class)).collect());
            let group = seen.iter().position(|it| *it == looks).unwrap_or(seen.len());
            if group == seen.len() {
                seen.push(looks);
            }
            domains.groups.push((class, group));
        }
        let reads_boundary = slots.iter().any(|slot| slot.all().any(|id| id.get().name == "boundary"));
        let is_plain = !reads_boundary && crossings.iter().all(|(crossing, _)| *crossing == Crossing::Crosses);
        let is_nested = !reads_boundary && crossings.iter().all(|(_, is_nested)| *is_nested);
        let count = if is_plain {
            2
        } else if is_nested {
            4
        } else {
            6
        };
        domains.passages = Passage::ALL[..count].to_vec();
        domains.measure();
        domains.lengths.values().all(|length| *length <= MAX_LENGTH).then_some(domains)
    }

    /// Works out how long lists that are counted may have to be.
    fn measure(&mut self) {
        let of = |list: &ListPath| BTreeSet::from_iter(list.slot.all());
        self.counted.sort_by_key(|counted| counted.filter.is_some());
        for Counted { list, filter, needed } in &self.counted {
            for attribute in of(list) {
                let length = self.lengths.entry(attribute).or_default();
                // Enough members for the longest list are enough for all; each filter may need others.
                *length = if filter.is_none() { *needed.max(length) } else { length.saturating_add(*needed) };
            }
        }
        for (list, _, is_innermost) in &self.quantified {
            for attribute in of(list) {
                let Some(length) = self.lengths.get_mut(&attribute) else { continue };
                // An `any` about several variables may need a member for each of their things.
                *length = length.saturating_add(if *is_innermost { 1 } else { MAX_LENGTH });
            }
        }
    }

    fn gather(
        &mut self,
        expr: &'e Expr,
        depth: usize,
        sets: &mut Vec<ClassSet>,
        crossings: &mut Vec<(Crossing, bool)>,
    ) {
        match &expr.kind {
            ExprKind::Constant(_) => {}
            ExprKind::Not(part) => self.gather(part, depth, sets, crossings),
            ExprKind::Quantified { list, body, .. } => {
                self.generators += 1;
                let quantified = (list, body.as_ref(), list.object.variable == depth);
                if !self.quantified.contains(&quantified) {
                    self.quantified.push(quantified);
                }
                self.gather(body, depth + 1, sets, crossings);
            }
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter().for_each(|part| self.gather(part, depth, sets, crossings));
            }
            ExprKind::Counted { list, filter, number, .. } => {
                self.generators = self.generators.saturating_add((*number).max(0).saturating_add(1));
                filter.iter().for_each(|filter| self.gather(filter, depth + 1, sets, crossings));
                let needed = (*number).max(0).saturating_add(1);
                // What is written twice needs its members once.
                match self.counted.iter_mut().find(|it| it.list == list && it.filter == filter.as_deref()) {
                    Some(counted) => counted.needed = counted.needed.max(needed),
                    None => self.counted.push(Counted { list, filter: filter.as_deref(), needed }),
                }
            }
            ExprKind::Atom(Atom::Compare { left, right, .. }) => match (left, right) {
                (Operand::Constant(constant), read) | (read, Operand::Constant(constant)) => {
                    self.note(read, std::slice::from_ref(constant), false);
                }
                (left, right) => {
                    self.note(left, &[], true);
                    self.note(right, &[], true);
                    self.links += 1;
                }
            },
            ExprKind::Atom(Atom::Among { item, constants, .. }) => self.note(item, constants, false),
            ExprKind::Atom(Atom::Lists { item, .. }) => self.note(item, &[], true),
            ExprKind::Atom(Atom::OfClass { classes, .. }) => sets.push(*classes),
            ExprKind::Atom(Atom::Crosses { crossing, is_nested, .. }) => crossings.push((*crossing, *is_nested)),
            ExprKind::Atom(Atom::Same { .. } | Atom::Holds { .. } | Atom::Inside { .. }) => {}
        }
    }

    fn note(&mut self, operand: &'e Operand, constants: &'e [Scalar], is_linked: bool) {
        self.linked.extend(constants);
        let Operand::Read { slot, domain, .. } = operand else { return };
        for attribute in slot.all() {
            let readings = self.readings.entry(attribute).or_default();
            readings.constants.extend(constants);
            readings.is_linked |= is_linked;
            readings.domain = Some(match (readings.domain, *domain) {
                (Some(Domain::Int(a, b)), Domain::Int(c, d)) => Domain::Int(a.min(c), b.max(d)),
                (_, domain) => domain,
            });
        }
    }

    /// Whether members of lists of that name are counted.
    pub(super) fn counts(&self, attribute: AttributeId) -> bool {
        self.lengths.contains_key(&attribute)
    }

    /// Whether entering and leaving a boundary are told apart.
    pub(super) fn tells_directions(&self) -> bool {
        self.passages.len() > 2
    }

    /// How many members a list that is counted may need.
    pub(super) fn longest(&self, attribute: AttributeId) -> i64 {
        self.lengths.get(&attribute).copied().unwrap_or(0)
    }

    /// The values of an attribute; `fresh` texts that nobody mentioned are there already.
    fn of_attribute(&self, attribute: AttributeId, fresh: usize) -> Vec<Found<'e>> {
        let Some(readings) = self.readings.get(&attribute) else { return Vec::new() };
        let constants = if readings.is_linked { &self.linked } else { &readings.constants };
        let ordinals = || constants.iter().filter_map(|it| it.ordinal());
        match readings.domain {
            Some(Domain::Bool) => vec![Found::Ordinal(1), Found::Ordinal(0)],
            Some(Domain::Member(count)) if readings.is_linked => (0..i64::from(count)).map(Found::Ordinal).collect(),
            // One more than are there: it differs from all of them.
            Some(Domain::Text) if readings.is_linked => texts(constants, fresh),
            Some(Domain::Text) => texts(constants, 0),
            Some(domain) => {
                let (least, greatest) = domain.bounds().unwrap_or_default();
                // Between numbers that are compared with one another there must be room for all of them.
                let room = if readings.is_linked {
                    self.links.saturating_mul(2).saturating_mul(self.generators.saturating_add(1))
                } else {
                    0
                };
                let marks = ordinals().flat_map(|mark| mark.saturating_sub(room)..=mark.saturating_add(room + 1));
                let marks = marks.chain(least..=least.saturating_add(room));
                let values: BTreeSet<i64> = marks.filter(|it| (least..=greatest).contains(it)).collect();
                values.into_iter().map(Found::Ordinal).collect()
            }
            None => Vec::new(),
        }
    }
}

/// The texts among `constants`, and as many others, of which all but one are in use.
fn texts<'e>(constants: &BTreeSet<&'e Scalar>, in_use: usize) -> Vec<Found<'e>> {
    let texts = constants.iter().filter_map(|it| match it {
        Scalar::Text(text) => Some(Found::Text(Cow::Borrowed(text.as_str()))),
        _ => None,
    });
    texts.chain((0..=in_use).map(Found::Fresh)).collect()
}

impl<'e> Search<'e> {
    /// What an unknown may be, given what is assigned.
    pub(super) fn values(&self, unknown: &Unknown) -> Vec<Found<'e>> {
        let either = || vec![Found::Ordinal(1), Found::Ordinal(0)];
        match unknown {
            Unknown::Class(node) => self.classes(*node),
            Unknown::Value(_, attribute) => {
                let fresh = self.assigned.values().filter_map(|it| match it {
                    Found::Fresh(index) => Some(index + 1),
                    _ => None,
                });
                self.domains.of_attribute(*attribute, fresh.max().unwrap_or(0))
            }
            Unknown::Reference(node, attribute) if attribute.get().name == "boundary" => {
                let mut values = either();
                values.retain(|value| self.may_stand(*node, matches!(value, Found::Ordinal(1))));
                values
            }
            Unknown::Length(owner, attribute) => {
                let listed = i64::try_from(self.listed(*owner, *attribute)).unwrap_or(i64::MAX);
                (listed..=self.domains.longest(*attribute).max(listed)).map(Found::Ordinal).collect()
            }
            Unknown::Lists(owner, attribute, _) => {
                let length = self.assigned.get(&Unknown::Length(*owner, *attribute));
                let listed = i64::try_from(self.listed(*owner, *attribute)).unwrap_or(i64::MAX);
                let is_full = matches!(length, Some(Found::Ordinal(length)) if *length <= listed);
                if is_full { vec![Found::Ordinal(0)] } else { either() }
            }
            Unknown::Passage(a, b) => {
                let fits = |passage: &Passage| passage.fits(self.stands(*a), self.stands(*b));
                let passages = self.domains.passages.iter().filter(|passage| fits(passage));
                passages.map(|passage| Found::Ordinal(*passage as i64)).collect()
            }
            Unknown::Reference(..) | Unknown::Present(_) | Unknown::Same(..) | Unknown::Holds(..) => either(),
        }
    }

    /// How many items a list of texts or numbers is said to have.
    fn listed(&self, owner: Node, attribute: AttributeId) -> usize {
        let is_item = |(unknown, value): &(&Unknown, &Found<'_>)| {
            matches!(unknown, Unknown::Lists(node, id, _) if (*node, *id) == (owner, attribute))
                && matches!(value, Found::Ordinal(1))
        };
        self.assigned.iter().filter(is_item).count()
    }

    fn classes(&self, node: Node) -> Vec<Found<'e>> {
        let possible = self.space.thing(node).classes;
        let groups = &self.domains.groups;
        let is_first = |index: usize| {
            let is_same = |(class, group): &(Class, usize)| *group == groups[index].1 && possible.contains(*class);
            possible.contains(groups[index].0) && !groups[..index].iter().any(is_same)
        };
        (0..groups.len()).filter(|it| is_first(*it)).map(|it| Found::Ordinal(groups[it].0 as i64)).collect()
    }

    /// Whether an element is known to stand in a boundary.
    fn stands(&self, node: Node) -> Option<bool> {
        let boundary = tm_schema::lookup(Class::Element, "boundary")?;
        match self.assigned.get(&Unknown::Reference(node, boundary)) {
            Some(Found::Ordinal(it)) => Some(*it == 1),
            _ => None,
        }
    }

    /// Whether an element may stand in a boundary, or not, given what crosses to and from it.
    fn may_stand(&self, node: Node, inside: bool) -> bool {
        self.assigned.iter().all(|(unknown, value)| match (unknown, value) {
            (Unknown::Passage(a, b), Found::Ordinal(passage)) if *a == node || *b == node => {
                let stands = |end: Node| if end == node { Some(inside) } else { self.stands(end) };
                Passage::of(*passage).fits(stands(*a), stands(*b))
            }
            _ => true,
        })
    }
}
