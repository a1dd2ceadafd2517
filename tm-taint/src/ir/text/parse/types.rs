//! Types, and functions by their names.

use super::cursor::{Cursor, Result};
use crate::ir::{FunctionRef, Symbol, Type, TypeId, is_primitive};

pub(super) fn type_id(cursor: &mut Cursor<'_, '_>) -> Result<TypeId> {
    let kind = cursor.nested(kind)?;
    Ok(match kind {
        Kind::New(kind) => cursor.tables.types.intern(kind),
        Kind::Known(id) => id,
    })
}

enum Kind {
    New(Type),
    /// A type in parentheses.
    Known(TypeId),
}

fn kind(cursor: &mut Cursor<'_, '_>) -> Result<Kind> {
    Ok(Kind::New(if cursor.take("&") {
        let is_mutable = cursor.keyword("mut");
        Type::Reference { is_mutable, to: type_id(cursor)? }
    } else if cursor.take("*") {
        let is_mutable = cursor.keyword("mut");
        if !is_mutable && !cursor.keyword("const") {
            return cursor.error("expected `const` or `mut`");
        }
        Type::Pointer { is_mutable, to: type_id(cursor)? }
    } else if cursor.take("[") {
        let of = type_id(cursor)?;
        if cursor.take(";") {
            let length = cursor.atom()?;
            cursor.require("]")?;
            Type::Array { of, length }
        } else {
            cursor.require("]")?;
            Type::Slice(of)
        }
    } else if cursor.take("(") {
        return in_parentheses(cursor);
    } else if cursor.take("{") {
        in_braces(cursor)?
    } else if cursor.take("!") {
        Type::Never
    } else if cursor.take("?") {
        return Ok(Kind::Known(cursor.unstated()));
    } else if cursor.take("<") {
        let of = type_id(cursor)?;
        if !cursor.keyword("as") {
            return cursor.error("expected `as` and a trait");
        }
        let as_trait = type_id(cursor)?;
        cursor.require(">::")?;
        let name = cursor.name()?;
        Type::Projection { of, as_trait, name, arguments: arguments(cursor)? }
    } else if cursor.keyword("fn") {
        if cursor.take("(") {
            let parameters = cursor.list(")", type_id)?.into();
            let returns = if cursor.take("->") { type_id(cursor)? } else { unit(cursor) };
            Type::FunctionPointer { parameters, returns }
        } else {
            Type::Function(Box::new(function(cursor)?))
        }
    } else if cursor.keyword("dyn") {
        Type::Dynamic(bounds(cursor)?)
    } else if cursor.keyword("impl") {
        Type::Opaque(bounds(cursor)?)
    } else if cursor.keyword("param") {
        Type::Parameter(cursor.quoted()?)
    } else if cursor.keyword("other") {
        Type::Other(cursor.quoted()?)
    } else if let Some(word) = cursor.peek_word().filter(|it| !is_primitive(it)) {
        let at = cursor.at();
        let name = cursor.name()?;
        if cursor.rest().starts_with('<') {
            return cursor.error_at(at, format!("`{word}` is no absolute path"));
        }
        Type::Parameter(name)
    } else {
        let path = cursor.path(false)?;
        Type::Path { path, arguments: arguments(cursor)? }
    }))
}

fn in_parentheses(cursor: &mut Cursor<'_, '_>) -> Result<Kind> {
    let mut elements = Vec::new();
    while !cursor.take(")") {
        elements.push(type_id(cursor)?);
        if cursor.take(")") {
            if let [only] = elements[..] {
                return Ok(Kind::Known(only));
            }
            break;
        }
        cursor.require(",")?;
    }
    Ok(Kind::New(Type::Tuple(elements.into())))
}

fn in_braces(cursor: &mut Cursor<'_, '_>) -> Result<Type> {
    let is_closed = |word: &str| cursor.rest()[word.len()..].trim_start().starts_with('}');
    let keyword = cursor.peek_word().filter(|it| matches!(*it, "closure" | "coroutine") && !is_closed(it));
    let kind = match keyword {
        Some("closure") => {
            cursor.keyword("closure");
            Type::Closure(cursor.path(true)?)
        }
        Some(_) => {
            cursor.keyword("coroutine");
            Type::Coroutine(cursor.path(true)?)
        }
        None => Type::Const(cursor.atom()?),
    };
    cursor.require("}")?;
    Ok(kind)
}

fn unit(cursor: &mut Cursor<'_, '_>) -> TypeId {
    cursor.tables.types.intern(Type::Tuple(Box::new([])))
}

fn arguments(cursor: &mut Cursor<'_, '_>) -> Result<Box<[TypeId]>> {
    Ok(if cursor.take("<") { cursor.list(">", type_id)?.into() } else { Box::new([]) })
}

/// `A + B`; `()` for none.
pub(super) fn bounds(cursor: &mut Cursor<'_, '_>) -> Result<Box<[TypeId]>> {
    if cursor.rest().starts_with("()") {
        cursor.require("()")?;
        return Ok(Box::new([]));
    }
    let mut bounds = vec![type_id(cursor)?];
    while cursor.take("+") {
        bounds.push(type_id(cursor)?);
    }
    Ok(bounds.into())
}

/// `<T, U>`, names only.
pub(super) fn parameters(cursor: &mut Cursor<'_, '_>) -> Result<Box<[Symbol]>> {
    Ok(if cursor.take("<") { cursor.list(">", Cursor::name)?.into() } else { Box::new([]) })
}

pub(super) fn function(cursor: &mut Cursor<'_, '_>) -> Result<FunctionRef> {
    let (path, self_type, as_trait) = if cursor.take("<") {
        let self_type = if cursor.keyword("_") { None } else { Some(type_id(cursor)?) };
        let as_trait = if cursor.keyword("as") { Some(type_id(cursor)?) } else { None };
        cursor.require(">")?;
        let path = if cursor.take("::") {
            let name = cursor.path(false)?;
            let owner = as_trait.or(self_type).map_or("", |it| cursor.tables.owner(it));
            let path = format!("{owner}::{}", cursor.tables.symbols.text(name));
            cursor.tables.symbols.intern(&path)
        } else {
            cursor.path(false)?
        };
        (path, self_type, as_trait)
    } else {
        let at = cursor.at();
        let is_quoted = cursor.rest().starts_with('"');
        let path = cursor.path(false)?;
        if !is_quoted && !cursor.tables.symbols.text(path).contains("::") {
            return cursor.error_at(at, "the path of a function begins with the name of a crate");
        }
        (path, None, None)
    };
    let arguments = if cursor.take("::<") { cursor.list(">", type_id)?.into() } else { Box::default() };
    let signature = if cursor.take("[") {
        let signature = type_id(cursor)?;
        cursor.require("]")?;
        Some(signature)
    } else {
        None
    };
    Ok(FunctionRef { path, self_type, as_trait, arguments, signature })
}
