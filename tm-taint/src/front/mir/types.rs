//! Types.

use super::Reader;
use super::cursor::{Cursor, is_word, outside};
use crate::front::coverage::MissKind;
use crate::front::names::anonymous_parameter;
use crate::ir::{Type, TypeId};

impl<'d> Reader<'_, 'd> {
    /// The type that all of `text` is; [`Type::Other`] and a miss if it is none.
    pub(super) fn type_id(&mut self, text: &'d str) -> TypeId {
        if let Some(id) = self.types.get(text) {
            return *id;
        }
        let context = std::mem::take(&mut self.is_contextual);
        let mut cursor = Cursor::new(text);
        let id = match self.read_type(&mut cursor) {
            Some(id) if cursor.is_end() => id,
            _ => {
                self.coverage.miss(MissKind::Type, text);
                let text = self.tables.symbols.intern(text);
                self.tables.types.intern(Type::Other(text))
            }
        };
        if !self.is_contextual {
            self.types.insert(text, id);
        }
        self.is_contextual |= context;
        id
    }

    /// The type that begins at the cursor.
    pub(super) fn read_type(&mut self, cursor: &mut Cursor<'d>) -> Option<TypeId> {
        let kind = cursor.nested(|cursor| match cursor.peek() {
            b'&' => {
                cursor.advance(1);
                if take_lifetime(cursor) {
                    cursor.require(" ")?;
                }
                let is_mutable = cursor.take("mut ");
                Some(Type::Reference { is_mutable, to: self.read_type(cursor)? })
            }
            b'*' => {
                let is_mutable = cursor.take("*mut ");
                if !is_mutable {
                    cursor.require("*const ")?;
                }
                Some(Type::Pointer { is_mutable, to: self.read_type(cursor)? })
            }
            b'[' => {
                cursor.advance(1);
                let of = self.read_type(cursor)?;
                let kind = if cursor.take("; ") {
                    let length = cursor.until(b"]");
                    Type::Array { of, length: self.tables.symbols.intern(length) }
                } else {
                    Type::Slice(of)
                };
                cursor.require("]")?;
                Some(kind)
            }
            b'(' => {
                cursor.advance(1);
                self.in_parentheses(cursor)
            }
            b'!' => {
                cursor.advance(1);
                Some(Type::Never)
            }
            b'{' => self.in_braces(cursor),
            b'<' => self.projection(cursor),
            _ => self.named(cursor),
        })?;
        Some(self.tables.types.intern(kind))
    }

    fn in_parentheses(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        let mut elements = Vec::new();
        while !cursor.take(")") {
            elements.push(self.read_type(cursor)?);
            if elements.len() == 1 && cursor.take(")") {
                // Parentheses around `dyn A + B`.
                return Some(self.tables.types.get(elements[0]).clone());
            }
            if !cursor.take(", ") {
                cursor.take(",");
            }
        }
        Some(Type::Tuple(elements.into()))
    }

    /// A closure, coroutine, or a constant that is an expression.
    fn in_braces(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        cursor.advance(1);
        let inside = cursor.until(b"}");
        cursor.require("}")?;
        let is_coroutine = ["async fn body", "async block", "async closure body", "coroutine", "gen ", "async gen "]
            .iter()
            .any(|it| inside.starts_with(it));
        let is_closure = inside.starts_with("closure@") || inside.starts_with("async closure@");
        if !is_closure && !is_coroutine {
            return Some(Type::Const(self.tables.symbols.intern(inside)));
        }
        let path = self.closure(inside);
        Some(if is_closure { Type::Closure(path) } else { Type::Coroutine(path) })
    }

    fn projection(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        cursor.require("<")?;
        let of = self.read_type(cursor)?;
        if !cursor.take(" as ") {
            cursor.require(">")?;
            return Some(self.tables.types.get(of).clone());
        }
        let as_trait = self.read_type(cursor)?;
        cursor.require(">::")?;
        let name = cursor.word();
        if cursor.rest().starts_with("::") {
            return self.inside_method(cursor, of, name);
        }
        let name = self.tables.symbols.intern(name);
        Some(Type::Projection { of, as_trait, name, arguments: self.arguments(cursor)? })
    }

    /// A type that stands in a method: `<V as Visitor>::visit_map::Inner`. As in functions of impl blocks, its path begins with that
    /// of the type that has the method.
    fn inside_method(&mut self, cursor: &mut Cursor<'d>, of: TypeId, method: &str) -> Option<Type> {
        let mut path = format!("{}::{method}", self.tables.owner(of));
        while cursor.take("::") {
            let step = match cursor.peek() {
                b'{' => {
                    let length = cursor.rest().find('}')? + 1;
                    cursor.advance(length)
                }
                _ => cursor.word(),
            };
            if step.is_empty() {
                return None;
            }
            path = format!("{path}::{step}");
        }
        let path = self.tables.symbols.intern(&path);
        Some(Type::Path { path, arguments: self.arguments(cursor)? })
    }

    fn named(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        skip_binder(cursor);
        if cursor.take("dyn ") {
            return Some(Type::Dynamic(self.bounds(cursor)?));
        }
        if cursor.rest().starts_with("impl ") {
            return self.opaque(cursor);
        }
        let is_pointer = ["fn(", "unsafe fn(", "extern ", "unsafe extern ", "safe fn("];
        if is_pointer.iter().any(|it| cursor.rest().starts_with(it)) {
            return self.function_type(cursor);
        }
        if matches!(cursor.peek(), b'0'..=b'9' | b'-' | b'\'' | b'"') {
            let value = cursor.until(b",>)]};");
            return Some(Type::Const(self.tables.symbols.intern(value)));
        }
        if matches!(cursor.rest(), it if it.starts_with("true") || it.starts_with("false"))
            && let word = cursor.clone().word()
            && matches!(word, "true" | "false")
        {
            cursor.advance(word.len());
            return Some(Type::Const(self.tables.symbols.intern(word)));
        }
        if cursor.peek() == b'_' && !cursor.rest().as_bytes().get(1).is_some_and(|it| is_word(*it)) {
            cursor.advance(1);
            return Some(Type::Other(self.tables.symbols.intern("_")));
        }
        self.path_type(cursor)
    }

    /// `fn(A) -> R`, or the type of one function: `fn(A) -> R {path}`.
    fn function_type(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        cursor.take("unsafe ");
        cursor.take("safe ");
        if cursor.take("extern \"") {
            let end = cursor.rest().find("\" ")?;
            cursor.advance(end + 2);
        }
        cursor.require("fn(")?;
        let mut parameters = Vec::new();
        while !cursor.take(")") {
            if cursor.take("...") {
                continue;
            }
            parameters.push(self.read_type(cursor)?);
            cursor.take(", ");
        }
        let returns = if cursor.take(" -> ") {
            self.read_type(cursor)?
        } else {
            self.tables.types.intern(Type::Tuple(Box::default()))
        };
        let pointer = Type::FunctionPointer { parameters: parameters.into(), returns };
        if !cursor.take(" {") {
            return Some(pointer);
        }
        let signature = self.tables.types.intern(pointer);
        let mut function = self.function_ref(cursor)?;
        cursor.require("}")?;
        function.signature = Some(signature);
        Some(Type::Function(Box::new(function)))
    }

    /// `impl A + B` of the compiler, or the name of a parameter that is written so.
    fn opaque(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        let mut ahead = cursor.clone();
        let text = ahead.until(b",>)]};=");
        let text = text.split(" as ").next().unwrap_or(text);
        if self.names.has_anonymous_parameter(text) {
            // Another function may return what this one has as parameter.
            self.is_contextual = true;
            if self.scope.has_anonymous(&anonymous_parameter(text)) {
                cursor.advance(text.len());
                let name = anonymous_parameter(text);
                return Some(Type::Parameter(self.tables.symbols.intern(&name)));
            }
        }
        cursor.take("impl ");
        Some(Type::Opaque(self.bounds(cursor)?))
    }

    /// The bounds of `dyn` and `impl`, without lifetimes.
    fn bounds(&mut self, cursor: &mut Cursor<'d>) -> Option<Box<[TypeId]>> {
        let mut bounds = Vec::new();
        loop {
            let is_in_parentheses = cursor.take("(");
            skip_binder(cursor);
            cursor.take("?");
            cursor.take("[const] ");
            cursor.take("const ");
            if !take_lifetime(cursor) {
                let bound = self.path_type(cursor)?;
                bounds.push(self.tables.types.intern(bound));
            }
            if is_in_parentheses {
                cursor.require(")")?;
            }
            if !cursor.take(" + ") {
                return Some(bounds.into());
            }
        }
    }

    /// `<A, B>` without lifetimes and what bounds fix: `Item = T`.
    pub(super) fn arguments(&mut self, cursor: &mut Cursor<'d>) -> Option<Box<[TypeId]>> {
        let mut arguments = Vec::new();
        if !cursor.take("<") {
            return Some(arguments.into());
        }
        while !cursor.take(">") {
            if cursor.peek() == b'\'' && !is_character(cursor.rest()) {
                take_lifetime(cursor);
            } else if let Some(length) = binding(cursor.rest()) {
                cursor.advance(length);
                cursor.until(b",>");
            } else {
                arguments.push(self.read_type(cursor)?);
            }
            cursor.take(", ");
        }
        Some(arguments.into())
    }
}

/// How long `Name = ` or `Name<T> = ` is, if that is here.
fn binding(text: &str) -> Option<usize> {
    let end = text.bytes().position(|it| !is_word(it))?;
    let end = match text.as_bytes()[end] {
        b'<' => end + outside(&text[end + 1..], b">")? + 2,
        _ => end,
    };
    let rest = &text[end..];
    (rest.starts_with(" = ") || rest.starts_with(": ")).then_some(end)
}

/// Whether `'a'` is here and not the lifetime `'a`.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    let first = characters.next();
    first == Some('\\') || characters.next() == Some('\'')
}

/// Takes `'a`.
fn take_lifetime(cursor: &mut Cursor<'_>) -> bool {
    let is_here = cursor.take("'");
    if is_here {
        cursor.word();
    }
    is_here
}

/// Takes `for<'a> `.
fn skip_binder(cursor: &mut Cursor<'_>) {
    for binder in ["for<", "unsafe<"] {
        if cursor.take(binder) {
            cursor.until(b">");
            cursor.take("> ");
        }
    }
}
