//! `any`, `all`, `len`, and the predicates of elements and flows.

use std::ops::Range;

use tm_schema::{Class, Kind};

use super::{Checker, Term, Type, Variable};
use crate::condition::expr::{Atom, ClassSet, Crossing, Expr, ExprKind, ListPath, Operand, Path, Relation, Slot};
use crate::condition::syntax::{Generator, Name, Node, NodeKind};
use crate::condition::vocabulary::{FUNCTIONS, Method, classes_of, listed};
use crate::condition::{Dialect, Fault};
use crate::model::nearest;

impl Checker {
    pub(super) fn call(&mut self, names: &[Name], arguments: &[Node], span: &Range<usize>) -> Option<Term> {
        match names {
            [] => None,
            [function] => self.function(function, arguments, span),
            [object @ .., method] => self.method(object, method, arguments, span),
        }
    }

    fn function(&mut self, name: &Name, arguments: &[Node], span: &Range<usize>) -> Option<Term> {
        if !FUNCTIONS.contains(&name.text.as_str()) {
            let known = FUNCTIONS.into_iter().chain(self.dialect.method_names());
            let help = match nearest(&name.text, known) {
                Some(near) if FUNCTIONS.contains(&near) => format!("did you mean `{near}`?"),
                Some(near) => format!("did you mean `target.{near}`?"),
                None => format!("the functions are {}", listed(FUNCTIONS.into_iter(), "and")),
            };
            self.error_with_help(&name.span, format!("unknown function `{}`", name.text), help);
            return None;
        }
        match (name.text.as_str(), arguments) {
            ("len", [Node { kind: NodeKind::Generator(generator), .. }]) => {
                let (list, filter) = self.count(generator)?;
                Some(Term::Count(list, filter))
            }
            ("len", [node]) => match self.term(node)? {
                Term::Objects(list, _) | Term::Texts(list) | Term::Ints(list) | Term::Members(list, _) => {
                    Some(Term::Count(list, None))
                }
                other => {
                    self.error(&node.span, format!("`len` counts a list, and this is {}", other.noun(self.dialect)));
                    None
                }
            },
            ("len", _) => {
                self.error(span, "`len` takes one list");
                None
            }
            (quantifier, [Node { kind: NodeKind::Generator(generator), .. }]) => {
                let all = quantifier == "all";
                let list = self.bind(generator)?;
                let body = self.truth(&generator.body);
                let filter = generator.filter.as_ref().map(|filter| self.truth(filter));
                self.scope.pop();
                let body = match filter {
                    None => body?,
                    Some(filter) => filtered(all, filter?, body?),
                };
                let kind = ExprKind::Quantified { all, list, body: Box::new(body) };
                Some(Term::Truth(Expr { kind, span: span.clone() }))
            }
            (quantifier, _) => {
                let message = format!("`{quantifier}` takes a condition on each item of a list");
                self.error_with_help(span, message, format!("write `{quantifier}(d.is_pii for d in target.data)`"));
                None
            }
        }
    }

    /// The list of a generator, with its variable in scope; the caller takes it out again.
    fn bind(&mut self, generator: &Generator) -> Option<ListPath> {
        let variable = &generator.variable;
        if self.visible().iter().any(|it| it.name == variable.text) {
            self.error_with_help(
                &variable.span,
                format!("`{}` already means something here", variable.text),
                "use another name",
            );
            return None;
        }
        let (list, kind) = match self.term(&generator.list)? {
            Term::Objects(list, kind) => (list, kind),
            Term::Texts(_) | Term::Ints(_) | Term::Members(..) => {
                let message = "`for` looks at things of the model only";
                self.error_with_help(&generator.list.span, message, "look for a value with `in`");
                return None;
            }
            other => {
                let message = format!("`for` takes a list, and this is {}", other.noun(self.dialect));
                self.error(&generator.list.span, message);
                return None;
            }
        };
        let (name, classes) = (variable.text.clone(), classes_of(kind));
        self.scope.push(Variable { name, classes, is_strict: kind != Kind::Element });
        Some(list)
    }

    /// `len(d for d in list if filter)`
    fn count(&mut self, generator: &Generator) -> Option<(ListPath, Option<Box<Expr>>)> {
        let list = self.bind(generator)?;
        let filter = generator.filter.as_ref().map(|filter| self.truth(filter));
        self.scope.pop();
        let is_variable = matches!(&generator.body.kind, NodeKind::Path(names) if matches!(names.as_slice(), [name] if name.text == generator.variable.text));
        if !is_variable {
            let name = &generator.variable.text;
            let help = format!("write the condition behind `if`: `len({name} for {name} in … if …)`");
            self.error_with_help(&generator.body.span, "`len` counts items, whatever is said of them here", help);
            return None;
        }
        match filter {
            None => Some((list, None)),
            Some(filter) => Some((list, Some(Box::new(filter?)))),
        }
    }

