//! Modules and the names in them.

use std::collections::HashMap;

/// A module, or a block of a function that has items of its own.
pub(super) struct Module {
    /// Its absolute path: `demo::store`.
    pub(super) path: String,
    pub(super) parent: Option<usize>,
    /// Whether it is a block: names that it lacks are looked for around it.
    pub(super) is_block: bool,
    /// In the order of the source.
    pub(super) names: Vec<(String, Named)>,
    index: HashMap<String, usize>,
    /// What `use path::*` names.
    pub(super) globs: Vec<Glob>,
}

/// What a name in a module is.
pub(super) struct Named {
    pub(super) target: Target,
    /// Whether other crates may see it, if they see the module.
    pub(super) is_public: bool,
}

pub(super) enum Target {
    /// A module or type, in which other names may be.
    Scope,
    /// A function, constant or static.
    Value,
    /// What a `use` names.
    Use { path: Vec<String>, is_absolute: bool },
}

pub(super) struct Glob {
    pub(super) path: Vec<String>,
    pub(super) is_absolute: bool,
    pub(super) is_public: bool,
}

impl Module {
    pub(super) fn new(path: String, parent: Option<usize>, is_block: bool) -> Module {
        Module { path, parent, is_block, names: Vec::new(), index: HashMap::new(), globs: Vec::new() }
    }

    /// Adds a name. A type or module wins over a function of the same name: paths go through it.
    pub(super) fn add(&mut self, name: String, named: Named) {
        match self.index.get(&name) {
            Some(index) => {
                if matches!(self.names[*index].1.target, Target::Value) {
                    self.names[*index].1 = named;
                }
            }
            None => {
                self.index.insert(name.clone(), self.names.len());
                self.names.push((name, named));
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Named> {
        self.index.get(name).map(|it| &self.names[*it].1)
    }

    /// The names of modules and types.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, it)| matches!(it.target, Target::Scope)).map(|(name, _)| &**name)
    }
}
