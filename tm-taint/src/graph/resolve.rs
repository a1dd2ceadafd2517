//! What a function's name means where it is called.

use rustc_hash::FxHashSet;

use super::dynamic::{Coercions, pointee};
use super::implementations::Implementations;
use super::unify::{Environment, substitute, unify};
use super::{StdNames, bridge, parameter};
use crate::ir::{BodyId, FunctionRef, Impl, Symbol, Type, TypeId};
use crate::program::{FunctionId, ImplOf, Program};

/// How the targets of a call were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// By its path.
    Direct,
    /// By the implementation for a type that is known.
    Concrete,
    /// By all implementations that fit: the type is a parameter.
    Parameter,
    /// By the implementations of types that become `dyn`.
    Dynamic,
    /// By what the standard library is known to call in turn.
    Bridged,
    /// A function, closure or future in a value.
    Callable,
    /// It has no body here.
    Foreign,
}

/// A function that a call may end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The function.
    pub function: FunctionId,
    /// What its type parameters stand for.
    pub environment: Environment,
    /// How the arguments of the call become the function's.
    pub adaptation: Adaptation,
    /// How many references more than the function's first parameter the first argument has.
    pub through: u8,
}

/// How the arguments of a call become those of the function that it ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Adaptation {
    /// They are the same, and so is the result.
    Same,
    /// `fmt(x, formatter)`: what is written to the formatter is the result.
    Format,
    /// `from(error)` between two `Err`.
    Residual,
    /// `default()`: what it gives may be the result, besides what the call gives.
    Default,
    /// `next(iterator)`: what it gives are the elements that the call goes over.
    Iterate,
    /// `write(writer, text)` of what `write_fmt` is given.
    Write,
    /// `read(reader, buffer)` into the last argument or the result.
    Read,
}

/// What a call may end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// These functions.
    Functions(How, Vec<Target>),
    /// What the first argument holds, which is called with the parts of the second.
    Callable,
    /// The future that the first argument leads to.
    Poll,
    /// A method whose implementation the type of the first argument decides, where it is known there.
    Method(How),
    /// Nothing with a body.
    Foreign,
}

/// Resolves calls of one program.
#[derive(Debug)]
pub struct Resolver<'p> {
    /// The program.
    pub program: &'p Program,
    /// Names of the standard library.
    pub names: StdNames,
    pub(super) coercions: Coercions,
    implementations: Implementations<'p>,
    self_parameter: Option<TypeId>,
}

