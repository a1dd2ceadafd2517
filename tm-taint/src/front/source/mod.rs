//! What the dump does not say, from the user's source: impl blocks and traits by name, fields, parameters, re-exports.
//!
//! ```text
//! use std::fmt::Display;
//! impl<T: Display> Display for Wrapper<T> { … }       at src/lib.rs:2:1
//! ```
//!
//! The dump calls this impl block `<impl at src/lib.rs:2:1: 2:42>`; here stands what it implements for what. Names are
//! resolved through `use` and modules alone, so what macros make is not seen.

mod collect;
mod foreign;
mod module;
mod path;
mod region;
mod standard;
mod types;

use std::collections::HashMap;

pub(super) use region::{Generic, Region, Scope};
pub(super) use types::Converter;

use module::Module;

/// A file, a line, a column.
type Position<'a> = (&'a str, u32, u32);

/// What stands in the source files of one crate.
#[derive(Default)]
pub(super) struct Source {
    krate: String,
    /// The names of other crates by those that this one has for them.
    renamed: HashMap<String, String>,
    modules: Vec<Module>,
    /// How many lookups are left for the path that is resolved.
    lookups: std::cell::Cell<u32>,
    /// By absolute path.
    module_at: HashMap<String, usize>,
    regions: HashMap<String, Vec<Region>>,
    /// The functions among them, by path: file and number.
    functions: HashMap<String, (String, usize)>,
    texts: HashMap<String, String>,
    /// The crates of those among them that are of others.
    foreign: HashMap<String, Option<String>>,
    /// By the place where their head begins.
    impls: HashMap<(String, u32, u32), usize>,
    pub(super) impl_blocks: Vec<ImplBlock>,
    /// By the place of the path in `derive(…)`.
    derives: HashMap<(String, u32, u32), Derive>,
    pub(super) adts: Vec<AdtItem>,
    /// By absolute path.
    aliases: HashMap<String, Alias>,
    pub(super) traits: Vec<TraitItem>,
}

/// An impl block.
pub(super) struct ImplBlock {
    /// The module it stands in.
    pub(super) module: usize,
    pub(super) generics: syn::Generics,
    pub(super) as_trait: Option<syn::Path>,
    pub(super) self_type: syn::Type,
    pub(super) types: Vec<(String, syn::Type)>,
}

/// A trait that is derived.
pub(super) struct Derive {
    pub(super) path: syn::Path,
    /// For which of [`Source::adts`].
    pub(super) adt: usize,
}

/// A struct, enum or union.
pub(super) struct AdtItem {
    pub(super) module: usize,
    pub(super) path: String,
    pub(super) kind: crate::ir::AdtKind,
    pub(super) generics: syn::Generics,
    /// Variants with their fields.
    pub(super) variants: Vec<(String, syn::Fields)>,
}

/// `type Name<T> = …;`
struct Alias {
    module: usize,
    parameters: Vec<String>,
    of: syn::Type,
}

/// A trait.
pub(super) struct TraitItem {
    pub(super) module: usize,
    pub(super) path: String,
    pub(super) generics: syn::Generics,
    pub(super) supertraits: Vec<syn::Path>,
    /// The names of its methods and constants.
    pub(super) methods: Vec<String>,
}

impl Source {
    /// Reads the files from the root on.
    pub(super) fn read(
        krate: &str,
        renamed: &[(String, String)],
        root: &str,
        sources: &dyn Fn(&str) -> Option<String>,
    ) -> Source {
        let renamed = renamed.iter().cloned().collect();
        let mut source = Source { krate: krate.to_owned(), renamed, ..Source::default() };
        collect::files(&mut source, root, sources);
        for (file, regions) in &mut source.regions {
            region::sort(regions);
            for (index, region) in regions.iter().enumerate() {
                if let Some(key) = &region.key {
                    source.functions.insert(key.clone(), (file.clone(), index));
                }
            }
        }
        source
    }

    /// Which of the impl blocks has its head there.
    pub(super) fn impl_at(&self, (file, line, column): Position<'_>) -> Option<usize> {
        self.impls.get(&(file.to_owned(), line, column)).copied()
    }

    /// The module of a path in the crate without the crate's name, or the one around it that there is.
    pub(super) fn module_around(&self, path: &str) -> usize {
        let mut path = format!("{}::{path}", self.krate);
        loop {
            if let Some(module) = self.module_at.get(&path) {
                return *module;
            }
            match path.rfind("::") {
                Some(end) => path.truncate(end),
                None => return 0,
            }
        }
    }

    /// What stands in a file from one line and column to another.
    pub(super) fn slice(&self, file: &str, [line, column, end_line, end_column]: [u32; 4]) -> Option<&str> {
        let text = self.texts.get(file)?;
        let at = |line: u32, column: u32| {
            let start = match line.checked_sub(2) {
                Some(before) => text.match_indices('\n').nth(before as usize)?.0 + 1,
                None => 0,
            };
            let column = column.checked_sub(1)? as usize;
            let (offset, _) = text[start..].char_indices().chain([(text.len() - start, ' ')]).nth(column)?;
            Some(start + offset)
        };
        text.get(at(line, column)?..at(end_line, end_column)?)
    }

    /// The derived trait whose name stands there.
    pub(super) fn derive_at(&self, (file, line, column): Position<'_>) -> Option<&Derive> {
        self.derives.get(&(file.to_owned(), line, column))
    }

    /// The smallest function, closure or constant around a place.
    pub(super) fn region(&self, file: &str, line: u32, column: u32) -> Option<&Region> {
        let regions = self.regions.get(file)?;
        region::innermost(regions, (line, column))
    }

    /// The function of a path, with its file. That of a method is `<impl at src/lib.rs:2:1: 2:9>::put`.
    pub(super) fn function(&self, path: &str) -> Option<(&str, &Region)> {
        let method = path.rsplit_once("<impl at ").and_then(|(_, it)| {
            let (place, name) = it.split_once(">::")?;
            let (file, [line, column, ..]) = super::mir::span_parts(place)?;
            Some(region::function_key((file, line, column), name))
        });
        let key = method.unwrap_or_else(|| format!("{}::{path}", self.krate));
        let (file, index) = self.functions.get(&key)?;
        Some((file, &self.regions[file][*index]))
    }

    /// All type and constant parameters of the crate.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &Generic> {
        self.regions.values().flatten().flat_map(|it| it.scope.iter())
    }

    /// The names at the root that are modules or types, and whether they are functions with items of their own.
    pub(super) fn root_names(&self) -> impl Iterator<Item = &str> {
        self.modules.first().into_iter().flat_map(Module::scopes)
    }

    /// The absolute paths of structs, enums, unions and traits.
    pub(super) fn types_and_traits(&self) -> impl Iterator<Item = &str> {
        self.adts.iter().map(|it| &*it.path).chain(self.traits.iter().map(|it| &*it.path))
    }

    /// The names under which items are visible: visible path, and where that leads.
    pub(super) fn exports(&self) -> Vec<(String, String)> {
        path::exports(self)
    }
}
