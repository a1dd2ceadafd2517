//! Statements of models become summaries.
//!
//! ```text
//! std::vec::Vec::push     2 => 1.*.elem      effect: what parameter 1 leads to, and parameter 2 in its elements
//! std::env::var           source X => return.Ok.0      result: X in Ok.0
//! ```

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cell::{CellKind, Cells};
use super::link::{CellId, Link, LinkTarget};
use super::path::{Path, Step};
use super::place::input;
use super::port::{Coroutine, coroutine_of, type_of_root, way};
use super::state::initial;
use super::summary::{Invocation, InvocationTarget, SinkFlow, Summary};
use super::taint::{Exclusions, Features, KindId, KindSet, Origin, Root, Taint, Way};
use super::trace::{Event, Trace};
use super::tree::Tree;
use crate::graph::Environment;
use crate::ir::{Symbol, Type, TypeId};
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

/// What is declared of a function that has a body.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// What is added to its summary.
    pub(super) summary: Summary,
    /// Its parameters that are sources for its own body.
    pub(super) parameter_sources: Vec<(u32, Path, Leaf)>,
    /// What of its result reaches sinks.
    pub(super) returned_sinks: Vec<(Path, Leaf)>,
    pub(super) sanitizers: Vec<LoweredSanitizer>,
    /// Whether its body is not looked at.
    pub(super) is_trusted: bool,
    /// Whether its body brings nothing from its parameters anywhere but to sinks.
    pub(super) is_opaque: bool,
}

impl Declared {
    /// Adds what a statement says of the body: a parameter that is a source, a result that reaches a sink.
    fn add_of_body(&mut self, program: &Program, models: &Models, function: FunctionId, statement: &Statement) {
        let (Statement::Source { kind, at, via } | Statement::Sink { kind, at, via, .. }) = statement else { return };
        let of = type_of_root(program, Some(function), at.root);
        let (Some(leaf), Some(path)) = (Leaf::new(models, kind, via), way(program, of, &at.steps)) else { return };
        match (statement, at.root) {
            (Statement::Source { .. }, PortRoot::Parameter(number)) => {
                self.parameter_sources.push((number, path, leaf))
            }
            (Statement::Sink { .. }, PortRoot::Return) => self.returned_sinks.push((path, leaf)),
            _ => {}
        }
    }

    /// Adds what is said of a body to what is declared of it: of its coroutine, where that does all.
    fn add_to(mut self, program: &Program, function: FunctionId, declared: &mut FxHashMap<FunctionId, Declared>) {
        let own = match coroutine_of(program, function) {
            Some(coroutine) => {
                self = self.for_coroutine(&coroutine);
                coroutine.function
            }
            None => function,
        };
        let declared = declared.entry(own).or_default();
        declared.parameter_sources.extend(self.parameter_sources);
        declared.returned_sinks.extend(self.returned_sinks);
    }

    /// Takes what is true of the coroutine that an `async fn` makes of its parameters: all that its body does.
    fn for_coroutine(&mut self, coroutine: &Coroutine) -> Declared {
        let captured = |(number, path, leaf): (u32, Path, Leaf)| {
            let field = coroutine.field(number)?;
            let steps: Vec<Step> = std::iter::once(field).chain(path.steps().iter().copied()).collect();
            Some((1, Path::new(&steps).0, leaf))
        };
        Declared {
            summary: Summary::default(),
            parameter_sources: std::mem::take(&mut self.parameter_sources).into_iter().filter_map(captured).collect(),
            returned_sinks: std::mem::take(&mut self.returned_sinks),
            sanitizers: std::mem::take(&mut self.sanitizers)
                .into_iter()
                .filter_map(|sanitizer| match sanitizer.at {
                    SanitizedPort::Parameter(number) => {
                        let within = Some(coroutine.field(number)?);
                        Some(LoweredSanitizer { at: SanitizedPort::Parameter(1), within, ..sanitizer })
                    }
                    _ => Some(sanitizer),
                })
                .collect(),
            is_trusted: std::mem::take(&mut self.is_trusted),
            is_opaque: std::mem::take(&mut self.is_opaque),
        }
    }
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
    fn new(models: &Models, kind: &str, via: &[String]) -> Option<Leaf> {
        Some(Leaf { kind: models.kinds.get(kind)?, features: models.features.of(via) })
    }

