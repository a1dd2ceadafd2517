//! Names and attribute paths.
//!
//! ```text
//! target.sink.controls.is_encrypted    variable target, step sink, control is_encrypted
//! Classification.Secret                a constant
//! ```

use tm_schema::{ENUMERATIONS, Kind, ValueType};

use super::{Checker, Term, Type, Variable};
use crate::condition::expr::{ClassSet, ListPath, Operand, Path, Scalar, Slot};
use crate::condition::syntax::Name;
use crate::condition::vocabulary::{classes_of, listed};
use crate::condition::{Fault, MAX_FAULTS};
use crate::model::nearest;

impl Checker {
    /// What a path of names stands for.
    pub(super) fn path(&mut self, names: &[Name]) -> Option<Term> {
        let (first, rest) = names.split_first()?;
        let Some((start, mut classes)) = self.object(&first.text) else {
            return self.constant(first, rest);
        };
        let mut is_strict = self.is_strict(&start);
        let variable = start.variable;
        let mut steps = start.steps.into_vec();
        let mut rest = rest.iter();
        while let Some(name) = rest.next() {
            let (name, is_control) = match (name.text.as_str(), rest.as_slice().first()) {
                ("controls", Some(control)) => {
                    rest.next();
                    (control, true)
                }
                ("controls", None) => {
                    self.error_with_help(
                        &name.span,
                        "`controls` is no value by itself",
                        "name one: `controls.is_encrypted`",
                    );
                    return None;
                }
                _ => (name, false),
            };
            let slot = self.slot(classes, is_strict, name, is_control)?;
            let object = Path { variable, steps: steps.as_slice().into() };
            let more = rest.as_slice().first();
            if let ValueType::One(kind) = slot.first().get().value {
                steps.push(slot);
                classes = classes_of(kind);
                is_strict = kind != Kind::Element;
                continue;
            }
            let term = match (Type::of(&slot), slot.first().get().value) {
                (Some((of, domain)), _) => Term::Scalar(Operand::Read { object, slot, domain }, of),
                (None, ValueType::Many(kind)) => Term::Objects(ListPath { object, slot }, kind),
                (None, ValueType::Texts) => Term::Texts(ListPath { object, slot }),
                (None, ValueType::Members(of)) => Term::Members(ListPath { object, slot }, of),
                (None, _) => Term::Ints(ListPath { object, slot }),
            };
            if let Some(more) = more {
                let message = format!("`{}` is {} and has no attributes", name.text, term.noun(self.dialect));
                match term {
                    Term::Objects(..) => self.error_with_help(&more.span, message, "look at each: `any(… for x in …)`"),
                    _ => self.error(&more.span, message),
                }
                return None;
            }
            return Some(term);
        }
        Some(Term::Object(Path { variable, steps: steps.into() }, classes))
    }

    /// The thing that a name stands for here, and its possible classes.
    fn object(&self, name: &str) -> Option<(Path, ClassSet)> {
        if let Some(body) = self.body.as_ref().filter(|_| name == "it") {
            return Some(body.it.clone());
        }
        let visible = self.visible();
        let variable = self.scope.len() - visible.len() + visible.iter().rposition(|it| it.name == name)?;
        Some((Path { variable, steps: Box::default() }, self.scope[variable].classes))
    }

    /// The variables that may be named here.
    pub(super) fn visible(&self) -> &[Variable] {
        &self.scope[self.body.as_ref().map_or(0, |body| body.outer)..]
    }

    /// Whether all classes of what `path` leads to must have what is read, not only one.
    pub(super) fn is_strict(&self, path: &Path) -> bool {
        match path.steps.last() {
            None => self.scope[path.variable].is_strict,
            Some(step) => !matches!(step.first().get().value, ValueType::One(Kind::Element)),
        }
    }

