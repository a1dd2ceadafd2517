//! What is read, and what is made of it.

use super::cursor::{Cursor, Result};
use super::place::place;
use super::types::{function, type_id};
use crate::ir::{
    Aggregate, BinaryOperator, Callee, CastKind, Constant, FormatTemplate, Operand, Rvalue, UnaryOperator,
};

pub(super) fn operand(cursor: &mut Cursor<'_, '_>) -> Result<Operand> {
    match take_operand(cursor)? {
        Some(operand) => Ok(operand),
        None => cursor.error("expected `copy`, `move` or `const`"),
    }
}

fn take_operand(cursor: &mut Cursor<'_, '_>) -> Result<Option<Operand>> {
    Ok(Some(if cursor.keyword("copy") {
        Operand::Copy(place(cursor)?)
    } else if cursor.keyword("move") {
        Operand::Move(place(cursor)?)
    } else if cursor.keyword("const") {
        Operand::Constant(constant(cursor)?)
    } else {
        return Ok(None);
    }))
}

fn constant(cursor: &mut Cursor<'_, '_>) -> Result<Constant> {
    if let Some(text) = cursor.take_quoted()? {
        return Ok(Constant::Text(text));
    }
    if let Some(bytes) = cursor.take_bytes()? {
        return Ok(Constant::Bytes(bytes));
    }
    Ok(if cursor.keyword("bytes") {
        Constant::Bytes(cursor.quoted()?)
    } else if cursor.keyword("fn") {
        Constant::Function(function(cursor)?)
    } else if cursor.keyword("static") {
        Constant::Static(cursor.path(true)?)
    } else if cursor.keyword("item") {
        Constant::Named(function(cursor)?)
    } else if cursor.keyword("other") {
        Constant::Other(cursor.quoted()?)
    } else if cursor.keyword("literal") {
        Constant::Literal(cursor.quoted()?)
    } else if let Some(text) = cursor.take_literal() {
        Constant::Literal(text)
    } else {
        return cursor.error("expected a constant");
    })
}

pub(super) fn operands(cursor: &mut Cursor<'_, '_>, close: &str) -> Result<Box<[Operand]>> {
    Ok(cursor.list(close, operand)?.into())
}

/// What stands behind `_1 =`.
pub(super) enum Assigned {
    Rvalue(Rvalue),
    Call(Callee),
    Yield(Operand),
}

pub(super) fn assigned(cursor: &mut Cursor<'_, '_>) -> Result<Assigned> {
    if cursor.take("(") {
        return in_parentheses(cursor);
    }
    if cursor.opening("yield") {
        let value = operand(cursor)?;
        cursor.require(")")?;
        return Ok(Assigned::Yield(value));
    }
    Ok(match rvalue(cursor)? {
        Some(rvalue) => Assigned::Rvalue(rvalue),
        None => Assigned::Call(Callee::Function(function(cursor)?)),
    })
}

/// A tuple `(a, b)`, or `(a)`, which is called.
fn in_parentheses(cursor: &mut Cursor<'_, '_>) -> Result<Assigned> {
    let mut elements = Vec::new();
    while !cursor.take(")") {
        elements.push(operand(cursor)?);
        if cursor.take(")") {
            if elements.len() == 1 {
                return Ok(Assigned::Call(Callee::Value(elements.remove(0))));
            }
            break;
        }
        cursor.require(",")?;
    }
    Ok(Assigned::Rvalue(Rvalue::Aggregate(Aggregate::Tuple, elements.into())))
}

fn rvalue(cursor: &mut Cursor<'_, '_>) -> Result<Option<Rvalue>> {
    if let Some(operand) = take_operand(cursor)? {
        return Ok(Some(if cursor.keyword("as") { cast(cursor, operand)? } else { Rvalue::Use(operand) }));
    }
    if cursor.take("&") {
        return reference(cursor).map(Some);
    }
    if cursor.take("[") {
        return in_brackets(cursor).map(Some);
    }
    for (word, operator) in BINARY {
        if cursor.opening(word) {
            let left = operand(cursor)?;
            cursor.require(",")?;
            let right = operand(cursor)?;
            cursor.require(")")?;
            return Ok(Some(Rvalue::Binary(operator, left, right)));
        }
    }
    for (word, operator) in UNARY {
        if cursor.opening(word) {
            let operand = operand(cursor)?;
            cursor.require(")")?;
            return Ok(Some(Rvalue::Unary(operator, operand)));
        }
    }
    Ok(Some(if cursor.keyword("struct") {
        adt(cursor)?
    } else if cursor.keyword("closure") {
        let path = cursor.path(true)?;
        cursor.require("(")?;
        Rvalue::Aggregate(Aggregate::Closure(path), operands(cursor, ")")?)
    } else if cursor.keyword("coroutine") {
        let path = cursor.path(true)?;
        cursor.require("(")?;
        Rvalue::Aggregate(Aggregate::Coroutine(path), operands(cursor, ")")?)
    } else if cursor.opening("discriminant") {
        let place = place(cursor)?;
        cursor.require(")")?;
        Rvalue::Discriminant(place)
    } else if cursor.opening("length") {
        let place = place(cursor)?;
        cursor.require(")")?;
        Rvalue::Length(place)
    } else if cursor.keyword("thread_local") {
        Rvalue::ThreadLocal(cursor.path(true)?)
    } else if cursor.opening("format") {
        Rvalue::Format(template(cursor)?)
    } else {
        return Ok(None);
    }))
}

