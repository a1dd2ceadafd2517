//! From a call to the functions it ends in.

use super::apply::Site;
use super::body::Pass;
use super::feature;
use super::link::{Callable, EnvironmentId, Link, LinkTarget};
use super::path::{Path, Step};
use super::place::Location;
use super::state::State;
use super::summary::{Invocation, InvocationTarget};
use super::taint::{Features, Origin, Root, Taint};
use super::tree::Tree;
use super::types;
use crate::graph::{Adaptation, Environment, How, Resolution, Target};
use crate::ir::{FunctionRef, Type, TypeId};

/// Code that a value leads to.
pub(super) struct Found {
    pub(super) callable: Callable,
    /// The closure or coroutine itself.
    value: Tree,
    /// Where it is.
    place: Option<Location>,
}

/// What a future of a library holds.
struct Held {
    /// What it gives.
    given: Tree,
    /// Whether there is code in it, too, which may give something else.
    has_code: bool,
}

impl Pass<'_> {
    /// A call of a function by its name.
    pub(super) fn dispatch(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let engine = self.engine;
        if engine.reveals == Some(reference.path) {
            self.reveal(state, arguments.first().unwrap_or(&Tree::BOTTOM), site);
            return Tree::BOTTOM;
        }
        match engine.resolver.resolve(reference, environment) {
            Resolution::Functions(_, targets) => self.targets(state, reference, environment, &targets, arguments, site),
            Resolution::Callable => {
                let parts = match reference.as_trait.map(|it| engine.program.type_of(it)) {
                    Some(Type::Path { arguments, .. }) => match arguments.first().map(|it| engine.program.type_of(*it))
                    {
                        Some(Type::Tuple(parts)) => parts.len() as u32,
                        _ => 1,
                    },
                    _ => 1,
                };
                let mut all = vec![arguments.first().cloned().unwrap_or_default()];
                let tuple = arguments.get(1).cloned().unwrap_or_default();
                all.extend((0..parts).map(|part| tuple.child(Step::field(part))));
                self.invoke_target(state, InvocationTarget::Callable, environment, &all, site)
            }
            Resolution::Poll if self.is_of_library(reference) => self.poll_of_library(state, arguments, site),
            Resolution::Poll => self.invoke_target(state, InvocationTarget::Poll, environment, arguments, site),
            Resolution::Method(how) => self.method(state, reference, how, environment, arguments, site),
            Resolution::Foreign => self.foreign(state, reference, environment, arguments, site),
        }
    }

    /// A call of one of several functions.
    fn targets(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        targets: &[Target],
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        self.either(state, targets, |pass, state, target| {
            pass.target(state, reference, environment, target, arguments, site)
        })
    }

    /// What happens when one of several things does.
    fn either<T>(
        &mut self,
        state: &mut State,
        choices: &[T],
        mut each: impl FnMut(&mut Self, &mut State, &T) -> Tree,
    ) -> Tree {
        if let [only] = choices {
            return each(self, state, only);
        }
        let before = state.clone();
        let mut value = Tree::BOTTOM;
        for (number, choice) in choices.iter().enumerate() {
            let mut after = before.clone();
            value = value.join(&each(self, &mut after, choice));
            if number == 0 {
                *state = after;
            } else {
                state.join(&after, &self.cells);
            }
        }
        value
    }

    /// A call of one function, with the arguments made into its own.
    fn target(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        target: &Target,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let mut first = arguments.first().cloned().unwrap_or_default();
        for _ in 0..target.through {
            let found = self.dereferenced(&first);
            first = self.read(state, &found);
        }
        let call = |pass: &mut Self, state: &mut State, arguments: &[Tree], number: u32| {
            pass.call_function(state, target.function, &target.environment, arguments, site.inner(number))
        };
        match target.adaptation {
            Adaptation::Same => {
                let mut all = arguments.to_vec();
                if let Some(slot) = all.first_mut() {
                    *slot = first;
                }
                call(self, state, &all, 0)
            }
            Adaptation::Format => {
                let (formatter, cell) = self.scratch(state, site, 0, Tree::BOTTOM);
                call(self, state, &[first, formatter], 0);
                let written = self.content(state, cell);
                let written = self.collapse(state, &written);
                Tree::of(written.taints().to_vec(), Vec::new())
                    .map_taints(&mut |taint| Some(taint.clone().with_features(feature::FORMAT, feature::FORMAT)))
            }
            Adaptation::Residual => {
                let Some(error) = self.engine.program.tables.symbols.get("Err") else { return Tree::BOTTOM };
                let value = first.child(Step::variant(error)).child(Step::field(0));
                call(self, state, &[value], 0).under(Step::field(0)).under(Step::variant(error))
            }
            Adaptation::Default => {
                let value = call(self, state, &[], 0);
                value.join(&self.foreign(state, reference, environment, arguments, site))
            }
            Adaptation::Iterate => {
                let reference_to =
                    if target.through == 0 { self.scratch(state, site, 0, first).0 } else { arguments[0].clone() };
                let item = call(self, state, &[reference_to], 0);
                let some = self.engine.program.tables.symbols.get("Some").map(Step::variant);
                let item = some.map_or(Tree::BOTTOM, |some| item.child(some).child(Step::field(0)));
                let mut all = arguments.to_vec();
                all[0] = all[0].join(&item.under(Step::ELEMENT));
                self.foreign(state, reference, environment, &all, site)
            }
            Adaptation::Write => {
                let text = arguments.get(1).cloned().unwrap_or_default();
                let text = self.collapse(state, &text);
                call(self, state, &[first, text], 0);
                Tree::BOTTOM
            }
            Adaptation::Read => {
                let (buffer, cell) = self.scratch(state, site, 0, Tree::BOTTOM);
                call(self, state, &[first, buffer], 0);
                let content = self.content(state, cell);
                let content = self.collapse(state, &content);
                if let Some(to) = arguments.get(1) {
                    let to = self.writable(to);
                    self.add(state, &to, &content);
                }
                content
            }
        }
    }

    /// A call of a method whose implementation the value or the caller decides.
    fn method(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        how: How,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let engine = self.engine;
        if how == How::Dynamic && engine.not_joined.contains(&reference.path) {
            return self.trait_alone(state, reference, environment, arguments, site);
        }
        let receiver = arguments.first().cloned().unwrap_or_default();
        let (found, has_input) = self.callables(state, &receiver);
        let mut targets: Vec<Target> = Vec::new();
        if how != How::Parameter {
            for found in &found {
                if let Callable::Methods(of) = found.callable {
                    for target in self.methods_of(reference, of) {
                        if !targets.contains(&target) {
                            targets.push(target);
                        }
                    }
                }
            }
        }
        let is_own = self.is_own_parameter(reference, how, environment, site);
        let is_for_callers = is_own || how != How::Parameter && has_input;
        let mut value = Tree::BOTTOM;
        let mut is_known = !targets.is_empty();
        let target = site.function.map_or(InvocationTarget::Named, InvocationTarget::Function);
        // In a recursion, calls would be left to callers without end.
        if is_for_callers
            && !self.is_eager
            && !self.known.is_recursive
            && let Some(outcome) = self.record(state, target, environment, arguments, site)
        {
            value = outcome;
            is_known = true;
        }
        let is_any = !is_known || is_for_callers && (self.is_eager || self.known.is_recursive);
        if is_any {
            for target in self.of_any_type(reference, environment) {
                if !targets.iter().any(|it| it.function == target.function) {
                    targets.push(target);
                }
            }
            if targets.is_empty() || engine.resolver.may_be_implemented_elsewhere(reference) {
                value = value.join(&self.foreign(state, reference, environment, arguments, site));
            }
        }
        if !targets.is_empty() {
            self.any_of.extend(is_any.then_some(reference.path));
            let given = self.targets(state, reference, environment, &targets, arguments, site);
            if is_any {
                self.any_of.pop();
            }
            let features = if how == How::Dynamic { feature::DYNAMIC } else { Features::default() };
            value = value.join(&marked(&given, features));
        }
        value
    }

    /// The implementations of a method for any type; none where there are too many.
    fn of_any_type(&self, reference: &FunctionRef, environment: &Environment) -> Vec<Target> {
        let mut targets = self.engine.resolver.fallback(reference, environment);
        if self.any_of.contains(&reference.path) {
            // Of those that pass the call on to any type in turn, such as the ones for `&mut T` and `Box<T>`, one is enough.
            targets.retain(|target| {
                self.known.summary(target.function).is_some_and(|summary| summary.invocations.is_empty())
            });
        }
        let limits = &self.engine.limits;
        let maximum =
            if self.any_of.is_empty() { limits.maximum_implementations } else { limits.maximum_inner_implementations };
        if targets.len() > maximum { Vec::new() } else { targets }
    }

    /// A call of a method as the trait itself has it: its default body, or what is declared of it.
    fn trait_alone(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let of_trait = |function: &_| Target {
            function: *function,
            environment: Environment::default(),
            adaptation: Adaptation::Same,
            through: 0,
        };
        let targets: Vec<Target> = self.engine.program.by_path(reference.path).iter().map(of_trait).collect();
        let value = match &targets[..] {
            [] => self.foreign(state, reference, environment, arguments, site),
            targets => self.targets(state, reference, environment, targets, arguments, site),
        };
        marked(&value, feature::DYNAMIC)
    }

    /// The implementations of a method for a type that became `dyn`.
    fn methods_of(&self, reference: &FunctionRef, of: TypeId) -> Vec<Target> {
        let program = self.engine.program;
        let mut of = of;
        for _ in 0..3 {
            let found = self.engine.resolver.for_object(reference, of);
            if !found.is_empty() {
                return found;
            }
            match program.type_of(of) {
                Type::Reference { to, .. } => of = *to,
                Type::Path { arguments, .. } if types::is_box(program, of) && !arguments.is_empty() => {
                    of = arguments[0]
                }
                _ => break,
            }
        }
        Vec::new()
    }

    /// Whether the type that a method is called on is a parameter of this function, which a caller knows.
    fn is_own_parameter(&self, reference: &FunctionRef, how: How, environment: &Environment, site: Site) -> bool {
        let program = self.engine.program;
        let given = reference.arguments.first().copied();
        let of =
            if how == How::Bridged && reference.as_trait.is_none() { given } else { reference.self_type.or(given) };
        let Some(mut of) = of.map(|it| self.engine.resolver.substitute(it, environment)) else { return false };
        while let Type::Reference { to, .. } = program.type_of(of) {
            of = *to;
        }
        let parameter = match program.type_of(of) {
            Type::Parameter(_) => of,
            Type::Projection { of, .. } if matches!(program.type_of(*of), Type::Parameter(_)) => *of,
            _ => return false,
        };
        // A call from another function whose parameter nothing stands for is nobody's here, but a closure's parameters are those of the
        // function in which it stands.
        site.origin.0 == self.function || environment.has_value(parameter) || self.is_within(site.origin.0)
    }

    /// Whether a closure stands in this function.
    fn is_within(&self, closure: crate::FunctionId) -> bool {
        let path = |of| self.engine.program.text(self.engine.program.body(of).path);
        closure.0 != u32::MAX
            && path(closure).strip_prefix(path(self.function)).is_some_and(|rest| rest.starts_with("::{closure"))
    }

    /// Whether what follows from a call is looked at further.
    pub(super) fn may_invoke(&self) -> bool {
        let limits = &self.engine.limits;
        self.depth <= limits.maximum_invocation_depth
            && self.applications <= limits.maximum_applications
            && self.has_room()
    }

    /// Calls what an invocation calls.
    pub(super) fn invoke_target(
        &mut self,
        state: &mut State,
        target: InvocationTarget,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        if !self.may_invoke() {
            return self.obscure(state, arguments, None, site);
        }
        self.depth += 1;
        let value = match target {
            InvocationTarget::Named => match self.reference_at(site.origin).cloned() {
                Some(reference) => self.dispatch(state, &reference, environment, arguments, site),
                None => Tree::BOTTOM,
            },
            InvocationTarget::Function(number) => {
                let reference = self.engine.program.reference_of(number).clone();
                let site = Site { function: Some(number), ..site };
                self.dispatch(state, &reference, environment, arguments, site)
            }
            InvocationTarget::Callable => self.invoke(state, environment, arguments, site),
            InvocationTarget::Poll => self.poll(state, environment, arguments, site),
            InvocationTarget::Handler => self.handle(state, environment, arguments, site),
        };
        self.depth -= 1;
        value
    }

    /// Calls the callable in the first argument with the others.
    fn invoke(&mut self, state: &mut State, environment: &Environment, arguments: &[Tree], site: Site) -> Tree {
        let (found, has_input) = self.callables(state, &arguments[0]);
        let mut value = Tree::BOTTOM;
        let mut is_known = false;
        if has_input
            && !self.is_eager
            && let Some(outcome) = self.record(state, InvocationTarget::Callable, environment, arguments, site)
        {
            value = outcome;
            is_known = true;
        }
        let found: Vec<Found> =
            found.into_iter().filter(|it| !matches!(it.callable, Callable::Coroutine(..))).collect();
        let has_code = found.iter().any(|it| !matches!(it.callable, Callable::Methods(_)));
        let found: Vec<Found> =
            found.into_iter().filter(|it| !(has_code && matches!(it.callable, Callable::Methods(_)))).collect();
        if !found.is_empty() {
            is_known = true;
            let given = self.either(state, &found, |pass, state, found| {
                pass.call_callable(state, found, environment, arguments, site)
            });
            value = value.join(&marked(&given, feature::CLOSURE));
        }
        if is_known { value } else { self.obscure(state, arguments, None, site) }
    }

    pub(super) fn call_callable(
        &mut self,
        state: &mut State,
        found: &Found,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let program = self.engine.program;
        match found.callable {
            Callable::Function(number, own) => {
                let own = self.engine.environment(own).unwrap_or_default();
                let target = InvocationTarget::Function(number);
                self.invoke_target(state, target, &own, &arguments[1..], site.inner(number))
            }
            Callable::Closure(function, own) => {
                let own = self.engine.environment(own);
                let environment = own.as_deref().unwrap_or(environment);
                self.call_closure(state, function, found, environment, arguments, site)
            }
            Callable::Methods(of) => match program.type_of(of) {
                Type::Closure(path) => {
                    let path = *path;
                    self.either(state, program.by_path(path), |pass, state, function| {
                        pass.call_closure(state, *function, found, environment, arguments, site)
                    })
                }
                Type::Function(reference) => {
                    self.dispatch(state, reference, environment, &arguments[1..], site.inner(1))
                }
                _ => Tree::BOTTOM,
            },
            Callable::Coroutine(..) => Tree::BOTTOM,
        }
    }

    fn call_closure(
        &mut self,
        state: &mut State,
        function: crate::FunctionId,
        found: &Found,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let program = self.engine.program;
        let body = program.body(function);
        let by_reference =
            body.parameters > 0 && matches!(program.type_of(body.locals[1].type_id), Type::Reference { .. });
        let own = match found.place {
            _ if !by_reference => found.value.clone(),
            Some(place) => {
                Tree::link(Link { target: LinkTarget::Place(place.cell, place.path), is_exact: place.is_exact })
            }
            None => self.scratch(state, site, 64 + function.0, found.value.clone()).0,
        };
        let mut all = vec![own];
        all.extend_from_slice(&arguments[1..]);
        self.call_function(state, function, environment, &all, site)
    }

    /// Polls the future that the first argument leads to.
    fn poll(&mut self, state: &mut State, environment: &Environment, arguments: &[Tree], site: Site) -> Tree {
        let program = self.engine.program;
        let receiver = arguments.first().cloned().unwrap_or_default();
        let Some(ready) = program.tables.symbols.get("Ready").map(Step::variant) else { return Tree::BOTTOM };
        let held = self.held_result(state, &receiver);
        if let Some(held) = held.as_ref().filter(|held| !held.has_code) {
            return marked(&held.given, feature::AWAIT).under(Step::field(0)).under(ready);
        }
        let (found, has_input) = self.callables(state, &receiver);
        let mut value = Tree::BOTTOM;
        let mut is_known = false;
        if has_input
            && !self.is_eager
            && let Some(outcome) = self.record(state, InvocationTarget::Poll, environment, arguments, site)
        {
            value = outcome;
            is_known = true;
        }
        let coroutines: Vec<(Tree, crate::FunctionId, EnvironmentId)> = found
            .iter()
            .flat_map(|found| match found.callable {
                Callable::Coroutine(function, own) => vec![(found.value.clone(), function, own)],
                Callable::Methods(of) => match program.type_of(of) {
                    Type::Coroutine(path) => {
                        let own = EnvironmentId::default();
                        program.by_path(*path).iter().map(|function| (found.value.clone(), *function, own)).collect()
                    }
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            })
            .collect();
        if !coroutines.is_empty() {
            is_known = true;
            let given = self.either(state, &coroutines, |pass, state, (coroutine, function, own)| {
                let own = pass.engine.environment(*own);
                let environment = own.as_deref().unwrap_or(environment);
                let given = pass.call_function(state, *function, environment, &[coroutine.clone(), Tree::BOTTOM], site);
                // What is declared of an `async fn` is of what its future gives.
                let whole = coroutine
                    .taints()
                    .iter()
                    .filter(|taint| matches!(taint.origin, Origin::Source(_) | Origin::Input { is_whole: true, .. }));
                given.join(&Tree::of(whole.cloned().collect(), Vec::new()))
            });
            value = value.join(&marked(&given, feature::AWAIT).under(Step::field(0)).under(ready));
        }
        if let Some(held) = held {
            return value.join(&marked(&held.given, feature::AWAIT).under(Step::field(0)).under(ready));
        }
        if is_known && !coroutines.is_empty() {
            return value;
        }
        if site.result.is_some_and(|of| types::is_uninformative(program, of)) {
            return value;
        }
        let given = self.collapse(state, &receiver);
        // Of what callers hand over they find themselves what it gives.
        let given = if is_known { of_sources(&given) } else { given };
        value.join(&marked(&given, feature::AWAIT).under(Step::field(0)).under(ready))
    }

    /// Whether a method without a body is called on a type of a library other than std's boxes and pins.
    fn is_of_library(&self, reference: &FunctionRef) -> bool {
        let program = self.engine.program;
        match reference.self_type.map(|it| program.type_of(it)) {
            Some(Type::Path { path, .. }) => !program.text(*path).starts_with("std::"),
            _ => false,
        }
    }

    /// What a future of a library gives: what a model said it holds, or something made of all that is in it. Code in it was called
    /// when the library was given it.
    fn poll_of_library(&mut self, state: &State, arguments: &[Tree], site: Site) -> Tree {
        let program = self.engine.program;
        let receiver = arguments.first().cloned().unwrap_or_default();
        let Some(ready) = program.tables.symbols.get("Ready").map(Step::variant) else { return Tree::BOTTOM };
        let given = match self.held_result(state, &receiver) {
            Some(held) => held.given,
            None if site.result.is_some_and(|of| types::is_uninformative(program, of)) => return Tree::BOTTOM,
            None => self.collapse(state, &receiver),
        };
        marked(&given, feature::AWAIT).under(Step::field(0)).under(ready)
    }

    /// What a future of a library gives, which it holds as its element where a model said so.
    fn held_result(&mut self, state: &State, receiver: &Tree) -> Option<Held> {
        let mut future = receiver.clone();
        for _ in 0..4 {
            if future.own_child(Step::ELEMENT).is_some() {
                let has_code = future.links().iter().any(|it| matches!(it.target, LinkTarget::Callable(_)));
                return Some(Held { given: future.child(Step::ELEMENT), has_code });
            }
            let found = self.dereferenced(&future);
            future = self.read(state, &found);
        }
        None
    }

    /// Leaves a call to the callers. Nothing where there are too many.
    pub(super) fn record(
        &mut self,
        state: &mut State,
        target: InvocationTarget,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Option<Tree> {
        let key = (site.block, site.origin, target, site.part);
        if !self.invocations.contains_key(&key) && self.invocations.len() >= self.engine.limits.maximum_invocations {
            return None;
        }
        let mut given = Vec::with_capacity(arguments.len());
        let limits = self.known.limits;
        let cut = |tree: &Tree| tree.limited(limits.maximum_tree_depth).narrowed(limits.maximum_tree_width);
        for argument in arguments {
            given.push(cut(&super::export::exported(self, state, argument)));
        }
        let index = match self.invocations.get_index_of(&key) {
            Some(index) => {
                let own = &mut self.invocations[index];
                for (before, now) in own.arguments.iter_mut().zip(&given) {
                    let joined = cut(&before.join(now));
                    if !joined.is_same(before) && joined != *before {
                        *before = joined;
                    }
                }
                index
            }
            None => {
                let invocation = Invocation {
                    origin: site.origin,
                    part: site.part,
                    target,
                    environment: environment.clone(),
                    arguments: given,
                };
                self.invocations.insert_full(key, invocation).0
            }
        };
        let invocation = index as u32;
        let writable = self.writable_parameters(site, arguments.len());
        for (port, argument) in (1..).zip(arguments) {
            // A callable that is called writes through what it captured: that is where its captures lead.
            if writable.get(port as usize - 1).copied().unwrap_or(false) {
                let to = self.dereferenced(argument).at;
                let after = Path::EMPTY.then(Step::DEREF).expect("one step fits");
                let outcome = Tree::taint(Taint::input(Root::Outcome { invocation, port }, after));
                self.add(state, &to, &outcome);
            }
        }
        Some(Tree::taint(Taint::input(Root::Outcome { invocation, port: 0 }, Path::EMPTY)))
    }

    /// The code that a value leads to, and whether it may lead to code that only callers know.
    pub(super) fn callables(&mut self, state: &State, value: &Tree) -> (Vec<Found>, bool) {
        let mut has_input = false;
        let mut level: Vec<(Tree, Option<Location>)> = vec![(value.clone(), None)];
        for _ in 0..6 {
            let mut found = Vec::new();
            let mut next: Vec<(Tree, Option<Location>)> = Vec::new();
            for (tree, place) in &level {
                has_input |= is_input(tree);
                for link in tree.links() {
                    if let LinkTarget::Callable(callable) = link.target {
                        found.push(Found { callable, value: tree.clone(), place: *place });
                    }
                }
            }
            // `Methods` alone says which type it is; the code of a closure lies deeper.
            let is_enough = found.iter().any(|it| !matches!(it.callable, Callable::Methods(_)));
            if is_enough {
                return (found, has_input);
            }
            for (tree, _) in &level {
                for link in tree.links() {
                    if let LinkTarget::Place(cell, path) = link.target {
                        let place = Location { cell, path, is_exact: link.is_exact };
                        next.push((self.read_at(state, &place), Some(place)));
                        // A box of `dyn` says what methods there are for what is in it.
                        if let Some((&Step::DEREF, before)) = path.steps().split_last() {
                            let holder = Location { path: Path::new(before).0, ..place };
                            let holder = self.read_at(state, &holder);
                            has_input |= is_input(&holder);
                            found.extend(holder.links().iter().filter_map(|link| match link.target {
                                LinkTarget::Callable(callable @ Callable::Methods(_)) => {
                                    Some(Found { callable, value: holder.clone(), place: None })
                                }
                                _ => None,
                            }));
                        }
                    }
                }
                for step in [Step::DEREF, Step::field(0), Step::ELEMENT] {
                    if let Some(child) = tree.own_child(step) {
                        next.push((child.tree.clone(), None));
                    }
                }
            }
            if !found.is_empty() {
                let deeper: Vec<Found> = next
                    .iter()
                    .flat_map(|(tree, place)| {
                        tree.links().iter().filter_map(move |link| match link.target {
                            LinkTarget::Callable(callable @ (Callable::Closure(..) | Callable::Coroutine(..))) => {
                                Some(Found { callable, value: tree.clone(), place: *place })
                            }
                            _ => None,
                        })
                    })
                    .collect();
                if !deeper.is_empty() {
                    let methods = found.into_iter();
                    return (methods.chain(deeper).collect(), has_input);
                }
                return (found, has_input);
            }
            if next.is_empty() || next.len() > 64 {
                break;
            }
            level = next;
        }
        (Vec::new(), has_input)
    }
}

/// Whether a value may lead to code that callers know. What they put into things that the function gives away is not searched for code.
fn is_input(tree: &Tree) -> bool {
    let is_of_callers =
        |origin| matches!(origin, Origin::Input { root: Root::Parameter(_) | Root::Outcome { .. }, .. });
    tree.taints().iter().any(|taint| is_of_callers(taint.origin))
}

pub(super) fn marked(tree: &Tree, features: Features) -> Tree {
    if features == Features::default() {
        return tree.clone();
    }
    tree.map_taints(&mut |taint| Some(taint.clone().with_features(features, features)))
}

/// What of a value comes from sources.
fn of_sources(value: &Tree) -> Tree {
    let taints = value.taints().iter().filter(|taint| matches!(taint.origin, Origin::Source(_)));
    Tree::of(taints.cloned().collect(), Vec::new())
}
