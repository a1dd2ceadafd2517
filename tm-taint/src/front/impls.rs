//! Impl blocks: what `<impl at src/lib.rs:2:1: 2:42>` stands for.
//!
//! The place is that of the block's head in the source, or of the word in `derive(…)`. A block that a macro has made has a
//! place inside the macro, which several may share; the file's name, `{impl#3}-put`, tells them apart, and the type of
//! `self` says what they are for.

use std::collections::HashMap;

use super::mir::{Head, Reader, span_parts};
use super::names::Names;
use super::source::{Converter, ImplBlock, Source};
use super::tables::parameter_names;
use crate::ir::text::print_type;
use crate::ir::{BodyId, Impl, ImplId, Span, Symbol, Tables, Type, TypeId};

pub(super) struct Impls<'d> {
    /// Without items.
    blocks: Vec<Impl>,
    /// Of each head, the block that it is in, and the steps of its path below.
    of_heads: Vec<Option<(usize, &'d str)>>,
    /// Which blocks of the source have bodies.
    is_seen: Vec<bool>,
}

/// A head's place in an impl block.
struct Inside<'d> {
    /// What tells impl blocks apart: `m-{impl#0}`.
    key: &'d str,
    /// The place as printed.
    place: &'d str,
    /// What follows in the path: `put`.
    below: &'d str,
}

impl<'d> Inside<'d> {
    fn of(head: &Head<'d>) -> Option<Inside<'d>> {
        const BEFORE: &str = "<impl at ";
        let start = head.path.rfind(BEFORE)?;
        let (place, below) = head.path[start + BEFORE.len()..].split_once(">::")?;
        let number = head.item.rfind("{impl#")?;
        let end = number + head.item[number..].find('}')? + 1;
        Some(Inside { key: &head.item[..end], place, below })
    }
}

/// The file with the impl block that a body is in.
pub(super) fn file<'d>(head: &Head<'d>) -> Option<&'d str> {
    span_parts(Inside::of(head)?.place).map(|(file, _)| file)
}

impl<'d> Impls<'d> {
    pub(super) fn read(reader: &mut Reader<'_, 'd>) -> Impls<'d> {
        let heads = &reader.names.heads;
        let inside: Vec<Option<Inside<'d>>> = heads.iter().map(Inside::of).collect();
        let mut methods: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, it) in inside.iter().enumerate() {
            if let Some(it) = it {
                methods.entry(it.key).or_default().push(index);
            }
        }
        let mut is_seen = vec![false; reader.source.impl_blocks.len()];
        let mut blocks: Vec<Impl> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut of_heads = Vec::with_capacity(heads.len());
        for it in &inside {
            of_heads.push(it.as_ref().map(|it| {
                let number = *numbers.entry(it.key).or_insert_with(|| {
                    let methods: Vec<_> = methods[it.key]
                        .iter()
                        .filter_map(|index| Some((&heads[*index], inside[*index].as_ref()?.below)))
                        .filter(|(_, below)| !below.contains("::"))
                        .collect();
                    blocks.push(block(reader, it.place, &methods, &mut is_seen));
                    blocks.len() - 1
                });
                (number, it.below)
            }));
        }
        Impls { blocks, of_heads, is_seen }
    }

    /// The absolute paths of all bodies.
    pub(super) fn paths(&self, names: &Names<'_>, krate: &str, tables: &Tables) -> Vec<String> {
        let path = |(index, head): (usize, &Head<'_>)| match self.of_heads[index] {
            Some((block, below)) => {
                let block = &self.blocks[block];
                match block.as_trait {
                    Some(as_trait) => {
                        let (self_type, as_trait) = (print_type(block.self_type, tables), print_type(as_trait, tables));
                        format!("<{self_type} as {as_trait}>::{below}")
                    }
                    None => format!("{}::{below}", tables.owner(block.self_type)),
                }
            }
            None => format!("{krate}::{}", head.path),
        };
        names.heads.iter().enumerate().map(path).collect()
    }

    pub(super) fn of_head(&self, head: usize) -> Option<ImplId> {
        self.of_heads[head].map(|(block, _)| ImplId(block as u32))
    }

    /// The name of a head that is itself an item of its block, and not something inside one.
    pub(super) fn item_name(&self, head: usize) -> Option<&'d str> {
        self.of_heads[head].map(|(_, below)| below).filter(|it| !it.contains("::"))
    }

    /// The table, with those blocks of the source that have no bodies.
    pub(super) fn finished(self, items: &[(usize, Symbol, BodyId)], source: &Source, tables: &mut Tables) -> Vec<Impl> {
        let mut blocks = self.blocks;
        for (block, name, body) in items {
            let before = std::mem::take(&mut blocks[*block].items);
            blocks[*block].items = before.into_iter().chain([(*name, *body)]).collect();
        }
        for (index, block) in source.impl_blocks.iter().enumerate() {
            if !self.is_seen[index] {
                blocks.push(converted(block, source, tables));
            }
        }
        blocks
    }
}