    /// What comes from the source.
    pub(super) fn source(self) -> Taint {
        Taint::new(Origin::Source(self.kind)).with_features(self.features, self.features)
    }
}

/// A field, type or static that is a source or a sink, or a field that is sanitized.
#[derive(Debug, Default)]
pub(super) struct PlaceModel {
    pub(super) sources: Vec<Leaf>,
    pub(super) sinks: Vec<Leaf>,
    /// What a field stops: nothing gets through where no kinds are named.
    pub(super) sanitizers: Vec<Exclusions>,
}

impl PlaceModel {
    fn add(&mut self, models: &Models, model: &Model) {
        for statement in &model.statements {
            match statement {
                Statement::Source { kind, at, via } => {
                    // What is a source as a parameter alone is none elsewhere.
                    let is_anywhere = at.root == PortRoot::Return;
                    self.sources.extend(Leaf::new(models, kind, via).filter(|_| is_anywhere));
                }
                Statement::Sink { kind, via, .. } => self.sinks.extend(Leaf::new(models, kind, via)),
                Statement::Sanitize(it) => self.sanitizers.push(exclusions(models, it)),
                _ => {}
            }
        }
    }
}

/// The fields, types and statics of which something is declared.
#[derive(Debug, Default)]
pub(super) struct PlaceModels {
    /// By type, variant and number.
    pub(super) fields: FxHashMap<(Symbol, Option<Symbol>, u32), PlaceModel>,
    /// Whether any of the fields is sanitized.
    pub(super) has_sanitizers: bool,
    /// By the path of the type.
    pub(super) types: FxHashMap<Symbol, PlaceModel>,
    /// By the path of the static, constant or thread local.
    pub(super) statics: FxHashMap<Symbol, PlaceModel>,
}

/// The type that a model of a trait's method is for, and the trait's first argument where the model says one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SelfPattern {
    of: SelfType,
    is_reference: bool,
    argument: Option<Symbol>,
}

/// Which types a model of a trait's method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SelfType {
    /// Any: `_`.
    Any,
    /// Slices and arrays: `[]`.
    Slice,
    /// Those that begin with this path.
    Path(Symbol),
}

impl SelfPattern {
    /// Whether a call on a type, of a method of a trait with arguments, is meant.
    pub(super) fn matches(self, program: &Program, of: TypeId, as_trait: Option<TypeId>) -> bool {
        let first = || match program.type_of(as_trait?) {
            Type::Path { arguments, .. } => program.head(*arguments.first()?),
            _ => None,
        };
        self.is_for(program, of) && (self.argument.is_none() || self.argument == first())
    }

    /// Whether it says the trait's first argument.
    pub(super) fn has_argument(self) -> bool {
        self.argument.is_some()
    }

    fn is_for(self, program: &Program, of: TypeId) -> bool {
        match program.type_of(of) {
            Type::Reference { to, .. } if self.is_reference => {
                SelfPattern { is_reference: false, ..self }.is_for(program, *to)
            }
            _ if self.of == SelfType::Any => true,
            Type::Path { path, .. } => !self.is_reference && self.of == SelfType::Path(*path),
            Type::Slice(_) | Type::Array { .. } => !self.is_reference && self.of == SelfType::Slice,
            _ => false,
        }
    }

    /// Reads `std::vec::Vec`, `&std::vec::Vec`, `[]`, `_`. Nothing where the program has no such type.
    fn new(program: &Program, text: &str, argument: Option<&str>) -> Option<SelfPattern> {
        let (is_reference, text) = text.strip_prefix('&').map_or((false, text), |text| (true, text));
        let of = match text {
            "_" => SelfType::Any,
            "[]" => SelfType::Slice,
            path => SelfType::Path(program.tables.symbols.get(path)?),
        };
        let argument = match argument {
            Some(path) => Some(program.tables.symbols.get(path)?),
            None => None,
        };
        Some(SelfPattern { of, is_reference, argument })
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
            let mut of_function = declare(program, models, path, *function, model);
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
        of_implementations(program, models, path, model, &mut declared);
    }
    of_parameters(program, models, &mut declared);
    (foreign, declared)
}

