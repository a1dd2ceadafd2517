//! What a value is that a call is made on, where the body that makes the call shows it.
//!
//! ```text
//! _8 = demo::fetch(move _9)                                    fetch makes the coroutine demo::fetch::{closure#0}
//! _7 = <impl Future as IntoFuture>::into_future(move _8)
//! _13 = move _7
//! _18 = &mut _13
//! _17 = <Pin<&mut impl Future>>::new_unchecked(move _18)
//! _16 = <impl Future as Future>::poll(move _17, move _20)      ends in demo::fetch::{closure#0}
//! ```
//!
//! All that is written to a local has to have one origin. What a type hides (`impl Trait`) stays the same where the value is
//! lent out; a pointer to a function may change, so that one that is lent out to be written to has none.

use rustc_hash::FxHashMap;

use super::meanings::Meanings;
use super::unify::is_open;
use crate::ir::{
    Aggregate, Body, Callee, Constant, FunctionRef, LocalId, Operand, Place, Projection, Rvalue, StatementKind, Symbol,
    TerminatorKind, Type,
};
use crate::program::{FunctionId, Program};

/// How many locals lead from one to the next.
const STEPS: u8 = 20;

/// How many functions hand on what another has made.
const FUNCTIONS: u8 = 4;

/// Functions whose result leads to what their first argument leads to.
const HANDED_ON: [&str; 8] = [
    "std::boxed::Box::new",
    "std::boxed::Box::pin",
    "std::clone::Clone::clone",
    "std::future::IntoFuture::into_future",
    "std::ops::Deref::deref",
    "std::pin::Pin::as_mut",
    "std::pin::Pin::new",
    "std::pin::Pin::new_unchecked",
];

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is this closure, coroutine or function.
    Code(FunctionId),
    /// It is what the function of this path returns: one type, whatever `impl Trait` says of it.
    Returned(Symbol),
}

impl Origin {
    /// The code that the value is.
    pub(super) fn code(self) -> Option<FunctionId> {
        match self {
            Origin::Code(function) => Some(function),
            Origin::Returned(_) => None,
        }
    }

    /// The path of what decides on the value's type.
    pub(super) fn path(self, program: &Program) -> Symbol {
        match self {
            Origin::Code(function) => program.body(function).path,
            Origin::Returned(path) => path,
        }
    }
}

/// The origins of a body's values.
pub(super) struct Origins<'p> {
    meanings: &'p Meanings<'p>,
    body: &'p Body,
    written: FxHashMap<LocalId, Written<'p>>,
    functions: u8,
}

/// What happens to a local.
#[derive(Default)]
struct Written<'p> {
    values: Vec<Value<'p>>,
    is_lent: bool,
}

#[derive(Clone, Copy)]
enum Value<'p> {
    Made(&'p Rvalue),
    Called(&'p FunctionRef, &'p [Operand]),
    Unknown,
}

