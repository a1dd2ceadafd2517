//! One body: its declarations, its blocks.

use super::cursor::Cursor;
use super::line::{Line, Lines, Part};
use super::rvalue::Assigned;
use super::{Reader, Variable, blocks, format, macros};
use crate::front::coverage::MissKind;
use crate::ir::{
    Block, BlockId, Body, BodyKind, Capture, Local, LocalId, Place, Projection, Statement, StatementKind, Symbol,
    Terminator, TerminatorKind,
};

use super::head::Head;

/// A local's number beyond this is a fault of the text.
const LOCALS: u32 = 1_000_000;

/// What a line of a block is.
enum Read {
    Statement(StatementKind),
    Terminator(TerminatorKind),
    /// What only the borrow checker or the code generator reads.
    Nothing,
}

impl<'d> Reader<'_, 'd> {
    /// Reads the body behind `head`. Its own path is `path`.
    pub(crate) fn body(&mut self, head: &Head<'d>, path: Symbol) -> Body {
        self.begin(head, path);
        self.locals.push(Local { type_id: self.unstated, name: None, span: None });
        for parameter in &head.parameters {
            let type_id = self.type_id(parameter);
            self.locals.push(Local { type_id, name: None, span: None });
        }
        self.locals[0].type_id = self.type_id(head.returns);
        let mut raw: Vec<(u32, Block)> = Vec::new();
        let mut current = None;
        for part in Lines::new(head.rest) {
            match part {
                Part::Declaration(line) => self.declaration(line),
                Part::Block(number) => {
                    if let Some(before) = current.take() {
                        raw.push((before, self.unended()));
                    }
                    current = Some(number);
                }
                Part::Statement(line) => {
                    let span = line.span.and_then(|it| self.spans.read(it, &mut self.tables.symbols));
                    match self.line(line) {
                        Read::Nothing => {}
                        Read::Statement(kind) => self.statements.push(Statement { kind, span }),
                        Read::Terminator(kind) => {
                            let statements = std::mem::take(&mut self.statements).into();
                            if let Some(number) = current.take() {
                                raw.push((number, Block { statements, terminator: Terminator { kind, span } }));
                            }
                        }
                    }
                }
            }
        }
        if let Some(before) = current {
            raw.push((before, self.unended()));
        }
        let mut blocks = blocks::simplified(raw);
        format::decode_templates(&mut blocks, self.tables);
        let body_span = self.body_span;
        let parameters = head.parameters.len() as u32;
        let mut locals = std::mem::take(&mut self.locals);
        locals.resize(
            locals.len().max(self.highest_local(&blocks) + 1),
            Local { type_id: self.unstated, name: None, span: None },
        );
        macros::move_spans(&mut blocks, &locals, body_span, |span| self.is_own(span));
        Body {
            path,
            kind: head.kind,
            in_impl: None,
            generics: self.scope.own(self.tables),
            parameters,
            captures: self.captures(head.kind),
            locals: locals.into(),
            blocks: blocks.into(),
            span: body_span,
        }
    }

    fn highest_local(&self, blocks: &[Block]) -> usize {
        let mut highest = 0;
        for block in blocks {
            block.for_each_local(|LocalId(local)| highest = highest.max(local));
        }
        highest.min(LOCALS) as usize
    }

    fn declaration(&mut self, line: Line<'d>) {
        self.try_declaration(line).unwrap_or_else(|| self.coverage.miss(MissKind::Declaration, line.text));
    }

    fn try_declaration(&mut self, line: Line<'d>) -> Option<()> {
        let mut cursor = Cursor::new(line.text);
        if cursor.take("let ") {
            cursor.take("mut ");
            cursor.require("_")?;
            let number: u32 = cursor.number().filter(|it| *it <= LOCALS)?;
            cursor.require(": ")?;
            // A type that the user wrote may follow that of the compiler.
            let text = cursor.rest();
            let written = if text.ends_with('}') { text.find(" as UserTypeProjection ") } else { None };
            let type_id = self.type_id(&text[..written.unwrap_or(text.len())]);
            let span = line.span.and_then(|it| self.spans.read(it, &mut self.tables.symbols));
            let index = number as usize;
            if self.locals.len() <= index {
                self.locals.resize(index + 1, Local { type_id: self.unstated, name: None, span: None });
            }
            let name = self.locals[index].name;
            self.locals[index] = Local { type_id, name, span };
            return Some(());
        }
        cursor.require("debug ")?;
        let (name, place) = cursor.rest().split_once(" => ")?;
        if place.starts_with("const ") || name.contains(' ') {
            // A variable that is a constant, or a part of one that is kept apart, has no place of its own.
            return Some(());
        }
        let mut cursor = Cursor::new(place.strip_prefix('&').unwrap_or(place));
        let place = self.place(&mut cursor)?;
        let symbol = self.tables.symbols.intern(name);
        let LocalId(local) = place.local;
        if place.projections.is_empty() && local <= LOCALS {
            let index = local as usize;
            if self.locals.len() <= index {
                self.locals.resize(index + 1, Local { type_id: self.unstated, name: None, span: None });
            }
            self.locals[index].name = Some(symbol);
            if self.locals[index].span.is_none() {
                self.locals[index].span = line.span.and_then(|it| self.spans.read(it, &mut self.tables.symbols));
            }
        }
        self.variables.push(Variable { name, place, span: line.span });
        Some(())
    }

    fn line(&mut self, line: Line<'d>) -> Read {
        let is_marker = [
            "StorageLive(",
            "StorageDead(",
            "FakeRead(",
            "PlaceMention(",
            "AscribeUserType(",
            "Coverage::",
            "Retag(",
            "ConstEvalCounter",
            "BackwardIncompatibleDropHint(",
            "nop",
        ];
        if !line.text.starts_with(['_', '(']) && is_marker.iter().any(|it| line.text.starts_with(it)) {
            return Read::Nothing;
        }
        self.coverage.statements += 1;
        match self.try_line(line) {
            Some(read) => read,
            None => self.unknown(line.text),
        }
    }

    fn try_line(&mut self, line: Line<'d>) -> Option<Read> {
        let mut cursor = Cursor::new(line.text);
        if !line.text.starts_with(['_', '(']) {
            return self.keyword(&mut cursor, line);
        }
        let to = self.place(&mut cursor)?;
        cursor.require(" = ")?;
        Some(match self.assigned(&to, &mut cursor, line.comments)? {
            Assigned::Nothing => Read::Nothing,
            Assigned::Rvalue(rvalue) => {
                if !cursor.is_end() {
                    return None;
                }
                Read::Statement(StatementKind::Assign(to, rvalue))
            }
            Assigned::Call(callee, arguments) => {
                let next = returns_to(cursor.rest())?;
                Read::Terminator(TerminatorKind::Call { callee, arguments, destination: to, next })
            }
            Assigned::Yield(value) => {
                let next = named(cursor.rest(), "resume")?;
                Read::Terminator(TerminatorKind::Yield { value, resumed: to, next })
            }
        })
    }

    fn keyword(&mut self, cursor: &mut Cursor<'d>, line: Line<'d>) -> Option<Read> {
        let kind = match cursor.word() {
            "goto" => TerminatorKind::Goto(block_id(cursor.rest().strip_prefix(" -> ")?)?),
            "return" if cursor.is_end() => TerminatorKind::Return,
            "unreachable" | "resume" | "coroutine_drop" | "abort" if cursor.is_end() => TerminatorKind::Unreachable,
            "terminate" | "unwind" => TerminatorKind::Unreachable,
            "falseEdge" | "falseUnwind" => TerminatorKind::Goto(named(cursor.rest(), "real")?),
            "assert" => TerminatorKind::Goto(named(cursor.rest(), "success")?),
            "drop" => {
                cursor.require("(")?;
                let place = self.place(cursor)?;
                cursor.require(")")?;
                let next = returns_to(cursor.rest())?;
                match next {
                    Some(next) => TerminatorKind::Drop { place, next },
                    None => TerminatorKind::Unreachable,
                }
            }
            "switchInt" => {
                cursor.require("(")?;
                let on = self.operand(cursor, line.comments)?;
                cursor.require(") -> [")?;
                let mut cases = Vec::new();
                let mut otherwise = None;
                while !cursor.take("]") {
                    let value = cursor.until(b":");
                    cursor.require(": bb")?;
                    let to = BlockId(cursor.number()?);
                    if value == "otherwise" {
                        otherwise = Some(to);
                    } else {
                        cases.push((self.tables.symbols.intern(value), to));
                    }
                    cursor.take(", ");
                }
                TerminatorKind::Switch { on, cases: cases.into(), otherwise }
            }
            // A call whose result is the caller's own: `become f(a)`.
            "tailcall" => {
                cursor.require(" ")?;
                let to = Place::local(LocalId(0));
                return match self.assigned(&to, cursor, line.comments)? {
                    Assigned::Call(callee, arguments) => {
                        Some(Read::Terminator(TerminatorKind::Call { callee, arguments, destination: to, next: None }))
                    }
                    _ => None,
                };
            }
            // An assumption on a value moves nothing.
            "assume" if cursor.peek() == b'(' => return Some(Read::Nothing),
            _ => return None,
        };
        Some(Read::Terminator(kind))
    }

    /// A line that was not understood. One that names blocks ends its block.
    fn unknown(&mut self, text: &'d str) -> Read {
        let places: Box<[Place]> =
            numbered(text, "_").filter(|it| *it <= LOCALS).map(|it| Place::local(LocalId(it))).collect();
        let next: Box<[BlockId]> = match text.rfind(" -> ") {
            Some(at) => numbered(&text[at..], "bb").map(BlockId).collect(),
            None => Box::default(),
        };
        let symbol = self.tables.symbols.intern(text);
        if next.is_empty() {
            self.coverage.miss(MissKind::Statement, text);
            return Read::Statement(StatementKind::Unknown { places, text: symbol });
        }
        self.coverage.miss(MissKind::Terminator, text);
        Read::Terminator(TerminatorKind::Unknown { places, next, text: symbol })
    }

    /// A block without an end: its last line was not understood as one.
    fn unended(&mut self) -> Block {
        let mut statements = std::mem::take(&mut self.statements);
        let terminator = match statements.pop() {
            Some(Statement { kind: StatementKind::Unknown { places, text }, span }) => {
                Terminator { kind: TerminatorKind::Unknown { places, next: Box::default(), text }, span }
            }
            last => {
                statements.extend(last);
                Terminator { kind: TerminatorKind::Unreachable, span: None }
            }
        };
        Block { statements: statements.into(), terminator }
    }

    /// The variables that a closure captures, by the places that they have in it.
    fn captures(&mut self, kind: BodyKind) -> Box<[Capture]> {
        if !matches!(kind, BodyKind::Closure | BodyKind::Coroutine) {
            return Box::default();
        }
        let mut captures: Vec<Option<Capture>> = Vec::new();
        let variables = std::mem::take(&mut self.variables);
        for variable in &variables {
            let Some((field, is_reference)) = captured_field(&variable.place) else { continue };
            let index = field as usize;
            if index > 10_000 {
                continue;
            }
            if captures.len() <= index {
                captures.resize(index + 1, None);
            }
            captures[index] = Some(Capture { name: self.capture_name(variable.name, variable.span), is_reference });
        }
        let unnamed = self.tables.symbols.intern("?");
        captures.into_iter().map(|it| it.unwrap_or(Capture { name: unnamed, is_reference: false })).collect()
    }
}

