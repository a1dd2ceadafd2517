//! What the crate's names are, for all its bodies.
//!
//! The compiler prints paths of the crate's own items without the crate's name, and those of others with it: `util::sink`,
//! `std::env::var`. Which one it is, the names at the crate's root tell, from the source and from the heads of all bodies. In the
//! intermediate representation all paths are absolute; `core` and `alloc` are written `std`, as most crates write them.

use std::collections::{HashMap, HashSet};

use super::mir::Head;
use super::source::Source;
use crate::ir::{Adt, AdtKind, BodyKind, Field, FunctionRef, Symbols, TypeId};

/// Names and types.
type Fields = Vec<(String, TypeId)>;

pub(super) struct Names<'d> {
    krate: String,
    /// Modules, types and traits at the root.
    scopes: HashSet<String>,
    /// What functions at the root have inside: `main::Inner`.
    inside: HashSet<String>,
    /// Functions and modules that stand in a function, or in a constant without a name, by absolute path.
    inside_functions: HashSet<String>,
    /// Type and constant parameters anywhere.
    parameters: HashSet<String>,
    anonymous_parameters: HashSet<String>,
    /// Structs, enums and unions by absolute path.
    adts: HashMap<String, (AdtKind, Fields)>,
    pub(super) heads: Vec<Head<'d>>,
    /// The absolute paths of the bodies.
    pub(super) paths: Vec<String>,
    by_item: HashMap<&'d str, usize>,
    by_path: HashMap<String, usize>,
    /// Closures and coroutines by what their type is printed with.
    closures: HashMap<&'d str, Vec<usize>>,
    /// The folder of the crate, where spans are absolute.
    folder: Option<String>,
}

