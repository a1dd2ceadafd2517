//! Texts and types, each kept once for a whole program.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::Type;

/// A text: a path, a name, a literal. Equal texts of one program are equal symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub(crate) u32);

/// A type. Equal types of one program are equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(crate) u32);

/// What the crates of one program share.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// All texts.
    pub symbols: Symbols,
    /// All types.
    pub types: Types,
}

impl Tables {
    /// What a type calls the paths of its methods: its own path, else a word for its kind, `str`, `slice`, `pointer`; of a trait
    /// object its first trait.
    pub fn owner(&self, type_id: TypeId) -> &str {
        match self.types.get(type_id) {
            Type::Path { path, .. } | Type::Closure(path) | Type::Coroutine(path) => self.symbols.text(*path),
            Type::Parameter(name) | Type::Projection { name, .. } => self.symbols.text(*name),
            Type::Reference { .. } => "reference",
            Type::Pointer { .. } => "pointer",
            Type::Slice(_) => "slice",
            Type::Array { .. } => "array",
            Type::Tuple(_) => "tuple",
            Type::FunctionPointer { .. } | Type::Function(_) => "fn",
            Type::Dynamic(bounds) | Type::Opaque(bounds) => bounds.first().map_or("dyn", |it| self.owner(*it)),
            Type::Never => "never",
            Type::Const(_) | Type::Other(_) => "unknown",
        }
    }
}

/// The texts of a program.
#[derive(Clone, Debug, Default)]
pub struct Symbols(IndexSet<Box<str>, FxBuildHasher>);

impl Symbols {
    /// The symbol of a text.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let index = match self.0.get_index_of(text) {
            Some(index) => index,
            None => self.0.insert_full(text.into()).0,
        };
        Symbol(u32::try_from(index).expect("a program has fewer than four thousand million texts"))
    }

    /// The symbol of a text that some crate has already.
    pub fn get(&self, text: &str) -> Option<Symbol> {
        self.0.get_index_of(text).map(|index| Symbol(index as u32))
    }

    /// The text.
    pub fn text(&self, symbol: Symbol) -> &str {
        &self.0[symbol.0 as usize]
    }

    /// All symbols.
    pub fn all(&self) -> impl Iterator<Item = Symbol> + use<> {
        (0..self.0.len() as u32).map(Symbol)
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The types of a program.
#[derive(Clone, Debug, Default)]
pub struct Types(IndexSet<Type, FxBuildHasher>);

impl Types {
    /// The id of a type.
    pub fn intern(&mut self, kind: Type) -> TypeId {
        let index = match self.0.get_index_of(&kind) {
            Some(index) => index,
            None => self.0.insert_full(kind).0,
        };
        TypeId(u32::try_from(index).expect("a program has fewer than four thousand million types"))
    }

    /// What the type is.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.0[id.0 as usize]
    }

    /// The id of a type that some crate has already.
    pub fn find(&self, kind: &Type) -> Option<TypeId> {
        self.0.get_index_of(kind).map(|index| TypeId(index as u32))
    }

    /// How many types there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
