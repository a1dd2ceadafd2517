//! What is declared of functions that have a body: by their own marks, by those of the trait that they implement, and by the types of their
//! parameters.
//!
//! ```text
//! #[source(UserInput)] on a parameter          it is a source for this body, whoever calls it
//! #[sink(Html, return)]                        what this body returns reaches Html
//! ```

use rustc_hash::FxHashMap;

use super::foreign_path::spellings;
use super::lower::{Leaf, LoweredSanitizer, lower, sanitizers};
use super::path::{Path, Step};
use super::port::{Coroutine, coroutine_of, type_of_root, way};
use super::summary::Summary;
use crate::ir::{Symbol, Type, TypeId};
use crate::model::{Model, Models, Port, PortRoot, PortStep, SanitizedPort, Statement};
use crate::program::{FunctionId, Program};

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
    pub(super) fn for_coroutine(&mut self, coroutine: &Coroutine) -> Declared {
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

/// What the model of a function says of its body.
pub(super) fn declare(program: &Program, models: &Models, path: &str, function: FunctionId, model: &Model) -> Declared {
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

/// Types that are sources where a function has a parameter of one, whoever calls it.
///
/// ```text
/// #[source(UserInput => parameter)] struct Json<T>(pub T);      what a handler is given; a handler may make one, too, to answer
/// ```
pub(super) fn of_parameters(program: &Program, models: &Models, declared: &mut FxHashMap<FunctionId, Declared>) {
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
pub(super) fn of_implementations(
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
