//! Types, without lifetimes.

use super::{FunctionRef, Symbol, TypeId};

/// A type as the compiler prints it, taken apart. Lifetimes are left out: data flow does not need them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A struct, enum, union, primitive or foreign type with its arguments: `std::vec::Vec<u8>`, `str`, `demo::Db`.
    /// Arguments that are constants are [`Type::Const`].
    Path {
        /// The absolute path, without arguments.
        path: Symbol,
        /// The arguments, in order.
        arguments: Box<[TypeId]>,
    },
    /// A type parameter of the body or impl it stands in: `T`, `Self`, or `impl Fn(u8)` where that is a parameter's type.
    Parameter(Symbol),
    /// A constant where a type argument stands: `3`, `N`.
    Const(Symbol),
    /// An associated type that is not known here: `<T as Iterator>::Item`.
    Projection {
        /// The type that has it.
        of: TypeId,
        /// The trait with its arguments, a [`Type::Path`].
        as_trait: TypeId,
        /// Its name.
        name: Symbol,
        /// Its own arguments.
        arguments: Box<[TypeId]>,
    },
    /// `&T` or `&mut T`.
    Reference {
        /// Whether one may write through it.
        is_mutable: bool,
        /// What it leads to.
        to: TypeId,
    },
    /// `*const T` or `*mut T`.
    Pointer {
        /// Whether it is `*mut`.
        is_mutable: bool,
        /// What it leads to.
        to: TypeId,
    },
    /// `[T]`.
    Slice(TypeId),
    /// `[T; N]`.
    Array {
        /// The type of an element.
        of: TypeId,
        /// The number of elements, as printed: `3`, `N`.
        length: Symbol,
    },
    /// `(A, B)`; the unit type has no elements.
    Tuple(Box<[TypeId]>),
    /// A pointer to a function: `fn(A) -> R`.
    FunctionPointer {
        /// The types of its parameters.
        parameters: Box<[TypeId]>,
        /// What it returns.
        returns: TypeId,
    },
    /// The type of one function itself, which its name alone tells: `fn(A) -> R {demo::f::<u8>}`.
    Function(Box<FunctionRef>),
    /// The type of a closure, by the path of its body: `demo::main::{closure#0}`; where the compiler prints a place alone, by
    /// that: `src/main.rs:3:5: 3:9`.
    Closure(Symbol),
    /// What an `async` body or block, or a generator, is; named as closures are.
    Coroutine(Symbol),
    /// `dyn A + B`, the bounds as paths; the associated types that a bound fixes are left out.
    Dynamic(Box<[TypeId]>),
    /// `impl A + B` where the compiler hides what stands behind it.
    Opaque(Box<[TypeId]>),
    /// `!`.
    Never,
    /// Anything else, as printed.
    Other(Symbol),
}

/// Whether `text` names a type of the language itself: `u8`, `str`.
pub(crate) fn is_primitive(text: &str) -> bool {
    matches!(
        text,
        "bool"
            | "char"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "f16"
            | "f32"
            | "f64"
            | "f128"
    )
}