/// Types that are sources where a function has a parameter of one, whoever calls it.
///
/// ```text
/// #[source(UserInput => parameter)] struct Json<T>(pub T);      what a handler is given; a handler may make one, too, to answer
/// ```
fn of_parameters(program: &Program, models: &Models, declared: &mut FxHashMap<FunctionId, Declared>) {
    let mut types: FxHashMap<Symbol, Vec<Leaf>> = FxHashMap::default();
    for (path, model) in models.types() {
        let Some(path) = program.tables.symbols.get(path).map(|path| program.definition(path)) else { continue };
        for statement in &model.statements {
            if let Statement::Source { kind, at: Port { root: PortRoot::Parameter(_), .. }, via } = statement {
                types.entry(path).or_default().extend(Leaf::new(models, kind, via));
            }
        }
    }
    if types.is_empty() {
        return;
    }
    for function in program.functions() {
        let body = program.body(function);
        let mut more = Declared::default();
        for number in 1..=body.parameters {
            let of = body.locals.get(number as usize).and_then(|local| given_type(program, local.type_id));
            let leaves = of.and_then(|of| types.get(&of)).into_iter().flatten();
            more.parameter_sources.extend(leaves.map(|leaf| (number, Path::EMPTY, *leaf)));
        }
        if !more.parameter_sources.is_empty() {
            more.add_to(program, function, declared);
        }
    }
}

/// The type of a parameter, behind references, and where it may be absent: `Option<Json<T>>`.
fn given_type(program: &Program, of: TypeId) -> Option<Symbol> {
    match program.type_of(of) {
        Type::Reference { to, .. } => given_type(program, *to),
        Type::Path { path, arguments } => match program.text(*path) {
            "std::option::Option" | "std::result::Result" => given_type(program, *arguments.first()?),
            _ => Some(program.definition(*path)),
        },
        _ => None,
    }
}

/// What is declared of a trait's method holds of the body of each implementation: what others hand it, and what it returns to them.
///
/// ```text
/// trait Page { #[sink(Html, return)] fn text(&self) -> String; }      of another crate
/// impl Page for Card { fn text(&self) -> String { … } }               what is returned here must not be UserInput
/// ```
fn of_implementations(
    program: &Program,
    models: &Models,
    path: &str,
    model: &Model,
    declared: &mut FxHashMap<FunctionId, Declared>,
) {
    let Some((of_trait, name)) = path.rsplit_once("::").filter(|_| model.statements.iter().any(is_of_body)) else {
        return;
    };
    let blocks = spellings(of_trait).into_iter().filter_map(|it| program.tables.symbols.get(&it));
    for found in blocks.flat_map(|of_trait| program.impls(of_trait)) {
        let Some((_, body)) = found.block.items.iter().find(|(item, _)| program.text(*item) == name) else { continue };
        let function = program.function(found.krate, *body);
        let mut more = Declared::default();
        for statement in model.statements.iter().filter(|it| is_of_body(it)) {
            more.add_of_body(program, models, function, statement);
        }
        more.add_to(program, function, declared);
    }
}

/// Whether a statement speaks of what a body is given, or returns: what is behind `&mut` it writes itself.
fn is_of_body(statement: &Statement) -> bool {
    match statement {
        Statement::Source { at, .. } => {
            matches!(at.root, PortRoot::Parameter(_)) && at.steps.first() != Some(&PortStep::Deref)
        }
        Statement::Sink { at, .. } => at.root == PortRoot::Return,
        _ => false,
    }
}

/// How the paths of models may begin instead.
const OTHER_ROOTS: &[(&str, &str)] = &[
    ("std::", "core::"),
    ("std::", "alloc::"),
    ("futures::", "futures_util::"),
    ("futures::", "futures_lite::"),
    ("futures::stream::", "tokio_stream::"),
    ("futures::", "tokio_stream::"),
    ("futures::channel::", "futures_channel::"),
    ("futures::channel::", "futures::futures_channel::"),
    ("lock_api::", "parking_lot::lock_api::"),
    ("lock_api::", "parking_lot::"),
    ("lock_api::", "spin::"),
];

