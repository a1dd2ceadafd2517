//! What the names of functions mean, whatever type parameters stand for.
//!
//! ```text
//! demo::load                                direct       demo::load
//! <T as demo::Store>::put                   parameter    all implementations
//! <T as std::default::Default>::default     parameter    all implementations in sight, and others
//! ```
//!
//! Programs with their dependencies name `<T as Default>::default` thousands of times, and hundreds of functions may be meant: each
//! name is looked up once, and each set of functions kept once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Environment, How, Resolution, Resolver, Target};
use crate::ir::{FunctionRef, Type};
use crate::program::FunctionId;

/// What a name means.
#[derive(Clone)]
pub(super) struct Meaning {
    /// How the functions were found.
    pub(super) how: How,
    /// The functions, in order.
    pub(super) functions: Arc<[FunctionId]>,
    /// Whether it may be functions, too, that are not in sight.
    pub(super) has_others: bool,
}

/// What is known of the names of a program.
pub(super) struct Meanings<'p> {
    pub(super) resolver: &'p Resolver<'p>,
    known: RefCell<FxHashMap<&'p FunctionRef, Meaning>>,
    sets: RefCell<FxHashSet<Arc<[FunctionId]>>>,
}

impl<'p> Meanings<'p> {
    /// Nothing yet.
    pub(super) fn new(resolver: &'p Resolver<'p>) -> Meanings<'p> {
        Meanings { resolver, known: RefCell::default(), sets: RefCell::default() }
    }

    /// What a name means.
    pub(super) fn of(&self, reference: &'p FunctionRef) -> Meaning {
        let known = self.known.borrow().get(reference).cloned();
        known.unwrap_or_else(|| {
            let meaning = self.look_up(reference);
            self.known.borrow_mut().insert(reference, meaning.clone());
            meaning
        })
    }

    /// A set of functions, kept once.
    pub(super) fn set(&self, functions: BTreeSet<FunctionId>) -> Arc<[FunctionId]> {
        let functions: Arc<[FunctionId]> = functions.into_iter().collect();
        let mut sets = self.sets.borrow_mut();
        match sets.get(&functions) {
            Some(known) => known.clone(),
            None => {
                sets.insert(functions.clone());
                functions
            }
        }
    }

    fn look_up(&self, reference: &'p FunctionRef) -> Meaning {
        let environment = Environment::default();
        let functions = |targets: Vec<Target>| targets.into_iter().map(|target| target.function).collect();
        let (how, functions, has_others) = match self.resolver.resolve(reference, &environment) {
            Resolution::Functions(how, targets) => (how, functions(targets), false),
            Resolution::Method(how) => {
                let has_others = self.resolver.may_be_implemented_elsewhere(reference);
                (how, functions(self.resolver.fallback(reference, &environment)), has_others)
            }
            Resolution::Callable | Resolution::Poll => {
                let mut code = BTreeSet::new();
                if let Some(self_type) = reference.self_type {
                    self.code_of_type(self.resolver.program.type_of(self_type), &mut code);
                }
                (How::Callable, code, false)
            }
            Resolution::Foreign => (How::Foreign, BTreeSet::new(), false),
        };
        Meaning { how, functions: self.set(functions), has_others }
    }

    /// The closures and functions whose own type this is, or a reference to it.
    pub(super) fn code_of_type(&self, of: &'p Type, into: &mut impl Extend<FunctionId>) {
        let program = self.resolver.program;
        match of {
            Type::Closure(path) | Type::Coroutine(path) => into.extend(program.by_path(*path).iter().copied()),
            Type::Function(reference) => into.extend(self.of(reference).functions.iter().copied()),
            Type::Reference { to, .. } => self.code_of_type(program.type_of(*to), into),
            _ => {}
        }
    }
}
