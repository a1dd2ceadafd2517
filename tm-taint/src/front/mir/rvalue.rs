//! What is assigned.

use super::Reader;
use super::cursor::Cursor;
use crate::ir::{
    Aggregate, BinaryOperator, Callee, CastKind, LocalId, Operand, Place, Rvalue, Type, TypeId, UnaryOperator,
};

/// What stands behind `_1 = `.
pub(super) enum Assigned {
    Rvalue(Rvalue),
    /// A call; the cursor stands behind its arguments.
    Call(Callee, Box<[Operand]>),
    /// `yield(a)`; the cursor stands behind it.
    Yield(Operand),
    /// A borrow that only the borrow checker reads.
    Nothing,
}

impl<'d> Reader<'_, 'd> {
    pub(super) fn assigned(&mut self, to: &Place, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Assigned> {
        let rvalue = match cursor.peek() {
            b'&' => return self.reference(cursor),
            b'(' => {
                cursor.advance(1);
                Rvalue::Aggregate(Aggregate::Tuple, self.operands(cursor, ")", comments)?)
            }
            b'[' => self.array(cursor, comments)?,
            b'{' => self.closure_aggregate(cursor, comments)?,
            b'*' => self.wide_pointer(cursor, comments)?,
            _ => {
                if ["move ", "copy ", "const ", "no_retag "].iter().any(|it| cursor.rest().starts_with(it)) {
                    return self.used(cursor, comments);
                }
                return self.word_first(to, cursor, comments);
            }
        };
        Some(Assigned::Rvalue(rvalue))
    }

    /// An operand alone, cast or called.
    fn used(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Assigned> {
        let operand = self.operand(cursor, comments)?;
        if cursor.take("(") {
            let arguments = self.operands(cursor, ")", comments)?;
            return Some(Assigned::Call(Callee::Value(operand), arguments));
        }
        Some(Assigned::Rvalue(if cursor.take(" as ") { self.cast(cursor, operand)? } else { Rvalue::Use(operand) }))
    }

    pub(super) fn operands(
        &mut self,
        cursor: &mut Cursor<'d>,
        close: &str,
        comments: &'d str,
    ) -> Option<Box<[Operand]>> {
        let mut operands = Vec::new();
        while !cursor.take(close) {
            operands.push(self.operand(cursor, comments)?);
            if !cursor.take(", ") {
                cursor.take(",");
            }
        }
        Some(operands.into())
    }

    fn reference(&mut self, cursor: &mut Cursor<'d>) -> Option<Assigned> {
        cursor.advance(1);
        if cursor.take("/*tls*/ ") {
            cursor.take("mut ");
            let path = cursor.advance(cursor.rest().len());
            let path = self.static_path(path);
            return Some(Assigned::Rvalue(Rvalue::ThreadLocal(path)));
        }
        if cursor.take("fake ") {
            cursor.advance(cursor.rest().len());
            return Some(Assigned::Nothing);
        }
        if cursor.take("raw ") {
            let is_mutable = cursor.take("mut ");
            if !is_mutable {
                cursor.require("const ")?;
                cursor.take("(fake) ");
            }
            return Some(Assigned::Rvalue(Rvalue::RawPointer { is_mutable, place: self.place(cursor)? }));
        }
        if cursor.take("'") {
            cursor.word();
            cursor.take(" ");
        }
        let is_mutable = cursor.take("mut ");
        Some(Assigned::Rvalue(Rvalue::Reference { is_mutable, place: self.place(cursor)? }))
    }

    fn array(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Rvalue> {
        cursor.require("[")?;
        if cursor.take("]") {
            return Some(Rvalue::Aggregate(Aggregate::Array, Box::default()));
        }
        let first = self.operand(cursor, comments)?;
        if cursor.take("; ") {
            let count = cursor.until(b"]");
            cursor.require("]")?;
            return Some(Rvalue::Repeat(first, self.tables.symbols.intern(count)));
        }
        cursor.take(", ");
        let others = self.operands(cursor, "]", comments)?;
        let elements = std::iter::once(first).chain(others).collect();
        Some(Rvalue::Aggregate(Aggregate::Array, elements))
    }

    /// `{closure@a.rs:1:2: 3:4} { x: move _1 }`, `{coroutine@a.rs:1:2: 3:4 (#0)}`.
    fn closure_aggregate(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Rvalue> {
        cursor.require("{")?;
        let inside = cursor.until(b"}");
        cursor.require("}")?;
        let mut operands = Vec::new();
        if cursor.take(" { ") {
            while !cursor.take(" }") {
                // The name of the variable, which may be another's: see `captures`.
                cursor.until(b":");
                cursor.require(": ")?;
                operands.push(self.operand(cursor, comments)?);
                cursor.take(", ");
            }
        }
        let is_coroutine = inside.starts_with("coroutine@");
        let place = inside.split_once('@')?.1;
        let place = place.split(" (#").next()?;
        let path = self.closure_of_aggregate(place, is_coroutine, comments);
        let operands = self.captured(&path, operands, comments);
        let path = self.tables.symbols.intern(&path);
        let aggregate = if is_coroutine { Aggregate::Coroutine(path) } else { Aggregate::Closure(path) };
        Some(Rvalue::Aggregate(aggregate, operands.into()))
    }

    /// `*const [u8] from (copy _1, copy _2)`: a pointer and its length or table.
    fn wide_pointer(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Rvalue> {
        let to = self.read_type(cursor)?;
        cursor.require(" from (")?;
        let parts = self.operands(cursor, ")", comments)?;
        Some(Rvalue::Cast(CastKind::Pointer, parts.into_iter().next()?, to))
    }

    fn word_first(&mut self, to: &Place, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Assigned> {
        let word = cursor.clone().word();
        if cursor.rest()[word.len()..].starts_with('(')
            && let Some(assigned) = self.operation(word, cursor, comments)
        {
            return Some(assigned);
        }
        if cursor.take("deref_copy ") {
            return Some(Assigned::Rvalue(Rvalue::Use(Operand::Copy(self.place(cursor)?))));
        }
        let start = cursor.clone();
        let function = self.function(cursor, comments)?;
        if cursor.take("(") {
            let operands = self.operands(cursor, ")", comments)?;
            if !cursor.is_end() {
                return Some(Assigned::Call(Callee::Function(function), operands));
            }
            // A call says where it returns to; this is a tuple struct or variant.
            return Some(Assigned::Rvalue(self.adt(to, start, operands, None)?));
        }
        if cursor.take(" as ") {
            let operand = Operand::Constant(crate::ir::Constant::Function(function));
            return Some(Assigned::Rvalue(self.cast(cursor, operand)?));
        }
        if cursor.take(" { ") {
            let mut operands = Vec::new();
            let mut names = Vec::new();
            while !cursor.take(" }") {
                names.push(cursor.word());
                cursor.require(": ")?;
                operands.push(self.operand(cursor, comments)?);
                cursor.take(", ");
            }
            return Some(Assigned::Rvalue(self.adt(to, start, operands.into(), Some(names))?));
        }
        if !cursor.is_end() {
            return None;
        }
        if function.signature.is_some() {
            let operand = Operand::Constant(crate::ir::Constant::Function(function));
            return Some(Assigned::Rvalue(Rvalue::Use(operand)));
        }
        Some(Assigned::Rvalue(self.adt(to, start, Box::default(), None)?))
    }

    /// `Add(a, b)` and the like.
    fn operation(&mut self, word: &str, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Assigned> {
        let binary = |operator| Some(Operation::Binary(operator));
        let operation = match word {
            "Add" | "Sub" | "Mul" | "Div" | "Rem" | "AddUnchecked" | "SubUnchecked" | "MulUnchecked" => {
                binary(BinaryOperator::Arithmetic)
            }
            "AddWithOverflow" | "SubWithOverflow" | "MulWithOverflow" => binary(BinaryOperator::Checked),
            "BitXor" | "BitAnd" | "BitOr" | "Shl" | "Shr" | "ShlUnchecked" | "ShrUnchecked" => {
                binary(BinaryOperator::Bits)
            }
            "Eq" | "Lt" | "Le" | "Ne" | "Ge" | "Gt" | "Cmp" => binary(BinaryOperator::Comparison),
            "Offset" => binary(BinaryOperator::Offset),
            "Not" => Some(Operation::Unary(UnaryOperator::Not)),
            "Neg" => Some(Operation::Unary(UnaryOperator::Negate)),
            "PtrMetadata" => Some(Operation::Unary(UnaryOperator::Metadata)),
            "discriminant" => Some(Operation::Discriminant),
            "Len" => Some(Operation::Length),
            "yield" => Some(Operation::Yield),
            "ShallowInitBox" => Some(Operation::Box),
            "SizeOf" | "AlignOf" | "OffsetOf" | "UbChecks" | "ContractChecks" => Some(Operation::Constant),
            _ => None,
        }?;
        // A tuple struct may have such a name; its value does not read like the operation.
        let mut ahead = cursor.clone();
        ahead.advance(word.len() + 1);
        let rvalue = match operation {
            Operation::Binary(operator) => {
                let left = self.operand(&mut ahead, comments)?;
                ahead.require(", ")?;
                let right = self.operand(&mut ahead, comments)?;
                Rvalue::Binary(operator, left, right)
            }
            Operation::Unary(operator) => Rvalue::Unary(operator, self.operand(&mut ahead, comments)?),
            Operation::Discriminant => Rvalue::Discriminant(self.place(&mut ahead)?),
            Operation::Length => Rvalue::Length(self.place(&mut ahead)?),
            Operation::Yield => {
                let value = self.operand(&mut ahead, comments)?;
                ahead.require(")")?;
                *cursor = ahead;
                return Some(Assigned::Yield(value));
            }
            Operation::Box => {
                let pointer = self.operand(&mut ahead, comments)?;
                ahead.require(", ")?;
                let of = self.read_type(&mut ahead)?;
                let path = self.tables.symbols.intern("std::boxed::Box");
                let to = self.tables.types.intern(Type::Path { path, arguments: Box::new([of]) });
                Rvalue::Cast(CastKind::Pointer, pointer, to)
            }
            Operation::Constant => {
                let text = cursor.rest();
                ahead.until(b")");
                let literal = self.tables.symbols.intern(text);
                Rvalue::Use(Operand::Constant(crate::ir::Constant::Literal(literal)))
            }
        };
        ahead.require(")")?;
        *cursor = ahead;
        Some(Assigned::Rvalue(rvalue))
    }

    /// `T (IntToInt)`: what stands behind `as`.
    fn cast(&mut self, cursor: &mut Cursor<'d>, operand: Operand) -> Option<Rvalue> {
        let rest = cursor.rest();
        let split = rest.rfind(" (")?;
        let (to, kind) = (&rest[..split], rest[split + 2..].strip_suffix(')')?);
        let kind = match kind.split('(').next()? {
            "IntToInt" | "FloatToInt" | "FloatToFloat" | "IntToFloat" => CastKind::Numeric,
            "PointerCoercion" if kind.contains("(Unsize") => CastKind::Unsize,
            "PointerCoercion" if kind.contains("FnPointer") => CastKind::FunctionPointer,
            "PointerCoercion"
            | "PtrToPtr"
            | "FnPtrToPtr"
            | "PointerExposeProvenance"
            | "PointerWithExposedProvenance" => CastKind::Pointer,
            "Transmute" | "Subtype" => CastKind::Transmute,
            _ => return None,
        };
        cursor.advance(rest.len());
        Some(Rvalue::Cast(kind, operand, self.type_id(to)))
    }

    /// The struct or variant whose name begins at `name`.
    fn adt(
        &mut self,
        to: &Place,
        mut name: Cursor<'d>,
        operands: Box<[Operand]>,
        names: Option<Vec<&'d str>>,
    ) -> Option<Rvalue> {
        let function = self.function_ref(&mut name)?;
        let path = self.tables.symbols.text(function.path).to_owned();
        let (owner, last) = path.rsplit_once("::")?;
        let assigned = self.type_of_place(to);
        let assigned_path = match self.tables.types.get(assigned) {
            Type::Path { path, .. } => Some(self.tables.symbols.text(*path)),
            _ => None,
        };
        let is_variant = match function.self_type {
            _ if assigned_path == Some(&path) => false,
            Some(_) => self.names.adt_is_enum(owner).unwrap_or(true),
            None => assigned_path == Some(owner),
        };
        let (of, variant) = if is_variant {
            let of = match function.self_type {
                Some(of) => of,
                None => assigned,
            };
            (of, Some(self.tables.symbols.intern(last)))
        } else {
            let of = Type::Path { path: function.path, arguments: function.arguments };
            (self.tables.types.intern(of), None)
        };
        let fields: Box<[u32]> = match &operands[..] {
            [only] if self.names.is_union(&path) => Box::new([self.union_field(&path, only)]),
            operands => (0..operands.len() as u32).collect(),
        };
        if let Some(names) = names {
            self.seen_fields.entry((of, variant)).or_insert(names);
        }
        Some(Rvalue::Aggregate(Aggregate::Adt { of, variant, fields }, operands))
    }

    /// The field that an operand becomes: the compiler prints the name of the first one for all.
    fn union_field(&self, path: &str, operand: &Operand) -> u32 {
        let is_of = |type_id: TypeId| match operand {
            Operand::Copy(place) | Operand::Move(place) => {
                place.projections.is_empty() && self.type_of_local(place.local) == type_id
            }
            Operand::Constant(crate::ir::Constant::Literal(text)) => match self.tables.types.get(type_id) {
                Type::Path { path, .. } => self.tables.symbols.text(*text).ends_with(self.tables.symbols.text(*path)),
                _ => false,
            },
            Operand::Constant(_) => false,
        };
        self.names.fields(path).iter().position(|(_, it)| is_of(*it)).unwrap_or(0) as u32
    }

    fn type_of_place(&mut self, place: &Place) -> TypeId {
        let field = place.projections.iter().rev().find_map(|it| match it {
            crate::ir::Projection::Field(_, type_id) => Some(*type_id),
            _ => None,
        });
        match (&place.projections[..], field) {
            ([], _) => self.type_of_local(place.local),
            ([.., crate::ir::Projection::Field(..)], Some(field)) => field,
            (steps, field) => {
                let start = field.unwrap_or_else(|| self.type_of_local(place.local));
                let after = steps.iter().rev().take_while(|it| !matches!(it, crate::ir::Projection::Field(..))).count();
                self.stepped(start, &steps[steps.len() - after..])
            }
        }
    }

    pub(super) fn type_of_local(&self, LocalId(local): LocalId) -> TypeId {
        self.locals.get(local as usize).map_or(self.unstated, |it| it.type_id)
    }

    /// The type behind references, in boxes and arrays.
    fn stepped(&mut self, mut of: TypeId, steps: &[crate::ir::Projection]) -> TypeId {
        for step in steps {
            of = match (step, self.tables.types.get(of)) {
                (crate::ir::Projection::Deref, Type::Reference { to, .. } | Type::Pointer { to, .. }) => *to,
                (crate::ir::Projection::Deref, Type::Path { arguments, .. }) => match arguments.first() {
                    Some(first) => *first,
                    None => return self.unstated,
                },
                (crate::ir::Projection::Variant(_), _) => of,
                (_, Type::Slice(element) | Type::Array { of: element, .. }) => *element,
                _ => return self.unstated,
            };
        }
        of
    }
}

enum Operation {
    Binary(BinaryOperator),
    Unary(UnaryOperator),
    Discriminant,
    Length,
    Yield,
    Box,
    Constant,
}
