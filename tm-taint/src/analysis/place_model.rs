//! The models of fields, types and statics, by what the program has of them.
//!
//! ```text
//! demo::Login.password      source Secret      field 1 of demo::Login: a source of Secret
//! ```

use rustc_hash::FxHashMap;

use super::lower::{Leaf, exclusions};
use super::taint::Exclusions;
use crate::ir::Symbol;
use crate::model::{Model, Models, PortRoot, Statement};
use crate::program::Program;

/// A field, type or static that is a source or a sink, or a field that is sanitized.
#[derive(Debug, Default)]
pub(super) struct PlaceModel {
    pub(super) sources: Vec<Leaf>,
    pub(super) sinks: Vec<Leaf>,
    /// What a field stops: nothing gets through where no kinds are named.
    pub(super) sanitizers: Vec<Exclusions>,
}

impl PlaceModel {
    fn add(&mut self, models: &Models, model: &Model) {
        for statement in &model.statements {
            match statement {
                Statement::Source { kind, at, via } => {
                    // What is a source as a parameter alone is none elsewhere.
                    let is_anywhere = at.root == PortRoot::Return;
                    self.sources.extend(Leaf::new(models, kind, via).filter(|_| is_anywhere));
                }
                Statement::Sink { kind, via, .. } => self.sinks.extend(Leaf::new(models, kind, via)),
                Statement::Sanitize(it) => self.sanitizers.push(exclusions(models, it)),
                _ => {}
            }
        }
    }
}

/// The fields, types and statics of which something is declared.
#[derive(Debug, Default)]
pub(super) struct PlaceModels {
    /// By type, variant and number.
    pub(super) fields: FxHashMap<(Symbol, Option<Symbol>, u32), PlaceModel>,
    /// Whether any of the fields is sanitized.
    pub(super) has_sanitizers: bool,
    /// By the path of the type.
    pub(super) types: FxHashMap<Symbol, PlaceModel>,
    /// By the path of the static, constant or thread local.
    pub(super) statics: FxHashMap<Symbol, PlaceModel>,
}

/// The fields, types and statics of which something is declared, as far as the program mentions them.
pub(super) fn places(program: &Program, models: &Models) -> PlaceModels {
    let mut places = PlaceModels::default();
    for (path, model) in models.fields() {
        if let Some(field) = field(program, path) {
            places.fields.entry(field).or_default().add(models, model);
        }
    }
    places.has_sanitizers = places.fields.values().any(|model| !model.sanitizers.is_empty());
    let defined = |path: &str| program.tables.symbols.get(path).map(|path| program.definition(path));
    for (path, model) in models.types() {
        if let Some(path) = defined(path) {
            places.types.entry(path).or_default().add(models, model);
        }
    }
    for (path, model) in models.statics() {
        if let Some(path) = defined(path) {
            places.statics.entry(path).or_default().add(models, model);
        }
    }
    places
}

/// The field that is meant by `demo::Login.password` or `demo::Event::Set.0`. One of a crate that was not read is known by its number.
fn field(program: &Program, path: &str) -> Option<(Symbol, Option<Symbol>, u32)> {
    let (of, field) = path.rsplit_once('.')?;
    let whole = program.tables.symbols.get(of).and_then(|path| program.adt(path).map(|adt| (adt, None)));
    let of_variant = || {
        let (of, variant) = of.rsplit_once("::")?;
        let adt = program.adt(program.tables.symbols.get(of)?)?;
        Some((adt, Some(program.tables.symbols.get(variant)?)))
    };
    let Some((adt, variant)) = whole.or_else(of_variant) else {
        return Some((program.tables.symbols.get(of)?, None, field.parse().ok()?));
    };
    let named = adt.variants.iter().find(|it| variant.is_none_or(|variant| it.name == variant));
    let number = named.and_then(|it| it.fields.iter().position(|it| program.text(it.name) == field))?;
    Some((adt.path, variant, number as u32))
}
