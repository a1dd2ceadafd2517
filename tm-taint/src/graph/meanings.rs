//! What the names of functions mean, whatever type parameters stand for.
//!
//! ```text
//! demo::load                                direct       demo::load
//! <T as std::default::Default>::default     parameter    all implementations in sight
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

/// How the functions were found that a name may mean, and those functions in order.
type Meaning = (How, Arc<[FunctionId]>);

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
            let (how, functions) = self.look_up(reference);
            let meaning = (how, self.set(functions));
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

    fn look_up(&self, reference: &'p FunctionRef) -> (How, BTreeSet<FunctionId>) {
        let environment = Environment::default();
        let functions = |targets: Vec<Target>| targets.into_iter().map(|target| target.function).collect();
        match self.resolver.resolve(reference, &environment) {
            Resolution::Functions(how, targets) => (how, functions(targets)),
            Resolution::Method(how) => (how, functions(self.resolver.fallback(reference, &environment))),
            Resolution::Callable | Resolution::Poll => {
                let mut code = BTreeSet::new();
                if let Some(self_type) = reference.self_type {
                    self.code_of_type(self.resolver.program.type_of(self_type), &mut code);
                }
                (How::Callable, code)
            }
            Resolution::Foreign => (How::Foreign, BTreeSet::new()),
        }
    }

    /// The closures and functions whose own type this is, or a reference to it.
    pub(super) fn code_of_type(&self, of: &'p Type, into: &mut impl Extend<FunctionId>) {
        let program = self.resolver.program;
        match of {
            Type::Closure(path) | Type::Coroutine(path) => into.extend(program.by_path(*path).iter().copied()),
            Type::Function(reference) => into.extend(self.of(reference).1.iter().copied()),
            Type::Reference { to, .. } => self.code_of_type(program.type_of(*to), into),
            _ => {}
        }
    }
}
