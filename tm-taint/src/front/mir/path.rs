//! Paths: of types, of functions where they are used, of bodies.
//!
//! ```text
//! std::vec::Vec<u8>                         a type
//! std::vec::Vec::<u8>::push                 a method of a type
//! core::str::<impl str>::len                the same of a type without path, or from an impl elsewhere
//! <Db as Store>::put::<u8>                  a method of a trait
//! m::<impl at src/m.rs:1:1: 1:9>::put       a body, see `bodies`
//! ```

use super::Reader;
use super::cursor::Cursor;
use crate::front::names::trait_of_std;
use crate::ir::{FunctionRef, Symbol, Type, TypeId};

/// A step of a path.
struct Step<'d> {
    name: Name<'d>,
    /// The arguments behind it.
    arguments: Option<Box<[TypeId]>>,
}

enum Name<'d> {
    /// `Vec`, `{closure#0}`.
    Plain(&'d str),
    /// `<impl str>`, `<impl Store for Db>`.
    Impl { of: TypeId, as_trait: Option<TypeId> },
}

impl<'d> Reader<'_, 'd> {
    /// The type that is a path, or a parameter.
    pub(super) fn path_type(&mut self, cursor: &mut Cursor<'d>) -> Option<Type> {
        let mut steps = Vec::new();
        loop {
            steps.push(self.step(cursor, false)?);
            if !cursor.take("::") {
                break;
            }
        }
        // `Fn(A, B) -> R`
        if cursor.peek() == b'(' && steps.iter().all(|it| it.arguments.is_none()) {
            cursor.take("(");
            let mut parameters = Vec::new();
            while !cursor.take(")") {
                parameters.push(self.read_type(cursor)?);
                cursor.take(", ");
            }
            if cursor.take(" -> ") {
                self.read_type(cursor)?;
            }
            let tuple = self.tables.types.intern(Type::Tuple(parameters.into()));
            let last = steps.last_mut()?;
            last.arguments = Some(Box::new([tuple]));
        }
        if let [Step { name: Name::Plain(name), arguments: None }] = &steps[..] {
            return Some(self.single_word(name));
        }
        let path = self.absolute(&steps)?;
        let arguments = steps.into_iter().next_back()?.arguments.unwrap_or_default();
        Some(Type::Path { path, arguments })
    }

    fn step(&mut self, cursor: &mut Cursor<'d>, is_value: bool) -> Option<Step<'d>> {
        let name = match cursor.peek() {
            b'{' => {
                let start = cursor.rest();
                cursor.advance(1);
                let length = cursor.until(b"}").len() + 2;
                cursor.require("}")?;
                Name::Plain(&start[..length])
            }
            b'<' => {
                cursor.require("<impl ")?;
                let first = self.read_type(cursor)?;
                let name = if cursor.take(" for ") {
                    Name::Impl { of: self.read_type(cursor)?, as_trait: Some(first) }
                } else {
                    Name::Impl { of: first, as_trait: None }
                };
                cursor.require(">")?;
                name
            }
            _ => {
                let word = cursor.word();
                if word.is_empty() {
                    return None;
                }
                Name::Plain(word)
            }
        };
        let arguments = if is_value {
            if cursor.rest().starts_with("::<") && !is_impl_step(&name, cursor) {
                cursor.take("::");
                Some(self.arguments(cursor)?)
            } else {
                None
            }
        } else if cursor.peek() == b'<' {
            Some(self.arguments(cursor)?)
        } else {
            None
        };
        Some(Step { name, arguments })
    }

    /// A function or constant where it is used. `cursor` stops behind it.
    pub(super) fn function_ref(&mut self, cursor: &mut Cursor<'d>) -> Option<FunctionRef> {
        let mut self_type = None;
        let mut as_trait = None;
        // `<T>::f` and `<T as Trait>::f`; `<impl T>::f` is a step.
        let mut ahead = cursor.clone();
        if ahead.take("<")
            && let Some(of) = self.read_type(&mut ahead)
        {
            if ahead.take(" as ") {
                as_trait = Some(self.read_type(&mut ahead)?);
            }
            if ahead.take(">::") && (as_trait.is_some() || !cursor.rest().starts_with("<impl ")) {
                self_type = Some(of);
                *cursor = ahead;
            }
        }
        let mut steps = Vec::new();
        loop {
            steps.push(self.step(cursor, true)?);
            if !cursor.take("::") {
                break;
            }
        }
        let impl_at = steps.iter().rposition(|it| matches!(it.name, Name::Impl { .. }));
        if let Some(at) = impl_at
            && self_type.is_none()
            && let Name::Impl { of, as_trait: of_trait } = steps[at].name
        {
            (self_type, as_trait) = (Some(of), of_trait);
            steps.drain(..=at);
        }
        if let Some(self_type) = self_type {
            let mut path = String::from(self.tables.owner(as_trait.unwrap_or(self_type)));
            for step in &steps {
                push_step(&mut path, step)?;
            }
            let path = self.tables.symbols.intern(&path);
            let arguments = steps.pop()?.arguments.unwrap_or_default();
            return Some(FunctionRef { path, self_type: Some(self_type), as_trait, arguments, signature: None });
        }
        let path = self.absolute(&steps)?;
        let is_inner = matches!(steps.last()?.name, Name::Plain(name) if name.starts_with('{'));
        let mut self_type = None;
        if let [.., owner, _] = &steps[..]
            && !is_inner
            && let Name::Plain(name) = owner.name
            && (owner.arguments.is_some() || self.is_type(&steps[..steps.len() - 1], name))
        {
            let arguments = owner.arguments.clone().unwrap_or_default();
            let path = self.absolute(&steps[..steps.len() - 1])?;
            self_type = Some(self.tables.types.intern(Type::Path { path, arguments }));
        }
        let mut arguments = steps.pop()?.arguments;
        if is_inner && arguments.is_none() {
            // `f::<T>::{constant#0}` has the arguments of what it stands in.
            arguments = steps.pop().and_then(|it| it.arguments);
        }
        Some(FunctionRef { path, self_type, as_trait: None, arguments: arguments.unwrap_or_default(), signature: None })
    }

    /// The absolute path of steps.
    fn absolute(&mut self, steps: &[Step<'d>]) -> Option<Symbol> {
        let mut path = String::new();
        for (index, step) in steps.iter().enumerate() {
            if let Some(krate) = self.crate_of_macro(&path, steps, index) {
                krate.clone_into(&mut path);
                continue;
            }
            match step.name {
                Name::Plain(name) if index == 0 => {
                    let next = match steps.get(1).map(|it| &it.name) {
                        Some(Name::Plain(next)) => Some(*next),
                        _ => None,
                    };
                    self.names.push_head(&mut path, name, next);
                }
                // What stands in an impl block has the path of its type.
                Name::Impl { of, .. } => path = self.tables.owner(of).to_owned(),
                Name::Plain(_) => push_step(&mut path, step)?,
            }
        }
        let of_std = if self.names.is_own_path(&path) { None } else { trait_of_std(&path) };
        Some(self.tables.symbols.intern(of_std.as_deref().unwrap_or(&path)))
    }

    /// The crate that a step is: macros write `const _: () = { extern crate serde as _serde; … }`, or `extern crate maud;` in a function,
    /// and the compiler prints `m::_::_serde::Serialize` and `m::page::maud::PreEscaped`.
    fn crate_of_macro(&self, path: &str, steps: &[Step<'d>], index: usize) -> Option<&'d str> {
        let [before, step] = steps.get(index.checked_sub(1)?..=index)? else { return None };
        let Name::Plain(name) = step.name else { return None };
        let is_in_const = matches!(before.name, Name::Plain("_"));
        if let Some(krate) = name.strip_prefix('_').filter(|it| is_in_const && !it.is_empty()) {
            return Some(krate);
        }
        let is_followed = matches!(steps.get(index + 1), Some(Step { name: Name::Plain(_), .. }));
        let is_crate = is_followed && name.starts_with(char::is_lowercase);
        let is_inside = is_in_const || is_crate && self.names.is_value(path);
        (is_crate && is_inside && !self.names.is_inside_function(&format!("{path}::{name}"))).then_some(name)
    }

    fn is_type(&mut self, steps: &[Step<'d>], name: &str) -> bool {
        let Some(path) = self.absolute(steps) else { return false };
        let path = self.tables.symbols.text(path);
        let name = name.strip_prefix("r#").unwrap_or(name);
        let is_upper = name.chars().next().is_some_and(char::is_uppercase);
        self.names.is_adt(path) || (is_upper && !self.names.is_value(path))
    }

    /// A type that is one word: primitive, a parameter, or an item at the crate's root.
    fn single_word(&mut self, name: &'d str) -> Type {
        if crate::ir::is_primitive(name) {
            return Type::Path { path: self.tables.symbols.intern(name), arguments: Box::default() };
        }
        if self.names.is_ambiguous(name) {
            self.is_contextual = true;
        }
        if self.is_parameter(name) {
            return Type::Parameter(self.tables.symbols.intern(name));
        }
        let mut path = String::new();
        self.names.push_head(&mut path, name, None);
        Type::Path { path: self.tables.symbols.intern(&path), arguments: Box::default() }
    }
}

/// Whether `<impl str>` of `core::str::<impl str>::len` follows, and not the argument of `f::<impl Fn()>`: behind a module, with
/// something behind it.
fn is_impl_step(before: &Name<'_>, cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if !ahead.take("::<impl ") {
        return false;
    }
    ahead.until(b">");
    let is_module = matches!(before, Name::Plain(name) if !name.starts_with(char::is_uppercase));
    is_module && ahead.take(">::")
}

fn push_step(path: &mut String, step: &Step<'_>) -> Option<()> {
    let Name::Plain(name) = step.name else { return None };
    if !path.is_empty() {
        path.push_str("::");
    }
    path.push_str(name);
    Some(())
}