impl<'p> Resolver<'p> {
    /// Makes the tables of a program.
    pub fn new(program: &'p Program) -> Resolver<'p> {
        let names = StdNames::new(&program.tables.symbols);
        let self_parameter = names.self_name.and_then(|name| parameter(&program.tables, name));
        let implementations = Implementations::new(program);
        Resolver { program, names, coercions: Coercions::new(program), implementations, self_parameter }
    }

    /// What a call of a function by its name may end in, where type parameters stand for what the environment says.
    pub fn resolve(&self, reference: &FunctionRef, environment: &Environment) -> Resolution {
        match self.program.trait_path(reference) {
            None => self.resolve_path(reference, environment),
            Some(_) if self.program.name_in_method(reference).is_some() => self.resolve_path(reference, environment),
            Some(of_trait) => self.resolve_method(reference, of_trait, environment),
        }
    }

    fn resolve_path(&self, reference: &FunctionRef, environment: &Environment) -> Resolution {
        let tables = &self.program.tables;
        let self_type = reference.self_type.map(|it| self.substitute(it, environment));
        let mut targets = Vec::new();
        for function in self.program.by_path(reference.path) {
            let mut bound = Environment::default();
            let block = self.program.impl_of(*function);
            if let (Some(block), Some(self_type)) = (block, self_type)
                && !unify(tables, block.self_type, self_type, &mut bound)
            {
                continue;
            }
            self.bind_generics(*function, reference, environment, &mut bound);
            targets.push(Target::same(*function, bound));
        }
        if targets.is_empty() {
            bridge::function(self, reference, environment)
        } else {
            Resolution::Functions(How::Direct, targets)
        }
    }

    fn resolve_method(&self, reference: &FunctionRef, of_trait: Symbol, environment: &Environment) -> Resolution {
        let names = &self.names;
        let is = |name: Option<Symbol>| name == Some(of_trait);
        if [names.fn_trait, names.fn_mut_trait, names.fn_once_trait].into_iter().any(is)
            || [names.async_fn_trait, names.async_fn_mut_trait, names.async_fn_once_trait].into_iter().any(is)
        {
            return Resolution::Callable;
        }
        let Some(self_type) = reference.self_type.map(|it| self.substitute(it, environment)) else {
            return Resolution::Foreign;
        };
        let as_trait = reference.as_trait.map(|it| self.substitute(it, environment));
        let (self_type, through) = self.strip(of_trait, self_type, as_trait);
        match self.program.type_of(self_type) {
            Type::Dynamic(_) if is(names.future) => return Resolution::Poll,
            Type::Dynamic(_) if self.is_for_all(self_type, of_trait) => return Resolution::Foreign,
            Type::Dynamic(bounds) => {
                let targets = self.dynamic_targets(reference, of_trait, bounds, through);
                return if targets.is_empty() {
                    bridge::method(self, reference, of_trait, self_type, through, environment)
                } else {
                    Resolution::Method(How::Dynamic)
                };
            }
            Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. } => {
                if is(names.future) {
                    return Resolution::Poll;
                }
                if self.is_for_all(self_type, of_trait) {
                    return Resolution::Foreign;
                }
                if self.may_end_in_body(reference, of_trait) {
                    return Resolution::Method(How::Parameter);
                }
                return Resolution::Foreign;
            }
            _ => {}
        }
        let targets = self.implementations(reference, of_trait, self_type, as_trait, through, environment);
        if !targets.is_empty() {
            return Resolution::Functions(How::Concrete, targets);
        }
        let bridged = bridge::method(self, reference, of_trait, self_type, through, environment);
        match bridged {
            Resolution::Foreign if is(names.future) => Resolution::Poll,
            other => other,
        }
    }

    /// Whether the standard library implements a trait for all that a hidden type or `dyn` is: iterators go over themselves, and futures are
    /// awaited as they are, whatever else the program implements these traits for.
    fn is_for_all(&self, hidden: TypeId, of_trait: Symbol) -> bool {
        let names = &self.names;
        let wanted = match of_trait {
            it if Some(it) == names.into_iterator => names.iterator,
            it if Some(it) == names.into_future => names.future,
            _ => return false,
        };
        match self.program.type_of(hidden) {
            Type::Opaque(bounds) | Type::Dynamic(bounds) => bounds.iter().any(|it| self.program.head(*it) == wanted),
            _ => false,
        }
    }

    /// A type with its parameters replaced, and an associated type by what an implementation says it is.
    pub fn substitute(&self, id: TypeId, environment: &Environment) -> TypeId {
        self.substituted(id, environment, 0)
    }

    fn substituted(&self, id: TypeId, environment: &Environment, depth: u8) -> TypeId {
        let tables = &self.program.tables;
        let plain = substitute(tables, id, environment);
        let Type::Projection { of, as_trait, name, .. } = self.program.type_of(plain) else { return plain };
        // An associated type may stand for one of itself: `T::Item` is `<T::Item as Iterator>::Item` where `T` is an iterator's item.
        if depth >= 4 {
            return plain;
        }
        let of = self.substituted(*of, environment, depth + 1);
        let Some(of_trait) = self.program.head(*as_trait).filter(|_| !super::is_open(tables, of)) else {
            return plain;
        };
        let as_trait = substitute(tables, *as_trait, environment);
        let found = self.candidates(of_trait, of).iter().find_map(|it| {
            let bound = self.fits(it.block, of, Some(as_trait), 0)?;
            let (_, assigned) = it.block.types.iter().find(|(item, _)| item == name)?;
            Some((*assigned, bound))
        });
        found.map_or(plain, |(assigned, bound)| self.substituted(assigned, &bound, depth + 1))
    }

