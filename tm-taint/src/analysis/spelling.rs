//! Ways as people write them, with the names of parameters, captures and fields.
//!
//! ```text
//! 1.*.2            self.password
//! 2.*              *text
//! 1.*.elem.0       rows[..].0
//! return.Ok.0      return::Ok.0
//! ```

use super::path::{Step, StepKind};
use super::summary::{InvocationTarget, Summary};
use super::taint::Root;
use crate::ir::{AdtKind, Body, BodyKind, Callee, Symbol, TerminatorKind, Type, TypeId};
use crate::program::{FunctionId, Program};

/// A way from something that is called `start` and has a type, where it is known. Pointers on the way follow themselves, as in Rust.
pub(super) fn spelled(program: &Program, start: &str, of: Option<TypeId>, steps: &[Step]) -> String {
    let (mut text, mut of, mut variant, mut stars) = (start.to_owned(), of, None, 0);
    for step in steps {
        match step.kind() {
            StepKind::Deref => stars += 1,
            StepKind::Field(number) => text = format!("{text}.{}", field(program, of, variant, number).0),
            StepKind::Variant(name) => text = format!("{text}::{}", program.text(name)),
            StepKind::Element => text.push_str("[..]"),
            StepKind::Index(number) => text = format!("{text}[{number}]"),
        }
        if step.kind() != StepKind::Deref {
            stars = 0;
        }
        (of, variant) = after(program, of, variant, *step);
    }
    "*".repeat(stars) + &text
}

/// The type, and the variant, after one step.
pub(super) fn after(
    program: &Program,
    of: Option<TypeId>,
    variant: Option<Symbol>,
    step: Step,
) -> (Option<TypeId>, Option<Symbol>) {
    match step.kind() {
        StepKind::Deref => (of.and_then(|of| pointee(program, of)), None),
        StepKind::Field(number) => (field(program, of, variant, number).1, None),
        StepKind::Variant(name) => (of, Some(name)),
        StepKind::Element | StepKind::Index(_) => (of.and_then(|of| element(program, of)), None),
    }
}

/// The number of a field.
pub(super) fn field_named(program: &Program, of: TypeId, variant: Option<Symbol>, name: &str) -> Option<u32> {
    let adt = program.adt(program.head(of)?)?;
    let wanted = adt.variants.iter().find(|it| adt.kind != AdtKind::Enum || variant == Some(it.name))?;
    let number = wanted.fields.iter().position(|field| program.text(field.name) == name)?;
    Some(number as u32)
}

/// The name of a field; nothing for one of a tuple, which has none.
pub(super) fn name_of_field(program: &Program, of: TypeId, variant: Option<Symbol>, number: u32) -> Option<Symbol> {
    let adt = program.adt(program.head(of)?)?;
    let wanted = adt.variants.iter().find(|it| adt.kind != AdtKind::Enum || variant == Some(it.name))?;
    let name = wanted.fields.get(number as usize)?.name;
    is_name(program.text(name)).then_some(name)
}

/// Whether a field has a name, and not only a number.
pub(super) fn is_name(field: &str) -> bool {
    !field.starts_with(|it: char| it.is_ascii_digit())
}

fn pointee(program: &Program, of: TypeId) -> Option<TypeId> {
    match program.type_of(of) {
        Type::Reference { to, .. } | Type::Pointer { to, .. } => Some(*to),
        Type::Path { arguments, .. } => arguments.first().copied(),
        _ => None,
    }
}

fn element(program: &Program, of: TypeId) -> Option<TypeId> {
    match program.type_of(of) {
        Type::Slice(of) | Type::Array { of, .. } => Some(*of),
        Type::Path { arguments, .. } if program.adt(program.head(of)?).is_none() => arguments.first().copied(),
        _ => None,
    }
}

