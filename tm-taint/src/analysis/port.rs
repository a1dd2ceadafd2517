//! Ports of models as ways in a function.
//!
//! ```text
//! 1.Some.0.name   of fn f(a: &Option<Login>)     a reference, a variant, its payload, and a field as the type calls it
//! return.0        of an `async fn`: of what its future gives
//! ```

use super::path::{Path, Step};
use super::spelling;
use crate::ir::{Aggregate, Operand, Rvalue, StatementKind, Type, TypeId};
use crate::model::{ModelError, Models, Port, PortRoot, PortStep, Statement};
use crate::program::{FunctionId, Program};

/// The way that steps of a port are, from a value of a type where it is known; nothing where the program has no such variant or field.
///
/// To get to a field by its name, references on the way follow themselves, as in Rust.
pub(super) fn way(program: &Program, of: Option<TypeId>, steps: &[PortStep]) -> Option<Path> {
    let (mut found, mut of, mut variant) = (Vec::with_capacity(steps.len()), of, None);
    for step in steps {
        let step = match step {
            PortStep::Deref => Step::DEREF,
            PortStep::Element => Step::ELEMENT,
            PortStep::Field(number) => Step::field(*number),
            PortStep::Variant(name) => Step::variant(program.tables.symbols.get(name)?),
            PortStep::Name(name) => {
                while let Type::Reference { to, .. } = program.type_of(of?) {
                    found.push(Step::DEREF);
                    of = Some(*to);
                }
                Step::field(spelling::field_named(program, of?, variant, name)?)
            }
        };
        found.push(step);
        (of, variant) = spelling::after(program, of, variant, step);
    }
    Some(Path::new(&found).0)
}

/// The type of what a port begins with, in a function whose body is at hand. An `async fn` returns what its future gives.
pub(super) fn type_of_root(program: &Program, function: Option<FunctionId>, root: PortRoot) -> Option<TypeId> {
    let function = function?;
    let (of, local) = match root {
        PortRoot::Parameter(number) => (function, number),
        PortRoot::Return => (coroutine_of(program, function).map_or(function, |it| it.function), 0),
        PortRoot::Heap | PortRoot::Own | PortRoot::Outcome(_) => return None,
    };
    program.body(of).locals.get(local as usize).map(|local| local.type_id)
}

impl Models {
    /// What is declared of functions that makes no sense there: a field that their types do not have, and `no_dyn_join` outside of
    /// traits.
    ///
    /// # Errors
    /// The statements, each with what is wrong.
    pub fn check(&self, program: &Program) -> Result<(), Vec<ModelError>> {
        let mut errors = Vec::new();
        for (path, model) in self.functions() {
            let functions = program.tables.symbols.get(path).map_or(&[][..], |path| program.by_path(path));
            if model.statements.contains(&Statement::NoDynJoin) && !is_of_trait(program, path) {
                let reason = "only a method of a trait is called on `dyn`".to_owned();
                let statement = Statement::NoDynJoin.to_string();
                errors.push(ModelError { path: path.to_owned(), statement, reason });
            }
            for statement in &model.statements {
                let is_wrong = |port: &&Port| {
                    let has_name = port.steps.iter().any(|step| matches!(step, PortStep::Name(_)));
                    let is_known = |function: &FunctionId| {
                        way(program, type_of_root(program, Some(*function), port.root), &port.steps).is_some()
                    };
                    has_name && !(functions.iter().any(is_known))
                };
                if let Some(port) = statement.ports().into_iter().find(is_wrong) {
                    let reason = match functions {
                        [] => format!("`{port}` names a field, and the function has no body here that says its number"),
                        _ => format!("`{port}` names a field that is not there"),
                    };
                    errors.push(ModelError { path: path.to_owned(), statement: statement.to_string(), reason });
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Whether a function of the program stands in a trait.
fn is_of_trait(program: &Program, path: &str) -> bool {
    let of = path.rsplit_once("::").and_then(|(of, _)| program.tables.symbols.get(of));
    of.is_some_and(|of| program.trait_of(of).is_some())
}

/// The coroutine of an `async fn`: it captures all parameters in order. What `#[async_trait]` makes of one is a function that returns a
/// box: it captures those that are used, in the order of their use.
pub(super) fn coroutine_of(program: &Program, function: FunctionId) -> Option<Coroutine> {
    let body = program.body(function);
    let returns_pin = || {
        let of = body.locals.first().and_then(|local| program.head(local.type_id));
        of.is_some_and(|of| program.text(of) == "std::pin::Pin")
    };
    let statements = body.blocks.iter().flat_map(|block| &block.statements);
    statements.into_iter().find_map(|statement| {
        let StatementKind::Assign(_, Rvalue::Aggregate(Aggregate::Coroutine(path), operands)) = &statement.kind else {
            return None;
        };
        let parameter = |operand: &Operand| match operand {
            Operand::Copy(it) | Operand::Move(it) if it.projections.is_empty() => Some(it.local.0),
            _ => None,
        };
        let is_parameter = |number: &u32| (1..=body.parameters).contains(number);
        let captures: Vec<u32> = operands.iter().map(parameter).collect::<Option<_>>()?;
        let captures_all = captures.iter().copied().eq(1..=body.parameters);
        let is_own = captures_all || captures.iter().all(is_parameter) && returns_pin();
        let function = program.by_path(*path).first().copied().filter(|_| is_own)?;
        Some(Coroutine { function, captures })
    })
}

/// All that a function does once what it returns is awaited.
pub(super) struct Coroutine {
    pub(super) function: FunctionId,
    /// The numbers of the parameters that it captures, in its own order.
    captures: Vec<u32>,
}

impl Coroutine {
    /// Where a parameter is in what it captures.
    pub(super) fn field(&self, parameter: u32) -> Option<Step> {
        let index = self.captures.iter().position(|it| *it == parameter)?;
        Some(Step::field(index as u32))
    }
}