/// The block at a place, of which `methods` are the items.
fn block<'d>(
    reader: &mut Reader<'_, 'd>,
    place: &'d str,
    methods: &[(&Head<'d>, &'d str)],
    is_seen: &mut [bool],
) -> Impl {
    let Some((file, [line, column, end_line, end_column])) = span_parts(place) else {
        return made_by_macro(reader, None, methods);
    };
    let file_symbol = reader.tables.symbols.intern(file);
    let span = Some(Span { file: file_symbol, line, column, end_line, end_column });
    let position = (file, line, column);
    let source = reader.source;
    if let Some(index) = source.impl_at(position) {
        is_seen[index] = true;
        return Impl { span, ..converted(&source.impl_blocks[index], source, reader.tables) };
    }
    let mut found = match source.derive_at(position) {
        Some(derive) => {
            let adt = &source.adts[derive.adt];
            let parameters = parameter_names(&adt.generics);
            let mut converter = Converter::new(source, reader.tables, adt.module, parameters.clone());
            let derived = converter.path(None, &derive.path);
            let tables = &mut *reader.tables;
            let parameters: Box<[Symbol]> = parameters.iter().map(|it| tables.symbols.intern(it)).collect();
            let arguments = parameters.iter().map(|it| tables.types.intern(Type::Parameter(*it))).collect();
            let path = tables.symbols.intern(&adt.path);
            let self_type = tables.types.intern(Type::Path { path, arguments });
            // The derives of the standard library implement the trait that they are called.
            let is_standard = print_type(derived, reader.tables).starts_with("std::");
            let other = if is_standard { None } else { trait_of_methods(reader, methods) };
            let made_for = receiver(reader, methods).or_else(|| made(reader, methods)).unwrap_or(self_type);
            // What is derived for another type, such as a builder, is of that type itself.
            let is_for_adt = reader.tables.owner(made_for) == adt.path;
            let as_trait = other.or(if is_standard || is_for_adt { Some(derived) } else { None });
            Impl { as_trait, parameters, ..empty(made_for) }
        }
        None => {
            let head = source.slice(file, [line, column, end_line, end_column]);
            made_by_macro(reader, head.map(|it| source.with_crate(file, it)).as_deref(), methods)
        }
    };
    found.span = span;
    found
}

fn empty(self_type: TypeId) -> Impl {
    Impl {
        parameters: Box::default(),
        as_trait: None,
        self_type,
        bounds: Box::default(),
        items: Box::default(),
        types: Box::default(),
        span: None,
    }
}

fn converted(block: &ImplBlock, source: &Source, tables: &mut Tables) -> Impl {
    let parameters = parameter_names(&block.generics);
    let symbols = parameters.iter().map(|it| tables.symbols.intern(it)).collect();
    let mut converter = Converter::new(source, tables, block.module, parameters);
    let self_type = converter.type_id(&block.self_type);
    converter.self_type = Some(self_type);
    let as_trait = block.as_trait.as_ref().map(|it| converter.path(None, it));
    let mut bounds = Vec::new();
    for parameter in &block.generics.params {
        if let syn::GenericParam::Type(it) = parameter {
            let name = converter.tables.symbols.intern(&it.ident.to_string());
            let of = converter.tables.types.intern(Type::Parameter(name));
            bounds.extend(converter.bounds(it.bounds.iter()).iter().map(|bound| (of, *bound)));
        }
    }
    for predicate in block.generics.where_clause.iter().flat_map(|it| &it.predicates) {
        if let syn::WherePredicate::Type(it) = predicate {
            let of = converter.type_id(&it.bounded_ty);
            bounds.extend(converter.bounds(it.bounds.iter()).iter().map(|bound| (of, *bound)));
        }
    }
    let types = block.types.iter().map(|(name, of)| {
        let type_id = converter.type_id(of);
        (converter.tables.symbols.intern(name), type_id)
    });
    let types = types.collect();
    Impl { parameters: symbols, as_trait, bounds: bounds.into(), types, ..empty(self_type) }
}

