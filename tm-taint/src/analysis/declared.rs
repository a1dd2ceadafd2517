//! What is declared of fields, types and statics: sources where they are read, sinks where they are written.
//!
//! ```text
//! source Secret on the type Login      _2 = copy (_1.0);           _1 is a Login: _2 is Secret
//!                                      _3 = move _4;               _4 is a Vec<Login>: its elements are Secret
//! sink Html on the field Page.0        _5 = struct Page {0: _6};   _6 reaches Html
//! sink Log on the static AUDIT         *_7 = move _8;              _7 leads into AUDIT: _8 reaches Log
//! ```
//!
//! A type is a source wherever a value of it is read or handed over, so that a function which makes it harmless gives another type.

use std::sync::Arc;

use super::body::Pass;
use super::cell::CellKind;
use super::engine::Engine;
use super::lower::Leaf;
use super::path::Step;
use super::place::Location;
use super::state::State;
use super::trace::{Event, Trace};
use super::tree::Tree;
use super::types;
use crate::ir::{Place, Symbol, Type, TypeId};

/// How many types deep a value of a declared type is looked for in what holds it.
const MAXIMUM_DEPTH: usize = 4;

/// A part of a type that is declared to be a source.
#[derive(Clone, Debug)]
pub(super) struct Held {
    way: Vec<Step>,
    leaf: Leaf,
    /// The declared type.
    of: Symbol,
}

impl Pass<'_> {
    /// The value of a place with the kinds that its type, and types and fields on the way to it, are declared to be sources of.
    pub(super) fn with_declared_sources(&self, value: Tree, place: &Place) -> Tree {
        let places = &self.engine.places;
        if places.fields.is_empty() && places.types.is_empty() {
            return value;
        }
        let program = self.engine.program;
        let mut value = value;
        for step in types::steps(program, self.body, place) {
            value = self.with_sources_of_type(value, step.of, true);
            if let Some(field) = step.field(program)
                && let Some(model) = places.fields.get(&field)
            {
                let sources = model.sources.iter();
                value = sources.fold(value, |value, leaf| value.join(&self.declared_source(*leaf, field.0)));
            }
        }
        match types::of_place(program, self.body, place) {
            Some(of) => self.with_sources_of_type(value, of, false),
            None => value,
        }
    }

    /// With what a type is declared to be a source of; of one on the way to the value, as a whole alone.
    fn with_sources_of_type(&self, value: Tree, of: TypeId, is_on_the_way: bool) -> Tree {
        if self.engine.places.types.is_empty() {
            return value;
        }
        let held = self.engine.held(of);
        let wanted = held.iter().filter(|part| !is_on_the_way || part.way.is_empty());
        wanted.fold(value, |value, part| {
            let source = self.declared_source(part.leaf, part.of);
            value.join(&part.way.iter().rev().fold(source, |tree, step| tree.under(*step)))
        })
    }

    /// What a static, constant or thread local holds, with what it is declared to be a source of.
    pub(super) fn with_sources_of_static(&self, value: Tree, path: Symbol) -> Tree {
        let Some(model) = self.engine.places.statics.get(&path) else { return value };
        model.sources.iter().fold(value, |value, leaf| value.join(&self.declared_source(*leaf, path)))
    }

    fn declared_source(&self, leaf: Leaf, path: Symbol) -> Tree {
        let trace = Trace::new(self.function, self.at, Event::Source(leaf.kind, path), None);
        Tree::taint(leaf.source().stepping(|_| Some(Arc::new(trace))))
    }

    /// Values that become parts of a new value.
    pub(super) fn sinks_of_parts(
        &mut self,
        state: &State,
        of: TypeId,
        variant: Option<Symbol>,
        numbers: &[u32],
        values: &[Tree],
    ) {
        let Some(path) = self.engine.program.head(of) else { return };
        for (number, value) in numbers.iter().zip(values) {
            self.sinks_of_part(state, path, variant, *number, value);
        }
    }

    /// A value that is written to a place: all that the place is a part of is declared to be may be a sink.
    pub(super) fn sinks_at(&mut self, state: &State, place: &Place, value: &Tree) {
        let places = &self.engine.places;
        if places.fields.is_empty() && places.types.is_empty() {
            return;
        }
        let program = self.engine.program;
        for (of, variant, number) in types::steps(program, self.body, place).filter_map(|step| step.field(program)) {
            self.sinks_of_part(state, of, variant, number, value);
        }
    }

    fn sinks_of_part(&mut self, state: &State, of: Symbol, variant: Option<Symbol>, number: u32, value: &Tree) {
        let places = &self.engine.places;
        for model in [places.fields.get(&(of, variant, number)), places.types.get(&of)].into_iter().flatten() {
            self.declared_sinks(state, &model.sinks, of, value);
        }
    }

    /// A value that is written to places, some of which may lie in statics that are sinks.
    pub(super) fn sinks_of_statics(&mut self, state: &State, to: &[Location], value: &Tree) {
        let statics = &self.engine.places.statics;
        if statics.is_empty() {
            return;
        }
        for location in to {
            if let CellKind::Static(path) = self.cells.kind(location.cell)
                && let Some(model) = statics.get(&path)
            {
                self.declared_sinks(state, &model.sinks, path, value);
            }
        }
    }

    /// A value that the function returns, which may be declared to reach sinks.
    pub(super) fn returned_sinks(&mut self, state: &State, value: &Tree) {
        let Some(declared) = self.engine.declared(self.function) else { return };
        for (path, leaf) in &declared.returned_sinks {
            self.declared_sinks(state, &[*leaf], self.body.path, &value.at(path));
        }
    }

    fn declared_sinks(&mut self, state: &State, leaves: &[Leaf], of: Symbol, value: &Tree) {
        for Leaf { kind, features } in leaves.iter().copied() {
            let trace = Arc::new(Trace::new(self.function, self.at, Event::Sink(kind, of), None));
            for taint in self.collapse(state, value).taints() {
                if taint.excluded.as_ref().is_none_or(|excluded| !excluded.sinks.contains(kind)) {
                    self.reach(&taint.clone().with_features(features, features), kind, &trace, self.at);
                }
            }
        }
    }
}

