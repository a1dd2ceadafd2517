//! Which things of two models are the same thing.
//!
//! ```text
//! web::post_comment        web::post_comment           the same id
//! web::pages::Users        web::store::Users           moved: class and name are the same, and nothing else has them
//! visitor->post#send       guest->post#send            a flow whose ends are the same things, by the same name
//! ```
//!
//! Without the second rule a package that gets another name would be all gone and all new.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::model::{Model, Target};

/// The things that are there before and after.
#[derive(Debug, Default)]
pub struct Pairs {
    after: HashMap<Target, Target>,
    before: HashMap<Target, Target>,
}

impl Pairs {
    /// Pairs what is the same in both models.
    pub fn of(before: &Model, after: &Model) -> Pairs {
        let mut pairs = Pairs::default();
        let id = |model: &Model, it: Target| (it.noun(), model.entity(it).id.clone());
        // Two things of one id are a fault of the model's text; they are told apart by their order.
        let mut by_id: HashMap<_, VecDeque<Target>> = HashMap::new();
        after.targets().for_each(|it| by_id.entry(id(after, it)).or_default().push_back(it));
        for target in before.targets() {
            if let Some(partner) = by_id.get_mut(&id(before, target)).and_then(VecDeque::pop_front) {
                pairs.add(target, partner);
            }
        }
        let named = |model: &Model, it: Target| {
            let entity = model.entity(it);
            let is_thing = !entity.name.is_empty() && !matches!(it, Target::Dataflow(_)) && is_declared(model, it);
            is_thing.then(|| (entity.class, entity.name.clone()))
        };
        pairs.add_unique(before, after, |it| named(before, it), |it| named(after, it));
        let ends = pairs.after.clone();
        let flow = |model: &Model, it: Target| match it {
            Target::Dataflow(id) => {
                let flow = model.dataflow(id);
                Some((Target::Element(flow.source), Target::Element(flow.sink), flow.entity.name.clone()))
            }
            _ => None,
        };
        let moved = |it: Target| {
            let (source, sink, name) = flow(before, it)?;
            Some((*ends.get(&source)?, *ends.get(&sink)?, name))
        };
        pairs.add_unique(before, after, moved, |it| flow(after, it));
        pairs
    }

    /// Pairs what is still alone, and has a key that nothing else alone on its side has.
    fn add_unique<K: Eq + Hash>(
        &mut self,
        before: &Model,
        after: &Model,
        before_key: impl Fn(Target) -> Option<K>,
        after_key: impl Fn(Target) -> Option<K>,
    ) {
        let mut keys: HashMap<K, [Vec<Target>; 2]> = HashMap::new();
        for it in before.targets().filter(|it| !self.after.contains_key(it)) {
            before_key(it).into_iter().for_each(|key| keys.entry(key).or_default()[0].push(it));
        }
        for it in after.targets().filter(|it| !self.before.contains_key(it)) {
            after_key(it).into_iter().for_each(|key| keys.entry(key).or_default()[1].push(it));
        }
        for [was, is] in keys.into_values() {
            if let ([was], [is]) = (&was[..], &is[..]) {
                self.add(*was, *is);
            }
        }
    }

    fn add(&mut self, before: Target, after: Target) {
        self.after.insert(before, after);
        self.before.insert(after, before);
    }

    /// What became of a thing that was there before.
    pub fn after(&self, before: Target) -> Option<Target> {
        self.after.get(&before).copied()
    }

    /// What a thing that is there now was before.
    pub fn before(&self, after: Target) -> Option<Target> {
        self.before.get(&after).copied()
    }
}

/// Whether somebody declared it: a free text that some flow mentions is no thing of its own.
pub(super) fn is_declared(model: &Model, target: Target) -> bool {
    match target {
        Target::Data(id) => model.datum(id).is_declared,
        _ => true,
    }
}
