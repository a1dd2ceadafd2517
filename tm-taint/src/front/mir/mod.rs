//! The compiler's spelling of MIR, as `-Zdump-mir=built` writes it with `-Ztrim-diagnostic-paths=no`, with or without
//! `-Zmir-include-spans=on`.
//!
//! ```text
//! // MIR for `main` after built
//!
//! fn main() -> () {
//!     let mut _0: ();                      // return place in scope 0 at src/main.rs:1:11: 1:11
//!
//!     bb0: {
//!         _0 = const ();                   // scope 0 at src/main.rs:1:11: 1:13
//!         return;                          // scope 0 at src/main.rs:1:13: 1:13
//!     }
//! }
//! ```
//!
//! One file has one body. [`head`] reads what all bodies need to know of each other, [`Reader::body`] the rest in one pass:
//! `line` cuts it into lines, `place`, `constant`, `rvalue`, `types` and `path` read what stands in them. A line that none of them
//! understands becomes `Unknown` and is counted. Then follow the repairs: `blocks` drops what is not reached, `format` reads
//! the pieces of format strings, `macros` moves spans out of macros, and `captures` completes what closures hold.

mod blocks;
mod body;
mod captures;
mod constant;
mod cursor;
mod format;
mod head;
mod line;
mod macros;
mod path;
mod place;
mod rvalue;
mod span;
mod types;

use std::collections::HashMap;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

pub(super) use head::Head;
pub(super) use span::parts as span_parts;

use super::coverage::Coverage;
use super::names::Names;
use super::source::{Scope, Source};
use crate::ir::{FunctionRef, Local, Place, Span, Statement, Symbol, Tables, Type, TypeId};

/// Reads the bodies of one crate.
pub(super) struct Reader<'r, 'd> {
    pub(super) tables: &'r mut Tables,
    pub(super) names: &'r Names<'d>,
    pub(super) source: &'r Source,
    pub(super) coverage: &'r mut Coverage,
    /// Types and functions that were read, by their text.
    types: FxHashMap<&'d str, TypeId>,
    functions: FxHashMap<&'d str, FunctionRef>,
    spans: span::Spans<'d>,
    /// The names of fields where a struct or variant is made.
    pub(super) seen_fields: IndexMap<(TypeId, Option<Symbol>), Vec<&'d str>>,
    /// The type of what has none.
    unstated: TypeId,
    /// Whether what was just read means something else in another body.
    is_contextual: bool,
    // Of the body that is being read:
    path: Option<Symbol>,
    locals: Vec<Local>,
    variables: Vec<Variable<'d>>,
    /// The statements of the block so far.
    statements: Vec<Statement>,
    /// The parameters in scope.
    scope: Scope,
    body_span: Option<Span>,
    allocation_text: &'d str,
    allocations: Option<HashMap<&'d str, constant::Allocation<'d>>>,
}

/// A variable of the user, by a `debug` line.
#[derive(Clone, Debug)]
struct Variable<'d> {
    name: &'d str,
    place: Place,
    /// Where it is declared.
    span: Option<&'d str>,
}

impl<'r, 'd> Reader<'r, 'd> {
    pub(super) fn new(
        tables: &'r mut Tables,
        names: &'r Names<'d>,
        source: &'r Source,
        coverage: &'r mut Coverage,
    ) -> Reader<'r, 'd> {
        let unstated = tables.symbols.intern("?");
        let unstated = tables.types.intern(Type::Other(unstated));
        Reader {
            tables,
            names,
            source,
            coverage,
            types: FxHashMap::default(),
            functions: FxHashMap::default(),
            spans: span::Spans::default(),
            seen_fields: IndexMap::new(),
            unstated,
            is_contextual: false,
            path: None,
            locals: Vec::new(),
            variables: Vec::new(),
            statements: Vec::new(),
            scope: Scope::default(),
            body_span: None,
            allocation_text: "",
            allocations: None,
        }
    }

    /// Forgets the body before.
    fn begin(&mut self, head: &Head<'d>, path: Symbol) {
        self.path = Some(path);
        self.locals.clear();
        self.statements.clear();
        self.variables.clear();
        self.allocations = None;
        self.is_contextual = false;
        let end = memchr::memmem::find(head.rest.as_bytes(), b"\n}\n").map_or(head.rest.len(), |it| it + 3);
        self.allocation_text = &head.rest[end..];
        let at = head.return_span().and_then(span_parts).and_then(|(file, [line, column, ..])| {
            let region = self.source.region(file, line, column)?;
            Some((file, region))
        });
        // Without spans, the name has to do; what stands in a function has its parameters, and a place of its own.
        let function = head.path.split("::{").next().unwrap_or(head.path);
        let found = at.or_else(|| self.source.function(function));
        (self.scope, self.body_span) = match found {
            Some((_, region)) if at.is_none() && function != head.path => (region.scope.inside(), None),
            Some((file, region)) => {
                let [line, column, end_line, end_column] = region.span;
                let file = self.tables.symbols.intern(file);
                (region.scope.clone(), Some(Span { file, line, column, end_line, end_column }))
            }
            None => (Scope::default(), None),
        };
    }

    /// The type that `text` is, outside bodies.
    pub(super) fn type_of(&mut self, text: &'d str) -> TypeId {
        self.type_id(text)
    }

    /// Whether a span is inside what the user wrote of this body, as far as that is known.
    fn is_own(&self, span: Span) -> bool {
        let start = (span.line, span.column);
        match self.body_span {
            Some(it) => {
                span.file == it.file && (it.line, it.column) <= start && start < (it.end_line, it.end_column + 1)
            }
            None => self.names.is_own_file(self.tables.symbols.text(span.file)),
        }
    }

    /// What a brace of a type names: the body of a closure or coroutine, or its place.
    fn closure(&mut self, inside: &str) -> Symbol {
        let own = self.path.map_or("", |it| self.tables.symbols.text(it));
        let key = inside.split_once('@').map_or(inside, |(_, place)| place);
        if self.names.is_ambiguous_closure(key) {
            self.is_contextual = true;
        }
        let path = self.names.closure(key, own).unwrap_or(key).to_owned();
        self.tables.symbols.intern(&path)
    }

    /// Whether `name` is a type or constant parameter.
    fn is_parameter(&self, name: &str) -> bool {
        match self.names.parameter(name) {
            Some(is_parameter) => is_parameter,
            None => self.scope.has(name),
        }
    }

    /// The path of a static as it is printed.
    fn static_path(&mut self, text: &'d str) -> Symbol {
        let mut cursor = cursor::Cursor::new(text);
        match self.function_ref(&mut cursor) {
            Some(function) => function.path,
            None => self.tables.symbols.intern(text),
        }
    }
}