impl<'p> Origins<'p> {
    /// Of the values of `body`.
    pub(super) fn new(meanings: &'p Meanings<'p>, body: &'p Body) -> Origins<'p> {
        Origins::within(meanings, body, FUNCTIONS)
    }

    fn within(meanings: &'p Meanings<'p>, body: &'p Body, functions: u8) -> Origins<'p> {
        let mut origins = Origins { meanings, body, written: FxHashMap::default(), functions };
        for block in &body.blocks {
            for statement in &block.statements {
                match &statement.kind {
                    StatementKind::Assign(to, rvalue) => {
                        origins.write(to, Value::Made(rvalue));
                        if let Rvalue::Reference { is_mutable: true, place } | Rvalue::RawPointer { place, .. } = rvalue
                            && !place.projections.contains(&Projection::Deref)
                        {
                            origins.written.entry(place.local).or_default().is_lent = true;
                        }
                    }
                    StatementKind::Unknown { places, .. } => {
                        places.iter().for_each(|it| origins.write(it, Value::Unknown));
                    }
                }
            }
            match &block.terminator.kind {
                TerminatorKind::Call { callee: Callee::Function(reference), arguments, destination, .. } => {
                    origins.write(destination, Value::Called(reference, arguments));
                }
                TerminatorKind::Call { callee: Callee::Value(_), destination, .. } => {
                    origins.write(destination, Value::Unknown);
                }
                TerminatorKind::Yield { resumed, .. } => origins.write(resumed, Value::Unknown),
                TerminatorKind::Unknown { places, .. } => {
                    places.iter().for_each(|it| origins.write(it, Value::Unknown));
                }
                _ => {}
            }
        }
        origins
    }

    fn write(&mut self, to: &Place, value: Value<'p>) {
        if to.projections.is_empty() {
            self.written.entry(to.local).or_default().values.push(value);
        }
    }

    /// Where the value of an operand comes from, or what it leads to.
    pub(super) fn of(&self, operand: &'p Operand) -> Option<Origin> {
        self.of_operand(operand, STEPS)
    }

    fn of_operand(&self, operand: &'p Operand, steps: u8) -> Option<Origin> {
        match operand {
            Operand::Copy(place) | Operand::Move(place) => self.of_place(place, steps),
            Operand::Constant(Constant::Function(reference)) => self.only_target(reference).map(Origin::Code),
            Operand::Constant(_) => None,
        }
    }

    fn of_place(&self, place: &Place, steps: u8) -> Option<Origin> {
        if !place.projections.iter().all(|it| *it == Projection::Deref) {
            return None;
        }
        let written = self.written.get(&place.local)?;
        let is_parameter = (1..=self.body.parameters).contains(&place.local.0);
        if is_parameter || (written.is_lent && !self.hides_one_type(place.local)) {
            return None;
        }
        let steps = steps.checked_sub(1)?;
        let mut origins = written.values.iter().map(|it| self.of_value(*it, steps));
        let first = origins.next()??;
        origins.all(|it| it == Some(first)).then_some(first)
    }

    fn of_value(&self, value: Value<'p>, steps: u8) -> Option<Origin> {
        match value {
            Value::Made(Rvalue::Use(operand) | Rvalue::Cast(_, operand, _)) => self.of_operand(operand, steps),
            Value::Made(Rvalue::Reference { place, .. }) => self.of_place(place, steps),
            Value::Made(Rvalue::Aggregate(Aggregate::Closure(path) | Aggregate::Coroutine(path), _)) => {
                match self.meanings.resolver.program.by_path(*path) {
                    [only] => Some(Origin::Code(*only)),
                    _ => None,
                }
            }
            Value::Called(reference, arguments) => self.of_call(reference, arguments, steps),
            Value::Made(_) | Value::Unknown => None,
        }
    }

    fn of_call(&self, reference: &'p FunctionRef, arguments: &'p [Operand], steps: u8) -> Option<Origin> {
        let program = self.meanings.resolver.program;
        if HANDED_ON.contains(&program.text(reference.path)) {
            return self.of_operand(arguments.first()?, steps);
        }
        if reference.self_type.is_some_and(|it| is_open(&program.tables, it)) && reference.as_trait.is_some() {
            return None;
        }
        let Some(function) = self.only_target(reference) else { return Some(Origin::Returned(reference.path)) };
        let body = program.body(function);
        let made = self.functions.checked_sub(1).and_then(|functions| {
            let result = Place { local: LocalId(0), projections: Box::default() };
            Origins::within(self.meanings, body, functions).of_place(&result, STEPS)
        });
        made.or(Some(Origin::Returned(body.path)))
    }

    fn only_target(&self, reference: &'p FunctionRef) -> Option<FunctionId> {
        match self.meanings.of(reference).functions[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether a local is of a type that is one closure or one `impl Trait`: all that may be written to it is that.
    fn hides_one_type(&self, local: LocalId) -> bool {
        let of = self.body.locals.get(local.0 as usize).map(|it| self.meanings.resolver.program.type_of(it.type_id));
        matches!(of, Some(Type::Opaque(_) | Type::Closure(_) | Type::Coroutine(_) | Type::Function(_)))
    }
}
