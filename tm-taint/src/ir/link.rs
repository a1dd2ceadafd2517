//! One name for each item, whichever crate names it.
//!
//! ```text
//! dep:   mod inner { pub fn put() }  pub use inner::put as store;     defines dep::inner::put, exports dep::store
//! demo:  dep::store()                                                 calls dep::store, then dep::inner::put
//! ```
//!
//! The compiler prints an item of another crate by a path that the using crate may write; what such a path leads to, the
//! other crate's exports say. One that they do not lead to a definition, because a macro has made the `use`, is taken for the
//! only item of that crate that has the same name in a type of the same name.
//!
//! Of a crate that was not read, nothing says which paths lead to one item. Traits are told by their use: one that is implemented
//! under a path by which none is called, and called under one by which none is implemented, in the same crate and with the same
//! name, is one trait: `impl serde::de::Deserialize for Id`, and `<Id as serde::Deserialize>::deserialize(..)`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::rewrite::Rewrite;
use super::{Callee, Crate, Symbol, Tables, TerminatorKind, Type, TypeId};

/// How many exports lead from one to the next.
const STEPS: usize = 20;

/// Gives each path in `crates`, which share `tables`, the name that its definition has, if one of them defines it.
pub fn link(crates: &mut [Crate], tables: &mut Tables) {
    let definitions = Definitions::of(crates, tables);
    let mut linker = Linker { definitions, tables, paths: FxHashMap::default(), types: FxHashMap::default() };
    crates.iter_mut().for_each(|it| linker.uses(it));
}

#[derive(Default)]
struct Definitions {
    crates: FxHashSet<String>,
    paths: FxHashSet<String>,
    /// By visible path; what ends in `::*` stands for all below.
    exports: FxHashMap<String, String>,
    /// Traits of crates that were not read, by the path that they are implemented under: the one that they are called by.
    traits: FxHashMap<String, String>,
    /// By crate, name and, for what is in a type, the type's name; nothing where there are several.
    by_name: FxHashMap<(String, Option<String>, String), Option<String>>,
}

impl Definitions {
    fn of(crates: &[Crate], tables: &Tables) -> Definitions {
        let mut definitions = Definitions::default();
        let text = |symbol: Symbol| tables.symbols.text(symbol);
        for krate in crates {
            definitions.crates.insert(text(krate.name).to_owned());
            let bodies = krate.bodies.iter().map(|it| it.path);
            let types = krate.adts.iter().map(|it| it.path).chain(krate.traits.iter().map(|it| it.path));
            for path in bodies.chain(types).map(text).filter(|it| !it.starts_with('<') && !it.contains("::{")) {
                definitions.add(path);
            }
            for it in &krate.traits {
                for method in &it.methods {
                    definitions.add(&format!("{}::{}", text(it.path), text(*method)));
                }
            }
            for export in &krate.exports {
                definitions.exports.insert(text(export.visible).to_owned(), text(export.definition).to_owned());
            }
        }
        definitions.traits = traits_of_others(crates, tables, &definitions.crates);
        definitions
    }

    fn add(&mut self, path: &str) {
        if !self.paths.insert(path.to_owned()) {
            return;
        }
        if let Some(key) = key(path) {
            self.by_name.entry(key).and_modify(|it| *it = None).or_insert_with(|| Some(path.to_owned()));
        }
    }

    /// The definition that `path` names, if it has another path.
    fn find(&self, path: &str) -> Option<String> {
        let mut at = self.traits.get(path).map_or(path, String::as_str).to_owned();
        for _ in 0..STEPS {
            if self.paths.contains(&at) {
                break;
            }
            match self.step(&at) {
                Some(next) => at = next,
                None => break,
            }
        }
        let krate = at.split("::").next()?;
        if !self.paths.contains(&at)
            && self.crates.contains(krate)
            && let Some(Some(only)) = self.by_name.get(&key(&at)?)
        {
            at.clone_from(only);
        }
        (at != path).then_some(at)
    }