    fn method(&mut self, object: &[Name], name: &Name, arguments: &[Node], span: &Range<usize>) -> Option<Term> {
        let Some(method) = self.dialect.method(&name.text) else {
            let near =
                self.dialect.translated_method(&name.text).or_else(|| nearest(&name.text, self.dialect.method_names()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", listed(self.dialect.method_names(), "and")),
            };
            self.error_with_help(&name.span, format!("unknown predicate `{}`", name.text), help);
            return None;
        };
        let term = self.path(object)?;
        let Term::Object(path, classes) = term else {
            let message = format!(
                "`{}` is asked of an element or a dataflow, and this is {}",
                name.text,
                term.noun(self.dialect)
            );
            self.error(&name.span, message);
            return None;
        };
        let expr = match method {
            Method::OneOf => self.one_of(path, classes, name, arguments, span)?,
            Method::Crosses => self.crosses(Crossing::Crosses, path, classes, name, arguments)?,
            Method::Enters => self.crosses(Crossing::Enters, path, classes, name, arguments)?,
            Method::Exits => self.crosses(Crossing::Exits, path, classes, name, arguments)?,
            Method::Inside => self.inside(path, classes, name, arguments)?,
            Method::HasDataLeaks => self.has_data_leaks(path, classes, name, arguments, span)?,
            Method::CheckTlsVersion => self.check_tls_version(path, classes, name, arguments, span)?,
            Method::Defined(definition) => self.defined(definition, (path, classes), name, arguments, span)?,
        };
        Some(Term::Truth(Expr { kind: expr, span: span.clone() }))
    }

    fn one_of(
        &mut self,
        object: Path,
        possible: ClassSet,
        name: &Name,
        arguments: &[Node],
        span: &Range<usize>,
    ) -> Option<ExprKind> {
        if arguments.is_empty() {
            self.error_with_help(span, format!("`{}` of no class", name.text), "name at least one: `Server`");
            return None;
        }
        let named: Vec<_> = arguments.iter().map(|argument| self.class(argument)).collect();
        let classes = ClassSet::derived_from(&named.into_iter().collect::<Option<Vec<_>>>()?);
        let hits = possible.iter().filter(|class| classes.contains(*class)).count();
        if hits == 0 {
            let names = listed(possible.iter().map(|class| class.name()), "or");
            let fault = Fault::warning(span.clone(), "this never holds");
            self.faults.push(fault.with_help(format!("it is of class {names}")));
        }
        Some(ExprKind::Atom(Atom::OfClass { object, classes }))
    }

    /// An argument that names a class.
    fn class(&mut self, argument: &Node) -> Option<Class> {
        let NodeKind::Path(names) = &argument.kind else {
            self.error(&argument.span, "expected the name of a class");
            return None;
        };
        let [name] = names.as_slice() else {
            self.error_with_help(
                &argument.span,
                "expected the name of a class",
                "single things of a model have no name here",
            );
            return None;
        };
        let class = self.dialect.class(&name.text);
        if class.is_none() {
            let near = nearest(&name.text, Class::all().map(Class::name));
            let fault = Fault::error(name.span.clone(), format!("unknown class `{}`", name.text));
            self.faults.push(Fault { help: near.map(|near| format!("did you mean `{near}`?")), ..fault });
        }
        class
    }

    /// Checks that the only argument is the class of boundaries.
    fn boundary_class(&mut self, name: &Name, arguments: &[Node]) -> Option<()> {
        if let [argument] = arguments {
            let class = self.class(argument)?;
            if class == Class::Boundary {
                return Some(());
            }
        }
        self.error_with_help(
            &name.span,
            format!("`{}` takes the class `Boundary`", name.text),
            format!("write `{}(Boundary)`", name.text),
        );
        None
    }

    /// Reports a predicate asked of a class that it makes no sense for. pytm answers "no" where flows cross, and raises an
    /// exception otherwise.
    fn require(&mut self, base: Class, classes: ClassSet, name: &Name) -> Option<()> {
        let wrong: Vec<_> = classes.iter().filter(|class| !class.is_a(base)).map(Class::name).collect();
        if wrong.is_empty() {
            return Some(());
        }
        let noun = if base == Class::Dataflow { "a dataflow" } else { "an element" };
        let message =
            format!("`{}` is asked of {noun}, and this may be {}", name.text, listed(wrong.into_iter(), "or"));
        if self.dialect == Dialect::Pytm && ["crosses", "enters", "exits"].contains(&name.text.as_str()) {
            self.faults.push(Fault::warning(name.span.clone(), message).with_help("of others it is false"));
            return Some(());
        }
        self.error(&name.span, message);
        None
    }

    fn crosses(
        &mut self,
        crossing: Crossing,
        flow: Path,
        classes: ClassSet,
        name: &Name,
        arguments: &[Node],
    ) -> Option<ExprKind> {
        let argument = self.boundary_class(name, arguments);
        self.require(Class::Dataflow, classes, name)?;
        argument?;
        let boundary = Slot::new(classes_of(Kind::Element), |class| tm_schema::lookup(class, "boundary"))?;
        let is_nested = self.dialect == Dialect::Native;
        Some(ExprKind::Atom(Atom::Crosses { flow, crossing, boundary, is_nested }))
    }

    fn inside(&mut self, object: Path, classes: ClassSet, name: &Name, arguments: &[Node]) -> Option<ExprKind> {
        let argument = self.boundary_class(name, arguments);
        let find = |class| tm_schema::lookup(class, "boundary").or_else(|| tm_schema::lookup(class, "within"));
        let lacking: Vec<_> = classes.iter().filter(|class| find(*class).is_none()).map(Class::name).collect();
        if !lacking.is_empty() && self.dialect == Dialect::Native {
            let message = format!("{} stands in no boundary of its own", listed(lacking.into_iter(), "and"));
            self.error_with_help(
                &name.span,
                message,
                format!("ask an end of a flow: `target.sink.{}(Boundary)`", name.text),
            );
            return None;
        }
        argument?;
        let Some(boundary) = Slot::new(classes, find) else { return Some(ExprKind::Constant(false)) };
        Some(ExprKind::Atom(Atom::Inside { object, boundary }))
    }

    /// Any datum classified above what the flow or one of its ends may handle.
    fn has_data_leaks(
        &mut self,
        flow: Path,
        classes: ClassSet,
        name: &Name,
        arguments: &[Node],
        span: &Range<usize>,
    ) -> Option<ExprKind> {
        if let Some(argument) = arguments.first() {
            self.error(&argument.span, format!("`{}` takes nothing", name.text));
            return None;
        }
        self.require(Class::Dataflow, classes, name)?;
        let step = |end: &str| -> Option<Path> {
            let slot = named_slot(&[Class::Dataflow], end)?;
            Some(Path { variable: flow.variable, steps: flow.steps.iter().copied().chain([slot]).collect() })
        };
        let datum = Path { variable: self.scope.len(), steps: Box::default() };
        let classification = read(datum, [Class::Data].into_iter().collect(), "classification")?;
        let ends = classes_of(Kind::Element);
        let bounds = [
            read(step("source")?, ends, "max_classification")?,
            read(step("sink")?, ends, "max_classification")?,
            read(flow.clone(), [Class::Dataflow].into_iter().collect(), "max_classification")?,
        ];
        let parts = bounds.into_iter().map(|bound| {
            let atom = Atom::Compare { left: classification.clone(), relation: Relation::Greater, right: bound };
            Expr { kind: ExprKind::Atom(atom), span: span.clone() }
        });
        let body = Box::new(Expr { kind: ExprKind::Or(parts.collect()), span: span.clone() });
        let slot = named_slot(&[Class::Dataflow], "data")?;
        Some(ExprKind::Quantified { all: false, list: ListPath { object: flow, slot }, body })
    }

    /// Any of the flows protected by an older TLS than the element accepts.
    fn check_tls_version(
        &mut self,
        element: Path,
        classes: ClassSet,
        name: &Name,
        arguments: &[Node],
        span: &Range<usize>,
    ) -> Option<ExprKind> {
        let list = match arguments {
            [argument] => match self.term(argument)? {
                Term::Objects(list, Kind::Dataflow) => Some(list),
                _ => None,
            },
            _ => None,
        };
        self.require(Class::Element, classes, name)?;
        let Some(list) = list else {
            let message = format!("`{}` takes a list of dataflows", name.text);
            self.error_with_help(&name.span, message, format!("write `{}(target.inputs)`", name.text));
            return None;
        };
        let flow = Path { variable: self.scope.len(), steps: Box::default() };
        let left = read(flow, [Class::Dataflow].into_iter().collect(), "tls_version")?;
        let right = read(element, classes, "min_tls_version")?;
        let kind = ExprKind::Atom(Atom::Compare { left, relation: Relation::Less, right });
        Some(ExprKind::Quantified { all: false, list, body: Box::new(Expr { kind, span: span.clone() }) })
    }
}

/// What must hold of an item for a quantifier over those that pass `filter`.
fn filtered(all: bool, filter: Expr, body: Expr) -> Expr {
    let span = body.span.start.min(filter.span.start)..body.span.end.max(filter.span.end);
    let filter = if all { Expr { span: filter.span.clone(), kind: ExprKind::Not(Box::new(filter)) } } else { filter };
    let mut parts = Vec::new();
    for part in [filter, body] {
        let is_predicate = part.is_predicate();
        match part.kind {
            _ if is_predicate => parts.push(part),
            ExprKind::Or(inner) if all => parts.extend(inner),
            ExprKind::And(inner) if !all => parts.extend(inner),
            _ => parts.push(part),
        }
    }
    Expr { kind: if all { ExprKind::Or(parts) } else { ExprKind::And(parts) }, span }
}

fn named_slot(classes: &[Class], name: &str) -> Option<Slot> {
    Slot::new(ClassSet::derived_from(classes), |class| tm_schema::lookup(class, name))
}

/// Reads an attribute by its own name, whatever the dialect.
fn read(object: Path, classes: ClassSet, name: &str) -> Option<Operand> {
    let slot = Slot::new(classes, |class| tm_schema::lookup(class, name))?;
    let (_, domain) = Type::of(&slot)?;
    Some(Operand::Read { object, slot, domain })
}