fn field(program: &Program, of: Option<TypeId>, variant: Option<Symbol>, number: u32) -> (String, Option<TypeId>) {
    let found = of.and_then(|of| match program.type_of(of) {
        Type::Tuple(parts) => Some((number.to_string(), *parts.get(number as usize)?)),
        Type::Path { path, arguments } if variant.is_some() && program.adt(*path).is_none() => {
            // The payloads of the two enums that everything goes through.
            let place = match program.text(variant?) {
                "Some" | "Ok" => 0,
                "Err" => 1,
                _ => return None,
            };
            Some((number.to_string(), *arguments.get(place)?))
        }
        Type::Path { path, .. } => {
            let adt = program.adt(*path)?;
            let is_wanted = |name| adt.kind != AdtKind::Enum || variant == Some(name);
            let field = adt.variants.iter().find(|it| is_wanted(it.name))?.fields.get(number as usize)?;
            Some((program.text(field.name).to_owned(), field.type_id))
        }
        _ => None,
    });
    found.map_or_else(|| (number.to_string(), None), |(name, of)| (name, Some(of)))
}

/// The names of a function's parameters, as far as each has one: of patterns, their place.
pub(super) fn parameters(program: &Program, body: &Body) -> Vec<String> {
    let name = |number: u32| {
        let name = body.locals.get(number as usize).and_then(|local| local.name).map(|name| program.text(name));
        // The compiler has names of its own for what a pattern takes apart.
        let name = name.filter(|name| !name.starts_with("__arg"));
        name.map_or_else(|| format!("parameter {number}"), ToOwned::to_owned)
    };
    (1..=body.parameters).map(name).collect()
}

/// A way from what a function begins with. What a closure or coroutine has captured is called as the variable is.
pub(super) fn input(program: &Program, function: FunctionId, summary: &Summary, root: Root, steps: &[Step]) -> String {
    let body = program.body(function);
    match root {
        Root::Parameter(1) if matches!(body.kind, BodyKind::Closure | BodyKind::Coroutine) => {
            let inner = steps.strip_prefix(&[Step::DEREF]).unwrap_or(steps);
            if let Some((first, rest)) = inner.split_first()
                && let StepKind::Field(number) = first.kind()
                && let Some(capture) = body.captures.get(number as usize)
            {
                return spelled(program, program.text(capture.name), None, rest);
            }
            spelled(program, "captures", None, inner)
        }
        Root::Parameter(number) => {
            let name = parameters(program, body).get(number as usize - 1).cloned();
            let of = body.locals.get(number as usize).map(|local| local.type_id);
            spelled(program, &name.unwrap_or_else(|| format!("parameter {number}")), of, steps)
        }
        Root::Outcome { invocation, port: 0 } => {
            spelled(program, &invoked(program, function, summary, invocation), None, steps)
        }
        Root::Outcome { invocation, port } => {
            let start = format!("argument {port} of {}", invoked(program, function, summary, invocation));
            spelled(program, &start, None, steps)
        }
        Root::Heap(..) => spelled(program, "what callers put into what it gives away", None, steps),
    }
}

/// A call that only callers can resolve: `work(..)`, `Store::put(..)`, `future.await`.
pub(super) fn invoked(program: &Program, function: FunctionId, summary: &Summary, number: u32) -> String {
    let Some(invocation) = summary.invocations.get(number as usize) else { return format!("call {number}") };
    let first = || {
        invocation.arguments.first()?.taints().iter().find_map(|taint| match taint.origin {
            super::Origin::Input { root: Root::Outcome { invocation, .. }, .. } if invocation >= number => None,
            super::Origin::Input { root, path, .. } => Some(input(program, function, summary, root, path.steps())),
            super::Origin::Source(_) => None,
        })
    };
    match invocation.target {
        InvocationTarget::Callable => format!("{}(..)", first().unwrap_or_else(|| "a closure".to_owned())),
        InvocationTarget::Handler => format!("{}(..) from outside", first().unwrap_or_else(|| "a handler".to_owned())),
        InvocationTarget::Function(number) => format!("{}(..)", program.text(program.reference_of(number).path)),
        InvocationTarget::Poll => format!("{}.await", first().unwrap_or_else(|| "a future".to_owned())),
        InvocationTarget::Named => {
            let (origin, block) = invocation.origin;
            // A model's call stands in no body.
            let body = ((origin.0 as usize) < program.function_count()).then(|| program.body(origin));
            let block = body.and_then(|body| body.blocks.get(block as usize));
            match block.map(|block| &block.terminator.kind) {
                Some(TerminatorKind::Call { callee: Callee::Function(reference), .. }) => {
                    format!("{}(..)", program.text(reference.path))
                }
                _ => format!("call {number}"),
            }
        }
    }
}
