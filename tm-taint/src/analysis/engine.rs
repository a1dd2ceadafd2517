//! What all passes share: the program, the models lowered to summaries, the rules.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Limits;
use super::declared::{self, Held};
use super::link::{Callable, EnvironmentId, Link, LinkTarget};
use super::lower::{self, Lowered};
use super::own_body::Declared;
use super::place_model::{self, PlaceModels};
use super::summary::Summary;
use super::taint::{Features, KindId, Origin};
use super::tree::Tree;
use crate::graph::{Environment, Resolver, is_open};
use crate::ir::{FunctionRef, Symbol, TypeId};
use crate::model::{Models, Rule};
use crate::program::{FunctionId, Program};

/// What all passes share.
pub(super) struct Engine<'a> {
    pub(super) program: &'a Program,
    pub(super) resolver: Resolver<'a>,
    pub(super) limits: Limits,
    /// For each pair of kinds the rules that forbid it.
    rules: FxHashMap<(KindId, KindId), Vec<usize>>,
    /// For each rule the features that make a flow harmless where all its ways have them.
    pub(super) without: Vec<Features>,
    /// Models of functions without body, by the path of the function, or of the trait and the method.
    foreign: lower::Foreign,
    /// What is declared of functions with a body.
    declared: FxHashMap<FunctionId, Declared>,
    /// Which closures and coroutines stand in a function with type parameters.
    is_generic: Vec<bool>,
    /// What type parameters stand for where closures come from, by a number made of it.
    environments: RwLock<FxHashMap<EnvironmentId, Arc<Environment>>>,
    /// Fields, types and statics that are sources or sinks.
    pub(super) places: PlaceModels,
    /// What `tm::reveal_taint!` calls, where the program uses it.
    pub(super) reveals: Option<Symbol>,
    /// Which parts of types are declared to be sources, as remembered.
    held: RwLock<FxHashMap<TypeId, Arc<[Held]>>>,
    /// Texts that are sources where they are written.
    pub(super) literals: FxHashMap<Symbol, Vec<KindId>>,
    /// Types whose values bring nothing from outside into a handler.
    pub(super) opaque_types: FxHashSet<Symbol>,
    /// Methods of traits whose implementations are not looked at where `dyn` is called.
    pub(super) not_joined: FxHashSet<Symbol>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(program: &'a Program, models: &Models, rules: &[Rule], limits: Limits) -> Engine<'a> {
        let mut pairs: FxHashMap<(KindId, KindId), Vec<usize>> = FxHashMap::default();
        for (number, rule) in rules.iter().enumerate() {
            for source in rule.sources.iter().filter_map(|kind| models.kinds.get(kind)) {
                for sink in rule.sinks.iter().filter_map(|kind| models.kinds.get(kind)) {
                    pairs.entry((source, sink)).or_default().push(number);
                }
            }
        }
        let (foreign, declared) = lower::functions(program, models);
        let places = place_model::places(program, models);
        Engine {
            program,
            resolver: Resolver::new(program),
            limits,
            rules: pairs,
            without: rules.iter().map(|rule| models.features.named(&rule.without)).collect(),
            foreign,
            declared,
            is_generic: program.functions().map(|function| is_in_generic(program, function)).collect(),
            environments: RwLock::default(),
            places,
            reveals: program.tables.symbols.get("tm::__private::reveal_taint"),
            held: RwLock::default(),
            literals: lower::literals(program, models),
            opaque_types: lower::opaque_types(program, models),
            not_joined: lower::not_joined(program, models),
        }
    }

    /// What the type parameters of a closure stand for in the caller of the function that it comes from.
    pub(super) fn environment_within(
        &self,
        function: FunctionId,
        own: EnvironmentId,
        caller: &Environment,
    ) -> EnvironmentId {
        if !self.is_generic[function.0 as usize] || caller.is_empty() {
            return own;
        }
        let environment = match self.environment(own) {
            Some(own) => own.within(caller, &self.program.tables),
            None => caller.clone(),
        };
        self.number(environment)
    }

    /// Whether a tree of a summary means the same in all callers: they have no values to put in, and no types.
    pub(super) fn is_same_everywhere(&self, tree: &Tree) -> bool {
        let is_same_link = |link: &Link| match link.target {
            LinkTarget::Place(..) => false,
            LinkTarget::Callable(Callable::Methods(of)) => !is_open(&self.program.tables, of),
            LinkTarget::Callable(Callable::Function(_, own)) => own == EnvironmentId::default(),
            LinkTarget::Callable(Callable::Closure(function, _) | Callable::Coroutine(function, _)) => {
                !self.is_generic[function.0 as usize]
            }
        };
        let mut is_same = true;
        tree.visit(&mut Vec::new(), &mut |_, node| {
            is_same = is_same
                && node.taints.iter().all(|taint| matches!(taint.origin, Origin::Source(_)))
                && node.links.iter().all(is_same_link);
        });
        is_same
    }

    /// The same for a function value, whose number is 0 where its name has no parameters.
    pub(super) fn known_within(&self, own: EnvironmentId, caller: &Environment) -> EnvironmentId {
        match self.environment(own) {
            Some(known) if !caller.is_empty() => self.number(known.within(caller, &self.program.tables)),
            _ => own,
        }
    }

    /// The parameters in the name of a function value, each standing for itself.
    pub(super) fn own_parameters(&self, reference: &FunctionRef) -> EnvironmentId {
        let mut own = Environment::default();
        for of in reference.self_type.iter().chain(&reference.as_trait).chain(&reference.arguments) {
            crate::graph::parameters(&self.program.tables, *of, &mut own);
        }
        if own.is_empty() { EnvironmentId::default() } else { self.number(own) }
    }

    fn number(&self, environment: Environment) -> EnvironmentId {
        // The number is made of the contents alone, so that it is the same whichever thread comes first.
        let mut hasher = rustc_hash::FxHasher::default();
        environment.hash(&mut hasher);
        let id = EnvironmentId(hasher.finish().max(1));
        let is_new = !self.environments.read().expect("no thread panics with it").contains_key(&id);
        if is_new {
            self.environments.write().expect("no thread panics with it").insert(id, Arc::new(environment));
        }
        id
    }

    /// What a number stands for.
    pub(super) fn environment(&self, id: EnvironmentId) -> Option<Arc<Environment>> {
        if id == EnvironmentId::default() {
            return None;
        }
        self.environments.read().expect("no thread panics with it").get(&id).cloned()
    }

    /// The parts of a type that are declared to be sources.
    pub(super) fn held(&self, of: TypeId) -> Arc<[Held]> {
        if let Some(known) = self.held.read().expect("no thread panics with it").get(&of) {
            return Arc::clone(known);
        }
        let held: Arc<[Held]> = declared::held(self, of).into();
        self.held.write().expect("no thread panics with it").insert(of, Arc::clone(&held));
        held
    }

    /// The rules that forbid a flow.
    pub(super) fn rules(&self, source: KindId, sink: KindId) -> &[usize] {
        self.rules.get(&(source, sink)).map_or(&[], Vec::as_slice)
    }

    /// What is declared of a function with a body.
    pub(super) fn declared(&self, function: FunctionId) -> Option<&Declared> {
        self.declared.get(&function)
    }

    /// The model of a function without body: one for the type it is called on before one for all.
    pub(super) fn model(&self, reference: &FunctionRef, self_type: Option<TypeId>) -> Option<Arc<Lowered>> {
        let models = self.foreign.get(&reference.path)?;
        let fits = |is_with_argument: bool| {
            models.iter().find(|(pattern, _)| {
                let (Some(pattern), Some(of)) = (pattern, self_type) else { return false };
                pattern.has_argument() == is_with_argument && pattern.matches(self.program, of, reference.as_trait)
            })
        };
        fits(true)
            .or_else(|| fits(false))
            .or_else(|| models.iter().find(|(pattern, _)| pattern.is_none()))
            .map(|(_, model)| Arc::clone(model))
    }
}

