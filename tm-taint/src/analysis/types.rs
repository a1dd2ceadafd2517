//! What the engine asks of types.

use crate::ir::{Body, Place, Projection, Symbol, Type, TypeId, is_primitive};
use crate::program::Program;

/// The type after one step of a place; nothing where it is not known.
pub(super) fn after(program: &Program, of: TypeId, projection: &Projection) -> Option<TypeId> {
    match projection {
        Projection::Field(_, type_id) => Some(*type_id),
        Projection::Variant(_) | Projection::Subslice { .. } => Some(of),
        Projection::Index(_) | Projection::ConstantIndex { .. } => match program.type_of(of) {
            Type::Slice(of) | Type::Array { of, .. } => Some(*of),
            _ => None,
        },
        Projection::Deref => match program.type_of(of) {
            Type::Reference { to, .. } | Type::Pointer { to, .. } => Some(*to),
            Type::Path { arguments, .. } => arguments.first().copied(),
            _ => None,
        },
    }
}

/// A step of a place, and what it is a step from.
pub(super) struct PlaceStep<'p> {
    pub(super) projection: &'p Projection,
    /// The type before the step.
    pub(super) of: TypeId,
    /// The variant that the step before this one went into.
    pub(super) variant: Option<Symbol>,
    /// The type after it.
    pub(super) after: Option<TypeId>,
}

impl PlaceStep<'_> {
    /// The field that it leads to: the type's path, the variant and the number.
    pub(super) fn field(&self, program: &Program) -> Option<(Symbol, Option<Symbol>, u32)> {
        let Projection::Field(number, _) = self.projection else { return None };
        Some((program.head(self.of)?, self.variant, *number))
    }
}

/// The steps of a place, as far as their types are known.
pub(super) fn steps<'p>(program: &Program, body: &Body, place: &'p Place) -> impl Iterator<Item = PlaceStep<'p>> {
    let mut at = Some(body.locals[place.local.0 as usize].type_id);
    let mut variant = None;
    place.projections.iter().map_while(move |projection| {
        let of = at?;
        at = after(program, of, projection);
        let into = if let Projection::Variant(name) = projection { Some(*name) } else { None };
        Some(PlaceStep { projection, of, variant: std::mem::replace(&mut variant, into), after: at })
    })
}

/// The type of a place.
pub(super) fn of_place(program: &Program, body: &Body, place: &Place) -> Option<TypeId> {
    let local = body.locals.get(place.local.0 as usize)?.type_id;
    place.projections.iter().try_fold(local, |of, projection| after(program, of, projection))
}

/// Whether `*p` of this type is a part of the value itself.
pub(super) fn is_box(program: &Program, of: TypeId) -> bool {
    program.head(of).is_some_and(|path| program.text(path) == "std::boxed::Box")
}

/// Whether a value of this type leads to a text or to elements that it owns: `Box<str>`, `Arc<[T]>`.
pub(super) fn is_pointer_to_many(program: &Program, of: TypeId) -> bool {
    let Type::Path { path, arguments } = program.type_of(of) else { return false };
    matches!(program.text(*path), "std::boxed::Box" | "std::rc::Rc" | "std::sync::Arc")
        && arguments.first().is_some_and(|of| match program.type_of(*of) {
            Type::Slice(_) => true,
            Type::Path { path, .. } => program.text(*path) == "str",
            _ => false,
        })
}

/// Whether the fields of this type are one place.
pub(super) fn is_union(program: &Program, of: TypeId) -> bool {
    let adt = program.head(of).and_then(|path| program.adt(path));
    adt.is_some_and(|adt| adt.kind == crate::ir::AdtKind::Union)
}

/// Whether a value of this type is written through: `&mut T`, `*mut T`, `Pin<&mut T>`.
pub(super) fn is_writable_reference(program: &Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Reference { is_mutable, to } | Type::Pointer { is_mutable, to } => {
            *is_mutable || is_writable_reference(program, *to)
        }
        Type::Path { arguments, .. } => arguments.iter().any(|it| is_writable_reference(program, *it)),
        _ => false,
    }
}

/// Whether a value of this type says too little of what it was made of: a truth value, a length, an order, nothing.
pub(super) fn is_uninformative(program: &Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Tuple(parts) => parts.is_empty(),
        Type::Never => true,
        Type::Path { path, arguments } => {
            matches!(
                program.text(*path),
                "bool" | "usize" | "isize" | "std::cmp::Ordering" | "std::time::Duration" | "std::time::Instant"
            ) || (program.text(*path) == "std::option::Option"
                && arguments.first().is_some_and(|it| is_uninformative(program, *it)))
                || (matches!(program.text(*path), "std::result::Result" | "std::task::Poll")
                    && arguments.first().is_some_and(|it| is_uninformative(program, *it))
                    && arguments.get(1).is_none_or(|it| is_error_of_io(program, *it)))
        }
        _ => false,
    }
}

