//! Statements of models become summaries.
//!
//! ```text
//! std::vec::Vec::push     2 => 1.*.elem      effect: what parameter 1 leads to, and parameter 2 in its elements
//! std::env::var           source X => return.Ok.0      result: X in Ok.0
//! ```

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cell::{CellKind, Cells};
use super::foreign_path::{SelfPattern, foreign_paths, spellings};
use super::link::{CellId, Link, LinkTarget};
use super::own_body::{self, Declared};
use super::path::{Path, Step};
use super::place::input;
use super::port::{coroutine_of, type_of_root, way};
use super::state::initial;
use super::summary::{Invocation, InvocationTarget, SinkFlow, Summary};
use super::taint::{Exclusions, Features, KindId, KindSet, Origin, Root, Taint, Way};
use super::trace::{Event, Trace};
use super::tree::Tree;
use crate::graph::Environment;
use crate::ir::Symbol;
use crate::model::{Argument, Model, Models, Port, PortRoot, PortStep, SanitizedPort, Sanitizer, Statement};
use crate::program::{FunctionId, Program};

/// The model of a function without body.
#[derive(Debug)]
pub(super) struct Lowered {
    pub(super) summary: Summary,
    pub(super) sanitizers: Vec<LoweredSanitizer>,
    /// Whether the model was shipped: its steps are no news in a trace.
    pub(super) is_shipped: bool,
}

/// A sanitizer with its kinds by number.
#[derive(Clone, Debug)]
pub(super) struct LoweredSanitizer {
    pub(super) at: SanitizedPort,
    /// What of a parameter alone, where it is a coroutine and this one of its captures.
    pub(super) within: Option<Step>,
    pub(super) kinds: Exclusions,
}

impl LoweredSanitizer {
    /// Whether it stops all kinds.
    pub(super) fn is_total(&self) -> bool {
        self.kinds == Exclusions::default()
    }
}

/// A kind of source or sink, with the features that its mark adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    pub(super) kind: KindId,
    pub(super) features: Features,
}

impl Leaf {
    pub(super) fn new(models: &Models, kind: &str, via: &[String]) -> Option<Leaf> {
        Some(Leaf { kind: models.kinds.get(kind)?, features: models.features.of(via) })
    }

    /// What comes from the source.
    pub(super) fn source(self) -> Taint {
        Taint::new(Origin::Source(self.kind)).with_features(self.features, self.features)
    }
}

/// The models of functions without body, by the path of the function, or of the trait and the method.
pub(super) type Foreign = FxHashMap<Symbol, Vec<(Option<SelfPattern>, Arc<Lowered>)>>;

/// The models of functions that the program mentions.
pub(super) fn functions(program: &Program, models: &Models) -> (Foreign, FxHashMap<FunctionId, Declared>) {
    let mut foreign = Foreign::default();
    let mut declared = FxHashMap::default();
    for (path, model) in models.functions() {
        let own = program.tables.symbols.get(path).map_or(&[][..], |symbol| program.by_path(symbol));
        for function in own {
            let mut of_function = own_body::declare(program, models, path, *function, model);
            if let Some(coroutine) = coroutine_of(program, *function) {
                declared.insert(coroutine.function, of_function.for_coroutine(&coroutine));
            }
            declared.insert(*function, of_function);
        }
        if !own.is_empty() {
            continue;
        }
        for (symbol, pattern) in foreign_paths(program, path) {
            let sanitizers = sanitizers(models, model);
            let mut summary = lower(program, models, symbol, model);
            // What the model says to be written somewhere is sanitized here, what comes out where it is called.
            sanitizers.iter().for_each(|it| super::export::sanitize(&mut summary, it));
            let lowered =
                Lowered { summary, sanitizers, is_shipped: model.provenance == crate::model::Provenance::Shipped };
            foreign.entry(symbol).or_default().push((pattern, Arc::new(lowered)));
        }
    }
    for (path, model) in models.functions() {
        own_body::of_implementations(program, models, path, model, &mut declared);
    }
    own_body::of_parameters(program, models, &mut declared);
    (foreign, declared)
}

pub(super) fn sanitizers(models: &Models, model: &Model) -> Vec<LoweredSanitizer> {
    model
        .statements
        .iter()
        .filter_map(|statement| match statement {
            Statement::Sanitize(it) => {
                Some(LoweredSanitizer { at: it.at, within: None, kinds: exclusions(models, it) })
            }
            _ => None,
        })
        .collect()
}

/// The kinds that a sanitizer names.
pub(super) fn exclusions(models: &Models, sanitizer: &Sanitizer) -> Exclusions {
    let kinds = |names: &[String]| names.iter().filter_map(|name| models.kinds.get(name)).collect::<KindSet>();
    Exclusions { sources: kinds(&sanitizer.sources), sinks: kinds(&sanitizer.sinks) }
}

