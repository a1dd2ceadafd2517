//! Writes the text.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::words::{is_atom, is_bytes, is_dotted, is_keyword, is_literal, is_long_path, is_path, is_word};
use crate::ir::{
    Adt, AdtKind, Aggregate, BinaryOperator, Block, Body, BodyId, BodyKind, Callee, CastKind, Constant, Crate,
    FunctionRef, Impl, Operand, Place, Projection, Rvalue, Span, StatementKind, Symbol, Tables, TerminatorKind, Trait,
    Type, TypeId, UnaryOperator, is_primitive,
};

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything: what is read from it is equal.
    Whole,
    /// Without spans and the types of the functions that are named.
    Brief,
}

/// The text of a crate.
pub fn print(krate: &Crate, tables: &Tables, detail: Detail) -> String {
    let mut paths = HashMap::new();
    for (index, body) in krate.bodies.iter().enumerate() {
        // A path that two bodies share names the first one of them.
        paths.entry(body.path).or_insert(BodyId(index as u32));
    }
    let mut printer = Printer { tables, detail, out: String::new(), file: None };
    printer.out.push_str("crate ");
    printer.path(krate.name, true);
    printer.out.push_str(";\n");
    for adt in &krate.adts {
        printer.adt(adt);
    }
    for it in &krate.traits {
        printer.of_trait(it, krate, &paths);
    }
    for (index, it) in krate.impls.iter().enumerate() {
        printer.of_impl(index, it, krate, &paths);
    }
    for marker in &krate.markers {
        printer.out.push_str("\nmarker ");
        printer.path(marker.within, true);
        printer.out.push(' ');
        printer.quoted(marker.text);
        printer.out.push(';');
    }
    for export in &krate.exports {
        printer.out.push_str("\nexport ");
        printer.path(export.visible, true);
        printer.out.push_str(" = ");
        printer.path(export.definition, true);
        printer.out.push(';');
    }
    printer.out.push('\n');
    for body in &krate.bodies {
        printer.body(body);
    }
    printer.out
}

/// The text of one body.
pub fn print_body(body: &Body, tables: &Tables, detail: Detail) -> String {
    let mut printer = Printer { tables, detail, out: String::new(), file: None };
    printer.body(body);
    printer.out.trim_start().to_owned()
}

/// The text of one type.
pub fn print_type(type_id: TypeId, tables: &Tables) -> String {
    let mut printer = Printer { tables, detail: Detail::Brief, out: String::new(), file: None };
    printer.type_of(type_id);
    printer.out
}

struct Printer<'t> {
    tables: &'t Tables,
    detail: Detail,
    out: String,
    /// The file of the body's own span.
    file: Option<Symbol>,
}

type Paths = HashMap<Symbol, BodyId>;