/// Whether a value of this type is a length or place, or one that may be missing.
pub(super) fn is_size(program: &Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Path { path, arguments } => match program.text(*path) {
            "usize" | "isize" => true,
            "std::option::Option" => arguments.first().is_some_and(|it| is_size(program, *it)),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a value of this type is a number, or made of some: `&u8`, `[u8; 4]`, `NonZero<usize>`.
pub(super) fn is_number(program: &Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Reference { to, .. } => !matches!(program.type_of(*to), Type::Array { .. }) && is_number(program, *to),
        Type::Array { of, .. } => is_number(program, *of),
        Type::Path { path, arguments } => match program.text(*path) {
            "bool" | "char" => false,
            text if text.starts_with("std::num::") => arguments.first().is_some_and(|it| is_number(program, *it)),
            _ => is_scalar(program, of),
        },
        _ => false,
    }
}

/// Whether this is the context that futures are polled with.
pub(super) fn is_waker(program: &Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Reference { to, .. } => program.head(*to).is_some_and(|it| program.text(it) == "std::task::Context"),
        _ => false,
    }
}

/// Whether `{:?}` of this type writes no line break of a text in it: the standard library's types escape them, and what is in them is shown
/// the same way. Types of other crates may do as they like.
pub(super) fn is_shown_escaped(program: &Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Reference { to: of, .. } | Type::Slice(of) | Type::Array { of, .. } => is_shown_escaped(program, *of),
        Type::Tuple(parts) => parts.iter().all(|it| is_shown_escaped(program, *it)),
        Type::Dynamic(bounds) => bounds.iter().all(|it| program.head(*it).is_some_and(|it| is_of_std(program, it))),
        Type::Path { path, arguments } => {
            let is_plain = matches!(program.text(*path), "str") || is_scalar(program, of) || is_of_std(program, *path);
            is_plain
                && program.text(*path) != "std::fmt::Arguments"
                && arguments.iter().all(|it| is_shown_escaped(program, *it))
        }
        Type::Const(_) => true,
        _ => false,
    }
}

fn is_of_std(program: &Program, path: Symbol) -> bool {
    program.text(path).starts_with("std::")
}

/// Whether a value of this type is an error of the standard library that tells what is wrong with a text, and has none of it.
pub(super) fn is_error_without_text(program: &Program, of: TypeId) -> bool {
    program.head(of).is_some_and(|path| {
        matches!(
            program.text(path),
            "std::num::ParseIntError"
                | "std::num::ParseFloatError"
                | "std::num::TryFromIntError"
                | "std::num::IntErrorKind"
                | "std::str::ParseBoolError"
                | "std::str::Utf8Error"
                | "std::string::FromUtf16Error"
                | "std::char::ParseCharError"
                | "std::char::CharTryFromError"
                | "std::char::TryFromCharError"
                | "std::array::TryFromSliceError"
                | "std::cell::BorrowError"
                | "std::cell::BorrowMutError"
        )
    })
}

/// Errors that tell what went wrong, not what was given.
fn is_error_of_io(program: &Program, of: TypeId) -> bool {
    program.head(of).is_some_and(|path| matches!(program.text(path), "std::fmt::Error" | "std::io::Error"))
        || is_uninformative(program, of)
}

/// Whether a value of this type is a number, truth value or character.
pub(super) fn is_scalar(program: &Program, of: TypeId) -> bool {
    program.head(of).map(|path| program.text(path)).is_some_and(|it| is_primitive(it) && it != "str")
}

/// Whether a value of this type may lead to other places, or to code.
pub(super) fn may_lead_elsewhere(program: &Program, of: TypeId) -> bool {
    leads_elsewhere(program, of, 0)
}

fn leads_elsewhere(program: &Program, of: TypeId, depth: u8) -> bool {
    let any = |ids: &[TypeId]| ids.iter().any(|it| leads_elsewhere(program, *it, depth + 1));
    match program.type_of(of) {
        Type::Path { path, arguments } => {
            let text = program.text(*path);
            let is_plain = is_scalar(program, of)
                || matches!(
                    text,
                    "str" | "std::string::String" | "std::path::PathBuf" | "std::ffi::OsString" | "std::path::Path"
                );
            if is_plain {
                return false;
            }
            if let Some(adt) = program.adt(*path) {
                let fields = adt.variants.iter().flat_map(|variant| &variant.fields);
                return depth > 3
                    || any(arguments)
                    || fields.into_iter().any(|field| leads_elsewhere(program, field.type_id, depth + 1));
            }
            let is_transparent = matches!(
                text,
                "std::vec::Vec"
                    | "std::option::Option"
                    | "std::result::Result"
                    | "std::boxed::Box"
                    | "std::collections::HashMap"
                    | "std::collections::BTreeMap"
                    | "std::collections::HashSet"
                    | "std::collections::BTreeSet"
                    | "std::collections::VecDeque"
                    | "std::collections::BinaryHeap"
                    | "std::collections::LinkedList"
            );
            !is_transparent || any(arguments)
        }
        Type::Slice(of) | Type::Array { of, .. } => leads_elsewhere(program, *of, depth + 1),
        Type::Tuple(parts) => any(parts),
        Type::Never | Type::Const(_) => false,
        _ => true,
    }
}
