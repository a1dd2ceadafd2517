//! What closures capture, where the compiler prints less than it knows.
//!
//! ```text
//! let f = move || (x.a, x.b, k);
//! _4 = {closure@a.rs:1:9: 1:16} { x: move (_1.0: String), k: move (_1.1: String) };     as printed by 1.95
//! _4 = {closure@a.rs:1:9: 1:16} { x: move (_1.0: String), x: move (_1.1: String), k: move _2 };     as it is
//! ```
//!
//! The operands are printed in order under the wrong names, as many as there are variables; where several fields of one
//! variable are captured, the last operands are missing (rust-lang/rust#162154). The closure's own body knows all captured
//! variables, and where each was declared; that place finds the variable in the body that makes the closure.

use super::body::captured_field;
use super::cursor::Cursor;
use super::line::{Lines, Part};
use super::{Reader, Variable};
use crate::front::coverage::MissKind;
use crate::ir::{Constant, Operand, Place, Projection, Rvalue, StatementKind, Symbol, Type, TypeId};

impl<'d> Reader<'_, 'd> {
    /// The body of the closure that an aggregate makes. The comments say its definition; without them its place has to do.
    pub(super) fn closure_of_aggregate(&mut self, place: &str, is_coroutine: bool, comments: &'d str) -> String {
        const BEFORE: &str = "// + def_id: DefId(";
        let definition = comments.find(BEFORE).and_then(|at| {
            let line = comments[at + BEFORE.len()..].lines().next()?;
            // `0:36 ~ demo[385e]::m::{impl#0}::put::{closure#0})`
            let path = line.strip_suffix(')')?.split_once("]::")?.1;
            self.names.path_of_item(&path.replace("::", "-"))
        });
        if let Some(path) = definition {
            return path.to_owned();
        }
        let own = self.path.map_or("", |it| self.tables.symbols.text(it));
        match self.names.closure(place, own) {
            Some(path) => path.to_owned(),
            // The body of an `async fn` is named by the function, not by a place.
            None if is_coroutine => format!("{own}::{{closure#0}}"),
            None => place.to_owned(),
        }
    }

    /// The operands that the closure `path` is made of: `printed` and those that are missing there.
    pub(super) fn captured(&mut self, path: &str, printed: Vec<Operand>, comments: &'d str) -> Vec<Operand> {
        let captured = self.captured_variables(path);
        let arity = arity(comments).unwrap_or(captured.len()).max(printed.len());
        if arity == printed.len() {
            return printed;
        }
        // References are made right before the closure, in the order of its fields.
        let mut end = self.statements.len();
        let mut missing = Vec::new();
        for index in (printed.len()..arity).rev() {
            let variable = captured.iter().find(|it| it.field as usize == index);
            let operand = variable.and_then(|it| self.operand_of_variable(it, &mut end));
            if operand.is_none() {
                self.coverage.miss(MissKind::Captures, path);
            }
            missing.push(operand.unwrap_or_else(|| {
                let unknown = self.tables.symbols.intern("a captured variable that is not printed");
                Operand::Constant(Constant::Other(unknown))
            }));
        }
        printed.into_iter().chain(missing.into_iter().rev()).collect()
    }

    /// The captured variables by the `debug` lines of the closure's body.
    fn captured_variables(&mut self, path: &str) -> Vec<Captured<'d>> {
        let Some(head) = self.names.head(path) else { return Vec::new() };
        let mut captured = Vec::new();
        for part in Lines::new(head.rest) {
            let Part::Declaration(line) = part else { break };
            let Some((name, place)) = line.text.strip_prefix("debug ").and_then(|it| it.split_once(" => ")) else {
                continue;
            };
            let Some(place) = self.place(&mut Cursor::new(place)) else { continue };
            if let Some((field, is_reference)) = captured_field(&place) {
                captured.push(Captured { name, span: line.span, field, is_reference });
            }
        }
        captured
    }

    /// What a captured variable is in this body. `end` is where references to those that follow it are made.
    fn operand_of_variable(&self, captured: &Captured<'d>, end: &mut usize) -> Option<Operand> {
        let is_it = |it: &&Variable<'d>| it.span.is_some() && it.span == captured.span;
        let has_name = |it: &&Variable<'d>| fields_below(captured.name, it.name).is_some();
        let mut variables = self.variables.iter();
        let variable = variables.clone().filter(has_name).find(is_it).or_else(|| variables.rfind(has_name))?;
        if captured.is_reference {
            let made = self.statements[..*end].iter().rposition(|it| match &it.kind {
                StatementKind::Assign(to, Rvalue::Reference { place, .. }) => {
                    to.projections.is_empty() && leads_from(place, &variable.place)
                }
                _ => false,
            });
            if let Some(at) = made
                && let StatementKind::Assign(to, _) = &self.statements[at].kind
            {
                *end = at;
                return Some(Operand::Move(to.clone()));
            }
        }
        Some(self.fields(variable, fields_below(captured.name, variable.name)?))
    }

    /// A variable's fields; all of the variable where they are not known.
    fn fields(&self, variable: &Variable<'d>, fields: &str) -> Operand {
        let Place { local, projections } = &variable.place;
        if !projections.is_empty() {
            return Operand::Copy(variable.place.clone());
        }
        let mut steps = Vec::new();
        let mut of = self.type_of_local(*local);
        for name in fields.split("__").filter(|it| !it.is_empty()) {
            let Some((number, type_id)) = self.field(of, name) else { return Operand::Copy(variable.place.clone()) };
            steps.push(Projection::Field(number, type_id));
            of = type_id;
        }
        let place = Place { local: *local, projections: steps.into() };
        if self.is_moved(of) { Operand::Move(place) } else { Operand::Copy(place) }
    }

    /// Whether values of a type are certainly moved. Of others the text does not say it: nobody reads what was moved, so that
    /// a copy says nothing wrong.
    fn is_moved(&self, of: TypeId) -> bool {
        match self.tables.types.get(of) {
            Type::Reference { is_mutable, .. } => *is_mutable,
            Type::Path { path, .. } => OWNERS.contains(&self.tables.symbols.text(*path)),
            _ => false,
        }
    }

    fn field(&self, of: TypeId, name: &str) -> Option<(u32, TypeId)> {
        match self.tables.types.get(of) {
            Type::Tuple(elements) => {
                let number: u32 = name.parse().ok()?;
                Some((number, *elements.get(number as usize)?))
            }
            Type::Path { path, .. } => {
                let fields = self.names.fields(self.tables.symbols.text(*path));
                let number = fields.iter().position(|(it, _)| it == name)?;
                Some((number as u32, fields[number].1))
            }
            _ => None,
        }
    }

    /// The name of a captured variable, with dots before its fields: `pair.a` of the compiler's `pair__a`. The source at the
    /// variable's declaration says where its own name ends.
    pub(super) fn capture_name(&mut self, name: &str, span: Option<&str>) -> Symbol {
        let declared = span.and_then(super::span_parts).and_then(|(file, place)| self.source.slice(file, place));
        match declared.and_then(|it| fields_below(name, it.trim())) {
            Some("") | None => self.tables.symbols.intern(name),
            Some(fields) => {
                let name = &name[..name.len() - fields.len()];
                self.tables.symbols.intern(&format!("{name}{}", fields.replace("__", ".")))
            }
        }
    }
}