/// The texts that are sources where they are written in the program: models speak of them as of functions, in quotes, and between
/// two `*` of all that have it in them.
pub(super) fn literals(program: &Program, models: &Models) -> FxHashMap<Symbol, Vec<KindId>> {
    let symbols = &program.tables.symbols;
    let mut literals = FxHashMap::<Symbol, Vec<KindId>>::default();
    for (path, model) in models.functions() {
        let Some(text) = path.strip_prefix('"').and_then(|path| path.strip_suffix('"')) else { continue };
        let texts: Vec<Symbol> = match text.strip_prefix('*').and_then(|text| text.strip_suffix('*')) {
            Some(part) => symbols.all().filter(|it| symbols.text(*it).contains(part)).collect(),
            None => symbols.get(text).into_iter().collect(),
        };
        for statement in &model.statements {
            if let Statement::Source { kind, .. } = statement {
                for text in &texts {
                    literals.entry(*text).or_default().extend(models.kinds.get(kind));
                }
            }
        }
    }
    literals
}

/// The methods of traits whose implementations are not looked at where `dyn` is called.
pub(super) fn not_joined(program: &Program, models: &Models) -> FxHashSet<Symbol> {
    let methods = models.functions().filter(|(_, model)| model.statements.contains(&Statement::NoDynJoin));
    methods.flat_map(|(path, _)| spellings(path)).filter_map(|path| program.tables.symbols.get(&path)).collect()
}

/// The types that bring nothing along where others call a handler with them: those that are opaque, and those that are sources
/// themselves, in the body of the handler.
pub(super) fn opaque_types(program: &Program, models: &Models) -> FxHashSet<Symbol> {
    let is_told = |it: &Statement| matches!(it, Statement::Opaque | Statement::Source { .. });
    let told = models.types().filter(|(_, model)| model.statements.iter().any(is_told));
    told.filter_map(|(path, _)| Some(program.definition(program.tables.symbols.get(path)?))).collect()
}

/// A summary in the making.
struct Lowering<'a> {
    program: &'a Program,
    models: &'a Models,
    cells: Cells,
    effects: FxHashMap<CellId, Tree>,
    summary: Summary,
    path: Symbol,
}

/// The summary that a model says.
pub(super) fn lower(program: &Program, models: &Models, path: Symbol, model: &Model) -> Summary {
    let mut lowering = Lowering {
        program,
        models,
        cells: Cells::new(0),
        effects: FxHashMap::default(),
        summary: Summary::default(),
        path,
    };
    for statement in &model.statements {
        // A statement that speaks of a variant which the program never names says nothing about it.
        let _ = lowering.statement(statement);
    }
    let is_flow = |statement: &Statement| {
        !matches!(
            statement,
            Statement::Source { .. }
                | Statement::Sink { .. }
                | Statement::Sanitize(_)
                | Statement::Handle { .. }
                | Statement::NoDynJoin
        )
    };
    let Lowering { cells, effects, mut summary, .. } = lowering;
    summary.is_partial = !model.statements.iter().any(is_flow);
    summary.effects = effects.into_iter().collect();
    summary.effects.sort_by_key(|(cell, _)| *cell);
    summary.cells = cells.kinds().to_vec();
    summary
}