/// A block that no source shows: its head inside a macro may still name the trait.
fn made_by_macro<'d>(reader: &mut Reader<'_, 'd>, head: Option<&str>, methods: &[(&Head<'d>, &'d str)]) -> Impl {
    let source = reader.source;
    // What the macro's text names is looked for where the macro is used.
    let path = methods.first().map_or("", |(head, _)| head.path);
    let module = source.module_around(path.split('<').next().unwrap_or(path).trim_end_matches("::"));
    let written =
        head.and_then(|it| syn::parse_str::<syn::ItemImpl>(&format!("{} {{}}", it.replace('$', "__macro_"))).ok());
    let is_whole = |it: &dyn quote::ToTokens| !it.to_token_stream().to_string().contains("__macro_");
    let mut converter = Converter::new(source, reader.tables, module, Vec::new());
    let mut named = None;
    let mut is_for_type = false;
    let mut written_type = None;
    if let Some(written) = &written {
        match &written.trait_ {
            Some((path, _)) if is_whole(path) => named = Some(converter.path(None, path)),
            Some(_) => {}
            None => is_for_type = true,
        }
        if is_whole(&written.self_ty) {
            written_type = Some(converter.type_id(&written.self_ty));
        }
    }
    let self_type = receiver(reader, methods).or(written_type).or_else(|| made(reader, methods)).unwrap_or_else(|| {
        let unknown = reader.tables.symbols.intern("?");
        reader.tables.types.intern(Type::Other(unknown))
    });
    let as_trait = if is_for_type { None } else { named.or_else(|| trait_of_methods(reader, methods)) };
    Impl { as_trait, ..empty(self_type) }
}

/// What `self` is in a method that has one, without what it stands behind.
fn receiver<'d>(reader: &mut Reader<'_, 'd>, methods: &[(&Head<'d>, &'d str)]) -> Option<TypeId> {
    let has_self = |head: &&(&Head<'d>, &str)| head.0.rest.trim_start().starts_with("debug self => _1;");
    let (head, _) = methods.iter().find(has_self)?;
    let mut type_id = reader.type_of(head.parameters.first()?);
    loop {
        let inner = match reader.tables.types.get(type_id) {
            Type::Reference { to, .. } => *to,
            Type::Path { path, arguments } if is_pointer(reader.tables.symbols.text(*path)) => *arguments.first()?,
            _ => return Some(type_id),
        };
        type_id = inner;
    }
}

/// The type of the crate that a method without `self` returns, alone or as the first argument: `Result<Db, Error>`.
fn made<'d>(reader: &mut Reader<'_, 'd>, methods: &[(&Head<'d>, &'d str)]) -> Option<TypeId> {
    let (head, _) = methods.first()?;
    let returned = reader.type_of(head.returns);
    let Type::Path { arguments, .. } = reader.tables.types.get(returned) else { return None };
    let candidates = [Some(returned), arguments.first().copied()];
    candidates.into_iter().flatten().find(|it| match reader.tables.types.get(*it) {
        Type::Path { path, .. } => reader.names.is_own_path(reader.tables.symbols.text(*path)),
        _ => false,
    })
}

fn is_pointer(path: &str) -> bool {
    matches!(path, "std::pin::Pin" | "std::boxed::Box" | "std::rc::Rc" | "std::sync::Arc")
}

/// Traits that macros implement under other names, with their methods: `thiserror`'s `Error` derives `Display` and `From` as
/// well, `serde`'s `Deserialize` a visitor, `clap`'s `Parser` three other traits.
const MADE_BY_MACROS: [(&str, &[&str]); 14] = [
    ("std::fmt::Display", &["fmt"]),
    ("std::error::Error", &["source", "provide"]),
    ("std::convert::From", &["from"]),
    ("std::convert::TryFrom", &["try_from"]),
    ("std::str::FromStr", &["from_str"]),
    ("std::default::Default", &["default"]),
    ("std::ops::Drop", &["drop"]),
    ("serde::Serialize", &["serialize"]),
    ("serde::Deserialize", &["deserialize"]),
    (
        "serde::de::Visitor",
        &[
            "expecting",
            "visit_bool",
            "visit_bytes",
            "visit_enum",
            "visit_i64",
            "visit_map",
            "visit_newtype_struct",
            "visit_seq",
            "visit_str",
            "visit_string",
            "visit_u64",
            "visit_unit",
        ],
    ),
    ("clap::CommandFactory", &["command", "command_for_update"]),
    ("clap::FromArgMatches", &["from_arg_matches", "from_arg_matches_mut", "update_from_arg_matches"]),
    ("clap::Args", &["augment_args", "augment_args_for_update", "group_id"]),
    ("clap::Subcommand", &["augment_subcommands", "augment_subcommands_for_update", "has_subcommand"]),
];

/// The trait that has methods of these names.
fn trait_of_methods<'d>(reader: &mut Reader<'_, 'd>, methods: &[(&Head<'d>, &'d str)]) -> Option<TypeId> {
    let (head, name) = methods.first()?;
    let path = match *name {
        "fmt" if head.rest.contains("::debug_") => "std::fmt::Debug",
        name => MADE_BY_MACROS.iter().find(|(_, methods)| methods.contains(&name))?.0,
    };
    let arguments = match (path, head.parameters.first()) {
        ("std::convert::From" | "std::convert::TryFrom", Some(from)) => {
            Box::new([reader.type_of(from)]) as Box<[TypeId]>
        }
        _ => Box::default(),
    };
    let path = reader.tables.symbols.intern(path);
    Some(reader.tables.types.intern(Type::Path { path, arguments }))
}