impl<'d> Names<'d> {
    pub(super) fn new(krate: &str, root: &str, source: &Source, heads: Vec<Head<'d>>) -> Names<'d> {
        let mut scopes: HashSet<String> = source.root_names().map(str::to_owned).collect();
        let mut inside = HashSet::new();
        let functions: HashSet<&str> =
            heads.iter().filter(|it| it.kind == BodyKind::Function).map(|it| it.path).collect();
        let items = source.types_and_traits().filter_map(|it| Some(it.split_once("::")?.1));
        for path in heads.iter().map(|it| it.path).chain(items) {
            let Some((first, rest)) = path.split_once("::") else { continue };
            if first.starts_with(['<', '{']) {
                continue;
            }
            if functions.contains(first) && !scopes.contains(first) {
                let second = rest.split("::").next().unwrap_or(rest);
                inside.insert(format!("{first}::{second}"));
            } else if !path.ends_with("}") || !rest.starts_with('{') {
                scopes.insert(first.to_owned());
            }
        }
        let (anonymous, named): (Vec<_>, Vec<_>) = source.parameters().partition(|it| it.is_anonymous);
        let folder = root.starts_with('/').then(|| {
            let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
            folder.strip_suffix("/src").unwrap_or(folder).to_owned()
        });
        Names {
            krate: krate.to_owned(),
            scopes,
            inside,
            inside_functions: HashSet::new(),
            parameters: named.into_iter().map(|it| it.name.clone()).collect(),
            anonymous_parameters: anonymous.into_iter().map(|it| it.name.clone()).collect(),
            adts: HashMap::new(),
            by_item: heads.iter().enumerate().map(|(index, it)| (it.item, index)).collect(),
            heads,
            paths: Vec::new(),
            by_path: HashMap::new(),
            closures: HashMap::new(),
            folder,
        }
    }

    /// Notes the structs, enums and unions.
    pub(super) fn set_adts(&mut self, adts: &[Adt], symbols: &Symbols) {
        for adt in adts {
            let field = |it: &Field| (symbols.text(it.name).to_owned(), it.type_id);
            let fields = adt.variants.first().map(|it| it.fields.iter().map(field).collect());
            self.adts.insert(symbols.text(adt.path).to_owned(), (adt.kind, fields.unwrap_or_default()));
        }
    }

    /// Notes the absolute path of each head.
    pub(super) fn set_paths(&mut self, paths: Vec<String>) {
        for (index, path) in paths.iter().enumerate() {
            self.by_path.entry(path.clone()).or_insert(index);
        }
        for path in &paths {
            for (at, _) in path.match_indices("::") {
                let (of, rest) = (&path[..at], &path[at + 2..]);
                if of.ends_with("::_") || self.by_path.contains_key(of) {
                    let next = rest.split("::").next().unwrap_or(rest);
                    self.inside_functions.insert(format!("{of}::{next}"));
                }
            }
        }
        self.paths = paths;
        // Types that macros make at the root are known by their methods alone.
        let own = format!("{}::", self.krate);
        let of_impls = self.paths.iter().zip(&self.heads).filter(|(_, head)| head.path.starts_with("<impl at "));
        for (path, _) in of_impls {
            if let Some((name, _)) = path.strip_prefix(&own).and_then(|it| it.split_once("::")) {
                self.scopes.insert(name.to_owned());
            }
        }
        for (index, head) in self.heads.iter().enumerate() {
            let is_synthetic = head.path.ends_with("{synthetic#0}");
            if !matches!(head.kind, BodyKind::Closure | BodyKind::Coroutine) || is_synthetic {
                continue;
            }
            let Some(inside) = head.receiver().and_then(|it| it.strip_prefix('{')?.strip_suffix('}')) else { continue };
            let key = inside.split_once('@').map_or(inside, |(_, place)| place);
            self.closures.entry(key).or_default().push(index);
        }
    }

    /// Writes the first step of a path, absolute. `next` is the second one.
    pub(super) fn push_head(&self, path: &mut String, name: &str, next: Option<&str>) {
        match next {
            Some(_) if matches!(name, "std" | "core" | "alloc") && !self.scopes.contains(name) => path.push_str("std"),
            Some(next) if !self.is_own(name, next) => path.push_str(name),
            _ => {
                path.push_str(&self.krate);
                path.push_str("::");
                path.push_str(name);
            }
        }
    }

    fn is_own(&self, name: &str, next: &str) -> bool {
        self.scopes.contains(name) || next.starts_with('{') || self.inside.contains(&format!("{name}::{next}"))
    }

    /// Whether `name` is a parameter everywhere or nowhere; nothing where that depends on the body.
    pub(super) fn parameter(&self, name: &str) -> Option<bool> {
        if name == "Self" {
            return Some(true);
        }
        match (self.scopes.contains(name), self.parameters.contains(name)) {
            (true, true) => None,
            (true, false) => Some(false),
            (false, true) => Some(true),
            // Parameters that macros make have such names: `T`, `__S`, `_0`. Types that they make have longer ones.
            (false, false) => Some(name.starts_with('_') || name.len() == 1),
        }
    }

    pub(super) fn is_ambiguous(&self, name: &str) -> bool {
        self.parameter(name).is_none()
    }

    pub(super) fn has_anonymous_parameter(&self, text: &str) -> bool {
        !self.anonymous_parameters.is_empty() && self.anonymous_parameters.contains(&anonymous_parameter(text))
    }

    /// Whether an absolute path is one of the crate.
    pub(super) fn is_own_path(&self, path: &str) -> bool {
        path.strip_prefix(&*self.krate).is_some_and(|it| it.starts_with("::"))
    }

    pub(super) fn is_adt(&self, path: &str) -> bool {
        self.adts.contains_key(path)
    }

    /// Whether the type is an enum, if it is known.
    pub(super) fn adt_is_enum(&self, path: &str) -> Option<bool> {
        self.adts.get(path).map(|(kind, _)| *kind == AdtKind::Enum)
    }

    pub(super) fn is_union(&self, path: &str) -> bool {
        self.adts.get(path).is_some_and(|(kind, _)| *kind == AdtKind::Union)
    }

    /// The fields of the struct or union.
    pub(super) fn fields(&self, path: &str) -> &[(String, TypeId)] {
        self.adts.get(path).map_or(&[], |(_, fields)| fields)
    }

    /// Whether the name is that of a constant: one of the crate's, or one that is written like one.
    pub(super) fn is_constant(&self, symbols: &Symbols, function: &FunctionRef) -> bool {
        let path = symbols.text(function.path);
        if let Some(index) = self.by_path.get(path) {
            return self.heads[*index].kind == BodyKind::Constant;
        }
        let last = path.rsplit("::").next().unwrap_or(path);
        last.starts_with("{constant") || !last.chars().any(char::is_lowercase)
    }

    /// The path of the body of an item, whose path has `-` for `::`.
    pub(super) fn path_of_item(&self, item: &str) -> Option<&str> {
        self.by_item.get(item).map(|it| &*self.paths[*it])
    }

    /// Whether a path is that of a function, constant or static.
    pub(super) fn is_value(&self, path: &str) -> bool {
        self.head(path).is_some_and(|it| it.kind != BodyKind::Constructor)
    }

    /// Whether a function or module stands in a function.
    pub(super) fn is_inside_function(&self, path: &str) -> bool {
        self.inside_functions.contains(path)
    }

    pub(super) fn head(&self, path: &str) -> Option<&Head<'d>> {
        self.by_path.get(path).map(|it| &self.heads[*it])
    }

