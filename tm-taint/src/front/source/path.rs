//! What a path in the source names.

use super::module::Target;
use super::{Source, standard};
use crate::front::names::as_std;

/// How many `use` lead from one to the next.
const STEPS: u32 = 30;

/// How many modules are looked into for one path: modules that use each other with `*` have very many ways through them.
const LOOKUPS: u32 = 2000;

impl Source {
    /// The absolute path that `path` names in a module.
    pub(super) fn resolve(&self, module: usize, path: &[String], is_absolute: bool) -> String {
        self.lookups.set(LOOKUPS);
        match self.find(module, path, is_absolute, STEPS) {
            Some(found) => as_std(&self.by_own_name(found)),
            None if path.len() == 1 && crate::ir::is_primitive(&path[0]) => path[0].clone(),
            None if path.len() == 1 => match prelude(&path[0]) {
                Some(found) => found.to_owned(),
                // What a macro has made, most likely here.
                None => format!("{}::{}", self.modules[self.real(module)].path, path[0]),
            },
            None => as_std(&self.by_own_name(path.join("::"))),
        }
    }

    /// What a `use` names: one word that is not known is a crate.
    fn used(&self, module: usize, path: &[String], is_absolute: bool) -> String {
        self.lookups.set(LOOKUPS);
        self.by_own_name(self.find(module, path, is_absolute, STEPS).unwrap_or_else(|| path.join("::")))
    }

    /// An absolute path with the name that its crate has in its own paths.
    fn by_own_name(&self, path: String) -> String {
        let krate = path.split("::").next().unwrap_or_default();
        match self.renamed.get(krate) {
            Some(name) => format!("{name}{}", &path[krate.len()..]),
            None => path,
        }
    }

    /// The module of a block.
    fn real(&self, mut module: usize) -> usize {
        while self.modules[module].is_block {
            match self.modules[module].parent {
                Some(parent) => module = parent,
                None => break,
            }
        }
        module
    }

    fn find(&self, module: usize, path: &[String], is_absolute: bool, steps: u32) -> Option<String> {
        let steps = steps.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        if is_absolute {
            return Some(path.join("::"));
        }
        match first.as_str() {
            "crate" | "$crate" => return self.walk(self.krate.clone(), rest, steps),
            "self" => return self.walk(self.modules[self.real(module)].path.clone(), rest, steps),
            "super" => {
                let parent = self.modules[self.real(module)].parent?;
                let parent = self.modules[self.real(parent)].path.clone();
                let rest = if rest.first().is_some_and(|it| it == "super") {
                    let at = *self.module_at.get(&parent)?;
                    return self.find(at, rest, false, steps);
                } else {
                    rest
                };
                return self.walk(parent, rest, steps);
            }
            _ => {}
        }
        let mut at = module;
        loop {
            if let Some(found) = self.in_module(at, first, steps) {
                return self.walk(found, rest, steps);
            }
            if !self.modules[at].is_block {
                break;
            }
            at = self.modules[at].parent?;
        }
        if rest.is_empty() { None } else { Some(path.join("::")) }
    }

    /// What `name` is in a module: its own item, what it uses, or what it uses with `*`.
    fn in_module(&self, module: usize, name: &str, steps: u32) -> Option<String> {
        let steps = steps.checked_sub(1)?;
        self.lookups.set(self.lookups.get().checked_sub(1)?);
        let here = &self.modules[module];
        if let Some(named) = here.get(name) {
            return match &named.target {
                Target::Scope | Target::Value => Some(format!("{}::{name}", here.path)),
                // `use regex;` in a module names the crate, not itself.
                Target::Use { path, is_absolute } if path.len() == 1 && path[0] == name && !is_absolute => {
                    Some(name.to_owned())
                }
                // `use regex as re;`
                Target::Use { path, is_absolute } => self
                    .find(module, path, *is_absolute, steps)
                    .or_else(|| <[String; 1]>::try_from(path.clone()).ok().map(|[krate]| krate)),
            };
        }
        here.globs.iter().find_map(|glob| {
            let path = self.find(module, &glob.path, glob.is_absolute, steps)?;
            match self.module_at.get(&path) {
                Some(from) if *from == module => None,
                Some(from) => self.in_module(*from, name, steps),
                None => standard::item(&as_std(&path), name),
            }
        })
    }

