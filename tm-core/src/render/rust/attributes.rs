//! What a model says of one thing, as arguments of its macro.

use tm_diagnostic::Diagnostic;
use tm_schema::Class;

use super::layout::Argument;
use super::names::Names;
use super::text::literal;
use crate::code::Code;
use crate::model::{Assumption, Entity, Expectation, Known, Model, Override, Response, Source, Target, Value};
use crate::render::words;

/// Turns what is said into arguments, and notes what the macros have no words for.
pub(super) struct Writer<'m> {
    pub(super) model: &'m Model,
    pub(super) names: &'m Names,
    pub(super) losses: Vec<Diagnostic>,
}

impl Writer<'_> {
    /// The written values of a thing but for those in `without`; then its controls, and what is said of findings on it.
    pub(super) fn values(&mut self, target: Target, without: &[&str]) -> Vec<Argument> {
        let model = self.model;
        let entity = model.entity(target);
        let mut arguments = Vec::new();
        let mut controls = Vec::new();
        let mut written: Vec<_> = entity.values.iter().filter(|it| matches!(it.source, Source::Written(_))).collect();
        // Where it stands comes first, as its name does.
        written.sort_by_key(|it| !matches!(it.value, Value::One(_)));
        for known in written {
            let attribute = known.attribute.get();
            if attribute.is_control {
                controls.extend(self.value(entity, known));
            } else if !without.contains(&attribute.name) {
                arguments.extend(self.value(entity, known));
            }
        }
        self.explain_scope(entity, &mut arguments);
        if !controls.is_empty() {
            arguments.push(Argument::Group("controls", controls));
        }
        let mut decided: Vec<&str> = Vec::new();
        for it in &entity.expectations {
            if decided.contains(&it.threat.as_str()) || it.threat.trim().is_empty() {
                self.lose(entity, &format!("a second decision on `{}` is left out", it.threat), "a finding has one");
                continue;
            }
            decided.push(&it.threat);
            arguments.push(expectation(it));
        }
        for it in &entity.overrides {
            if it.threat.trim().is_empty() {
                self.lose(entity, "an override is left out", "its threat has no id");
                continue;
            }
            arguments.extend(override_of(it));
        }
        let assumptions = assumptions(&entity.assumptions);
        if assumptions.len() < entity.assumptions.len() {
            self.lose(entity, "an assumption is left out", "it says nothing and rules out nothing");
        }
        arguments.extend(assumptions);
        arguments
    }

    fn value(&mut self, entity: &Entity, known: &Known) -> Option<Argument> {
        let attribute = known.attribute.get();
        let name = attribute.name;
        let word = |value: &str| Some(Argument::Word(format!("{name} = {value}")));
        match &known.value {
            Value::Bool(true) => Some(Argument::Word(name.to_owned())),
            Value::Bool(false) => word("false"),
            Value::Int(it) => word(&it.to_string()),
            Value::Text(it) => Some(Argument::text(name, it)),
            Value::Member(it) => word(words::member(known.attribute, *it)),
            Value::One(None) => None,
            Value::One(Some(target)) => word(self.names.get(*target)),
            Value::Many(list) => {
                let mut items = Vec::new();
                for target in list {
                    match target {
                        Target::Data(id) if !self.model.datum(*id).is_declared => {
                            let text = &self.model.entity(*target).name;
                            if text.trim().is_empty() {
                                self.lose(entity, &format!("its `{name}` has an empty text"), "name the data");
                            } else {
                                items.push(literal(text));
                            }
                        }
                        _ => items.push(self.names.get(*target).to_owned()),
                    }
                }
                Some(Argument::List(name, items))
            }
            Value::Texts(list) => self.files(entity, name, list),
            Value::Members(list) => {
                let names = list.iter().map(|it| words::member(known.attribute, *it).to_owned());
                Some(Argument::List(name, names.collect()))
            }
            Value::Ints(list) => {
                let (kept, lost): (Vec<_>, Vec<_>) = list.iter().partition(|it| u16::try_from(**it).is_ok());
                if !lost.is_empty() {
                    self.lose(entity, &format!("its `{name}` has numbers above {}", u16::MAX), "choose smaller ones");
                }
                Some(Argument::List(name, kept.into_iter().map(i64::to_string).collect()))
            }
        }
    }

    /// The files that implement a thing, which is the only list of texts there is.
    fn files(&mut self, entity: &Entity, name: &'static str, list: &[String]) -> Option<Argument> {
        let mut files = Vec::new();
        for file in list {
            match tm_schema::path_fault(file) {
                None => files.push(file),
                Some(fault) => self.lose(entity, &format!("its file `{}` is left out", words::one_line(file)), fault),
            }
        }
        match files[..] {
            [file] => Some(Argument::text("source", file)),
            [] if !list.is_empty() => None,
            _ => Some(Argument::List(name, files.into_iter().map(|it| literal(it)).collect())),
        }
    }

    /// The macros want a reason for what is out of scope, and none for what is not.
    fn explain_scope(&mut self, entity: &Entity, arguments: &mut Vec<Argument>) {
        let is = |it: &Argument, word: &str| matches!(it, Argument::Word(written) if written == word);
        let reason = |it: &Argument| matches!(it, Argument::Text(before, _) if before == "because = ");
        let is_blank = |it: &Argument| matches!(it, Argument::Text(_, text) if text.trim().is_empty());
        let out = arguments.iter().position(|it| is(it, "in_scope = false"));
        match (out, arguments.iter().position(reason)) {
            (Some(_), Some(because)) if !is_blank(&arguments[because]) => {}
            (Some(out), because) => {
                because.into_iter().for_each(|it| drop(arguments.remove(it)));
                arguments.insert(out + 1, Argument::text("because", "the imported model does not say"));
            }
            (None, Some(because)) => {
                arguments.remove(because);
                self.lose(entity, "its `because` is left out", "it goes with `in_scope = false`");
            }
            (None, None) => {}
        }
    }

    /// Notes that something of `entity` does not come over.
    pub(super) fn lose(&mut self, entity: &Entity, message: &str, help: &str) {
        let noun = match entity.class {
            Class::Boundary | Class::Data | Class::Dataflow => entity.class.name().to_lowercase(),
            _ => "element".to_owned(),
        };
        let message = format!("{noun} `{}`: {message}", words::one_line(&entity.name));
        self.losses.push(Code::ImportLoss.diagnostic(message).with_help(help));
    }
}

