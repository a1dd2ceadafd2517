//! One crate as the compiler saw it.

use super::{Body, BodyId, Span, Symbol, TypeId};

/// What one run of the compiler saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crate {
    /// Its name in paths: `guestbook`, underscores for hyphens.
    pub name: Symbol,
    /// Its bodies, in the order of their paths.
    pub bodies: Vec<Body>,
    /// Its impl blocks.
    pub impls: Vec<Impl>,
    /// Its traits.
    pub traits: Vec<Trait>,
    /// Its structs, enums and unions.
    pub adts: Vec<Adt>,
    /// What attributes of ours have left in bodies and beside items.
    pub markers: Vec<Marker>,
    /// Names under which other crates see its items.
    pub exports: Vec<Export>,
}

/// An impl block of its crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImplId(pub u32);

/// An impl block: `impl<T: Clone> Store for Wrapper<T>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impl {
    /// Its type parameters: `T`.
    pub parameters: Box<[Symbol]>,
    /// The trait with its arguments, a [`super::Type::Path`]; nothing for a type's own methods.
    pub as_trait: Option<TypeId>,
    /// The type it is for.
    pub self_type: TypeId,
    /// The traits that must hold for a parameter, where they are written: `(T, Clone)`.
    pub bounds: Box<[(TypeId, TypeId)]>,
    /// Its methods and constants: their names and bodies.
    pub items: Box<[(Symbol, BodyId)]>,
    /// Its associated types.
    pub types: Box<[(Symbol, TypeId)]>,
    /// Where its head stands.
    pub span: Option<Span>,
}

/// A trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trait {
    /// Its absolute path.
    pub path: Symbol,
    /// Its type parameters.
    pub parameters: Box<[Symbol]>,
    /// What it requires: paths of other traits with their arguments.
    pub supertraits: Box<[TypeId]>,
    /// The names of its methods and constants.
    pub methods: Box<[Symbol]>,
    /// Those that have a body of their own.
    pub defaults: Box<[(Symbol, BodyId)]>,
}

/// A struct, enum or union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adt {
    /// Its absolute path.
    pub path: Symbol,
    /// What it is.
    pub kind: AdtKind,
    /// Its type parameters.
    pub parameters: Box<[Symbol]>,
    /// The variants of an enum; a struct or union has one, with its own name.
    pub variants: Box<[Variant]>,
}

/// What a type of the user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdtKind {
    /// All fields at once.
    Struct,
    /// One of several variants.
    Enum,
    /// One of its fields.
    Union,
}

/// A variant of an enum, or the fields of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: Symbol,
    /// Its fields, in order.
    pub fields: Box<[Field]>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name; a number in tuples.
    pub name: Symbol,
    /// Its type.
    pub type_id: TypeId,
}

/// A name under which other crates see an item or module: `pub use inner::deep::f as g` makes `demo::g` of
/// `demo::inner::deep::f`. The compiler prints the first where a crate uses another's item, and the second in that other crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The path that others see.
    pub visible: Symbol,
    /// The path where it is defined, or another visible one on the way there.
    pub definition: Symbol,
}

/// A text that one of our attributes has left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The body in which it stands, or the module beside the item it speaks of.
    pub within: Symbol,
    /// What it says.
    pub text: Symbol,
}

impl Marker {
    /// What the texts begin with, with the version of what follows.
    pub const PREFIX: &'static str = "threat-model:taint:1 ";
}
