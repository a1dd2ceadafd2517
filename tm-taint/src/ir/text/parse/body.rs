//! Bodies.

use super::cursor::{Cursor, Result};
use super::operand::{Assigned, assigned, operand, operands};
use super::place::place;
use super::types::{parameters, type_id};
use crate::ir::{
    Block, BlockId, Body, BodyKind, Capture, ImplId, Local, LocalId, Span, Statement, StatementKind, Terminator,
    TerminatorKind,
};

/// The highest local and block, so that a short text does not ask for much memory.
const LIMIT: u32 = 10_000_000;

/// Reads what stands behind the keyword.
pub(super) fn body(cursor: &mut Cursor<'_, '_>, kind: BodyKind, span: Option<Span>) -> Result<Body> {
    cursor.file = span.map(|it| it.file);
    let path = cursor.path(true)?;
    let generics = parameters(cursor)?;
    let unstated = Local { type_id: cursor.unstated(), name: None, span: None };
    let mut locals = vec![unstated.clone()];
    cursor.require("(")?;
    let declared = cursor.list(")", |cursor| {
        let at = cursor.at();
        let (index, local) = local(cursor)?;
        Ok((at, index, local))
    })?;
    for (at, index, local) in declared {
        if index as usize != locals.len() {
            return cursor.error_at(at, format!("parameters are numbered in order: this one is `_{}`", locals.len()));
        }
        locals.push(local);
    }
    let parameters = (locals.len() - 1) as u32;
    cursor.require("->")?;
    locals[0] = if cursor.rest().starts_with("_0") {
        local(cursor)?.1
    } else {
        Local { type_id: type_id(cursor)?, name: None, span: cursor.take_span()? }
    };
    cursor.require("{")?;
    let mut in_impl = None;
    let mut captures = Vec::new();
    loop {
        if cursor.keyword("in") {
            cursor.require("impl#")?;
            in_impl = Some(ImplId(cursor.small_number()?));
            cursor.require(";")?;
        } else if cursor.keyword("captures") {
            captures = cursor.list(";", |cursor| {
                let is_reference = cursor.take("&");
                Ok(Capture { is_reference, name: cursor.dotted()? })
            })?;
        } else if cursor.keyword("let") {
            let at = cursor.at();
            let (index, local) = local(cursor)?;
            if index <= parameters || index > LIMIT {
                return cursor.error_at(at, format!("`_{index}` is no local to declare here"));
            }
            if locals.len() <= index as usize {
                locals.resize(index as usize + 1, unstated.clone());
            }
            locals[index as usize] = local;
            cursor.require(";")?;
        } else {
            break;
        }
    }
    let start = cursor.at();
    let mut blocks = Vec::new();
    while !cursor.take("}") {
        let at = cursor.at();
        if cursor.numbered("bb")? as usize != blocks.len() {
            return cursor.error_at(at, format!("blocks are numbered in order: this one is `bb{}`", blocks.len()));
        }
        cursor.require(":")?;
        blocks.push(block(cursor)?);
    }
    let highest = check(cursor, start, &blocks)?;
    if locals.len() <= highest as usize {
        locals.resize(highest as usize + 1, unstated);
    }
    Ok(Body {
        path,
        kind,
        in_impl,
        generics,
        parameters,
        locals: locals.into(),
        captures: captures.into(),
        blocks: blocks.into(),
        span,
    })
}

/// `_1 name: T @1:2-3:4`.
fn local(cursor: &mut Cursor<'_, '_>) -> Result<(u32, Local)> {
    let index = cursor.numbered("_")?;
    let name = if cursor.rest().starts_with(':') { None } else { Some(cursor.name()?) };
    cursor.require(":")?;
    let type_id = type_id(cursor)?;
    Ok((index, Local { type_id, name, span: cursor.take_span()? }))
}

