//! Which functions of other crates the path of a model means.
//!
//! ```text
//! std::vec::Vec::push                                      std::vec::Vec::push, alloc::vec::Vec::push
//! <&std::vec::Vec as std::iter::IntoIterator>::into_iter   std::iter::IntoIterator::into_iter, where it is called on a &Vec
//! ```

use crate::ir::{Symbol, Type, TypeId};
use crate::program::Program;

/// The type that a model of a trait's method is for, and the trait's first argument where the model says one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SelfPattern {
    of: SelfType,
    is_reference: bool,
    argument: Option<Symbol>,
}

/// Which types a model of a trait's method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SelfType {
    /// Any: `_`.
    Any,
    /// Slices and arrays: `[]`.
    Slice,
    /// Those that begin with this path.
    Path(Symbol),
}

impl SelfPattern {
    /// Whether a call on a type, of a method of a trait with arguments, is meant.
    pub(super) fn matches(self, program: &Program, of: TypeId, as_trait: Option<TypeId>) -> bool {
        let first = || match program.type_of(as_trait?) {
            Type::Path { arguments, .. } => program.head(*arguments.first()?),
            _ => None,
        };
        self.is_for(program, of) && (self.argument.is_none() || self.argument == first())
    }

    /// Whether it says the trait's first argument.
    pub(super) fn has_argument(self) -> bool {
        self.argument.is_some()
    }

    fn is_for(self, program: &Program, of: TypeId) -> bool {
        match program.type_of(of) {
            Type::Reference { to, .. } if self.is_reference => {
                SelfPattern { is_reference: false, ..self }.is_for(program, *to)
            }
            _ if self.of == SelfType::Any => true,
            Type::Path { path, .. } => !self.is_reference && self.of == SelfType::Path(*path),
            Type::Slice(_) | Type::Array { .. } => !self.is_reference && self.of == SelfType::Slice,
            _ => false,
        }
    }

    /// Reads `std::vec::Vec`, `&std::vec::Vec`, `[]`, `_`. Nothing where the program has no such type.
    fn new(program: &Program, text: &str, argument: Option<&str>) -> Option<SelfPattern> {
        let (is_reference, text) = text.strip_prefix('&').map_or((false, text), |text| (true, text));
        let of = match text {
            "_" => SelfType::Any,
            "[]" => SelfType::Slice,
            path => SelfType::Path(program.tables.symbols.get(path)?),
        };
        let argument = match argument {
            Some(path) => Some(program.tables.symbols.get(path)?),
            None => None,
        };
        Some(SelfPattern { of, is_reference, argument })
    }
}

/// How the paths of models may begin instead.
const OTHER_ROOTS: &[(&str, &str)] = &[
    ("std::", "core::"),
    ("std::", "alloc::"),
    ("futures::", "futures_util::"),
    ("futures::", "futures_lite::"),
    ("futures::stream::", "tokio_stream::"),
    ("futures::", "tokio_stream::"),
    ("futures::channel::", "futures_channel::"),
    ("futures::channel::", "futures::futures_channel::"),
    ("lock_api::", "parking_lot::lock_api::"),
    ("lock_api::", "parking_lot::"),
    ("lock_api::", "spin::"),
];

/// `<&std::vec::Vec as std::iter::IntoIterator>::into_iter`: the path `std::iter::IntoIterator::into_iter`, for that type.
///
/// The compiler says `core` and `alloc` of what `std` does not show, and of what macros name, and the same of crates that others show
/// as their own: those are tried, too.
pub(super) fn foreign_paths(program: &Program, path: &str) -> Vec<(Symbol, Option<SelfPattern>)> {
    let symbols = &program.tables.symbols;
    let named = |path: &str| spellings(path).iter().filter_map(|path| symbols.get(path)).collect::<Vec<_>>();
    let Some(inner) = path.strip_prefix('<') else {
        return named(path).into_iter().map(|symbol| (symbol, None)).collect();
    };
    let of_type = || {
        let (inner, name) = inner.rsplit_once(">::")?;
        let (self_type, of_trait) = inner.split_once(" as ")?;
        let (of_trait, argument) = match of_trait.split_once('<') {
            Some((of_trait, argument)) => (of_trait, Some(argument.strip_suffix('>')?)),
            None => (of_trait, None),
        };
        let mut found = Vec::new();
        for pattern in spellings(self_type).iter().filter_map(|it| SelfPattern::new(program, it, argument)) {
            found.extend(named(&format!("{of_trait}::{name}")).into_iter().map(|path| (path, Some(pattern))));
        }
        Some(found)
    };
    of_type().unwrap_or_default()
}

/// A path as models write it, and as the compiler may print it.
pub(super) fn spellings(path: &str) -> Vec<String> {
    let others = OTHER_ROOTS.iter().filter_map(|(root, other)| Some(format!("{other}{}", path.strip_prefix(root)?)));
    std::iter::once(path.to_owned()).chain(others).collect()
}
