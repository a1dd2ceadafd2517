//! Places.

use super::cursor::{Cursor, Result};
use super::types::type_id;
use crate::ir::{LocalId, Place, Projection};

pub(super) fn place(cursor: &mut Cursor<'_, '_>) -> Result<Place> {
    let mut steps = Vec::new();
    let local = cursor.nested(|cursor| steps_of(cursor, &mut steps))?;
    Ok(Place { local, projections: steps.into() })
}

fn steps_of(cursor: &mut Cursor<'_, '_>, steps: &mut Vec<Projection>) -> Result<LocalId> {
    let local = if cursor.take("(") {
        let local = if cursor.take("*") {
            let local = cursor.nested(|cursor| steps_of(cursor, steps))?;
            steps.push(Projection::Deref);
            local
        } else {
            let local = cursor.nested(|cursor| steps_of(cursor, steps))?;
            if cursor.keyword("as") {
                steps.push(Projection::Variant(cursor.name()?));
            } else if cursor.take(":") {
                let of = type_id(cursor)?;
                match steps.last_mut() {
                    Some(Projection::Field(_, unstated)) => *unstated = of,
                    _ => return cursor.error("only a field has a type"),
                }
            }
            local
        };
        cursor.require(")")?;
        local
    } else {
        LocalId(cursor.numbered("_")?)
    };
    loop {
        if cursor.take(".") {
            let number = cursor.small_number()?;
            let unstated = cursor.unstated();
            steps.push(Projection::Field(number, unstated));
        } else if cursor.take("[") {
            steps.push(element(cursor)?);
            cursor.require("]")?;
        } else {
            return Ok(local);
        }
    }
}

fn element(cursor: &mut Cursor<'_, '_>) -> Result<Projection> {
    if let Some(local) = cursor.take_numbered("_")? {
        return Ok(Projection::Index(LocalId(local)));
    }
    let is_from_end = cursor.take("-");
    let offset = cursor.number()?;
    if is_from_end || !cursor.take("..") {
        return Ok(Projection::ConstantIndex { offset, is_from_end });
    }
    let is_from_end = cursor.take("-");
    Ok(Projection::Subslice { from: offset, to: cursor.number()?, is_from_end })
}
