//! Which thing a reference means.

use std::collections::HashMap;

use tm_diagnostic::{Diagnostic, Location, nearest};
use tm_schema::{Class, Kind};

use super::Target;
use crate::code::Code;
use crate::declared::Written;

/// Everything that can be referred to, by path, id and name.
#[derive(Default)]
pub(super) struct Names {
    by_key: HashMap<(Kind, String), Vec<Target>>,
    by_id: HashMap<(Kind, String), Target>,
    by_name: HashMap<(Kind, String), Vec<Target>>,
    places: HashMap<Target, (String, Option<Location>)>,
}

/// What kind of thing a target is, as a reference's target.
pub(super) fn kind_of(target: Target) -> Kind {
    match target {
        Target::Element(_) => Kind::Element,
        Target::Boundary(_) => Kind::Boundary,
        Target::Data(_) => Kind::Data,
        Target::Dataflow(_) => Kind::Dataflow,
    }
}

/// What kind of thing a declaration of `class` is.
pub(super) fn kind_of_class(class: Class) -> Option<Kind> {
    match class {
        Class::Model => None,
        Class::Boundary => Some(Kind::Boundary),
        Class::Data => Some(Kind::Data),
        Class::Dataflow => Some(Kind::Dataflow),
        _ => Some(Kind::Element),
    }
}

impl Names {
    /// Makes a thing known; answers the earlier one of the same id, if there is one.
    pub(super) fn add(
        &mut self,
        target: Target,
        key: &str,
        id: &str,
        name: &str,
        at: Option<Location>,
    ) -> Option<Target> {
        let kind = kind_of(target);
        if !key.is_empty() {
            self.by_key.entry((kind, key.to_owned())).or_default().push(target);
        }
        if !name.is_empty() {
            self.by_name.entry((kind, name.to_owned())).or_default().push(target);
        }
        self.places.insert(target, (name.to_owned(), at));
        let earlier = *self.by_id.entry((kind, id.to_owned())).or_insert(target);
        (earlier != target).then_some(earlier)
    }

    /// The names that several things of one kind share, each with those things, in declaration order.
    pub(super) fn shared(&self) -> Vec<(Kind, &str, &[Target])> {
        let mut shared: Vec<_> = self
            .by_name
            .iter()
            .filter(|((kind, _), targets)| *kind != Kind::Dataflow && targets.len() > 1)
            .map(|((kind, name), targets)| (*kind, name.as_str(), targets.as_slice()))
            .collect();
        shared.sort();
        shared
    }

    /// Where a thing was declared.
    pub(super) fn place(&self, target: Target) -> Option<Location> {
        self.places.get(&target).and_then(|(_, at)| at.clone())
    }

    /// The thing that a string names exactly, if there is just one.
    pub(super) fn exact(&self, kind: Kind, text: &str) -> Option<Target> {
        let key = (kind, text.to_owned());
        self.by_id.get(&key).copied().or_else(|| match self.by_name.get(&key)?.as_slice() {
            [one] => Some(*one),
            _ => None,
        })
    }

    /// The thing a reference means, or why it means none.
    pub(super) fn resolve(
        &self,
        kind: Kind,
        reference: &Written,
        at: &Option<Location>,
    ) -> Result<Target, Box<Diagnostic>> {
        match reference {
            Written::Reference(key) => match self.by_key.get(&(kind, key.clone())).map_or(&[][..], Vec::as_slice) {
                [one] => Ok(*one),
                [] => {
                    let message = format!("{} `{key}` is not part of this model", kind.noun());
                    let fault = Code::UnknownName.diagnostic(message).at(at.clone(), "declared elsewhere");
                    let help = "it comes from a crate outside the workspace: `--with-deps` takes it in";
                    Err(Box::new(fault.with_help(help)))
                }
                several => {
                    let message = format!("the path `{key}` names {} {}", several.len(), kind.plural());
                    let fault = self.which_one(Code::AmbiguousName.diagnostic(message), several, at);
                    Err(Box::new(
                        fault.with_help("give one of them `marker = Name` and refer to `Name`, or name it in quotes"),
                    ))
                }
            },
            Written::Text(text) | Written::Member(text) => {
                self.exact(kind, text).ok_or_else(|| Box::new(self.unresolved(kind, text, at)))
            }
            _ => {
                let message = format!("expected the name of {}", with_article(kind));
                Err(Box::new(Code::WrongValue.diagnostic(message).at(at.clone(), "not a name")))
            }
        }
    }

    fn unresolved(&self, kind: Kind, text: &str, at: &Option<Location>) -> Diagnostic {
        let several = self.by_name.get(&(kind, text.to_owned())).map_or(&[][..], Vec::as_slice);
        if several.len() > 1 {
            let message = format!("`{text}` names {} {}", several.len(), kind.plural());
            let fault = self.which_one(Code::AmbiguousName.diagnostic(message), several, at);
            return fault.with_help("refer to one by its path or its id, or give them different names");
        }
        let fault = Code::UnknownName.diagnostic(format!("no {} is called `{text}`", kind.noun()));
        let fault = fault.at(at.clone(), format!("unknown {}", kind.noun()));
        match self.suggest(kind, text) {
            Some((name, place)) => {
                fault.with_secondary(place, "declared here").with_help(format!("did you mean `{name}`?"))
            }
            None => match self.listed(kind).as_slice() {
                [] => fault.with_help(format!("the model declares no {} yet", kind.noun())),
                names => fault.with_help(format!("the model has {}", names.join(", "))),
            },
        }
    }

    fn which_one(&self, fault: Diagnostic, several: &[Target], at: &Option<Location>) -> Diagnostic {
        const MAX_SHOWN: usize = 5;
        let fault = fault.at(at.clone(), "which one?");
        several.iter().take(MAX_SHOWN).fold(fault, |fault, it| fault.with_secondary(self.place(*it), "one of them"))
    }

    /// The declared name or id closest to `text`, if any is close.
    pub(super) fn suggest(&self, kind: Kind, text: &str) -> Option<(&str, Option<Location>)> {
        let of = |known: &Kind| *known == kind;
        let names = self.by_name.keys().filter(|(known, _)| of(known)).map(|(_, name)| name.as_str());
        let ids = self.by_id.keys().filter(|(known, _)| of(known)).map(|(_, id)| id.as_str());
        let best = nearest(text, names.chain(ids.filter(|id| !id.starts_with("undeclared:"))))?;
        let key = (kind, best.to_owned());
        let target = self.by_name.get(&key).map(|targets| targets[0]).or_else(|| self.by_id.get(&key).copied())?;
        Some((best, self.place(target)))
    }

    fn listed(&self, kind: Kind) -> Vec<String> {
        let mut names: Vec<_> = self.by_name.keys().filter(|(of, _)| *of == kind).map(|(_, name)| name).collect();
        names.sort();
        names.into_iter().take(6).map(|name| format!("`{name}`")).collect()
    }
}

fn with_article(kind: Kind) -> &'static str {
    match kind {
        Kind::Element => "an element",
        Kind::Boundary => "a boundary",
        Kind::Data => "a datum",
        Kind::Dataflow => "a dataflow",
    }
}