/// A threat's id: bare where it is an identifier. What else may stand there starts in lower case.
fn id(id: &str) -> String {
    let is_bare = id.starts_with(|it: char| it.is_ascii_uppercase())
        && id.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    if is_bare { id.to_owned() } else { literal(id) }
}

fn said(name: &'static str, text: &str) -> Option<Argument> {
    (!text.trim().is_empty()).then(|| Argument::text(name, text))
}

fn expectation(it: &Expectation) -> Argument {
    let mut parts = vec![Argument::Word(id(&it.threat))];
    parts.extend(said("reason", &it.reason));
    parts.extend(said("owner", &it.owner));
    parts.extend(it.until.as_deref().and_then(|until| said("until", until)));
    if it.until_changed {
        parts.push(Argument::Word("until_changed".to_owned()));
    }
    if it.response != Response::default() {
        parts.push(Argument::Word(format!("as = {}", it.response.name())));
    }
    Argument::Group("expect", parts)
}

/// What an override changes, if it changes anything.
fn override_of(it: &Override) -> Option<Argument> {
    let mut parts = vec![Argument::Word(id(&it.threat))];
    parts.extend(it.severity.map(|severity| Argument::Word(format!("severity = {}", severity.name()))));
    parts.extend(said("cvss", &it.cvss));
    parts.extend(said("response", &it.response));
    if it.always {
        parts.push(Argument::Word("always".to_owned()));
    }
    (parts.len() > 1).then_some(Argument::Group("override", parts))
}

/// Assumptions, but for those that neither say nor rule out anything; one without a name has that of what it rules out.
pub(super) fn assumptions(list: &[Assumption]) -> Vec<Argument> {
    let named = list.iter().filter_map(|it| {
        let exclude = it.exclude.join(", ");
        let name = [&it.name, &it.description, &exclude].into_iter().find(|name| !name.trim().is_empty())?;
        let mut parts = vec![Argument::Text(String::new(), name.clone())];
        parts.extend(said("description", &it.description));
        let exclude: Vec<_> = it.exclude.iter().filter(|id| !id.trim().is_empty()).map(|it| id(it)).collect();
        if !exclude.is_empty() {
            parts.push(Argument::List("exclude", exclude));
        }
        Some(Argument::Group("assume", parts))
    });
    named.collect()
}