/// Types of the standard library that own what they hold.
const OWNERS: [&str; 10] = [
    "std::boxed::Box",
    "std::collections::BTreeMap",
    "std::collections::HashMap",
    "std::collections::HashSet",
    "std::ffi::OsString",
    "std::path::PathBuf",
    "std::rc::Rc",
    "std::string::String",
    "std::sync::Arc",
    "std::vec::Vec",
];

/// What follows the variable's own name in that of a captured one: `__a` of `pair__a`, nothing of `pair`.
fn fields_below<'t>(captured: &'t str, variable: &str) -> Option<&'t str> {
    captured.strip_prefix(variable).filter(|it| it.is_empty() || it.starts_with("__"))
}

/// Whether `of` is `place` or a part of it.
fn leads_from(of: &Place, place: &Place) -> bool {
    of.local == place.local && of.projections.starts_with(&place.projections)
}

/// A captured variable as the closure's body has it.
struct Captured<'d> {
    name: &'d str,
    span: Option<&'d str>,
    field: u32,
    is_reference: bool,
}

/// How many variables are captured: the last of the arguments that the comments print is the tuple of their types.
fn arity(comments: &str) -> Option<usize> {
    let start = comments.find("// + args: [")?;
    let mut lines = comments[start..].lines().skip(1).map(|it| it.trim_start().trim_start_matches("//").trim());
    let mut last = None;
    for line in lines.by_ref() {
        if line == "]" {
            break;
        }
        last = Some(line);
    }
    let tuple = last?.strip_suffix(',')?.strip_prefix('(')?.strip_suffix(')')?;
    if tuple.is_empty() {
        return Some(0);
    }
    let mut cursor = Cursor::new(tuple);
    let mut count = 0;
    while !cursor.is_end() {
        if cursor.until(b",").is_empty() {
            break;
        }
        count += 1;
        cursor.take(",");
        cursor.take(" ");
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::arity;

    #[test]
    fn arity_is_that_of_the_last_tuple() {
        let comments = |last: &str| {
            format!(
                "    // closure\n    // + def_id: DefId(0:1 ~ a[1]::f::{{closure#0}})\n    // + args: [\n    //     i8,\n    //     {last},\n    // ]\n"
            )
        };
        let cases = [
            ("()", 0),
            ("(std::string::String,)", 1),
            ("(&'?4 str, std::collections::HashMap<u8, (u8, u8)>, fn(u8) -> u8)", 3),
        ];
        for (last, expected) in cases {
            assert_eq!(arity(&comments(last)), Some(expected), "{last}");
        }
        assert_eq!(arity(""), None);
    }
}