    /// Goes from an absolute path on through `rest`.
    fn walk(&self, mut at: String, rest: &[String], steps: u32) -> Option<String> {
        for (index, name) in rest.iter().enumerate() {
            match self.module_at.get(&at) {
                Some(module) => match self.in_module(*module, name, steps) {
                    Some(found) => at = found,
                    None => at = format!("{at}::{name}"),
                },
                None => return Some(format!("{at}::{}", rest[index..].join("::"))),
            }
        }
        Some(at)
    }
}

/// The names that items have beside where they are defined.
pub(super) fn exports(source: &Source) -> Vec<(String, String)> {
    let mut exports = Vec::new();
    for (index, module) in source.modules.iter().enumerate().filter(|(_, it)| !it.is_block) {
        for (name, named) in &module.names {
            if let (Target::Use { path, is_absolute }, true) = (&named.target, named.is_public) {
                let found = source.used(index, path, *is_absolute);
                let (visible, definition) = (format!("{}::{name}", module.path), as_std(&found));
                if visible != definition {
                    exports.push((visible, definition));
                }
            }
        }
        for glob in module.globs.iter().filter(|it| it.is_public) {
            let from = source.used(index, &glob.path, glob.is_absolute);
            match source.module_at.get(&from) {
                Some(local) => {
                    for (name, named) in source.modules[*local].names.iter().filter(|(_, it)| it.is_public) {
                        let definition = match &named.target {
                            Target::Use { path, is_absolute } => source.used(*local, path, *is_absolute),
                            _ => format!("{from}::{name}"),
                        };
                        exports.push((format!("{}::{name}", module.path), as_std(&definition)));
                    }
                }
                None => exports.push((format!("{}::*", module.path), format!("{}::*", as_std(&from)))),
            }
        }
    }
    exports.sort();
    exports.dedup();
    exports
}

/// What every module sees of the standard library.
fn prelude(name: &str) -> Option<&'static str> {
    Some(match name {
        "Option" => "std::option::Option",
        "Result" => "std::result::Result",
        "String" => "std::string::String",
        "ToString" => "std::string::ToString",
        "Vec" => "std::vec::Vec",
        "Box" => "std::boxed::Box",
        "Iterator" => "std::iter::Iterator",
        "IntoIterator" => "std::iter::IntoIterator",
        "FromIterator" => "std::iter::FromIterator",
        "DoubleEndedIterator" => "std::iter::DoubleEndedIterator",
        "ExactSizeIterator" => "std::iter::ExactSizeIterator",
        "Extend" => "std::iter::Extend",
        "From" => "std::convert::From",
        "Into" => "std::convert::Into",
        "TryFrom" => "std::convert::TryFrom",
        "TryInto" => "std::convert::TryInto",
        "AsRef" => "std::convert::AsRef",
        "AsMut" => "std::convert::AsMut",
        "Clone" => "std::clone::Clone",
        "Copy" => "std::marker::Copy",
        "Send" => "std::marker::Send",
        "Sync" => "std::marker::Sync",
        "Sized" => "std::marker::Sized",
        "Unpin" => "std::marker::Unpin",
        "Default" => "std::default::Default",
        "Debug" => "std::fmt::Debug",
        "Hash" => "std::hash::Hash",
        "PartialEq" => "std::cmp::PartialEq",
        "Eq" => "std::cmp::Eq",
        "PartialOrd" => "std::cmp::PartialOrd",
        "Ord" => "std::cmp::Ord",
        "Drop" => "std::ops::Drop",
        "Fn" => "std::ops::Fn",
        "FnMut" => "std::ops::FnMut",
        "FnOnce" => "std::ops::FnOnce",
        "AsyncFn" => "std::ops::AsyncFn",
        "AsyncFnMut" => "std::ops::AsyncFnMut",
        "AsyncFnOnce" => "std::ops::AsyncFnOnce",
        "ToOwned" => "std::borrow::ToOwned",
        "Future" => "std::future::Future",
        "IntoFuture" => "std::future::IntoFuture",
        _ => return None,
    })
}
