//! Fields that are declared to be sanitized: what is in them is harmless, however it got there.
//!
//! ```text
//! sanitize sinks Html on the field Page.0     _2 = copy (_1.0);        _2 is what was there, but nothing for Html
//!                                             (_1.0) = move _3;        and so is what is written there
//!                                             _4 = struct Page {0: _3};
//!                                             _5 = &(_1.0);            and what a reference leads to
//! ```

use super::body::Pass;
use super::place::Locations;
use super::state::State;
use super::taint::{Exclusions, Taint};
use super::tree::Tree;
use super::types;
use crate::ir::{Place, Symbol, TypeId};

impl Pass<'_> {
    /// A value that is read from a place or written to it, after the fields on the way there.
    pub(super) fn sanitized_at(&mut self, state: &State, place: &Place, value: Tree) -> Tree {
        self.sanitizers_of(place).iter().fold(value, |value, (kinds, of)| self.sanitized(state, *of, kinds, value))
    }

    /// A value that becomes a part of a new value.
    pub(super) fn sanitized_part(
        &mut self,
        state: &State,
        of: TypeId,
        variant: Option<Symbol>,
        number: u32,
        value: Tree,
    ) -> Tree {
        let engine = self.engine;
        if !engine.places.has_sanitizers {
            return value;
        }
        let Some(path) = engine.program.head(of) else { return value };
        let Some(model) = engine.places.fields.get(&(path, variant, number)) else { return value };
        model.sanitizers.iter().fold(value, |value, kinds| self.sanitized(state, None, kinds, value))
    }

    /// What lies where a reference is taken to, after the fields on the way: who reads it there passes none of them.
    pub(super) fn sanitize_behind(&mut self, state: &mut State, place: &Place, found: &mut Locations) {
        if self.sanitizers_of(place).is_empty() {
            return;
        }
        found.floating = self.sanitized_at(state, place, std::mem::take(&mut found.floating));
        for location in &found.at {
            let content = self.read_at(state, location);
            let content = self.sanitized_at(state, place, content);
            self.write(state, std::slice::from_ref(location), &content);
        }
    }

    /// What the fields on the way to a place stop, each with its type.
    fn sanitizers_of(&self, place: &Place) -> Vec<(Exclusions, Option<TypeId>)> {
        let engine = self.engine;
        if !engine.places.has_sanitizers {
            return Vec::new();
        }
        let model = |step: &types::PlaceStep| engine.places.fields.get(&step.field(engine.program)?);
        types::steps(engine.program, self.body, place)
            .filter_map(|step| Some((model(&step)?, step.after)))
            .flat_map(|(model, of)| model.sanitizers.iter().map(move |kinds| (kinds.clone(), of)))
            .collect()
    }

    /// A value of a field that stops some kinds, or all. What is only read through its references comes along without them.
    fn sanitized(&mut self, state: &State, of: Option<TypeId>, kinds: &Exclusions, value: Tree) -> Tree {
        let is_written = of.is_some_and(|of| types::is_writable_reference(self.engine.program, of));
        let leads_on = value.links().iter().any(|link| link.cell().is_some());
        let value = if leads_on && !is_written { self.collapse(state, &value).without_places() } else { value };
        if *kinds == Exclusions::default() {
            return value.map_taints(&mut |_| None);
        }
        value.map_taints(&mut |taint| taint.through(&Taint::new(taint.origin).excluding(kinds)))
    }
}