/// The parts of a type that are declared to be sources, with the ways to them: behind pointers, in collections, in fields.
pub(super) fn held(engine: &Engine, of: TypeId) -> Vec<Held> {
    let mut found = Vec::new();
    parts(engine, of, &mut Vec::new(), &mut found, 0);
    found
}

fn parts(engine: &Engine, of: TypeId, way: &mut Vec<Step>, found: &mut Vec<Held>, depth: usize) {
    let program = engine.program;
    let mut within = |of: TypeId, steps: &[Step]| {
        way.extend_from_slice(steps);
        parts(engine, of, way, found, depth + 1);
        way.truncate(way.len() - steps.len());
    };
    if depth > MAXIMUM_DEPTH {
        return;
    }
    match program.type_of(of) {
        Type::Reference { to, .. } | Type::Pointer { to, .. } => within(*to, &[Step::DEREF]),
        Type::Slice(of) | Type::Array { of, .. } => within(*of, &[Step::ELEMENT]),
        Type::Tuple(of) => (0..).zip(of).for_each(|(number, of)| within(*of, &[Step::field(number)])),
        Type::Path { path, arguments } => {
            if let Some(model) = engine.places.types.get(&program.definition(*path)) {
                found.extend(model.sources.iter().map(|leaf| Held { way: way.clone(), leaf: *leaf, of: *path }));
                return;
            }
            if let Some(adt) = program.adt(*path) {
                for variant in &adt.variants {
                    let step = (adt.kind == crate::ir::AdtKind::Enum).then(|| Step::variant(variant.name));
                    for (number, field) in (0..).zip(&variant.fields) {
                        let steps: Vec<Step> = step.into_iter().chain([Step::field(number)]).collect();
                        within(field.type_id, &steps);
                    }
                }
                return;
            }
            let variant = |name: &str| program.tables.symbols.get(name).map(Step::variant);
            let payload = |name| variant(name).map(|step| vec![step, Step::field(0)]);
            let ways = match program.text(*path) {
                "std::boxed::Box" => vec![Some(vec![Step::DEREF])],
                "std::option::Option" => vec![payload("Some")],
                "std::result::Result" => vec![payload("Ok"), payload("Err")],
                "std::collections::HashMap" | "std::collections::BTreeMap" => {
                    vec![Some(vec![Step::ELEMENT, Step::field(0)]), Some(vec![Step::ELEMENT, Step::field(1)])]
                }
                "std::vec::Vec"
                | "std::collections::VecDeque"
                | "std::collections::HashSet"
                | "std::collections::BTreeSet"
                | "std::collections::LinkedList"
                | "std::collections::BinaryHeap" => vec![Some(vec![Step::ELEMENT])],
                _ => Vec::new(),
            };
            for (of, steps) in arguments.iter().zip(ways) {
                if let Some(steps) = steps {
                    within(*of, &steps);
                }
            }
        }
        _ => {}
    }
}
