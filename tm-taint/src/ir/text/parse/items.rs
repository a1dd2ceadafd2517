//! What a crate has.

use std::collections::HashMap;

use super::body::body;
use super::cursor::{Cursor, Result};
use super::types::{bounds, parameters, type_id};
use crate::ir::{Adt, AdtKind, BodyId, BodyKind, Crate, Export, Field, Impl, Marker, Symbol, Trait, Type, Variant};

pub(super) fn krate(cursor: &mut Cursor<'_, '_>) -> Result<Crate> {
    if !cursor.keyword("crate") {
        return cursor.error("expected `crate` and its name");
    }
    let name = cursor.path(true)?;
    cursor.require(";")?;
    let mut krate = Crate {
        name,
        bodies: Vec::new(),
        impls: Vec::new(),
        traits: Vec::new(),
        adts: Vec::new(),
        markers: Vec::new(),
        exports: Vec::new(),
    };
    let mut impls = Vec::new();
    let mut traits = Vec::new();
    while !cursor.is_end() {
        cursor.file = None;
        if let Some(kind) = take_adt_kind(cursor) {
            krate.adts.push(adt(cursor, kind)?);
        } else if cursor.keyword("trait") {
            traits.push(of_trait(cursor)?);
        } else if cursor.keyword("impl") {
            let at = cursor.at();
            if cursor.take("#") && cursor.small_number()? as usize != impls.len() {
                return cursor.error_at(at, format!("impls are numbered in order: this one is `#{}`", impls.len()));
            }
            impls.push(of_impl(cursor)?);
        } else if cursor.keyword("marker") {
            let within = cursor.path(true)?;
            krate.markers.push(Marker { within, text: cursor.quoted()? });
            cursor.require(";")?;
        } else if cursor.keyword("export") {
            let visible = cursor.path(true)?;
            cursor.require("=")?;
            krate.exports.push(Export { visible, definition: cursor.path(true)? });
            cursor.require(";")?;
        } else {
            let span = cursor.take_span()?;
            let Some(kind) = take_body_kind(cursor) else { return cursor.error("expected an item or a body") };
            krate.bodies.push(body(cursor, kind, span)?);
        }
    }
    let mut paths = HashMap::new();
    for (index, body) in krate.bodies.iter().enumerate() {
        paths.entry(body.path).or_insert(BodyId(index as u32));
    }
    let resolve = Resolve { paths, bodies: krate.bodies.len() };
    for (mut it, items) in impls {
        it.items = resolve.all(cursor, items)?;
        krate.impls.push(it);
    }
    for (mut it, defaults) in traits {
        it.defaults = resolve.all(cursor, defaults)?;
        krate.traits.push(it);
    }
    if let Some(body) = krate.bodies.iter().find(|it| it.in_impl.is_some_and(|id| id.0 as usize >= krate.impls.len())) {
        let path = cursor.tables.symbols.text(body.path);
        return cursor.error(format!("`{path}` is in an impl block that the crate does not have"));
    }
    Ok(krate)
}

fn take_adt_kind(cursor: &mut Cursor<'_, '_>) -> Option<AdtKind> {
    let kinds = [("struct", AdtKind::Struct), ("enum", AdtKind::Enum), ("union", AdtKind::Union)];
    kinds.into_iter().find(|(word, _)| cursor.keyword(word)).map(|(_, kind)| kind)
}

fn take_body_kind(cursor: &mut Cursor<'_, '_>) -> Option<BodyKind> {
    let kinds = [
        ("fn", BodyKind::Function),
        ("closure", BodyKind::Closure),
        ("coroutine", BodyKind::Coroutine),
        ("constructor", BodyKind::Constructor),
        ("const", BodyKind::Constant),
        ("static", BodyKind::Static),
    ];
    kinds.into_iter().find(|(word, _)| cursor.keyword(word)).map(|(_, kind)| kind)
}