    /// The longest part of `path` that is exported, replaced by what it leads to.
    fn step(&self, path: &str) -> Option<String> {
        let ends = path.match_indices("::").map(|(at, _)| at).chain([path.len()]);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            let (start, rest) = path.split_at(end);
            if let Some(to) = self.exports.get(start) {
                return Some(format!("{to}{rest}"));
            }
            if let Some(to) = self.exports.get(&format!("{start}::*"))
                && !rest.is_empty()
            {
                return Some(format!("{}{rest}", to.strip_suffix("::*").unwrap_or(to)));
            }
        }
        None
    }
}

/// The traits of crates other than `read` that are implemented under one path and called by another.
fn traits_of_others(crates: &[Crate], tables: &Tables, read: &FxHashSet<String>) -> FxHashMap<String, String> {
    let path = |type_id: TypeId| match tables.types.get(type_id) {
        Type::Path { path, .. } => Some(tables.symbols.text(*path)),
        _ => None,
    };
    let implemented = crates.iter().flat_map(|it| &it.impls).filter_map(|it| path(it.as_trait?));
    let implemented: BTreeSet<&str> = implemented.collect();
    let blocks = crates.iter().flat_map(|it| &it.bodies).flat_map(|it| &it.blocks);
    let called = blocks.filter_map(|it| match &it.terminator.kind {
        TerminatorKind::Call { callee: Callee::Function(function), .. } => path(function.as_trait?),
        _ => None,
    });
    let called: BTreeSet<&str> = called.collect();
    let ends = |path: &str| {
        let (krate, rest) = path.split_once("::")?;
        Some((krate.to_owned(), rest.rsplit("::").next()?.to_owned()))
    };
    let mut implemented_as: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for it in implemented.iter().filter(|it| !called.contains(*it)) {
        let Some(wanted) = ends(it).filter(|(krate, _)| !read.contains(krate)) else { continue };
        let shared = |path: &str| path.split("::").zip(it.split("::")).take_while(|(a, b)| a == b).count();
        let others = called.iter().filter(|path| !implemented.contains(*path) && ends(path).as_ref() == Some(&wanted));
        let mut others: Vec<_> = others.map(|path| (shared(path), *path)).collect();
        others.sort_unstable();
        match others[..] {
            [(_, only)] => implemented_as.entry(only).or_default().push(it),
            [.., (second, _), (first, best)] if first > second => implemented_as.entry(best).or_default().push(it),
            _ => {}
        }
    }
    let pairs = implemented_as.into_iter().filter_map(|(called, implemented)| match implemented[..] {
        [only] => Some((only.to_owned(), called.to_owned())),
        _ => None,
    });
    pairs.collect()
}

/// The crate, the type's name if the last step but one is one, and the last step.
fn key(path: &str) -> Option<(String, Option<String>, String)> {
    let steps: Vec<&str> = path.split("::").collect();
    let [krate, between @ .., last] = &steps[..] else { return None };
    let owner = between.last().filter(|it| it.starts_with(char::is_uppercase));
    Some(((*krate).to_owned(), owner.map(|it| (*it).to_owned()), (*last).to_owned()))
}

struct Linker<'t> {
    definitions: Definitions,
    tables: &'t mut Tables,
    paths: FxHashMap<Symbol, Symbol>,
    types: FxHashMap<TypeId, TypeId>,
}

impl Rewrite for Linker<'_> {
    fn path(&mut self, path: &mut Symbol) {
        let found = match self.paths.get(path) {
            Some(found) => *found,
            None => {
                let definition = self.definitions.find(self.tables.symbols.text(*path));
                let found = definition.map_or(*path, |it| self.tables.symbols.intern(&it));
                self.paths.insert(*path, found);
                found
            }
        };
        *path = found;
    }

    fn type_id(&mut self, type_id: &mut TypeId) {
        let found = match self.types.get(type_id) {
            Some(found) => *found,
            None => {
                let mut kind = self.tables.types.get(*type_id).clone();
                self.parts(&mut kind);
                let found = self.tables.types.intern(kind);
                self.types.insert(*type_id, found);
                found
            }
        };
        *type_id = found;
    }
}
