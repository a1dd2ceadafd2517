//! The tables of a crate: types, traits, markers, exports. Impl blocks have [their own module](super::impls).

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::source::{Converter, Source};
use crate::ir::{
    Adt, AdtKind, Body, BodyId, BodyKind, Constant, Export, Field, Marker, Operand, Rvalue, StatementKind, Symbol,
    Tables, Trait, Type, TypeId, Variant,
};

/// The name of the constant that our attributes leave in a body, or beside an item.
const MARKER: &str = "_";

/// The structs, enums and unions of the source.
pub(super) fn adts(source: &Source, tables: &mut Tables) -> Vec<Adt> {
    let mut adts = Vec::with_capacity(source.adts.len());
    for item in &source.adts {
        let names = parameter_names(&item.generics);
        let mut converter = Converter::new(source, tables, item.module, names.clone());
        let variants = item.variants.iter().map(|(name, fields)| {
            let fields = fields.iter().enumerate().map(|(index, field)| {
                let type_id = converter.type_id(&field.ty);
                let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                Field { name: converter.tables.symbols.intern(&name), type_id }
            });
            let fields = fields.collect();
            Variant { name: converter.tables.symbols.intern(name), fields }
        });
        let variants = variants.collect();
        adts.push(Adt {
            path: tables.symbols.intern(&item.path),
            kind: item.kind,
            parameters: names.iter().map(|it| tables.symbols.intern(it)).collect(),
            variants,
        });
    }
    adts.sort_by(|a, b| tables.symbols.text(a.path).cmp(tables.symbols.text(b.path)));
    // What `cfg` chooses between has one path.
    adts.dedup_by_key(|it| it.path);
    adts
}

/// The type and constant parameters by name.
pub(super) fn parameter_names(generics: &syn::Generics) -> Vec<String> {
    let name = |it: &syn::GenericParam| match it {
        syn::GenericParam::Type(it) => Some(it.ident.to_string()),
        syn::GenericParam::Const(it) => Some(it.ident.to_string()),
        _ => None,
    };
    generics.params.iter().filter_map(name).collect()
}

/// `adts` and those that macros have made, as far as their making was seen.
pub(super) fn with_seen(
    mut adts: Vec<Adt>,
    seen: &IndexMap<(TypeId, Option<Symbol>), Vec<&str>>,
    krate: &str,
    tables: &mut Tables,
) -> Vec<Adt> {
    let known: FxHashMap<Symbol, usize> = adts.iter().enumerate().map(|(index, it)| (it.path, index)).collect();
    let mut made: IndexMap<Symbol, Adt> = IndexMap::new();
    let unstated = tables.symbols.intern("?");
    let unstated = tables.types.intern(Type::Other(unstated));
    for ((type_id, variant), names) in seen {
        let Type::Path { path, .. } = tables.types.get(*type_id) else { continue };
        let path = *path;
        let text = tables.symbols.text(path);
        if known.contains_key(&path) || !text.strip_prefix(krate).is_some_and(|it| it.starts_with("::")) {
            continue;
        }
        let last = text.rsplit("::").next().unwrap_or(text).to_owned();
        let kind = if variant.is_some() { AdtKind::Enum } else { AdtKind::Struct };
        let name = variant.unwrap_or_else(|| tables.symbols.intern(&last));
        let fields = names.iter().map(|it| Field { name: tables.symbols.intern(it), type_id: unstated }).collect();
        let adt = made.entry(path).or_insert(Adt { path, kind, parameters: Box::default(), variants: Box::default() });
        if adt.variants.iter().all(|it| it.name != name) {
            let variants = std::mem::take(&mut adt.variants);
            adt.variants = variants.into_iter().chain([Variant { name, fields }]).collect();
        }
    }
    adts.extend(made.into_values());
    adts.sort_by(|a, b| tables.symbols.text(a.path).cmp(tables.symbols.text(b.path)));
    adts
}

/// The traits of the source.
pub(super) fn traits(source: &Source, bodies: &[Body], tables: &mut Tables) -> Vec<Trait> {
    let by_path: FxHashMap<Symbol, BodyId> =
        bodies.iter().enumerate().rev().map(|(index, it)| (it.path, BodyId(index as u32))).collect();
    let mut traits = Vec::with_capacity(source.traits.len());
    for item in &source.traits {
        let names = parameter_names(&item.generics);
        let mut converter = Converter::new(source, tables, item.module, names.clone());
        let supertraits = item.supertraits.iter().map(|it| converter.path(None, it)).collect();
        let methods: Box<[Symbol]> = item.methods.iter().map(|it| tables.symbols.intern(it)).collect();
        let default = |name: &Symbol| {
            let path = format!("{}::{}", item.path, tables.symbols.text(*name));
            let body = by_path.get(&tables.symbols.get(&path)?)?;
            Some((*name, *body))
        };
        let defaults = methods.iter().filter_map(default).collect();
        traits.push(Trait {
            path: tables.symbols.intern(&item.path),
            parameters: names.iter().map(|it| tables.symbols.intern(it)).collect(),
            supertraits,
            methods,
            defaults,
        });
    }
    traits.sort_by(|a, b| tables.symbols.text(a.path).cmp(tables.symbols.text(b.path)));
    traits.dedup_by_key(|it| it.path);
    traits
}

/// Takes the constants that our attributes have left out of `bodies`.
pub(super) fn take_markers(bodies: &mut Vec<(usize, Body)>, tables: &mut Tables) -> Vec<Marker> {
    let mut markers = Vec::new();
    bodies.retain(|(_, body)| {
        let path = tables.symbols.text(body.path);
        let Some(within) = path.strip_suffix(MARKER).and_then(|it| it.strip_suffix("::")) else { return true };
        if body.kind != BodyKind::Constant {
            return true;
        }
        // An `async fn` has its statements in its coroutine.
        let within = within.strip_suffix("::{closure#0}").unwrap_or(within);
        let within = within.to_owned();
        let texts: Vec<_> = body
            .blocks
            .iter()
            .flat_map(|it| it.statements.iter())
            .filter_map(|it| match &it.kind {
                StatementKind::Assign(_, Rvalue::Use(Operand::Constant(Constant::Text(text)))) => Some(*text),
                _ => None,
            })
            .filter(|text| tables.symbols.text(*text).starts_with(Marker::PREFIX))
            .collect();
        let is_marker = !texts.is_empty();
        markers.extend(texts.into_iter().map(|text| (within.clone(), text)));
        !is_marker
    });
    markers.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| tables.symbols.text(*x).cmp(tables.symbols.text(*y))));
    markers.into_iter().map(|(within, text)| Marker { within: tables.symbols.intern(&within), text }).collect()
}

/// The names under which other crates see the crate's items.
pub(super) fn exports(source: &Source, tables: &mut Tables) -> Vec<Export> {
    let exports = source.exports().into_iter();
    exports
        .map(|(visible, definition)| Export {
            visible: tables.symbols.intern(&visible),
            definition: tables.symbols.intern(&definition),
        })
        .collect()
}