impl<'t> Printer<'t> {
    fn text(&self, symbol: Symbol) -> &'t str {
        self.tables.symbols.text(symbol)
    }

    fn quote(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                it if it.is_control() => _ = write!(self.out, "\\u{{{:x}}}", it as u32),
                it => self.out.push(it),
            }
        }
        self.out.push('"');
    }

    fn quoted(&mut self, symbol: Symbol) {
        self.quote(self.text(symbol));
    }

    /// `symbol` as it is if `is_plain`, else in quotes.
    fn plain(&mut self, symbol: Symbol, is_plain: bool) {
        if is_plain { self.out.push_str(self.text(symbol)) } else { self.quoted(symbol) }
    }

    fn path(&mut self, symbol: Symbol, is_body: bool) {
        self.plain(symbol, is_path(self.text(symbol), is_body));
    }

    fn name(&mut self, symbol: Symbol) {
        self.plain(symbol, is_word(self.text(symbol)));
    }

    fn atom(&mut self, symbol: Symbol) {
        self.plain(symbol, is_atom(self.text(symbol)));
    }

    /// `items` with commas between them.
    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            each(self, item);
        }
    }

    fn parameters(&mut self, parameters: &[Symbol]) {
        if !parameters.is_empty() {
            self.out.push('<');
            self.list(parameters, |it, parameter| it.name(*parameter));
            self.out.push('>');
        }
    }

    fn span(&mut self, span: Option<Span>) {
        let Some(span) = span.filter(|_| self.detail == Detail::Whole) else { return };
        self.out.push_str(" @");
        if self.file != Some(span.file) {
            self.quoted(span.file);
            self.out.push(':');
        }
        let Span { line, column, end_line, end_column, .. } = span;
        _ = write!(self.out, "{line}:{column}-{end_line}:{end_column}");
    }

    fn adt(&mut self, adt: &Adt) {
        self.out.push_str(match adt.kind {
            AdtKind::Struct => "\nstruct ",
            AdtKind::Enum => "\nenum ",
            AdtKind::Union => "\nunion ",
        });
        self.path(adt.path, true);
        self.parameters(&adt.parameters);
        self.out.push_str(" { ");
        self.list(&adt.variants, |it, variant| {
            it.name(variant.name);
            it.out.push_str(" {");
            it.list(&variant.fields, |it, field| {
                it.plain(field.name, is_atom(it.text(field.name)));
                it.out.push_str(": ");
                it.type_of(field.type_id);
            });
            it.out.push('}');
        });
        self.out.push_str(" }");
    }

    fn of_trait(&mut self, of: &Trait, krate: &Crate, paths: &Paths) {
        self.out.push_str("\ntrait ");
        self.path(of.path, true);
        self.parameters(&of.parameters);
        if !of.supertraits.is_empty() {
            self.out.push_str(": ");
            self.bounds(&of.supertraits);
        }
        self.out.push_str(" {");
        for method in &of.methods {
            self.out.push_str(" fn ");
            self.name(*method);
            self.out.push(';');
        }
        for (name, body) in &of.defaults {
            self.item(" default ", *name, *body, krate, paths);
        }
        self.out.push_str(" }");
    }

    fn of_impl(&mut self, index: usize, of: &Impl, krate: &Crate, paths: &Paths) {
        self.file = None;
        _ = write!(self.out, "\nimpl#{index}");
        self.parameters(&of.parameters);
        let first = self.tables.types.get(of.as_trait.unwrap_or(of.self_type));
        if of.parameters.is_empty() && matches!(first, Type::Projection { .. }) {
            self.out.push_str("<>");
        }
        self.out.push(' ');
        if let Some(of_trait) = of.as_trait {
            self.type_of(of_trait);
            self.out.push_str(" for ");
        }
        self.type_of(of.self_type);
        if !of.bounds.is_empty() {
            self.out.push_str(" where ");
            self.list(&of.bounds, |it, (of, bound)| {
                it.type_of(*of);
                it.out.push_str(": ");
                it.type_of(*bound);
            });
        }
        self.span(of.span);
        self.out.push_str(" {");
        for (name, body) in &of.items {
            self.item(" fn ", *name, *body, krate, paths);
        }
        for (name, of) in &of.types {
            self.out.push_str(" type ");
            self.name(*name);
            self.out.push_str(" = ");
            self.type_of(*of);
            self.out.push(';');
        }
        self.out.push_str(" }");
    }

    fn item(&mut self, keyword: &str, name: Symbol, body: BodyId, krate: &Crate, paths: &Paths) {
        self.out.push_str(keyword);
        self.name(name);
        self.out.push_str(" = ");
        match krate.bodies.get(body.0 as usize) {
            Some(it) if paths.get(&it.path) == Some(&body) => self.path(it.path, true),
            _ => _ = write!(self.out, "body#{}", body.0),
        }
        self.out.push(';');
    }

    fn body(&mut self, body: &Body) {
        self.file = None;
        self.out.push('\n');
        if body.span.is_some() && self.detail == Detail::Whole {
            let start = self.out.len();
            self.span(body.span);
            self.out.remove(start);
            self.out.push('\n');
        }
        self.file = body.span.map(|it| it.file);
        self.out.push_str(match body.kind {
            BodyKind::Function => "fn ",
            BodyKind::Closure => "closure ",
            BodyKind::Coroutine => "coroutine ",
            BodyKind::Constructor => "constructor ",
            BodyKind::Constant => "const ",
            BodyKind::Static => "static ",
        });
        self.path(body.path, true);
        self.parameters(&body.generics);
        self.out.push('(');
        let declared: Vec<usize> = (0..body.locals.len()).collect();
        let parameters = body.parameters as usize;
        self.list(&declared[1..=parameters], |it, index| it.local(body, *index));
        self.out.push_str(") -> ");
        if body.locals[0].name.is_some() {
            self.local(body, 0);
        } else {
            self.type_of(body.locals[0].type_id);
            self.span(body.locals[0].span);
        }
        self.out.push_str(" {\n");
        if let Some(id) = body.in_impl {
            _ = writeln!(self.out, "    in impl#{};", id.0);
        }
        if !body.captures.is_empty() {
            self.out.push_str("    captures ");
            self.list(&body.captures, |it, capture| {
                if capture.is_reference {
                    it.out.push('&');
                }
                it.plain(capture.name, is_dotted(it.text(capture.name)));
            });
            self.out.push_str(";\n");
        }
        for index in parameters + 1..body.locals.len() {
            self.out.push_str("    let ");
            self.local(body, index);
            self.out.push_str(";\n");
        }
        for (index, block) in body.blocks.iter().enumerate() {
            _ = writeln!(self.out, "  bb{index}:");
            self.block(block);
        }
        self.out.push_str("}\n");
    }

    fn local(&mut self, body: &Body, index: usize) {
        let local = &body.locals[index];
        _ = write!(self.out, "_{index}");
        if let Some(name) = local.name {
            self.out.push(' ');
            self.name(name);
        }
        self.out.push_str(": ");
        self.type_of(local.type_id);
        self.span(local.span);
    }

    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            self.out.push_str("    ");
            match &statement.kind {
                StatementKind::Assign(place, rvalue) => {
                    self.place(place);
                    self.out.push_str(" = ");
                    self.rvalue(rvalue);
                }
                StatementKind::Unknown { places, text } => self.unknown(*text, places),
            }
            self.out.push(';');
            self.span(statement.span);
            self.out.push('\n');
        }
        self.out.push_str("    ");
        self.terminator(&block.terminator.kind);
        self.out.push(';');
        self.span(block.terminator.span);
        self.out.push('\n');
    }

    fn unknown(&mut self, text: Symbol, places: &[Place]) {
        self.out.push_str("unknown ");
        self.quoted(text);
        self.out.push_str(" (");
        self.list(places, |it, place| it.place(place));
        self.out.push(')');
    }

    fn terminator(&mut self, kind: &TerminatorKind) {
        match kind {
            TerminatorKind::Goto(to) => _ = write!(self.out, "goto bb{}", to.0),
            TerminatorKind::Switch { on, cases, otherwise } => {
                self.out.push_str("switch(");
                self.operand(on);
                self.out.push_str(") -> [");
                self.list(cases, |it, (value, to)| {
                    let text = it.text(*value);
                    it.plain(*value, is_atom(text) && text != "else");
                    _ = write!(it.out, ": bb{}", to.0);
                });
                if let Some(to) = otherwise {
                    let comma = if cases.is_empty() { "" } else { ", " };
                    _ = write!(self.out, "{comma}else: bb{}", to.0);
                }
                self.out.push(']');
            }
            TerminatorKind::Return => self.out.push_str("return"),
            TerminatorKind::Unreachable => self.out.push_str("unreachable"),
            TerminatorKind::Call { callee, arguments, destination, next } => {
                self.place(destination);
                self.out.push_str(" = ");
                match callee {
                    Callee::Function(function) => self.function(function),
                    Callee::Value(value) => {
                        self.out.push('(');
                        self.operand(value);
                        self.out.push(')');
                    }
                }
                self.operands(arguments, '(', ')');
                match next {
                    Some(to) => _ = write!(self.out, " -> bb{}", to.0),
                    None => self.out.push_str(" -> !"),
                }
            }
            TerminatorKind::Drop { place, next } => {
                self.out.push_str("drop(");
                self.place(place);
                _ = write!(self.out, ") -> bb{}", next.0);
            }
            TerminatorKind::Yield { value, resumed, next } => {
                self.place(resumed);
                self.out.push_str(" = yield(");
                self.operand(value);
                _ = write!(self.out, ") -> bb{}", next.0);
            }
            TerminatorKind::Unknown { places, next, text } => {
                self.unknown(*text, places);
                self.out.push_str(" -> [");
                self.list(next, |it, to| _ = write!(it.out, "bb{}", to.0));
                self.out.push(']');
            }
        }
    }

    fn place(&mut self, place: &Place) {
        let start = self.out.len();
        _ = write!(self.out, "_{}", place.local.0);
        for projection in &place.projections {
            match projection {
                Projection::Deref => {
                    self.out.insert_str(start, "(*");
                    self.out.push(')');
                }
                Projection::Field(number, type_id) => {
                    if self.is_unstated(*type_id) {
                        _ = write!(self.out, ".{number}");
                    } else {
                        self.out.insert(start, '(');
                        _ = write!(self.out, ".{number}: ");
                        self.type_of(*type_id);
                        self.out.push(')');
                    }
                }
                Projection::Variant(name) => {
                    self.out.insert(start, '(');
                    self.out.push_str(" as ");
                    self.name(*name);
                    self.out.push(')');
                }
                Projection::Index(local) => _ = write!(self.out, "[_{}]", local.0),
                Projection::ConstantIndex { offset, is_from_end } => {
                    _ = write!(self.out, "[{}{offset}]", minus(*is_from_end));
                }
                Projection::Subslice { from, to, is_from_end } => {
                    _ = write!(self.out, "[{from}..{}{to}]", minus(*is_from_end));
                }
            }
        }
    }

    fn is_unstated(&self, type_id: TypeId) -> bool {
        matches!(self.tables.types.get(type_id), Type::Other(text) if self.text(*text) == "?")
    }

    fn operands(&mut self, operands: &[Operand], open: char, close: char) {
        self.out.push(open);
        self.list(operands, |it, operand| it.operand(operand));
        self.out.push(close);
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Copy(place) => {
                self.out.push_str("copy ");
                self.place(place);
            }
            Operand::Move(place) => {
                self.out.push_str("move ");
                self.place(place);
            }
            Operand::Constant(constant) => {
                self.out.push_str("const ");
                self.constant(constant);
            }
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::Text(text) => self.quoted(*text),
            Constant::Bytes(bytes) if is_bytes(self.text(*bytes)) => {
                let bytes = self.text(*bytes);
                _ = write!(self.out, "b\"{bytes}\"");
            }
            Constant::Bytes(bytes) => {
                self.out.push_str("bytes ");
                self.quoted(*bytes);
            }
            Constant::Literal(text) if is_literal(self.text(*text)) => self.out.push_str(self.text(*text)),
            Constant::Literal(text) => {
                self.out.push_str("literal ");
                self.quoted(*text);
            }
            Constant::Function(function) => {
                self.out.push_str("fn ");
                self.function(function);
            }
            Constant::Static(path) => {
                self.out.push_str("static ");
                self.path(*path, true);
            }
            Constant::Named(function) => {
                self.out.push_str("item ");
                self.function(function);
            }
            Constant::Other(text) => {
                self.out.push_str("other ");
                self.quoted(*text);
            }
        }
    }

    fn function(&mut self, function: &FunctionRef) {
        let path = self.text(function.path);
        let owner = function.as_trait.or(function.self_type).map(|it| self.tables.owner(it));
        match owner {
            None => self.plain(function.path, is_long_path(path)),
            Some(owner) => {
                self.out.push('<');
                match function.self_type {
                    Some(type_id) => self.type_of(type_id),
                    None => self.out.push('_'),
                }
                if let Some(as_trait) = function.as_trait {
                    self.out.push_str(" as ");
                    self.type_of(as_trait);
                }
                self.out.push('>');
                match path.strip_prefix(owner).and_then(|it| it.strip_prefix("::")) {
                    Some(name) if is_path(name, false) => {
                        self.out.push_str("::");
                        self.out.push_str(name);
                    }
                    _ => {
                        self.out.push(' ');
                        self.plain(function.path, is_long_path(path));
                    }
                }
            }
        }
        if !function.arguments.is_empty() {
            self.out.push_str("::<");
            self.list(&function.arguments, |it, argument| it.type_of(*argument));
            self.out.push('>');
        }
        if let Some(signature) = function.signature.filter(|_| self.detail == Detail::Whole) {
            self.out.push_str(" [");
            self.type_of(signature);
            self.out.push(']');
        }
    }

    fn rvalue(&mut self, rvalue: &Rvalue) {
        match rvalue {
            Rvalue::Use(operand) => self.operand(operand),
            Rvalue::Reference { is_mutable, place } => {
                self.out.push_str(if *is_mutable { "&mut " } else { "&" });
                self.place(place);
            }
            Rvalue::RawPointer { is_mutable, place } => {
                self.out.push_str(if *is_mutable { "&raw mut " } else { "&raw const " });
                self.place(place);
            }
            Rvalue::Binary(operator, left, right) => {
                self.out.push_str(match operator {
                    BinaryOperator::Arithmetic => "arithmetic(",
                    BinaryOperator::Checked => "checked(",
                    BinaryOperator::Bits => "bits(",
                    BinaryOperator::Comparison => "comparison(",
                    BinaryOperator::Offset => "offset(",
                });
                self.operand(left);
                self.out.push_str(", ");
                self.operand(right);
                self.out.push(')');
            }
            Rvalue::Unary(operator, operand) => {
                self.out.push_str(match operator {
                    UnaryOperator::Not => "not(",
                    UnaryOperator::Negate => "negate(",
                    UnaryOperator::Metadata => "metadata(",
                });
                self.operand(operand);
                self.out.push(')');
            }
            Rvalue::Cast(kind, operand, to) => {
                self.operand(operand);
                self.out.push_str(" as ");
                self.type_of(*to);
                self.out.push_str(match kind {
                    CastKind::Numeric => " (Numeric)",
                    CastKind::Unsize => " (Unsize)",
                    CastKind::FunctionPointer => " (FunctionPointer)",
                    CastKind::Pointer => " (Pointer)",
                    CastKind::Transmute => " (Transmute)",
                });
            }
            Rvalue::Aggregate(aggregate, operands) => self.aggregate(aggregate, operands),
            Rvalue::Repeat(operand, count) => {
                self.out.push('[');
                self.operand(operand);
                self.out.push_str("; ");
                self.atom(*count);
                self.out.push(']');
            }
            Rvalue::Discriminant(place) => {
                self.out.push_str("discriminant(");
                self.place(place);
                self.out.push(')');
            }
            Rvalue::Length(place) => {
                self.out.push_str("length(");
                self.place(place);
                self.out.push(')');
            }
            Rvalue::ThreadLocal(path) => {
                self.out.push_str("thread_local ");
                self.path(*path, true);
            }
            Rvalue::Format(template) => {
                self.out.push_str("format(");
                self.quoted(template.parts[0]);
                for (argument, part) in template.arguments.iter().zip(&template.parts[1..]) {
                    _ = write!(self.out, ", {argument}, ");
                    self.quoted(*part);
                }
                self.out.push(')');
            }
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, operands: &[Operand]) {
        match aggregate {
            Aggregate::Tuple if operands.len() == 1 => {
                self.out.push('(');
                self.operand(&operands[0]);
                self.out.push_str(",)");
            }
            Aggregate::Tuple => self.operands(operands, '(', ')'),
            Aggregate::Array => self.operands(operands, '[', ']'),
            Aggregate::Adt { of, variant, fields } => {
                self.out.push_str("struct ");
                self.type_of(*of);
                if let Some(variant) = variant {
                    self.out.push_str(" as ");
                    self.name(*variant);
                }
                self.out.push_str(" {");
                let parts: Vec<_> = fields.iter().zip(operands).collect();
                self.list(&parts, |it, (field, operand)| {
                    _ = write!(it.out, "{field}: ");
                    it.operand(operand);
                });
                self.out.push('}');
            }
            Aggregate::Closure(path) => {
                self.out.push_str("closure ");
                self.path(*path, true);
                self.out.push(' ');
                self.operands(operands, '(', ')');
            }
            Aggregate::Coroutine(path) => {
                self.out.push_str("coroutine ");
                self.path(*path, true);
                self.out.push(' ');
                self.operands(operands, '(', ')');
            }
        }
    }

    fn type_of(&mut self, type_id: TypeId) {
        match self.tables.types.get(type_id) {
            Type::Path { path, arguments } => {
                let text = self.text(*path);
                self.plain(*path, is_primitive(text) || is_long_path(text));
                self.arguments(arguments);
            }
            Type::Parameter(name) => {
                let text = self.text(*name);
                if is_word(text) && !is_primitive(text) && !is_keyword(text) {
                    self.out.push_str(text);
                } else {
                    self.out.push_str("param ");
                    self.quoted(*name);
                }
            }
            Type::Const(value) => {
                self.out.push('{');
                self.atom(*value);
                self.out.push('}');
            }
            Type::Projection { of, as_trait, name, arguments } => {
                self.out.push('<');
                self.type_of(*of);
                self.out.push_str(" as ");
                self.type_of(*as_trait);
                self.out.push_str(">::");
                self.name(*name);
                self.arguments(arguments);
            }
            Type::Reference { is_mutable, to } => {
                self.out.push_str(if *is_mutable { "&mut " } else { "&" });
                self.type_of(*to);
            }
            Type::Pointer { is_mutable, to } => {
                self.out.push_str(if *is_mutable { "*mut " } else { "*const " });
                self.type_of(*to);
            }
            Type::Slice(of) => {
                self.out.push('[');
                self.type_of(*of);
                self.out.push(']');
            }
            Type::Array { of, length } => {
                self.out.push('[');
                self.type_of(*of);
                self.out.push_str("; ");
                self.atom(*length);
                self.out.push(']');
            }
            Type::Tuple(elements) => {
                self.out.push('(');
                self.list(elements, |it, element| it.type_of(*element));
                self.out.push_str(if elements.len() == 1 { ",)" } else { ")" });
            }
            Type::FunctionPointer { parameters, returns } => {
                self.out.push_str("fn(");
                self.list(parameters, |it, parameter| it.type_of(*parameter));
                self.out.push_str(") -> ");
                self.type_of(*returns);
            }
            Type::Function(function) => {
                self.out.push_str("fn ");
                self.function(function);
            }
            Type::Closure(path) => {
                self.out.push_str("{closure ");
                self.path(*path, true);
                self.out.push('}');
            }
            Type::Coroutine(path) => {
                self.out.push_str("{coroutine ");
                self.path(*path, true);
                self.out.push('}');
            }
            Type::Dynamic(bounds) => {
                self.out.push_str("dyn ");
                self.bounds(bounds);
            }
            Type::Opaque(bounds) => {
                self.out.push_str("impl ");
                self.bounds(bounds);
            }
            Type::Never => self.out.push('!'),
            Type::Other(text) if self.text(*text) == "?" => self.out.push('?'),
            Type::Other(text) => {
                self.out.push_str("other ");
                self.quoted(*text);
            }
        }
    }

    fn arguments(&mut self, arguments: &[TypeId]) {
        if !arguments.is_empty() {
            self.out.push('<');
            self.list(arguments, |it, argument| it.type_of(*argument));
            self.out.push('>');
        }
    }

    /// `A + B`; what is not a path stands in parentheses, so that nothing is read into a bound's own bounds.
    fn bounds(&mut self, bounds: &[TypeId]) {
        if bounds.is_empty() {
            self.out.push_str("()");
        }
        for (index, bound) in bounds.iter().enumerate() {
            if index > 0 {
                self.out.push_str(" + ");
            }
            if matches!(self.tables.types.get(*bound), Type::Path { .. }) {
                self.type_of(*bound);
            } else {
                self.out.push('(');
                self.type_of(*bound);
                self.out.push(')');
            }
        }
    }
}

fn minus(is_from_end: bool) -> &'static str {
    if is_from_end { "-" } else { "" }
}
