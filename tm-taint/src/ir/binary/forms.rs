//! The forms of the representation's parts: their fields in order. A variant's number is its place in the list here.

use super::form::{Form, Reader, Result, Writer};
use crate::ir::{
    Adt, AdtKind, Aggregate, BinaryOperator, Block, BlockId, Body, BodyId, BodyKind, Callee, Capture, CastKind,
    Constant, Crate, Export, Field, FormatTemplate, FunctionRef, Impl, ImplId, Local, LocalId, Marker, Operand, Place,
    Projection, Rvalue, Statement, StatementKind, Terminator, TerminatorKind, Trait, Type, UnaryOperator, Variant,
};

macro_rules! structs {
    ($($name:ident { $($field:tt),* })*) => {$(
        impl Form for $name {
            fn write(&self, to: &mut Writer<'_>) {
                $(self.$field.write(to);)*
            }

            fn read(from: &mut Reader<'_, '_>) -> Result<$name> {
                Ok($name { $($field: Form::read(from)?),* })
            }
        }
    )*};
}

/// Variants with the names of their fields; a variant without names has numbers for them.
macro_rules! enums {
    ($($name:ident { $($number:literal $variant:ident { $($field:tt $binding:ident),* })* })*) => {$(
        impl Form for $name {
            fn write(&self, to: &mut Writer<'_>) {
                match self {
                    $($name::$variant { $($field: $binding),* } => {
                        to.number($number);
                        $($binding.write(to);)*
                    })*
                }
            }

            fn read(from: &mut Reader<'_, '_>) -> Result<$name> {
                Ok(match from.number()? {
                    $($number => $name::$variant { $($field: Form::read(from)?),* },)*
                    _ => return from.damaged("a variant has no such number"),
                })
            }
        }
    )*};
}

structs! {
    BodyId { 0 }
    LocalId { 0 }
    BlockId { 0 }
    ImplId { 0 }
    Crate { name, bodies, impls, traits, adts, markers, exports }
    Body { path, kind, in_impl, generics, parameters, locals, captures, blocks, span }
    Local { type_id, name, span }
    Capture { name, is_reference }
    Block { statements, terminator }
    Statement { kind, span }
    Terminator { kind, span }
    Place { local, projections }
    FunctionRef { path, self_type, as_trait, arguments, signature }
    FormatTemplate { parts, arguments }
    Impl { parameters, as_trait, self_type, bounds, items, types, span }
    Trait { path, parameters, supertraits, methods, defaults }
    Adt { path, kind, parameters, variants }
    Variant { name, fields }
    Field { name, type_id }
    Marker { within, text }
    Export { visible, definition }
}

enums! {
    BodyKind {
        0 Function {}
        1 Closure {}
        2 Coroutine {}
        3 Constructor {}
        4 Constant {}
        5 Static {}
    }
    AdtKind {
        0 Struct {}
        1 Enum {}
        2 Union {}
    }
    StatementKind {
        0 Assign { 0 place, 1 rvalue }
        1 Unknown { places places, text text }
    }
    TerminatorKind {
        0 Goto { 0 next }
        1 Switch { on on, cases cases, otherwise otherwise }
        2 Return {}
        3 Unreachable {}
        4 Call { callee callee, arguments arguments, destination destination, next next }
        5 Drop { place place, next next }
        6 Yield { value value, resumed resumed, next next }
        7 Unknown { places places, next next, text text }
    }
    Callee {
        0 Function { 0 function }
        1 Value { 0 value }
    }
    Projection {
        0 Deref {}
        1 Field { 0 number, 1 type_id }
        2 Variant { 0 name }
        3 Index { 0 local }
        4 ConstantIndex { offset offset, is_from_end is_from_end }
        5 Subslice { from from_first, to to_last, is_from_end is_from_end }
    }
    Operand {
        0 Copy { 0 place }
        1 Move { 0 place }
        2 Constant { 0 constant }
    }
    Constant {
        0 Text { 0 text }
        1 Bytes { 0 text }
        2 Literal { 0 text }
        3 Function { 0 function }
        4 Static { 0 path }
        5 Named { 0 function }
        6 Other { 0 text }
    }
    Rvalue {
        0 Use { 0 operand }
        1 Reference { is_mutable is_mutable, place place }
        2 RawPointer { is_mutable is_mutable, place place }
        3 Binary { 0 operator, 1 left, 2 right }
        4 Unary { 0 operator, 1 operand }
        5 Cast { 0 kind, 1 operand, 2 type_id }
        6 Aggregate { 0 aggregate, 1 operands }
        7 Repeat { 0 operand, 1 count }
        8 Discriminant { 0 place }
        9 Length { 0 place }
        10 ThreadLocal { 0 path }
        11 Format { 0 template }
    }
    BinaryOperator {
        0 Arithmetic {}
        1 Checked {}
        2 Bits {}
        3 Comparison {}
        4 Offset {}
    }
    UnaryOperator {
        0 Not {}
        1 Negate {}
        2 Metadata {}
    }
    CastKind {
        0 Numeric {}
        1 Unsize {}
        2 FunctionPointer {}
        3 Pointer {}
        4 Transmute {}
    }
    Aggregate {
        0 Tuple {}
        1 Array {}
        2 Adt { of of, variant variant, fields fields }
        3 Closure { 0 path }
        4 Coroutine { 0 path }
    }
    Type {
        0 Path { path path, arguments arguments }
        1 Parameter { 0 name }
        2 Const { 0 value }
        3 Projection { of of, as_trait as_trait, name name, arguments arguments }
        4 Reference { is_mutable is_mutable, to target }
        5 Pointer { is_mutable is_mutable, to target }
        6 Slice { 0 of }
        7 Array { of of, length length }
        8 Tuple { 0 elements }
        9 FunctionPointer { parameters parameters, returns returns }
        10 Function { 0 function }
        11 Closure { 0 path }
        12 Coroutine { 0 path }
        13 Dynamic { 0 bounds }
        14 Opaque { 0 bounds }
        15 Never {}
        16 Other { 0 text }
    }
}
