//! What is read, and what is made of it.

use super::{Place, Symbol, TypeId};

/// Something that is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A copy of what is in a place.
    Copy(Place),
    /// What is in a place, which has nothing after.
    Move(Place),
    /// A constant.
    Constant(Constant),
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// `"text"`: the characters, without quotes and escapes.
    Text(Symbol),
    /// `b"bytes"`: as printed between the quotes, escapes included.
    Bytes(Symbol),
    /// A number, truth value, character or the unit value, as printed: `3_usize`, `true`, `'a'`, `()`.
    Literal(Symbol),
    /// A function as a value.
    Function(FunctionRef),
    /// The address of a `static`: its path.
    Static(Symbol),
    /// A `const` item, an associated constant or an inline one: its path, as a function reference without signature has it.
    Named(FunctionRef),
    /// Anything else, as printed.
    Other(Symbol),
}

/// A function (or a constant) as it is named where it is used.
///
/// ```text
/// std::vec::Vec::<u8>::push                path std::vec::Vec::push, self_type Vec<u8>
/// <Db as Store>::put::<u8>                 path Store::put, as_trait Store, self_type Db, arguments [u8]
/// demo::hof::<{closure@…}>                 path demo::hof, arguments [closure]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionRef {
    /// The absolute path without any arguments; for a trait's method, the path of the trait and the method's name.
    pub path: Symbol,
    /// For methods: the type before the method's name, or before `as`.
    pub self_type: Option<TypeId>,
    /// For methods of traits: the trait with its arguments, a [`super::Type::Path`].
    pub as_trait: Option<TypeId>,
    /// The function's own arguments.
    pub arguments: Box<[TypeId]>,
    /// Its type as a [`super::Type::FunctionPointer`], where the compiler printed it.
    pub signature: Option<TypeId>,
}

/// What is assigned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rvalue {
    /// The operand itself.
    Use(Operand),
    /// `&p` or `&mut p`.
    Reference {
        /// Whether one may write through it.
        is_mutable: bool,
        /// What it leads to.
        place: Place,
    },
    /// `&raw const p` or `&raw mut p`.
    RawPointer {
        /// Whether it is `*mut`.
        is_mutable: bool,
        /// What it leads to.
        place: Place,
    },
    /// `Add(a, b)`. One with overflow check makes a pair of result and flag.
    Binary(BinaryOperator, Operand, Operand),
    /// `Not(a)`.
    Unary(UnaryOperator, Operand),
    /// `a as T`.
    Cast(CastKind, Operand, TypeId),
    /// A struct, variant, tuple, array, closure or coroutine of its parts.
    Aggregate(Aggregate, Box<[Operand]>),
    /// `[a; N]`.
    Repeat(Operand, Symbol),
    /// Which variant it is.
    Discriminant(Place),
    /// The length of a slice or array.
    Length(Place),
    /// The address of a thread local: its path.
    ThreadLocal(Symbol),
    /// The pieces of a format string that the compiler has hidden in bytes, with the literal parts between the arguments.
    Format(FormatTemplate),
}

/// A format string: `"a {} b {}"` has the parts `["a ", " b ", ""]` and the arguments `[0, 1]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FormatTemplate {
    /// The literal parts, one more than there are places.
    pub parts: Box<[Symbol]>,
    /// For each place the number of the argument that stands there.
    pub arguments: Box<[u32]>,
}

/// An operator of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// Addition, subtraction, multiplication, division, remainder, also unchecked.
    Arithmetic,
    /// The same with a flag whether it went too far: the result is a pair.
    Checked,
    /// And, or, exclusive or, shifts.
    Bits,
    /// Equal, less, and so on, and three-way comparison: the result tells of the operands, and holds nothing of them.
    Comparison,
    /// An offset of a pointer.
    Offset,
}

/// An operator of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `!a`.
    Not,
    /// `-a`.
    Negate,
    /// The length or the table that a wide pointer has.
    Metadata,
}

/// How a value becomes one of another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CastKind {
    /// Between numbers.
    Numeric,
    /// A sized value behind a pointer becomes a slice or `dyn`.
    Unsize,
    /// A function or closure becomes a pointer to a function.
    FunctionPointer,
    /// Between pointers, or pointers and numbers.
    Pointer,
    /// The same bits as another type.
    Transmute,
}

/// What is made of parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// `(a, b)`.
    Tuple,
    /// `[a, b]`.
    Array,
    /// A struct, or a variant of an enum. Operands are in the order of `fields`.
    Adt {
        /// The type.
        of: TypeId,
        /// The variant of an enum.
        variant: Option<Symbol>,
        /// The number of the field that each operand becomes. A union has one.
        fields: Box<[u32]>,
    },
    /// A closure with the values it captures, which are its fields in order.
    Closure(Symbol),
    /// An `async` block or the like with the values it captures.
    Coroutine(Symbol),
}