fn block(cursor: &mut Cursor<'_, '_>) -> Result<Block> {
    let mut statements = Vec::new();
    loop {
        let line = line(cursor)?;
        cursor.require(";")?;
        let span = cursor.take_span()?;
        match line {
            Line::Statement(kind) => statements.push(Statement { kind, span }),
            Line::Terminator(kind) => {
                return Ok(Block { statements: statements.into(), terminator: Terminator { kind, span } });
            }
        }
    }
}

enum Line {
    Statement(StatementKind),
    Terminator(TerminatorKind),
}

fn line(cursor: &mut Cursor<'_, '_>) -> Result<Line> {
    Ok(Line::Terminator(if cursor.keyword("goto") {
        TerminatorKind::Goto(block_id(cursor)?)
    } else if cursor.opening("switch") {
        switch(cursor)?
    } else if cursor.keyword("return") {
        TerminatorKind::Return
    } else if cursor.keyword("unreachable") {
        TerminatorKind::Unreachable
    } else if cursor.opening("drop") {
        let place = place(cursor)?;
        cursor.require(")")?;
        TerminatorKind::Drop { place, next: next(cursor)? }
    } else if cursor.keyword("unknown") {
        let text = cursor.quoted()?;
        cursor.require("(")?;
        let places = cursor.list(")", place)?.into();
        if !cursor.take("->") {
            return Ok(Line::Statement(StatementKind::Unknown { places, text }));
        }
        cursor.require("[")?;
        let next = cursor.list("]", block_id)?.into();
        TerminatorKind::Unknown { places, next, text }
    } else {
        let destination = place(cursor)?;
        cursor.require("=")?;
        match assigned(cursor)? {
            Assigned::Rvalue(rvalue) => return Ok(Line::Statement(StatementKind::Assign(destination, rvalue))),
            Assigned::Yield(value) => TerminatorKind::Yield { value, resumed: destination, next: next(cursor)? },
            Assigned::Call(callee) => {
                cursor.require("(")?;
                let arguments = operands(cursor, ")")?;
                cursor.require("->")?;
                let next = if cursor.take("!") { None } else { Some(block_id(cursor)?) };
                TerminatorKind::Call { callee, arguments, destination, next }
            }
        }
    }))
}

fn block_id(cursor: &mut Cursor<'_, '_>) -> Result<BlockId> {
    Ok(BlockId(cursor.numbered("bb")?))
}

fn next(cursor: &mut Cursor<'_, '_>) -> Result<BlockId> {
    cursor.require("->")?;
    block_id(cursor)
}

fn switch(cursor: &mut Cursor<'_, '_>) -> Result<TerminatorKind> {
    let on = operand(cursor)?;
    cursor.require(")")?;
    cursor.require("->")?;
    cursor.require("[")?;
    let mut otherwise = None;
    let mut cases = Vec::new();
    let parts = cursor.list("]", |cursor| {
        let value = if cursor.keyword("else") { None } else { Some(cursor.atom()?) };
        cursor.require(":")?;
        Ok((value, block_id(cursor)?))
    })?;
    for (value, to) in parts {
        match value {
            Some(value) => cases.push((value, to)),
            None => otherwise = Some(to),
        }
    }
    Ok(TerminatorKind::Switch { on, cases: cases.into(), otherwise })
}

/// Whether all blocks that are named exist. Gives the highest local that is named.
fn check(cursor: &Cursor<'_, '_>, start: usize, blocks: &[Block]) -> Result<u32> {
    let mut highest = 0;
    for block in blocks {
        for next in block.terminator.kind.successors() {
            if next.0 as usize >= blocks.len() {
                return cursor.error_at(start, format!("the body has no block `bb{}`", next.0));
            }
        }
        block.for_each_local(|LocalId(local)| highest = highest.max(local));
    }
    if highest > LIMIT {
        return cursor.error_at(start, format!("`_{highest}` is too high a number for a local"));
    }
    Ok(highest)
}