/// Whether a closure or coroutine stands in a function, impl block or trait with type parameters.
fn is_in_generic(program: &Program, function: FunctionId) -> bool {
    let path = program.text(program.body(function).path);
    let Some((parent, _)) = path.split_once("::{closure") else { return false };
    let Some(parent) = program.find(parent) else { return false };
    let of_trait = program.text(program.body(parent).path).rsplit_once("::").map(|(owner, _)| owner);
    let is_default =
        of_trait.and_then(|it| program.tables.symbols.get(it)).is_some_and(|it| program.trait_of(it).is_some());
    let of_block = program.impl_of(parent).is_some_and(|block| !block.parameters.is_empty());
    is_default || of_block || !program.body(parent).generics.is_empty()
}

/// The summaries that a pass may ask for.
pub(super) struct Known<'a> {
    /// Those of functions in components before.
    pub(super) settled: &'a [Option<Arc<Summary>>],
    /// Those of its own component, as they are up to now.
    pub(super) component: FxHashMap<FunctionId, Arc<Summary>>,
    /// Whether the component calls itself.
    pub(super) is_recursive: bool,
    /// Whether it has not come to rest for so long that what was found stays found.
    pub(super) is_growing: bool,
    /// The limits, which become narrower where a component does not come to rest.
    pub(super) limits: Limits,
    /// What statics hold.
    pub(super) statics: &'a FxHashMap<Symbol, Tree>,
}

impl Known<'_> {
    /// The summary of a function, where there is one yet.
    pub(super) fn summary(&self, function: FunctionId) -> Option<Arc<Summary>> {
        let own = self.component.get(&function).or_else(|| self.settled[function.0 as usize].as_ref());
        own.cloned()
    }

    /// What a static holds.
    pub(super) fn static_content(&self, path: Symbol) -> Tree {
        self.statics.get(&path).cloned().unwrap_or_default()
    }
}