/// `<&std::vec::Vec as std::iter::IntoIterator>::into_iter`: the path `std::iter::IntoIterator::into_iter`, for that type.
///
/// The compiler says `core` and `alloc` of what `std` does not show, and of what macros name, and the same of crates that others show
/// as their own: those are tried, too.
fn foreign_paths(program: &Program, path: &str) -> Vec<(Symbol, Option<SelfPattern>)> {
    let symbols = &program.tables.symbols;
    let named = |path: &str| spellings(path).iter().filter_map(|path| symbols.get(path)).collect::<Vec<_>>();
    let Some(inner) = path.strip_prefix('<') else {
        return named(path).into_iter().map(|symbol| (symbol, None)).collect();
    };
    let of_type = || {
        let (inner, name) = inner.rsplit_once(">::")?;
        let (self_type, of_trait) = inner.split_once(" as ")?;
        let (of_trait, argument) = match of_trait.split_once('<') {
            Some((of_trait, argument)) => (of_trait, Some(argument.strip_suffix('>')?)),
            None => (of_trait, None),
        };
        let mut found = Vec::new();
        for pattern in spellings(self_type).iter().filter_map(|it| SelfPattern::new(program, it, argument)) {
            found.extend(named(&format!("{of_trait}::{name}")).into_iter().map(|path| (path, Some(pattern))));
        }
        Some(found)
    };
    of_type().unwrap_or_default()
}

/// A path as models write it, and as the compiler may print it.
fn spellings(path: &str) -> Vec<String> {
    let others = OTHER_ROOTS.iter().filter_map(|(root, other)| Some(format!("{other}{}", path.strip_prefix(root)?)));
    std::iter::once(path.to_owned()).chain(others).collect()
}

fn declare(program: &Program, models: &Models, path: &str, function: FunctionId, model: &Model) -> Declared {
    let symbol = program.tables.symbols.get(path).expect("the function has this path");
    let mut declared = Declared {
        summary: lower(program, models, symbol, model),
        sanitizers: sanitizers(models, model),
        ..Declared::default()
    };
    for statement in &model.statements {
        declared.add_of_body(program, models, function, statement);
        match statement {
            Statement::Trust => declared.is_trusted = true,
            Statement::Opaque => declared.is_opaque = true,
            _ => {}
        }
    }
    declared
}

fn sanitizers(models: &Models, model: &Model) -> Vec<LoweredSanitizer> {
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
fn exclusions(models: &Models, sanitizer: &Sanitizer) -> Exclusions {
    let kinds = |names: &[String]| names.iter().filter_map(|name| models.kinds.get(name)).collect::<KindSet>();
    Exclusions { sources: kinds(&sanitizer.sources), sinks: kinds(&sanitizer.sinks) }
}

/// The fields, types and statics of which something is declared, as far as the program mentions them.
pub(super) fn places(program: &Program, models: &Models) -> PlaceModels {
    let mut places = PlaceModels::default();
    for (path, model) in models.fields() {
        if let Some(field) = field(program, path) {
            places.fields.entry(field).or_default().add(models, model);
        }
    }
    places.has_sanitizers = places.fields.values().any(|model| !model.sanitizers.is_empty());
    let defined = |path: &str| program.tables.symbols.get(path).map(|path| program.definition(path));
    for (path, model) in models.types() {
        if let Some(path) = defined(path) {
            places.types.entry(path).or_default().add(models, model);
        }
    }
    for (path, model) in models.statics() {
        if let Some(path) = defined(path) {
            places.statics.entry(path).or_default().add(models, model);
        }
    }
    places
}

/// The field that is meant by `demo::Login.password` or `demo::Event::Set.0`. One of a crate that was not read is known by its number.
fn field(program: &Program, path: &str) -> Option<(Symbol, Option<Symbol>, u32)> {
    let (of, field) = path.rsplit_once('.')?;
    let whole = program.tables.symbols.get(of).and_then(|path| program.adt(path).map(|adt| (adt, None)));
    let of_variant = || {
        let (of, variant) = of.rsplit_once("::")?;
        let adt = program.adt(program.tables.symbols.get(of)?)?;
        Some((adt, Some(program.tables.symbols.get(variant)?)))
    };
    let Some((adt, variant)) = whole.or_else(of_variant) else {
        return Some((program.tables.symbols.get(of)?, None, field.parse().ok()?));
    };
    let named = adt.variants.iter().find(|it| variant.is_none_or(|variant| it.name == variant));
    let number = named.and_then(|it| it.fields.iter().position(|it| program.text(it.name) == field))?;
    Some((adt.path, variant, number as u32))
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
fn lower(program: &Program, models: &Models, path: Symbol, model: &Model) -> Summary {
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
