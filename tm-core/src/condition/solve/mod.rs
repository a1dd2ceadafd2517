//! Decides whether conditions can hold, or fail, together: in some model, or in none.
//!
//! ```text
//! a == 'x' and a == 'y'          impossible
//! a and not (b or a)             impossible, so `a` implies `b or a`
//! any(p) and not all(q)          possible: for instance target.data[0] with p, target.data[1] without q
//! ```
//!
//! A model is made up while the conditions are read: a path leads to a thing nobody has seen before, a reading that
//! matters is split into the values that make a difference, and Kleene's logic ends a branch as soon as the answer is
//! known. Each `any` that must hold has a witness of its own among the members of its list; a list that is counted has no
//! witnesses but as many members as the counts and quantifiers in sight can tell apart. More would change nothing.
//!
//! # What is decided
//!
//! Made-up models are freer than real ones. They keep that an input ends at the element and an output starts there, that
//! neither is a reply, that a reply goes the other way, and what boundaries say about crossings; apart from that every
//! reading is independent of the others, also where one value of a real model follows from another. So "impossible" is
//! certain, and "possible" may need a model that nobody can write. Beyond a number of looks the answer is that it is not
//! decided.

mod domain;
mod example;
mod space;
#[cfg(test)]
mod tests;
mod truth;

use std::collections::BTreeMap;

use super::expr::{ClassSet, Expr};
use super::truth::Found;
use domain::Domains;
use space::{Node, Space, Unknown};

/// Whether there is a model in which all goals are met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// There is none.
    Impossible,
    /// There is; what matters of it, in words.
    Possible(Vec<String>),
    /// There are too many to try.
    Undecided,
}

/// A condition and what it shall be.
#[derive(Clone, Copy)]
pub(super) struct Goal<'e> {
    pub(super) expr: &'e Expr,
    pub(super) holds: bool,
}

/// Whether all goals can be met at once by variables of the classes `variables`, `target` first.
///
/// At most `looks` atoms are looked at; what is left of them comes back.
pub(super) fn solve(goals: &[Goal<'_>], variables: &[ClassSet], looks: usize) -> (Answer, usize) {
    let Some(mut search) = Search::new(goals, variables, looks) else { return (Answer::Undecided, looks) };
    let answer = match search.run() {
        Some(true) => Answer::Possible(example::words(&search)),
        Some(false) => Answer::Impossible,
        None => Answer::Undecided,
    };
    (answer, search.looks)
}

/// A model that is being made up.
struct Search<'e> {
    goals: &'e [Goal<'e>],
    domains: Domains<'e>,
    space: Space,
    /// What the variables stand for.
    scope: Vec<Node>,
    assigned: BTreeMap<Unknown, Found<'e>>,
    /// The first unknown that the answer depends on.
    next: Option<Unknown>,
    /// How many atoms may still be looked at.
    looks: usize,
}

impl<'e> Search<'e> {
    /// `None` if some list may need too many members.
    fn new(goals: &'e [Goal<'e>], variables: &[ClassSet], looks: usize) -> Option<Search<'e>> {
        let exprs: Vec<_> = goals.iter().map(|goal| goal.expr).collect();
        let domains = Domains::of(&exprs)?;
        let mut space = Space::default();
        let scope: Vec<Node> = variables.iter().map(|classes| space.variable(*classes)).collect();
        Some(Search { goals, domains, space, scope, assigned: BTreeMap::new(), next: None, looks })
    }

    /// Whether what is assigned can be completed; unset if that would take too long.
    fn run(&mut self) -> Option<bool> {
        self.next = None;
        let mut is_met = true;
        for goal in self.goals {
            let mut scope = std::mem::take(&mut self.scope);
            let truth = self.truth(goal.expr, Some(goal.holds), &mut scope);
            self.scope = scope;
            match truth {
                Some(truth) if truth != goal.holds => return Some(false),
                Some(_) => {}
                None => is_met = false,
            }
        }
        if is_met {
            return Some(true);
        }
        if self.looks == 0 {
            return None;
        }
        let unknown = self.next.take()?;
        for value in self.values(&unknown) {
            self.assigned.insert(unknown.clone(), value);
            let found = self.run();
            if found != Some(false) {
                return found;
            }
        }
        self.assigned.remove(&unknown);
        Some(false)
    }
}