    /// The implementations that a call on `dyn` ends in where the object is of this type.
    pub fn for_object(&self, reference: &FunctionRef, of: TypeId) -> Vec<Target> {
        let bridged = bridge::for_object(self, reference, of);
        match (bridged, self.program.trait_path(reference)) {
            (Some(targets), _) => targets,
            (None, Some(of_trait)) => self.implementations(
                reference,
                of_trait,
                of,
                reference.as_trait,
                self.references_of(reference),
                &Environment::default(),
            ),
            (None, None) => Vec::new(),
        }
    }

    /// How many references and boxes stand before the `dyn` that a method is called on.
    fn references_of(&self, reference: &FunctionRef) -> u8 {
        let (mut of, mut count) = (reference.self_type, 0);
        while let Some(id) = of {
            of = match self.program.type_of(id) {
                Type::Reference { to, .. } => Some(*to),
                Type::Path { .. } => pointee(self.program, id),
                _ => return count,
            };
            count += 1;
        }
        0
    }

    /// The implementations of a method for a type, a default body of the trait included.
    pub fn implementations(
        &self,
        reference: &FunctionRef,
        of_trait: Symbol,
        self_type: TypeId,
        as_trait: Option<TypeId>,
        through: u8,
        environment: &Environment,
    ) -> Vec<Target> {
        let name = self.program.name(reference.path);
        let mut targets = self.implementations_named(name, of_trait, self_type, as_trait);
        for target in &mut targets {
            target.through = through;
            let mut bound = std::mem::take(&mut target.environment);
            self.bind_generics(target.function, reference, environment, &mut bound);
            target.environment = bound;
        }
        targets
    }

    /// The same by the method's name alone.
    pub fn implementations_named(
        &self,
        name: &str,
        of_trait: Symbol,
        self_type: TypeId,
        as_trait: Option<TypeId>,
    ) -> Vec<Target> {
        let candidates = self.candidates(of_trait, self_type).iter();
        candidates.filter_map(|found| self.in_block(*found, name, of_trait, self_type, as_trait)).collect()
    }

    /// The method of one impl block for a type, or the trait's default body for it.
    pub(super) fn in_block(
        &self,
        found: ImplOf<'_>,
        name: &str,
        of_trait: Symbol,
        self_type: TypeId,
        as_trait: Option<TypeId>,
    ) -> Option<Target> {
        let mut bound = self.fits(found.block, self_type, as_trait, 0)?;
        let named = |items: &[(Symbol, BodyId)]| {
            items.iter().find(|(item, _)| self.program.text(*item) == name).map(|(_, body)| *body)
        };
        if let Some(body) = named(&found.block.items) {
            return Some(Target::same(self.program.function(found.krate, body), bound));
        }
        let (definition, krate) = self.program.trait_of(of_trait)?;
        let body = named(&definition.defaults)?;
        if let Some(parameter) = self.self_parameter {
            bound.bind(parameter, self_type);
        }
        self.bind_trait(&definition.parameters, found.block.as_trait, &mut bound);
        Some(Target::same(self.program.function(krate, body), bound))
    }

    /// The implementations of a trait, whichever type they are for.
    pub(super) fn all_of(&self, of_trait: Symbol) -> &[ImplOf<'p>] {
        self.implementations.all(self.program.definition(of_trait))
    }

    /// The implementations of a trait that a type may fit.
    pub(super) fn candidates(&self, of_trait: Symbol, self_type: TypeId) -> &[ImplOf<'p>] {
        self.implementations.candidates(&self.program.tables, self.program.definition(of_trait), self_type)
    }

    /// Whether a trait is implemented for a type.
    fn is_implemented(&self, of_trait: Symbol, self_type: TypeId, as_trait: Option<TypeId>, depth: u8) -> bool {
        self.candidates(of_trait, self_type).iter().any(|it| self.fits(it.block, self_type, as_trait, depth).is_some())
    }