    /// The closure that stands at a place; what `own` has inside where macros have made several.
    pub(super) fn closure(&self, place: &str, own: &str) -> Option<&str> {
        let candidates = self.closures.get(place)?;
        let shared = |path: &str| path.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
        let path = |it: &usize| &*self.paths[*it];
        // The first one of those that share most.
        candidates.iter().map(path).rev().max_by_key(|it| shared(it))
    }

    pub(super) fn is_ambiguous_closure(&self, place: &str) -> bool {
        self.closures.get(place).is_some_and(|it| it.len() > 1)
    }

    /// Whether a file belongs to the crate, and not to a macro of another one.
    pub(super) fn is_own_file(&self, file: &str) -> bool {
        match &self.folder {
            Some(folder) => file.strip_prefix(&**folder).is_some_and(|it| it.starts_with('/')),
            None => !file.starts_with('/') && !file.contains(":\\"),
        }
    }
}

/// The path with `std` for `core` and `alloc`.
pub(super) fn as_std(path: &str) -> String {
    for root in ["core", "alloc"] {
        if let Some(rest) = path.strip_prefix(root)
            && rest.starts_with("::")
        {
            return format!("std{rest}");
        }
    }
    path.to_owned()
}

/// How a parameter without name is called: `impl Fn(u8) -> u8`, with no spaces where none are needed.
pub(super) fn anonymous_parameter(text: &str) -> String {
    let words: String = text.split_whitespace().collect();
    match words.strip_prefix("impl") {
        Some(rest) => format!("impl {rest}"),
        None => words,
    }
}

/// The trait of the standard library that a crate shows at its root: `futures::Future`, `lazy_static::__Deref`.
///
/// The compiler prints the shortest path by which an item is seen, so that such a path stands for `std::ops::Deref` wherever the
/// program has `lazy_static`.
pub(super) fn trait_of_std(path: &str) -> Option<String> {
    let (root, name) = path.split_once("::")?;
    let name = name.trim_start_matches('_');
    let module = match name {
        "Deref" | "DerefMut" | "Index" | "IndexMut" | "Add" | "AddAssign" | "Sub" | "SubAssign" | "Mul"
        | "MulAssign" | "Div" | "DivAssign" | "Rem" | "Neg" | "Not" | "Drop" | "Fn" | "FnMut" | "FnOnce"
        | "AsyncFn" | "AsyncFnMut" | "AsyncFnOnce" => "ops",
        "Future" | "IntoFuture" => "future",
        "Iterator" | "IntoIterator" | "FromIterator" | "DoubleEndedIterator" | "Sum" | "Product" => "iter",
        "Into" | "From" | "TryInto" | "TryFrom" | "AsRef" | "AsMut" => "convert",
        "Borrow" | "BorrowMut" | "ToOwned" => "borrow",
        "Clone" => "clone",
        "ToString" => "string",
        "FromStr" => "str",
        "Display" | "Debug" | "LowerHex" | "UpperHex" | "Octal" | "Binary" | "LowerExp" | "UpperExp" => "fmt",
        "PartialEq" | "PartialOrd" | "Ord" => "cmp",
        _ => return None,
    };
    (root != "std").then(|| format!("std::{module}::{name}"))
}

#[cfg(test)]
mod tests {
    use super::trait_of_std;

    #[test]
    fn traits_that_crates_show_at_their_root_are_those_of_std() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(trait_of_std(path).as_deref(), expected, "{path}");
        check("futures::Future", Some("std::future::Future"));
        check("lazy_static::__Deref", Some("std::ops::Deref"));
        check("derive_more::Display", Some("std::fmt::Display"));
        check("futures::Stream", None);
        check("rayon::iter::FromIterator", None);
        check("std::Deref", None);
    }
}