const BINARY: [(&str, BinaryOperator); 5] = [
    ("arithmetic", BinaryOperator::Arithmetic),
    ("checked", BinaryOperator::Checked),
    ("bits", BinaryOperator::Bits),
    ("comparison", BinaryOperator::Comparison),
    ("offset", BinaryOperator::Offset),
];

const UNARY: [(&str, UnaryOperator); 3] =
    [("not", UnaryOperator::Not), ("negate", UnaryOperator::Negate), ("metadata", UnaryOperator::Metadata)];

fn cast(cursor: &mut Cursor<'_, '_>, operand: Operand) -> Result<Rvalue> {
    let to = type_id(cursor)?;
    cursor.require("(")?;
    let kinds = [
        ("Numeric", CastKind::Numeric),
        ("Unsize", CastKind::Unsize),
        ("FunctionPointer", CastKind::FunctionPointer),
        ("Pointer", CastKind::Pointer),
        ("Transmute", CastKind::Transmute),
    ];
    let Some((_, kind)) = kinds.into_iter().find(|(word, _)| cursor.keyword(word)) else {
        return cursor.error("expected `Numeric`, `Unsize`, `FunctionPointer`, `Pointer` or `Transmute`");
    };
    cursor.require(")")?;
    Ok(Rvalue::Cast(kind, operand, to))
}

fn reference(cursor: &mut Cursor<'_, '_>) -> Result<Rvalue> {
    if cursor.keyword("raw") {
        let is_mutable = cursor.keyword("mut");
        if !is_mutable && !cursor.keyword("const") {
            return cursor.error("expected `const` or `mut`");
        }
        return Ok(Rvalue::RawPointer { is_mutable, place: place(cursor)? });
    }
    let is_mutable = cursor.keyword("mut");
    Ok(Rvalue::Reference { is_mutable, place: place(cursor)? })
}

fn in_brackets(cursor: &mut Cursor<'_, '_>) -> Result<Rvalue> {
    if cursor.take("]") {
        return Ok(Rvalue::Aggregate(Aggregate::Array, Box::new([])));
    }
    let first = operand(cursor)?;
    if cursor.take(";") {
        let count = cursor.atom()?;
        cursor.require("]")?;
        return Ok(Rvalue::Repeat(first, count));
    }
    let mut elements = vec![first];
    if cursor.take(",") {
        elements.extend(operands(cursor, "]")?);
    } else {
        cursor.require("]")?;
    }
    Ok(Rvalue::Aggregate(Aggregate::Array, elements.into()))
}

fn template(cursor: &mut Cursor<'_, '_>) -> Result<FormatTemplate> {
    let mut parts = vec![cursor.quoted()?];
    let mut arguments = Vec::new();
    while cursor.take(",") {
        arguments.push(cursor.small_number()?);
        cursor.require(",")?;
        parts.push(cursor.quoted()?);
    }
    cursor.require(")")?;
    Ok(FormatTemplate { parts: parts.into(), arguments: arguments.into() })
}

fn adt(cursor: &mut Cursor<'_, '_>) -> Result<Rvalue> {
    let of = type_id(cursor)?;
    let variant = if cursor.keyword("as") { Some(cursor.name()?) } else { None };
    cursor.require("{")?;
    let parts = cursor.list("}", |cursor| {
        let field = cursor.small_number()?;
        cursor.require(":")?;
        Ok((field, operand(cursor)?))
    })?;
    let (fields, operands): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Ok(Rvalue::Aggregate(Aggregate::Adt { of, variant, fields: fields.into() }, operands.into()))
}