fn adt(cursor: &mut Cursor<'_, '_>, kind: AdtKind) -> Result<Adt> {
    let path = cursor.path(true)?;
    let parameters = parameters(cursor)?;
    cursor.require("{")?;
    let variants = cursor.list("}", |cursor| {
        let name = cursor.name()?;
        cursor.require("{")?;
        let fields = cursor.list("}", |cursor| {
            let name = cursor.atom()?;
            cursor.require(":")?;
            Ok(Field { name, type_id: type_id(cursor)? })
        })?;
        Ok(Variant { name, fields: fields.into() })
    })?;
    Ok(Adt { path, kind, parameters, variants: variants.into() })
}

/// A body that an impl or trait names, before all bodies are known.
enum Named {
    Path(Symbol),
    Index(u32),
}

/// Where, under which name, which body.
type Item = (usize, Symbol, Named);

fn item(cursor: &mut Cursor<'_, '_>) -> Result<Item> {
    let at = cursor.at();
    let name = cursor.name()?;
    cursor.require("=")?;
    let named = if cursor.rest().starts_with("body#") {
        cursor.require("body#")?;
        Named::Index(cursor.small_number()?)
    } else {
        Named::Path(cursor.path(true)?)
    };
    cursor.require(";")?;
    Ok((at, name, named))
}

fn of_trait(cursor: &mut Cursor<'_, '_>) -> Result<(Trait, Vec<Item>)> {
    let path = cursor.path(true)?;
    let parameters = parameters(cursor)?;
    let supertraits = if cursor.take(":") { bounds(cursor)? } else { Box::new([]) };
    cursor.require("{")?;
    let mut methods = Vec::new();
    let mut defaults = Vec::new();
    while !cursor.take("}") {
        if cursor.keyword("fn") {
            methods.push(cursor.name()?);
            cursor.require(";")?;
        } else if cursor.keyword("default") {
            defaults.push(item(cursor)?);
        } else {
            return cursor.error("expected `fn`, `default` or `}`");
        }
    }
    Ok((Trait { path, parameters, supertraits, methods: methods.into(), defaults: Box::new([]) }, defaults))
}

fn of_impl(cursor: &mut Cursor<'_, '_>) -> Result<(Impl, Vec<Item>)> {
    let parameters = parameters(cursor)?;
    let first = type_id(cursor)?;
    let (as_trait, self_type) = if cursor.keyword("for") { (Some(first), type_id(cursor)?) } else { (None, first) };
    if let Some(Type::Parameter(name)) = as_trait.map(|it| cursor.tables.types.get(it)) {
        let name = cursor.tables.symbols.text(*name);
        return cursor.error(format!("`{name}` is no absolute path of a trait"));
    }
    let mut bounds = Vec::new();
    if cursor.keyword("where") {
        loop {
            let of = type_id(cursor)?;
            cursor.require(":")?;
            bounds.push((of, type_id(cursor)?));
            if !cursor.take(",") {
                break;
            }
        }
    }
    let span = cursor.take_span()?;
    cursor.require("{")?;
    let mut items = Vec::new();
    let mut types = Vec::new();
    while !cursor.take("}") {
        if cursor.keyword("fn") {
            items.push(item(cursor)?);
        } else if cursor.keyword("type") {
            let name = cursor.name()?;
            cursor.require("=")?;
            types.push((name, type_id(cursor)?));
            cursor.require(";")?;
        } else {
            return cursor.error("expected `fn`, `type` or `}`");
        }
    }
    let (bounds, types) = (bounds.into(), types.into());
    Ok((Impl { parameters, as_trait, self_type, bounds, items: Box::new([]), types, span }, items))
}

struct Resolve {
    paths: HashMap<Symbol, BodyId>,
    bodies: usize,
}

impl Resolve {
    fn all(&self, cursor: &Cursor<'_, '_>, items: Vec<Item>) -> Result<Box<[(Symbol, BodyId)]>> {
        let one = |(at, name, named)| {
            let body = match named {
                Named::Path(path) => match self.paths.get(&path) {
                    Some(body) => *body,
                    None => {
                        let path = cursor.tables.symbols.text(path);
                        return cursor.error_at(at, format!("the crate has no body `{path}`"));
                    }
                },
                Named::Index(index) if (index as usize) < self.bodies => BodyId(index),
                Named::Index(index) => return cursor.error_at(at, format!("the crate has no body {index}")),
            };
            Ok((name, body))
        };
        items.into_iter().map(one).collect()
    }
}
