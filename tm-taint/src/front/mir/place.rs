//! Places: `((*_1).0: T)`, `((_2 as Some).0: T)`, `(*_3)[_4]`, `(*_3)[-1 of 2]`, `_3[1:-1]`.

use super::Reader;
use super::cursor::Cursor;
use crate::ir::{LocalId, Place, Projection};

impl<'d> Reader<'_, 'd> {
    /// The place that begins at the cursor.
    pub(super) fn place(&mut self, cursor: &mut Cursor<'d>) -> Option<Place> {
        let mut steps = Vec::new();
        let local = self.steps(cursor, &mut steps)?;
        Some(Place { local, projections: steps.into() })
    }

    fn steps(&mut self, cursor: &mut Cursor<'d>, steps: &mut Vec<Projection>) -> Option<LocalId> {
        let local = match cursor.peek() {
            b'_' => {
                cursor.advance(1);
                let number = cursor.number()?;
                LocalId(number)
            }
            b'(' => {
                cursor.advance(1);
                let local = cursor.nested(|cursor| self.in_parentheses_of_place(cursor, steps))?;
                cursor.require(")")?;
                local
            }
            b'u' => {
                // A binder that is taken off changes no data.
                cursor.require("unwrap_binder!(")?;
                let local = cursor.nested(|cursor| self.steps(cursor, steps))?;
                cursor.require(")")?;
                local
            }
            _ => return None,
        };
        while cursor.take("[") {
            steps.push(element(cursor)?);
            cursor.require("]")?;
        }
        Some(local)
    }

    fn in_parentheses_of_place(&mut self, cursor: &mut Cursor<'d>, steps: &mut Vec<Projection>) -> Option<LocalId> {
        if cursor.take("*") {
            let local = self.steps(cursor, steps)?;
            steps.push(Projection::Deref);
            return Some(local);
        }
        let local = self.steps(cursor, steps)?;
        if cursor.take(".") {
            let number = cursor.number()?;
            cursor.require(": ")?;
            let text = cursor.until(b")");
            steps.push(Projection::Field(number, self.type_id(text)));
        } else if cursor.take(" as subtype ") {
            cursor.until(b")");
        } else if cursor.take(" as ") {
            let name = cursor.until(b")");
            // A name is a variant; a type is what an opaque type is found to be, and changes no data.
            if !name.is_empty() && name.bytes().all(|it| super::cursor::is_word(it) || it == b'#') {
                steps.push(Projection::Variant(self.tables.symbols.intern(name)));
            }
        }
        Some(local)
    }
}

fn element(cursor: &mut Cursor<'_>) -> Option<Projection> {
    if cursor.take("_") {
        return Some(Projection::Index(LocalId(cursor.number()?)));
    }
    if cursor.take(":-") {
        return Some(Projection::Subslice { from: 0, to: cursor.number()?, is_from_end: true });
    }
    let is_from_end = cursor.take("-");
    let offset = cursor.number()?;
    if cursor.take(" of ") {
        cursor.number::<u64>()?;
        return Some(Projection::ConstantIndex { offset, is_from_end });
    }
    if cursor.take("..") {
        return Some(Projection::Subslice { from: offset, to: cursor.number()?, is_from_end: false });
    }
    cursor.require(":")?;
    let to = if cursor.take("-") { cursor.number()? } else { 0 };
    Some(Projection::Subslice { from: offset, to, is_from_end: true })
}
