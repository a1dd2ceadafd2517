//! Why a condition is true: the smallest set of readings that suffices.
//!
//! ```text
//! a and (b or c)     with all three true: {a, b} or {a, c}
//! not (a and b)      with both false:     {a} or {b}
//! ```
//!
//! Each part offers the sets that make it what it is; an `or` takes any part's, an `and` joins one of each. Of equals the
//! better comes first ([`Reasons::ranked`]), and only the best are kept, so the order of operands changes nothing.
//!
//! A smaller set may do without a reading that matters in several places: `x and a or not x and b` rests on `{a, b}`
//! whatever `x` is. Such a set has a reason for each value that `x` could have, so these are joined.

use super::Typed;
use super::cases::{Value, all_contested, decide};
use super::expr::{Atom, Expr, ExprKind, ListPath, Relation};
use super::truth::{Given, Items, Key, Scope, Trial, View, is_stated};
use crate::model::{Model, Target};

/// How many sets a part may offer.
const MAX_SETS: usize = 64;

/// An atom of more readings is explained by all of them.
const MAX_READINGS: usize = 6;

/// How many readings in several places a set may do without, and how many combinations of their values are looked at.
const MAX_SPARED: usize = 6;
const MAX_CASES: usize = 1024;

/// Sorted, without repetition.
type Set = Vec<Key>;

/// Sets, best first, none containing another.
type Sets = Vec<Set>;

/// The basis of a condition known to be true: of stated readings only, or of any.
pub(super) fn basis(condition: &Typed, model: &Model, target: Target, stated_only: bool) -> Set {
    let scope = Scope::of_target(target);
    let given = if stated_only { Given::Stated } else { Given::All };
    let reasons = Reasons::new(model, given, &[]);
    let mut sets = reasons.sets(&condition.expr, &scope, true);
    let mut contested = all_contested(&reasons.all, &condition.expr, &scope, &condition.constants);
    contested.truncate(MAX_SPARED);
    if may_do_without(&reasons, &sets, &contested) {
        sets.extend(without(condition, &reasons, &scope, &contested, sets.first().map(Vec::len)));
        sets = reasons.best(sets);
    }
    sets.into_iter().next().unwrap_or_else(|| everything(condition, &reasons, &scope))
}

/// Whether leaving out contested readings can lead to a set as small as the best.
///
/// A set that does without some holds all else of one of `sets`, as far as there is room for those.
fn may_do_without(reasons: &Reasons<'_>, sets: &Sets, contested: &[(Key, Vec<Value>)]) -> bool {
    let is_contested = |key: &Key| contested.iter().any(|(it, _)| it == key);
    let Some(best) = sets.first() else { return !contested.is_empty() };
    let is_complete = sets.len() < MAX_SETS && contested.iter().all(|(key, _)| reasons.pool.gives(*key));
    let is_promising = |set: &Set| {
        let spared = set.iter().filter(|key| is_contested(key)).count();
        spared > 0 && set.len() - spared <= best.len()
    };
    if is_complete { sets.iter().any(is_promising) } else { !contested.is_empty() }
}

/// Sets of at most `limit` readings that do without some of the contested ones.
fn without(
    condition: &Typed,
    reasons: &Reasons<'_>,
    scope: &Scope<'_>,
    contested: &[(Key, Vec<Value>)],
    mut limit: Option<usize>,
) -> Sets {
    let mut found = Sets::new();
    let mut cases = 0;
    let mut choices: Vec<u32> = (1..1u32 << contested.len()).collect();
    // The fewest first: as long as there are cases left to look at, the choice is the same for any order of operands.
    choices.sort_by_key(|chosen| (chosen.count_ones(), *chosen));
    for chosen in choices {
        let spared: Vec<_> = contested.iter().enumerate().filter(|(index, _)| chosen & 1 << index != 0).collect();
        let count = spared.iter().try_fold(1usize, |count, (_, (_, values))| count.checked_mul(values.len()));
        let Some(count) = count.filter(|count| cases + count <= MAX_CASES) else { continue };
        cases += count;
        let mut joined = vec![Set::new()];
        for case in 0..count {
            let mut rest = case;
            let tried: Vec<(Key, Trial<'_>)> = spared
                .iter()
                .map(|(_, (key, values))| {
                    let value = &values[rest % values.len()];
                    rest /= values.len();
                    (*key, value.as_trial())
                })
                .collect();
            let sets = Reasons::new(reasons.all.model, reasons.pool.given, &tried).sets(&condition.expr, scope, true);
            joined = reasons.join(joined, &sets);
            joined.retain(|set| limit.is_none_or(|limit| set.len() <= limit));
            if joined.is_empty() {
                break;
            }
        }
        limit = joined.first().map(Vec::len).or(limit);
        found.append(&mut joined);
    }
    found
}

/// All readings that may be in the basis, less what can be left out, the last first: for conditions of more cases than
/// [`without`] looks at.
fn everything(condition: &Typed, reasons: &Reasons<'_>, scope: &Scope<'_>) -> Set {
    let mut set = Set::new();
    reasons.consulted(&condition.expr, scope, &mut set);
    set.sort_unstable();
    set.dedup();
    let Typed { expr, constants, .. } = condition;
    for index in (0..set.len()).rev() {
        let key = set.remove(index);
        let view = View::new(reasons.all.model, Given::Only(&set));
        if decide(&view, expr, scope, constants) != Some(true) {
            set.insert(index, key);
        }
    }
    set
}

struct Reasons<'v> {
    /// The readings that may be in a basis.
    pool: View<'v>,
    all: View<'v>,
}

