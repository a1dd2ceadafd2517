//! Bodies: functions, closures, constants as blocks of statements.

use super::{FunctionRef, ImplId, Operand, Place, Rvalue, Span, Symbol, TypeId};

/// A body of its crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyId(pub u32);

/// A local of its body: `_0` is what is returned, then come the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(pub u32);

/// A block of its body; the first one is where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

/// A function, closure, coroutine, constant or static.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its absolute path: `demo::main`, `<demo::Db as demo::Store>::put`, `demo::main::{closure#0}`.
    pub path: Symbol,
    /// What it is.
    pub kind: BodyKind,
    /// The impl block that it is a method of, or stands in.
    pub in_impl: Option<ImplId>,
    /// Its own type and constant parameters in the order in which a call names them: `S`, `N`, `impl Fn(u8)`. Those of its impl
    /// block are not among them; a closure has none of its own. Empty where the source is not at hand.
    pub generics: Box<[Symbol]>,
    /// How many of the locals after `_0` are parameters.
    pub parameters: u32,
    /// The locals, `_0` first.
    pub locals: Box<[Local]>,
    /// The captured variables of a closure or coroutine, in the order of its fields.
    pub captures: Box<[Capture]>,
    /// The blocks.
    pub blocks: Box<[Block]>,
    /// Where the function stands, its head included.
    pub span: Option<Span>,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyKind {
    /// A function or method.
    Function,
    /// A closure: its first parameter is the closure, or a reference to it.
    Closure,
    /// What an `async fn`, `async` block or generator does when it is polled: its first parameter is the coroutine.
    Coroutine,
    /// The constructor of a tuple struct or variant as a function.
    Constructor,
    /// A `const`, an associated or inline constant, a discriminant or a length of an array.
    Constant,
    /// A `static`.
    Static,
}

/// A local variable or temporary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Its type.
    pub type_id: TypeId,
    /// What the user calls it.
    pub name: Option<Symbol>,
    /// Where it is declared.
    pub span: Option<Span>,
}

/// A captured variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// What the user calls it, with the fields that alone are captured: `x`, `x.a`.
    pub name: Symbol,
    /// Whether the closure holds a reference to it.
    pub is_reference: bool,
}

/// Statements, and how they end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The statements in order.
    pub statements: Box<[Statement]>,
    /// What comes after.
    pub terminator: Terminator,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Option<Span>,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// `place = rvalue`.
    Assign(Place, Rvalue),
    /// A line that was not understood: each place it names may flow to each local it names.
    Unknown {
        /// The places it names.
        places: Box<[Place]>,
        /// The line.
        text: Symbol,
    },
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminator {
    /// What it does.
    pub kind: TerminatorKind,
    /// Where it stands.
    pub span: Option<Span>,
}

/// What comes after a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminatorKind {
    /// Another block.
    Goto(BlockId),
    /// One of several blocks, by a value.
    Switch {
        /// The value.
        on: Operand,
        /// The values that lead somewhere, as printed, with where.
        cases: Box<[(Symbol, BlockId)]>,
        /// Where everything else leads.
        otherwise: Option<BlockId>,
    },
    /// The end of the body, with `_0` as result.
    Return,
    /// Nothing: control does not come here, or leaves by a panic.
    Unreachable,
    /// A call.
    Call {
        /// What is called.
        callee: Callee,
        /// What it is given.
        arguments: Box<[Operand]>,
        /// Where the result goes.
        destination: Place,
        /// What comes after; nothing where it never returns.
        next: Option<BlockId>,
    },
    /// A value goes out of scope: what implements `Drop` is called.
    Drop {
        /// The value.
        place: Place,
        /// What comes after.
        next: BlockId,
    },
    /// A coroutine waits: it hands `value` out, and goes on with what it is resumed with.
    Yield {
        /// What is handed out.
        value: Operand,
        /// Where what it is resumed with goes.
        resumed: Place,
        /// What comes after.
        next: BlockId,
    },
    /// One that was not understood: each place it names may flow to each local it names.
    Unknown {
        /// The places it names.
        places: Box<[Place]>,
        /// The blocks it names.
        next: Box<[BlockId]>,
        /// The line.
        text: Symbol,
    },
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Callee {
    /// A function by its name.
    Function(FunctionRef),
    /// A pointer to a function in a place.
    Value(Operand),
}