    /// Whether an impl block is for a type, and what its parameters stand for then.
    fn fits(&self, block: &Impl, self_type: TypeId, as_trait: Option<TypeId>, depth: u8) -> Option<Environment> {
        let tables = &self.program.tables;
        let mut bound = Environment::default();
        if !unify(tables, block.self_type, self_type, &mut bound) {
            return None;
        }
        if let (Some(pattern), Some(wanted)) = (block.as_trait, as_trait) {
            let (Type::Path { path, arguments: patterns }, Type::Path { arguments: wanted, .. }) =
                (self.program.type_of(pattern), self.program.type_of(wanted))
            else {
                return None;
            };
            let (own, given) = ([block.self_type], [self_type]);
            let is_operator = has_right_side(self.program.text(*path));
            // `Add` alone is `Add<Self>`, and no `Add<u64>`.
            let patterns = if is_operator && patterns.is_empty() { &own[..] } else { patterns };
            let wanted = if is_operator && wanted.is_empty() { &given[..] } else { wanted };
            if !patterns.iter().zip(wanted).all(|(pattern, wanted)| unify(tables, *pattern, *wanted, &mut bound)) {
                return None;
            }
        }
        // Bounds by traits of other crates cannot be judged: their implementations are not known.
        let holds = depth > 2
            || block.bounds.iter().all(|(of, required)| {
                let of = substitute(tables, *of, &bound);
                let required_path = self.program.head(*required);
                match required_path.and_then(|path| self.program.trait_of(path).map(|_| path)) {
                    Some(path)
                        if !super::is_open(tables, of) && !matches!(self.program.type_of(of), Type::Dynamic(_)) =>
                    {
                        self.is_implemented(path, of, None, depth + 1)
                    }
                    _ => true,
                }
            });
        holds.then_some(bound)
    }

    /// All implementations of a method, whichever type they are for.
    pub fn all_implementations(&self, reference: &FunctionRef, of_trait: Symbol) -> Vec<Target> {
        let mut targets = Vec::new();
        let mut seen = FxHashSet::default();
        for found in self.all_of(of_trait) {
            let self_type = found.block.self_type;
            let more =
                self.implementations(reference, of_trait, self_type, reference.as_trait, 0, &Environment::default());
            for target in more {
                if seen.insert(target.function) {
                    targets.push(target);
                }
            }
        }
        targets
    }

    /// The implementations of a method for the types that become `dyn` of these bounds.
    pub fn dynamic_targets(
        &self,
        reference: &FunctionRef,
        of_trait: Symbol,
        bounds: &[TypeId],
        through: u8,
    ) -> Vec<Target> {
        let coerced = bounds
            .iter()
            .filter_map(|bound| self.program.head(*bound))
            .find_map(|path| self.coercions.of(self.program.definition(path)));
        let mut targets: Vec<Target> = Vec::new();
        match coerced {
            Some(types) => {
                for self_type in types {
                    let (self_type, more) = self.strip(of_trait, *self_type, reference.as_trait);
                    let found = self.implementations(
                        reference,
                        of_trait,
                        self_type,
                        reference.as_trait,
                        through + more,
                        &Environment::default(),
                    );
                    for target in found {
                        if !targets.iter().any(|it| it.function == target.function) {
                            targets.push(target);
                        }
                    }
                }
            }
            None => targets = self.all_implementations(reference, of_trait),
        }
        targets
    }

    /// What a call on a type parameter or `dyn` may end in, where nothing more is known.
    pub fn fallback(&self, reference: &FunctionRef, environment: &Environment) -> Vec<Target> {
        let Some(of_trait) = self.program.trait_path(reference) else { return Vec::new() };
        let self_type = reference.self_type.map(|it| self.substitute(it, environment));
        let (self_type, through) = match self_type {
            Some(it) => {
                let (it, through) = self.strip(of_trait, it, reference.as_trait);
                (Some(it), through)
            }
            None => (None, 0),
        };
        match self_type.map(|it| self.program.type_of(it)) {
            Some(Type::Dynamic(bounds)) => self.dynamic_targets(reference, of_trait, bounds, through),
            _ => {
                let targets = self.all_implementations(reference, of_trait);
                if targets.is_empty() { bridge::all(self, reference, of_trait, environment) } else { targets }
            }
        }
    }

    /// Whether crates that were not read may implement the trait of a method, too: all but those that are of the program.
    pub fn may_be_implemented_elsewhere(&self, reference: &FunctionRef) -> bool {
        self.program.trait_path(reference).is_none_or(|it| self.program.trait_of(it).is_none())
    }