impl<'v> Reasons<'v> {
    /// Reasons out of what is `given`, where some readings have a value that needs no reason.
    fn new(model: &'v Model, given: Given<'v>, tried: &'v [(Key, Trial<'v>)]) -> Reasons<'v> {
        let view = |given| View { model, given, tried };
        Reasons { pool: view(given), all: view(Given::All) }
    }

    /// Sets of readings each of which makes `expr` what `wanted` says, whatever the other readings are.
    fn sets(&self, expr: &'v Expr, scope: &Scope<'_>, wanted: bool) -> Sets {
        match &expr.kind {
            ExprKind::Constant(value) => {
                if *value == wanted {
                    vec![Set::new()]
                } else {
                    Sets::new()
                }
            }
            ExprKind::Not(part) => self.sets(part, scope, !wanted),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                let sets = parts.iter().map(|part| self.sets(part, scope, wanted));
                if wanted == matches!(expr.kind, ExprKind::And(_)) { self.every(sets) } else { self.any(sets) }
            }
            ExprKind::Atom(atom) => self.atom(atom, scope, wanted),
            ExprKind::Quantified { all, list, body } => self.quantified(*all, list, body, scope, wanted),
            ExprKind::Counted { list, filter, relation, number } => {
                self.counted(list, filter.as_deref(), *relation, *number, scope, wanted)
            }
        }
    }

    fn atom(&self, atom: &'v Atom, scope: &Scope<'_>, wanted: bool) -> Sets {
        let mut keys = Set::new();
        self.all.atom(atom, scope, &mut |key| keys.push(key));
        let keys = self.pooled(keys);
        let suffices =
            |set: &[Key]| View { given: Given::Only(set), ..self.all }.atom(atom, scope, &mut |_| {}) == Some(wanted);
        if let [key] = keys[..] {
            // By far the most frequent: one attribute against a constant.
            return if suffices(&[]) {
                vec![Set::new()]
            } else if suffices(&[key]) {
                vec![vec![key]]
            } else {
                Sets::new()
            };
        }
        if keys.len() > MAX_READINGS {
            return if suffices(&keys) { vec![keys] } else { Sets::new() };
        }
        let subsets = (0..1u32 << keys.len()).map(|chosen| {
            keys.iter()
                .enumerate()
                .filter(|(index, _)| chosen & (1 << index) != 0)
                .map(|(_, key)| *key)
                .collect::<Set>()
        });
        self.best(subsets.filter(|set| suffices(set)).collect())
    }

    /// Sorts `keys` and leaves out those that may not be in a basis.
    fn pooled(&self, mut keys: Set) -> Set {
        keys.retain(|key| self.pool.gives(*key) && !self.all.tries(*key));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn quantified(&self, all: bool, list: &'v ListPath, body: &'v Expr, scope: &Scope<'_>, wanted: bool) -> Sets {
        let Some((way, key, members)) = self.list(list, scope, wanted) else { return Sets::new() };
        let Some(key) = key else { return vec![way] };
        let of_members = members.iter().map(|member| self.sets(body, &scope.bind(*member), wanted));
        let (sets, needs_list) = if wanted != all {
            // One member is enough; that a stated list has it is given.
            (self.any(of_members), !is_stated(self.all.model, key))
        } else {
            (self.every(of_members), true)
        };
        self.with_list(sets, way, key, needs_list)
    }

    fn counted(
        &self,
        list: &'v ListPath,
        filter: Option<&'v Expr>,
        relation: Relation,
        number: i64,
        scope: &Scope<'_>,
        wanted: bool,
    ) -> Sets {
        let Some((way, key, members)) = self.list(list, scope, wanted) else { return Sets::new() };
        let Some(key) = key else { return vec![way] };
        let Some(filter) = filter else {
            let length = self.all.length(list, scope);
            let holds = relation.between((length, length), (number, number));
            return if holds == Some(wanted) { self.with_list(vec![Set::new()], way, key, true) } else { Sets::new() };
        };
        let passing: Vec<Sets> = members.iter().map(|member| self.sets(filter, &scope.bind(*member), true)).collect();
        let failing: Vec<Sets> = members.iter().map(|member| self.sets(filter, &scope.bind(*member), false)).collect();
        // So many members must be known to pass, and so many to fail, for the count to be on the right side.
        let total = members.len();
        let mut sets = Sets::new();
        for passed in 0..=total {
            for failed in 0..=total - passed {
                let count = (as_number(passed), as_number(total - failed));
                if relation.between(count, (number, number)) != Some(wanted) {
                    continue;
                }
                let some = self.join(self.choose(&passing, passed), &self.choose(&failing, failed));
                sets.extend(some);
                // More of the same says no more.
                break;
            }
        }
        self.with_list(self.best(sets), way, key, true)
    }

    /// Joins sets for `count` of the parts.
    fn choose(&self, parts: &[Sets], count: usize) -> Sets {
        let mut chosen: Vec<Sets> = vec![Sets::new(); count + 1];
        chosen[0] = vec![Set::new()];
        for part in parts {
            for size in (1..=count).rev() {
                let mut more = self.join(chosen[size - 1].clone(), part);
                more.append(&mut chosen[size]);
                chosen[size] = self.best(more);
            }
        }
        chosen.pop().unwrap_or_default()
    }

    /// The readings on the way to a list, the list's own, and its members; without its own if it is not there, which is
    /// false whatever is wanted. `None` if this cannot explain `wanted`.
    fn list(&self, list: &'v ListPath, scope: &Scope<'_>, wanted: bool) -> Option<(Set, Option<Key>, Vec<Target>)> {
        let mut way = Set::new();
        let (items, key) = self.all.items(list, scope, &mut |key| way.push(key));
        let length = way.len();
        let way = self.pooled(way);
        if way.len() < length {
            return None;
        }
        match items {
            Items::Absent => (!wanted).then_some((way, None, Vec::new())),
            Items::Unknown | Items::AtLeast(_) => None,
            Items::Exactly(members) => key.map(|key| (way, Some(key), members.into_owned())),
        }
    }

    fn with_list(&self, sets: Sets, way: Set, key: Key, needs_list: bool) -> Sets {
        if needs_list && !self.pool.gives(key) {
            return Sets::new();
        }
        let mut base = way;
        base.extend(needs_list.then_some(key));
        base.sort_unstable();
        base.dedup();
        self.join(sets, &vec![base])
    }

    fn any(&self, parts: impl Iterator<Item = Sets>) -> Sets {
        self.best(parts.flatten().collect())
    }

    fn every(&self, parts: impl Iterator<Item = Sets>) -> Sets {
        let mut parts: Vec<Sets> = parts.collect();
        if parts.iter().any(Vec::is_empty) {
            return Sets::new();
        }
        // Truncation must not depend on the order of operands.
        parts.sort();
        parts.iter().fold(vec![Set::new()], |joined, part| self.join(joined, part))
    }

    fn join(&self, sets: Sets, others: &Sets) -> Sets {
        if let ([set], [other]) = (sets.as_slice(), others.as_slice()) {
            return vec![union(set, other)];
        }
        self.best(sets.iter().flat_map(|set| others.iter().map(move |other| union(set, other))).collect())
    }

    /// The best of `sets`, best first, without those that contain another.
    fn best(&self, mut sets: Sets) -> Sets {
        if sets.len() < 2 {
            return sets;
        }
        let mut ranked: Vec<_> = sets.drain(..).map(|set| self.ranked(set)).collect();
        ranked.sort_unstable();
        let mut best: Sets = Vec::new();
        for (.., set) in ranked {
            if best.len() == MAX_SETS {
                break;
            }
            if !best.iter().any(|smaller| is_subset(smaller, &set)) {
                best.push(set);
            }
        }
        best
    }

    /// Fewer readings first, then fewer assumed ones, then by target and attribute.
    fn ranked(&self, set: Set) -> (usize, usize, Set) {
        let assumed = set.iter().filter(|key| !is_stated(self.all.model, **key)).count();
        (set.len(), assumed, set)
    }

    /// Every reading that may be in a basis of `expr`.
    fn consulted(&self, expr: &'v Expr, scope: &Scope<'_>, keys: &mut Set) {
        let mut consult = |key| {
            if self.pool.gives(key) {
                keys.push(key);
            }
        };
        let (list, inner) = match &expr.kind {
            ExprKind::Constant(_) => return,
            ExprKind::Atom(atom) => {
                self.all.atom(atom, scope, &mut consult);
                return;
            }
            ExprKind::Not(part) => return self.consulted(part, scope, keys),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                return parts.iter().for_each(|part| self.consulted(part, scope, keys));
            }
            ExprKind::Quantified { list, body, .. } => (list, Some(&**body)),
            ExprKind::Counted { list, filter, .. } => (list, filter.as_deref()),
        };
        let (items, key) = self.all.items(list, scope, &mut consult);
        key.into_iter().for_each(consult);
        if let (Items::Exactly(members), Some(inner)) = (items, inner) {
            members.iter().for_each(|member| self.consulted(inner, &scope.bind(*member), keys));
        }
    }
}

fn union(a: &Set, b: &Set) -> Set {
    if b.is_empty() {
        return a.clone();
    }
    let mut union: Set = a.iter().chain(b).copied().collect();
    union.sort_unstable();
    union.dedup();
    union
}

fn is_subset(small: &Set, large: &Set) -> bool {
    small.iter().all(|key| large.binary_search(key).is_ok())
}

fn as_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
