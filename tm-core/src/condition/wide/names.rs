//! Names that raise an exception in Python, found before any model is read.
//!
//! ```text
//! target.usesVNP                       no class has it: AttributeError
//! any(target.usesVPN for d in …)       inside a comprehension `target` is unknown: NameError
//! target.oneOf(LLM)                    pytm gives conditions no `LLM`: NameError
//! ```
//!
//! pytm answers "no" then and says nothing.

use tm_schema::{AttributeId, Class, ENUMERATIONS};

use super::evaluate::global;
use super::syntax::{Kind, Name, Node};
use super::value::Value;
use crate::condition::expr::ClassSet;
use crate::condition::vocabulary::listed;
use crate::condition::{Dialect, Fault, MAX_FAULTS};
use crate::model::nearest;

const FALSE: &str = "pytm takes a condition that raises an exception for false";

/// What every class is known to lack, and names that mean nothing.
pub(super) fn check<'n>(node: &'n Node, targets: &'n [Class]) -> Vec<Fault> {
    let classes = ClassSet::derived_from(targets);
    let mut checker = Checker { targets, classes, bound: Vec::new(), faults: Vec::new() };
    checker.visit(node);
    checker.faults
}

/// Every attribute that has one of the names written, sorted.
pub(super) fn attributes(node: &Node) -> Vec<AttributeId> {
    let mut found = Vec::new();
    collect(node, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn collect(node: &Node, found: &mut Vec<AttributeId>) {
    let mut named = |name: &str, is_control: bool| {
        found.extend(Class::all().filter_map(|class| Dialect::Pytm.attribute(class, name, is_control)));
    };
    match &node.kind {
        Kind::Attribute(object, name) => named(&name.text, is_controls(object)),
        Kind::Method(_, method, _) => match method.text.as_str() {
            "inside" => named("inBoundary", false),
            "crosses" | "enters" | "exits" => ["source", "sink", "inBoundary"].iter().for_each(|it| named(it, false)),
            "checkTLSVersion" => ["tlsVersion", "minTLSVersion"].iter().for_each(|it| named(it, false)),
            "hasDataLeaks" => {
                ["source", "sink", "data", "classification", "maxClassification"]
                    .iter()
                    .for_each(|it| named(it, false));
            }
            _ => {}
        },
        _ => {}
    }
    node.visit_parts(&mut |part| collect(part, found));
}

fn is_controls(node: &Node) -> bool {
    matches!(&node.kind, Kind::Attribute(_, name) if name.text == "controls")
}

struct Checker<'n> {
    /// The classes the threat is about, and with them all that derive from them.
    targets: &'n [Class],
    classes: ClassSet,
    /// The variables of the comprehensions around, and whether one is around at all.
    bound: Vec<&'n str>,
    faults: Vec<Fault>,
}

impl<'n> Checker<'n> {
    fn visit(&mut self, node: &'n Node) {
        if self.faults.len() >= MAX_FAULTS {
            return;
        }
        match &node.kind {
            Kind::Name(name) => self.name(name, node),
            Kind::Attribute(object, name) => {
                self.visit(object);
                self.attribute(object, name);
            }
            Kind::Method(object, name, arguments) => {
                self.visit(object);
                self.method(object, name);
                arguments.iter().for_each(|argument| self.visit(argument));
            }
            Kind::Generator(it) | Kind::ListOf(it) => {
                let outer = self.bound.len();
                for clause in &it.clauses {
                    self.visit(&clause.list);
                    self.bound.push(&clause.variable.text);
                    clause.filters.iter().for_each(|filter| self.visit(filter));
                }
                self.visit(&it.body);
                self.bound.truncate(outer);
            }
            _ => node.visit_parts(&mut |part| self.visit(part)),
        }
    }

    fn name(&mut self, name: &str, node: &Node) {
        if self.bound.contains(&name) || global(name).is_some() || name == "target" && self.bound.is_empty() {
            return;
        }
        let fault = |message: String| Fault::warning(node.span.clone(), message);
        let fault = if name == "target" {
            fault("pytm does not see `target` inside a comprehension".into()).with_help(FALSE)
        } else if Class::from_name(name).is_some() {
            fault(format!("pytm gives conditions no `{name}`")).with_help(FALSE)
        } else {
            let known = ENUMERATIONS.iter().map(|it| it.pytm).chain(["target"]).chain(self.bound.iter().copied());
            let help = nearest(name, known).map_or(FALSE.to_owned(), |near| format!("did you mean `{near}`? {FALSE}"));
            fault(format!("unknown name `{name}`")).with_help(help)
        };
        self.faults.push(fault);
    }

    fn attribute(&mut self, object: &Node, name: &Name) {
        if let Kind::Name(of) = &object.kind
            && let Some(Value::Enumeration(of)) = global(of)
        {
            if Dialect::Pytm.member(of, &name.text).is_none() {
                let near = nearest(&name.text, Dialect::Pytm.member_names(of));
                self.raises(name, format!("`{}` has no member `{}`", of.pytm, name.text), near);
            }
            return;
        }
        let (is_control, owner) = match &object.kind {
            Kind::Attribute(owner, controls) if controls.text == "controls" => (true, &**owner),
            _ => (false, object),
        };
        let has = |class: Class| {
            let is_special = match name.text.as_str() {
                "controls" => !is_control && class.is_a(Class::Element),
                // pytm's flows have one too, which is always `None`.
                "inBoundary" => class == Class::Dataflow,
                _ => false,
            };
            is_special || Dialect::Pytm.attribute(class, &name.text, is_control).is_some()
        };
        let noun = if is_control { "control" } else { "attribute" };
        // Of `target` the classes are known; anything else may be of any, or a member of an enumeration.
        let (message, classes): (_, Vec<Class>) = if self.is_target(owner) {
            let lacking: Vec<_> = self.classes.iter().filter(|class| !has(*class)).collect();
            if lacking.is_empty() {
                return;
            }
            let named = if lacking.len() == self.classes.iter().count() { self.targets } else { &lacking[..] };
            let verb = if named.len() == 1 { "has" } else { "have" };
            let names = listed(named.iter().map(|class| class.name()), "and");
            (format!("{names} {verb} no {noun} `{}`", name.text), lacking)
        } else {
            if ["name", "value"].contains(&name.text.as_str()) || Class::all().any(has) {
                return;
            }
            (format!("nothing has {} `{}`", with_article(noun), name.text), Class::all().collect())
        };
        let known = classes.into_iter().flat_map(tm_schema::attributes_of);
        let known = known.filter(|id| id.get().is_control == is_control).map(|id| Dialect::Pytm.attribute_name(id));
        let near = nearest(&name.text, known.filter(|it| !it.is_empty()));
        self.raises(name, message, near.filter(|near| *near != name.text));
    }

    fn is_target(&self, node: &Node) -> bool {
        matches!(&node.kind, Kind::Name(it) if it == "target") && self.bound.is_empty()
    }

    /// Only flows can be asked whether they leak.
    fn method(&mut self, object: &Node, name: &Name) {
        let lacking = self.classes.iter().filter(|class| *class != Class::Dataflow).map(Class::name);
        if name.text == "hasDataLeaks"
            && self.is_target(object)
            && self.classes != ClassSet::derived_from(&[Class::Dataflow])
        {
            let message = format!("`hasDataLeaks` is asked of a dataflow, and this may be {}", listed(lacking, "or"));
            self.raises(name, message, None);
        }
    }

    fn raises(&mut self, name: &Name, message: String, near: Option<&str>) {
        let help = near.map_or(FALSE.to_owned(), |near| format!("did you mean `{near}`? {FALSE}"));
        self.faults.push(Fault::warning(name.span.clone(), message).with_help(help));
    }
}

fn with_article(noun: &str) -> String {
    if noun.starts_with('a') { format!("an {noun}") } else { format!("a {noun}") }
}