    /// Whether some implementation of a trait, or of one it leads to, has a body here.
    fn may_end_in_body(&self, reference: &FunctionRef, of_trait: Symbol) -> bool {
        !self.all_of(of_trait).is_empty() || !bridge::all(self, reference, of_trait, &Environment::default()).is_empty()
    }

    /// Takes references off a type that has no implementation of its own: the standard library has `impl Trait for &T` for many.
    fn strip(&self, of_trait: Symbol, self_type: TypeId, as_trait: Option<TypeId>) -> (TypeId, u8) {
        let (mut bare, mut through) = (self_type, 0);
        for _ in 0..3 {
            let is_box = |path: Symbol| {
                matches!(
                    self.program.text(path),
                    "std::boxed::Box" | "std::pin::Pin" | "std::rc::Rc" | "std::sync::Arc"
                )
            };
            let inner = match self.program.type_of(bare) {
                Type::Reference { to, .. } => Some(*to),
                Type::Path { path, .. } if is_box(*path) => pointee(self.program, bare),
                _ => None,
            };
            let Some(inner) = inner else { break };
            if self.is_implemented(of_trait, bare, as_trait, 0) {
                break;
            }
            (bare, through) = (inner, through + 1);
        }
        // A reference that leads to nothing of the program is left as it is: models tell `&Vec` from `Vec`.
        let leads_to_body = match self.program.type_of(bare) {
            Type::Dynamic(_) | Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. } => true,
            _ => self.is_implemented(of_trait, bare, as_trait, 0),
        };
        if leads_to_body { (bare, through) } else { (self_type, 0) }
    }

    /// Lets a function's own type parameters stand for the arguments that the call names.
    fn bind_generics(
        &self,
        function: FunctionId,
        reference: &FunctionRef,
        outer: &Environment,
        bound: &mut Environment,
    ) {
        let tables = &self.program.tables;
        let body = self.program.body(function);
        for (name, argument) in body.generics.iter().zip(&reference.arguments) {
            if let Some(parameter) = parameter(tables, *name) {
                bound.bind(parameter, self.substitute(*argument, outer));
            }
        }
        if let Some(Type::FunctionPointer { parameters, .. }) = reference.signature.map(|it| self.program.type_of(it)) {
            let own = body.locals.iter().skip(1).take(body.parameters as usize);
            for (local, given) in own.zip(parameters) {
                let mut more = Environment::default();
                if unify(tables, local.type_id, substitute(tables, *given, outer), &mut more) {
                    bound.merge(&more);
                }
            }
        }
    }

    /// Lets a trait's parameters stand for the arguments with which it is implemented.
    fn bind_trait(&self, parameters: &[Symbol], as_trait: Option<TypeId>, bound: &mut Environment) {
        let tables = &self.program.tables;
        let Some(Type::Path { arguments, .. }) = as_trait.map(|it| self.program.type_of(it)) else { return };
        for (name, argument) in parameters.iter().zip(arguments) {
            if let Some(parameter) = parameter(tables, *name) {
                let argument = substitute(tables, *argument, bound);
                bound.bind(parameter, argument);
            }
        }
    }
}

impl Target {
    /// A function that is called with the arguments as they are.
    pub fn same(function: FunctionId, environment: Environment) -> Target {
        Target { function, environment, adaptation: Adaptation::Same, through: 0 }
    }

    /// The same function with its arguments made in another way.
    pub fn adapted(mut self, adaptation: Adaptation, through: u8) -> Target {
        self.adaptation = adaptation;
        self.through = through;
        self
    }
}

/// Whether a trait is an operator of two sides, of which the right one is like the left one where nothing is said.
fn has_right_side(path: &str) -> bool {
    let operator = path.strip_prefix("std::ops::").map(|name| name.strip_suffix("Assign").unwrap_or(name));
    matches!(operator, Some("Add" | "Sub" | "Mul" | "Div" | "Rem" | "BitAnd" | "BitOr" | "BitXor" | "Shl" | "Shr"))
        || matches!(path, "std::cmp::PartialEq" | "std::cmp::PartialOrd")
}