/// The number of the captured variable that has this place in a closure, and whether the closure holds a reference to it.
pub(crate) fn captured_field(place: &Place) -> Option<(u32, bool)> {
    if place.local != LocalId(1) {
        return None;
    }
    let steps = match &place.projections[..] {
        [Projection::Deref, rest @ ..] => rest,
        rest => rest,
    };
    match steps {
        [Projection::Field(number, _), rest @ ..] => Some((*number, rest.first() == Some(&Projection::Deref))),
        _ => None,
    }
}

/// Where a call or drop goes on: nothing if only a cleanup block follows.
#[expect(clippy::option_option, reason = "no such end, and an end without block, are different")]
fn returns_to(text: &str) -> Option<Option<BlockId>> {
    let to = text.strip_prefix(" -> ")?;
    if to.starts_with("unwind") {
        return Some(None);
    }
    match named(text, "return") {
        Some(next) => Some(Some(next)),
        // One block alone is where a panic goes, which is left out with the cleanup blocks.
        None => Some(block_id(to)),
    }
}

/// The block that ` -> [name: bb1, …]` gives a name.
fn named(text: &str, name: &str) -> Option<BlockId> {
    let targets = &text[text.rfind(" -> [")? + 5..];
    let targets = targets.strip_suffix(']')?;
    targets.split(", ").find_map(|it| block_id(it.strip_prefix(name)?.strip_prefix(": ")?))
}

fn block_id(text: &str) -> Option<BlockId> {
    text.strip_prefix("bb")?.parse().ok().map(BlockId)
}

/// The numbers behind `prefix` in words that are nothing else: `_1`, `bb2`.
fn numbered<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = u32> + 't {
    text.split(|it: char| !it.is_alphanumeric() && it != '_')
        .filter_map(move |it| it.strip_prefix(prefix)?.parse().ok())
}