    /// A name that is no variable: a class or a member of an enumeration.
    fn constant(&mut self, first: &Name, rest: &[Name]) -> Option<Term> {
        if let Some((member, of)) = self.body.as_ref().filter(|_| first.text == "level").and_then(|body| body.level) {
            return Some(Term::Scalar(Operand::Constant(Scalar::Member(member)), Type::Member(of)));
        }
        if let Some(of) = self.dialect.enumeration(&first.text) {
            let Some(name) = rest.first() else {
                let message = format!("`{}` is no value by itself", first.text);
                let example = self.dialect.member_names(of).last().unwrap_or_default();
                self.error_with_help(&first.span, message, format!("name a member: `{}.{example}`", first.text));
                return None;
            };
            if let Some(more) = rest.get(1) {
                self.error(&more.span, format!("`{}.{}` has no attributes", first.text, name.text));
                return None;
            }
            let Some(member) = self.dialect.member(of, &name.text) else {
                let known = self.dialect.translated_member(of, &name.text);
                let near = known.or_else(|| nearest(&name.text, self.dialect.member_names(of)));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its members are {}", listed(self.dialect.member_names(of), "and")),
                };
                self.error_with_help(&name.span, format!("`{}` has no member `{}`", first.text, name.text), help);
                return None;
            };
            return Some(Term::Scalar(Operand::Constant(Scalar::Member(member)), Type::Member(of)));
        }
        if let (Some(class), []) = (self.dialect.class(&first.text), rest) {
            return Some(Term::Class(class));
        }
        if self.faults.len() >= MAX_FAULTS {
            return None;
        }
        let fault = Fault::error(first.span.clone(), format!("unknown name `{}`", first.text));
        let enumerations = ENUMERATIONS.iter().map(|it| self.dialect.enumeration_name(it));
        let names: Vec<_> = self.scope.iter().map(|it| it.name.as_str()).chain(enumerations).collect();
        let is_attribute = |class| self.dialect.attribute(class, &first.text, false).is_some();
        let help = match nearest(&first.text, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if self.scope[0].classes.iter().any(is_attribute) => format!("did you mean `target.{}`?", first.text),
            None => format!(
                "a path starts at {}; texts are quoted",
                listed(self.scope.iter().map(|it| it.name.as_str()), "or")
            ),
        };
        self.faults.push(fault.with_help(help));
        None
    }

    /// The attribute or control `name` of `classes`.
    pub(super) fn slot(&mut self, classes: ClassSet, is_strict: bool, name: &Name, is_control: bool) -> Option<Slot> {
        let slot = Slot::new(classes, |class| self.dialect.attribute(class, &name.text, is_control));
        let Some(slot) = slot else {
            self.unknown_attribute(classes, name, is_control);
            return None;
        };
        if is_strict && !slot.is_total {
            let message = format!("{} no {} `{}`", have(lacking(classes, &slot)), noun(is_control), name.text);
            let owners = listed(slot.first().get().classes.iter().map(|it| it.name()), "and");
            self.error_with_help(&name.span, message, format!("only {owners} and what derives from it have one"));
            return None;
        }
        let value = slot.first().get().value;
        if slot.all().any(|id| std::mem::discriminant(&id.get().value) != std::mem::discriminant(&value)) {
            let message = format!("`{}` has different types in the classes this is about", name.text);
            self.error_with_help(&name.span, message, "write one threat for each");
            return None;
        }
        Some(slot)
    }

    fn unknown_attribute(&mut self, classes: ClassSet, name: &Name, is_control: bool) {
        if self.faults.len() >= MAX_FAULTS {
            return;
        }
        let roots = classes.iter().filter(|class| class.parent().is_none_or(|parent| !classes.contains(parent)));
        let message = format!("{} no {} `{}`", have(roots.collect()), noun(is_control), name.text);
        let named = |wanted: bool| {
            let all = classes.iter().flat_map(tm_schema::attributes_of);
            all.filter(move |id| id.get().is_control == wanted).map(|id| self.dialect.attribute_name(id))
        };
        let is_other = named(!is_control).any(|it| it == name.text);
        let help = if let Some(known) = self.dialect.translated(classes, &name.text, is_control) {
            Some(format!("it is spelt `{known}` here"))
        } else if self.dialect.method(&name.text).is_some() && !is_control {
            Some(format!("`{0}` is a predicate: `{0}(…)`", name.text))
        } else if is_other && is_control {
            Some(format!("`{}` is an attribute, not a control: leave out `controls.`", name.text))
        } else if is_other {
            Some(format!("`{0}` is a control: `controls.{0}`", name.text))
        } else {
            nearest(&name.text, named(is_control)).map(|near| format!("did you mean `{near}`?"))
        };
        let fault = Fault::error(name.span.clone(), message);
        self.faults.push(Fault { help, ..fault });
    }
}

fn noun(is_control: bool) -> &'static str {
    if is_control { "control" } else { "attribute" }
}

/// The uppermost of `classes` that have no row in `slot`.
fn lacking(classes: ClassSet, slot: &Slot) -> Vec<tm_schema::Class> {
    let lacks = |class| classes.contains(class) && slot.of(class).is_none();
    classes.iter().filter(|class| lacks(*class) && !class.parent().is_some_and(lacks)).collect()
}

fn have(classes: Vec<tm_schema::Class>) -> String {
    let verb = if classes.len() == 1 { "has" } else { "have" };
    format!("{} {verb}", listed(classes.iter().map(|class| class.name()), "and"))
}