impl Lowering<'_> {
    fn statement(&mut self, statement: &Statement) -> Option<()> {
        match statement {
            Statement::Flow { from, to, is_strong, via } => {
                let features = self.models.features.of(via);
                let value = self.read(from)?;
                self.put(to, value.marked(features), *is_strong)
            }
            Statement::Clear(port) => self.put(port, Tree::BOTTOM, true),
            Statement::Call { callable, arguments, to, via } => {
                let features = self.models.features.of(via);
                let mut values = vec![self.read(callable)?];
                for argument in arguments {
                    values.push(self.read(argument)?.marked(features));
                }
                let number = self.invoke(InvocationTarget::Callable, values);
                let Some((from, to, is_value)) = to else { return Some(()) };
                let way = way(self.program, None, from)?;
                let outcome = outcome(number, way, *is_value);
                self.put(to, outcome.marked(features), false)
            }
            Statement::Poll { future, to, via } => {
                let future = self.read(future)?;
                let number = self.invoke(InvocationTarget::Poll, vec![future]);
                let Some(to) = to else { return Some(()) };
                let ready = way(self.program, None, &[PortStep::Variant("Ready".to_owned()), PortStep::Field(0)])?;
                self.put(to, outcome(number, ready, true).marked(self.models.features.of(via)), false)
            }
            Statement::Handle { kind, callable, via } => {
                let PortRoot::Parameter(number) = callable.root else { return None };
                let from_outside = Leaf::new(self.models, kind, via)?.source();
                let callable = input(Root::Parameter(number), self.way(callable)?);
                self.invoke(InvocationTarget::Handler, vec![callable, Tree::taint(from_outside)]);
                Some(())
            }
            Statement::Source { kind, at, via } if at.root == PortRoot::Return || self.is_behind(at) => {
                let leaf = Leaf::new(self.models, kind, via)?;
                self.put(at, Tree::taint(leaf.source()), false)
            }
            Statement::Sink { kind, at, given, via } => {
                let PortRoot::Parameter(number) = at.root else { return None };
                let given = match given {
                    Some((Port { root: PortRoot::Parameter(of), .. }, kind)) => {
                        Some((*of, self.models.kinds.get(kind)?))
                    }
                    Some(_) => return None,
                    None => None,
                };
                let Leaf { kind, features } = Leaf::new(self.models, kind, via)?;
                let path = self.way(at)?;
                let trace = Trace::new(FunctionId(u32::MAX), None, Event::Sink(kind, self.path), None);
                self.summary.sinks.push(SinkFlow {
                    root: Root::Parameter(number),
                    path,
                    kind,
                    excluded: None,
                    given,
                    way: Arc::new(Way { features, always: features, trace: None }),
                    trace: Arc::new(trace),
                });
                Some(())
            }
            Statement::Source { .. }
            | Statement::Sanitize(_)
            | Statement::Opaque
            | Statement::Trust
            | Statement::NoDynJoin => Some(()),
        }
    }

    /// The way into what a port begins with.
    fn way(&self, port: &Port) -> Option<Path> {
        let function = self.program.by_path(self.path).first().copied();
        way(self.program, type_of_root(self.program, function, port.root), &port.steps)
    }

    /// Whether a port of a parameter is what a function without body writes to, rather than what its body begins with.
    fn is_behind(&self, port: &Port) -> bool {
        self.program.by_path(self.path).is_empty() && port.steps.contains(&PortStep::Deref)
    }

    fn invoke(&mut self, target: InvocationTarget, arguments: Vec<Tree>) -> u32 {
        let number = self.summary.invocations.len() as u32;
        self.summary.invocations.push(Invocation {
            origin: (FunctionId(u32::MAX), 0),
            part: number,
            target,
            environment: Environment::default(),
            arguments,
        });
        number
    }

    fn read(&mut self, argument: &Argument) -> Option<Tree> {
        let path = self.way(&argument.port)?;
        match argument.port.root {
            PortRoot::Return => None,
            PortRoot::Heap | PortRoot::Own => {
                let cell = self.cells.id(allocation(argument.port.root));
                Some(Tree::link(Link::exact(LinkTarget::Place(cell, path))))
            }
            PortRoot::Outcome(number) => Some(outcome(number, path, argument.is_value)),
            PortRoot::Parameter(number) if argument.is_reference => {
                let (cell, rest) = self.place(number, &path)?;
                Some(Tree::link(Link::exact(LinkTarget::Place(cell, rest))))
            }
            PortRoot::Parameter(number) => {
                let is_whole = !argument.is_value;
                let origin = Origin::Input { root: Root::Parameter(number), path, is_whole };
                Some(Tree::taint(Taint::new(origin)))
            }
        }
    }

    /// The cell of what the last pointer on a way leads to, and the way from there.
    fn place(&mut self, parameter: u32, path: &Path) -> Option<(CellId, Path)> {
        let last = path.steps().iter().rposition(|step| *step == Step::DEREF)?;
        let (to, rest) = path.steps().split_at(last + 1);
        let cell = self.cells.id(CellKind::Input(Root::Parameter(parameter), Path::new(to).0));
        Some((cell, Path::new(rest).0))
    }

    fn put(&mut self, to: &Port, value: Tree, is_strong: bool) -> Option<()> {
        let path = self.way(to)?;
        let (cell, rest) = match to.root {
            PortRoot::Return => {
                self.summary.result = self.summary.result.written(path.steps(), &value, false);
                return Some(());
            }
            PortRoot::Heap | PortRoot::Own => (self.cells.id(allocation(to.root)), path),
            PortRoot::Outcome(_) => return None,
            PortRoot::Parameter(number) => self.place(number, &path)?,
        };
        let kind = self.cells.kind(cell);
        let before = self.effects.get(&cell).cloned().unwrap_or_else(|| initial(kind));
        self.effects.insert(cell, before.written(rest.steps(), &value, is_strong));
        Some(())
    }
}

fn allocation(root: PortRoot) -> CellKind {
    if root == PortRoot::Own { CellKind::Own(0, 0) } else { CellKind::Heap(0, 0) }
}

fn outcome(invocation: u32, path: Path, is_value: bool) -> Tree {
    let tree = input(Root::Outcome { invocation, port: 0 }, path);
    if is_value { tree } else { tree.map_taints(&mut |taint| Some(taint.whole())) }
}
