//! From declarations to the model: name everything, then say everything of it, then derive the rest.

use std::collections::{HashMap, HashSet};

use tm_diagnostic::{Diagnostic, Location, nearest};
use tm_schema::{AttributeId, Class, DECISION_PARTS, Kind, ValueType};

use super::resolve::{Names, kind_of_class};
use super::{
    Assumption, Boundary, BoundaryId, Data, DataId, Dataflow, DataflowId, Duplicates, Element, ElementId, Entity,
    Expectation, Model, Override, Response, Source, Target, Value, derive, ids,
};
use crate::code::Code;
use crate::declared::{Declaration, Entry, Written};
use crate::threat::Severity;

/// Builds the model that `declarations` describe, with every fault of their text.
///
/// A fault never hides another, and what is faulty is left out rather than guessed: the model is always usable.
pub fn build(declarations: Vec<Declaration>) -> (Model, Vec<Diagnostic>) {
    let mut builder = Builder::default();
    let placed = builder.place(declarations);
    for (declaration, target) in &placed {
        let known = builder.diagnostics.len();
        builder.describe(declaration, *target);
        builder.say_where(declaration, known);
    }
    for (declaration, _) in placed.iter().filter(|(declaration, _)| declaration.class == Class::Dataflow) {
        let known = builder.diagnostics.len();
        builder.dataflow(declaration);
        builder.say_where(declaration, known);
    }
    let unresolved = builder.link_responses();
    builder.model.cut_boundaries(&mut builder.diagnostics);
    derive::derive(&mut builder.model, &unresolved, &mut builder.diagnostics);
    (builder.model, builder.diagnostics)
}

#[derive(Default)]
struct Builder {
    model: Model,
    names: Names,
    diagnostics: Vec<Diagnostic>,
    /// Written `response_to`s: they may name flows that come later.
    answers: Vec<(DataflowId, Entry)>,
    /// The data that some text mentions and nobody declared.
    undeclared: HashMap<String, DataId>,
}

impl Builder {
    /// Gives each thing its id and makes its name known; says nothing of it yet.
    fn place(&mut self, declarations: Vec<Declaration>) -> Vec<(Declaration, Option<Target>)> {
        let mut placed = Vec::with_capacity(declarations.len());
        for declaration in declarations {
            let target = match kind_of_class(declaration.class) {
                Some(Kind::Dataflow) => None,
                Some(kind) => Some(self.add(kind, &declaration)),
                None => {
                    self.declare_model(&declaration);
                    None
                }
            };
            placed.push((declaration, target));
        }
        for (kind, name, targets) in self.names.shared() {
            let message = format!("{} {} are called `{name}`", targets.len(), kind.plural());
            let mut fault = Code::DuplicateName.diagnostic(message).at(self.names.place(targets[1]), "the same name");
            fault = fault.with_secondary(self.names.place(targets[0]), "first used here");
            self.diagnostics.push(fault.with_help("give one of them another name with `name = \"…\"`"));
        }
        placed
    }

    fn add(&mut self, kind: Kind, declaration: &Declaration) -> Target {
        let entity = entity(declaration, text(declaration, "id").unwrap_or(&declaration.key));
        let (id, name) = (entity.id.clone(), entity.name.clone());
        let target = match kind {
            Kind::Boundary => {
                self.model.boundaries.push(Boundary { entity, within: None });
                Target::Boundary(BoundaryId(self.model.boundaries.len() as u32 - 1))
            }
            Kind::Data => Target::Data(self.push_data(entity, true)),
            _ => {
                self.model.elements.push(Element { entity, boundary: None, inputs: Vec::new(), outputs: Vec::new() });
                Target::Element(ElementId(self.model.elements.len() as u32 - 1))
            }
        };
        if let Some(earlier) = self.names.add(target, &declaration.key, &id, &name, declaration.at.clone()) {
            let message = format!("two {} have the id `{id}`", kind.plural());
            let fault = Code::DuplicateId.diagnostic(message).at(declaration.at.clone(), "the same id");
            let fault = fault.with_secondary(self.names.place(earlier), "first used here");
            self.diagnostics.push(fault.with_help("tell them apart with `id = \"…\"` on one of them"));
        }
        target
    }

    fn push_data(&mut self, entity: Entity, is_declared: bool) -> DataId {
        self.model.data.push(Data { entity, is_declared, carried_by: Vec::new(), processed_by: Vec::new() });
        DataId(self.model.data.len() as u32 - 1)
    }

    fn declare_model(&mut self, declaration: &Declaration) {
        if !self.model.name.is_empty() {
            let fault = Code::SecondModel.diagnostic("the model has two `model!`");
            let fault = fault.at(declaration.at.clone(), "the second one");
            let fault = fault.with_secondary(self.model.at.clone(), "the first one");
            self.diagnostics.push(fault.with_help("keep one; crates linked into one program share one model"));
            return;
        }
        self.model.name = text(declaration, "name").unwrap_or(&declaration.name).to_owned();
        self.model.description = text(declaration, "description").unwrap_or(&declaration.doc).to_owned();
        self.model.at = declaration.at.clone();
        self.model.options.assumptions = self.assumptions(&declaration.entries);
        for (attribute, value, _) in self.values(declaration.class, &declaration.entries) {
            let options = &mut self.model.options;
            match (attribute.get().name, value) {
                ("is_ordered", Value::Bool(it)) => options.is_ordered = it,
                ("merge_responses", Value::Bool(it)) => options.merge_responses = it,
                ("ignore_unused", Value::Bool(it)) => options.ignore_unused = it,
                ("on_duplicates", Value::Member(it)) => {
                    options.on_duplicates = [Duplicates::Keep, Duplicates::Deny, Duplicates::Hide][it as usize];
                }
                _ => {}
            }
        }
    }

    /// Records what was said of a thing that [`Self::place`] has named.
    fn describe(&mut self, declaration: &Declaration, target: Option<Target>) {
        let Some(target) = target else { return };
        let values = self.values(declaration.class, &declaration.entries);
        let decided = self.decided(declaration);
        self.require_because(&values, declaration);
        for (attribute, value, at) in values {
            match (target, attribute.get().name, &value) {
                (Target::Element(id), "boundary", Value::One(Some(Target::Boundary(boundary)))) => {
                    self.model.elements[id.index()].boundary = Some(*boundary);
                }
                (Target::Boundary(id), "within", Value::One(Some(Target::Boundary(boundary)))) => {
                    self.model.boundaries[id.index()].within = Some(*boundary);
                }
                _ => {}
            }
            self.model.entity_mut(target).learn(attribute, value, Source::Written(at));
        }
        decided.put(self.model.entity_mut(target));
    }

    /// What has no place in a file is at least named: the new faults behind the first `known` are those of `declaration`.
    fn say_where(&mut self, declaration: &Declaration, known: usize) {
        let noun = kind_of_class(declaration.class).map_or("model", Kind::noun);
        let name = [text(declaration, "id").unwrap_or(&declaration.key), declaration.name.as_str()];
        let name = name.into_iter().find(|it| !it.is_empty());
        for fault in self.diagnostics[known..].iter_mut().filter(|it| it.primary.is_none()) {
            fault.notes.push(match name {
                Some(name) => format!("in the {noun} `{name}`"),
                None => format!("in a {noun} without a name"),
            });
        }
    }

    fn dataflow(&mut self, declaration: &Declaration) {
        let replies = declaration.entries.iter().filter(|entry| entry.name == "reply");
        let replies =
            replies.filter_map(|entry| if let Written::Group(it) = &entry.value { Some((entry, it)) } else { None });
        let Some((source, sink)) = self.ends(declaration) else {
            // There is no flow to say it of, but what is wrong with it is said all the same.
            for entries in std::iter::once(&declaration.entries).chain(replies.map(|(_, entries)| entries)) {
                self.values(Class::Dataflow, entries);
                self.expectations(entries);
            }
            return;
        };
        let request = self.add_dataflow(source, sink, declaration);
        for (entry, entries) in replies {
            if let Some(inner) = entries.iter().find(|entry| entry.name == "reply") {
                self.wrong_type("reply", inner, "a reply has no reply of its own");
            }
            let reply = Declaration {
                class: Class::Dataflow,
                key: String::new(),
                name: format!("Reply to {}", self.model.dataflow(request).entity.name),
                doc: String::new(),
                package: declaration.package.clone(),
                at: entry.at.clone(),
                origin: declaration.origin.clone(),
                entries: entries.clone(),
            };
            let reply = self.add_dataflow(sink, source, &reply);
            self.model.dataflows[reply.index()].is_response = true;
            self.model.dataflows[reply.index()].response_to = Some(request);
        }
    }

    fn ends(&mut self, declaration: &Declaration) -> Option<(ElementId, ElementId)> {
        let mut end = |name: &str| {
            let Some(entry) = declaration.entry(name) else {
                let fault = Code::UnknownName.diagnostic(match declaration.name.as_str() {
                    "" => format!("a dataflow has no {name}"),
                    flow => format!("dataflow `{flow}` has no {name}"),
                });
                self.diagnostics.push(fault.at(declaration.at.clone(), "").with_help(format!("add `{name}`")));
                return None;
            };
            match self.names.resolve(Kind::Element, &entry.value, &entry.at) {
                Ok(Target::Element(id)) => Some(id),
                Ok(_) => None,
                Err(fault) => {
                    self.diagnostics.push(*fault);
                    None
                }
            }
        };
        let (source, sink) = (end("source"), end("sink"));
        Some((source?, sink?))
    }

    fn add_dataflow(&mut self, source: ElementId, sink: ElementId, declaration: &Declaration) -> DataflowId {
        let values = self.values(Class::Dataflow, &declaration.entries);
        self.require_because(&values, declaration);
        let name = text(declaration, "name").unwrap_or(&declaration.name);
        let ends = [source, sink].map(|end| self.model.element(end).entity.id.clone());
        let written = text(declaration, "id").map(str::to_owned);
        let id = written.unwrap_or_else(|| match declaration.key.as_str() {
            "" => ids::dataflow(&ends[0], &ends[1], name),
            key => key.to_owned(),
        });
        let mut entity = entity(declaration, &id);
        self.decided(declaration).put(&mut entity);
        let flow_id = DataflowId(self.model.dataflows.len() as u32);
        let at = declaration.at.clone();
        let (key, name) = (declaration.key.clone(), entity.name.clone());
        if let Some(earlier) = self.names.add(Target::Dataflow(flow_id), &key, &id, &name, at.clone()) {
            let fault = Code::DuplicateId.diagnostic(format!("two dataflows have the id `{id}`"));
            let fault =
                fault.at(at.clone(), "the same id").with_secondary(self.names.place(earlier), "first used here");
            self.diagnostics.push(fault.with_help("give one of them another text, or an `id = \"…\"`"));
        }
        let mut flow = Dataflow {
            entity,
            source,
            sink,
            data: Vec::new(),
            is_response: false,
            response_to: None,
            response: None,
            order: None,
        };
        for (attribute, value, at) in values {
            match (attribute.get().name, &value) {
                ("is_response", Value::Bool(it)) => flow.is_response = *it,
                ("order", Value::Int(it)) => flow.order = u32::try_from(*it).ok(),
                _ => {}
            }
            flow.entity.learn(attribute, value, Source::Written(at));
        }
        for (name, end) in [("source", source), ("sink", sink)] {
            let attribute = derive::attribute(Class::Dataflow, name);
            let at = declaration.entry(name).and_then(|entry| entry.at.clone());
            flow.entity.learn(attribute, Value::One(Some(Target::Element(end))), Source::Written(at));
        }
        if let Some(entry) = declaration.entry("response_to") {
            flow.is_response = true;
            self.answers.push((flow_id, entry.clone()));
        }
        self.model.dataflows.push(flow);
        flow_id
    }

    /// Links replies to the flows they name; answers those whose flow does not exist.
    fn link_responses(&mut self) -> HashSet<DataflowId> {
        let mut unresolved = HashSet::new();
        for (response, entry) in std::mem::take(&mut self.answers) {
            match self.names.resolve(Kind::Dataflow, &entry.value, &entry.at) {
                Ok(Target::Dataflow(request)) => self.model.dataflows[response.index()].response_to = Some(request),
                Ok(_) => {}
                Err(fault) => {
                    unresolved.insert(response);
                    self.diagnostics.push(*fault);
                }
            }
        }
        unresolved
    }

    /// The typed values among `entries`; whatever is no attribute of `class` or not of its type is reported.
    fn values(&mut self, class: Class, entries: &[Entry]) -> Vec<(AttributeId, Value, Option<Location>)> {
        let mut values = Vec::new();
        for entry in entries {
            match (entry.name.as_str(), &entry.value) {
                ("expect" | "overrides" | "assumptions", _) => {}
                ("reply", Written::Group(_)) if class == Class::Dataflow => {}
                ("id" | "name" | "description", Written::Text(_)) => {}
                ("id" | "name" | "description", _) => self.wrong_type(&entry.name, entry, "expected a text"),
                ("reply", _) if class == Class::Dataflow => {
                    self.wrong_type(&entry.name, entry, "expected a dataflow without its ends")
                }
                ("source" | "sink" | "response_to", _) if class == Class::Dataflow => {}
                ("controls", Written::Group(controls)) if class.is_a(Class::Element) => {
                    for control in controls {
                        let known = tm_schema::control(&control.name);
                        values.extend(self.value(class, known, control, "control"));
                    }
                }
                ("controls", _) if class.is_a(Class::Element) => {
                    self.wrong_type(&entry.name, entry, "expected controls, each with true or false");
                }
                (name, _) => {
                    let known = tm_schema::lookup(class, name).filter(|id| !id.get().derived);
                    values.extend(self.value(class, known, entry, "attribute"));
                }
            }
        }
        values
    }

    fn value(
        &mut self,
        class: Class,
        attribute: Option<AttributeId>,
        entry: &Entry,
        noun: &str,
    ) -> Option<(AttributeId, Value, Option<Location>)> {
        let Some(attribute) = attribute else {
            let is_control = noun == "control";
            let known = tm_schema::attributes_of(class).map(|id| id.get());
            let names = known.filter(|it| it.is_control == is_control && !it.derived).map(|it| it.name);
            let message = format!("`{}` has no {noun} `{}`", class.name(), entry.name);
            let mut fault = Code::UnknownAttribute.diagnostic(message).at(entry.at.clone(), format!("unknown {noun}"));
            if let Some(name) = nearest(&entry.name, names) {
                fault = fault.with_help(format!("did you mean `{name}`?"));
            } else {
                fault = fault.with_help(format!("`cargo tm describe {}` lists them", class.name()));
            }
            self.diagnostics.push(fault);
            return None;
        };
        let value = self.typed(attribute, entry)?;
        Some((attribute, value, entry.at.clone()))
    }

    fn typed(&mut self, attribute: AttributeId, entry: &Entry) -> Option<Value> {
        let expected = match (attribute.get().value, &entry.value) {
            (ValueType::Bool, Written::Bool(it)) => return Some(Value::Bool(*it)),
            (ValueType::Int { min, max }, Written::Int(it)) if (min..=max).contains(it) => {
                return Some(Value::Int(*it));
            }
            (ValueType::Text, Written::Text(it)) => return Some(Value::Text(it.clone())),
            (ValueType::Member(of), Written::Text(it) | Written::Member(it)) => {
                if let Some(member) = of.member(it) {
                    return Some(Value::Member(member));
                }
                let names: Vec<_> = of.members.iter().map(|member| format!("`{}`", member.name)).collect();
                format!("expected one of {}", names.join(", "))
            }
            (ValueType::One(kind), it @ (Written::Text(_) | Written::Reference(_))) => {
                return match self.names.resolve(kind, it, &entry.at) {
                    Ok(target) => Some(Value::One(Some(target))),
                    Err(fault) => {
                        self.diagnostics.push(*fault);
                        None
                    }
                };
            }
            (ValueType::Many(Kind::Data), Written::List(list)) => {
                let targets = list.iter().filter_map(|it| self.datum(it, &entry.at)).map(Target::Data);
                let mut targets: Vec<_> = targets.collect();
                let mut seen = HashSet::new();
                targets.retain(|target| seen.insert(*target));
                return Some(Value::Many(targets));
            }
            (ValueType::Members(of), Written::List(list)) => {
                let member = |it: &Written| match it {
                    Written::Member(it) | Written::Text(it) => of.member(it),
                    _ => None,
                };
                let mut members: Vec<_> = list.iter().filter_map(member).collect();
                if members.len() == list.len() {
                    members.sort_unstable();
                    members.dedup();
                    return Some(Value::Members(members));
                }
                let names: Vec<_> = of.members.iter().map(|member| format!("`{}`", member.name)).collect();
                format!("expected a list of {}", names.join(", "))
            }
            (ValueType::Texts, Written::List(list)) if list.iter().all(|it| matches!(it, Written::Text(_))) => {
                let texts =
                    list.iter().filter_map(|it| if let Written::Text(it) = it { Some(it.clone()) } else { None });
                return Some(Value::Texts(texts.collect()));
            }
            (ValueType::Ints, Written::List(list)) if list.iter().all(|it| matches!(it, Written::Int(0..))) => {
                let numbers = list.iter().filter_map(|it| if let Written::Int(it) = it { Some(*it) } else { None });
                return Some(Value::Ints(numbers.collect()));
            }
            (ValueType::Bool, _) => "expected true or false".to_owned(),
            (ValueType::Int { min, max }, _) => format!("expected a whole number from {min} to {max}"),
            (ValueType::Text, _) => "expected a text".to_owned(),
            (ValueType::Member(of), _) => format!("expected a member of {}", of.name),
            (ValueType::One(kind), _) => format!("expected the name of a {}", kind.noun()),
            (ValueType::Many(_) | ValueType::Texts, _) => "expected a list of texts".to_owned(),
            (ValueType::Members(of), _) => format!("expected a list of members of {}", of.name),
            (ValueType::Ints, _) => "expected a list of whole numbers, none negative".to_owned(),
        };
        self.wrong_type(&attribute.get().path(), entry, &expected);
        None
    }

    fn wrong_type(&mut self, what: &str, entry: &Entry, expected: &str) {
        let fault = Code::WrongValue.diagnostic(format!("`{what}` has a value of the wrong type"));
        self.diagnostics.push(match entry.at.clone() {
            Some(at) => fault.at(Some(at), expected),
            None => fault.with_help(expected),
        });
    }

    /// The datum that `written` means; a free text becomes an undeclared one.
    fn datum(&mut self, written: &Written, at: &Option<Location>) -> Option<DataId> {
        if let Written::Text(text) = written {
            if let Some(Target::Data(id)) = self.names.exact(Kind::Data, text) {
                return Some(id);
            }
            return Some(self.undeclared(text, at));
        }
        match self.names.resolve(Kind::Data, written, at) {
            Ok(Target::Data(id)) => Some(id),
            Ok(_) => None,
            Err(fault) => {
                self.diagnostics.push(*fault);
                None
            }
        }
    }

    fn undeclared(&mut self, text: &str, at: &Option<Location>) -> DataId {
        if let Some(known) = self.undeclared.get(text) {
            return *known;
        }
        // "order number" is no misspelt "Order".
        let words = |it: &str| it.split_whitespace().count();
        let near = self.names.suggest(Kind::Data, text).filter(|(name, _)| words(name) == words(text));
        if let Some((name, place)) = near {
            let fault = Code::UndeclaredData.diagnostic(format!("`{text}` is not declared data"));
            let fault = fault.at(at.clone(), "taken as free text").with_secondary(place, "declared here");
            self.diagnostics.push(fault.with_help(format!("did you mean `{name}`?")));
        }
        // Texts of the same words are told apart by the hash, in whatever order they come.
        let id = format!("undeclared:{}-{}", ids::slug(text), ids::hash(text));
        let entity = Entity {
            id: id.clone(),
            class: Class::Data,
            name: text.to_owned(),
            description: String::new(),
            at: at.clone(),
            origin: None,
            values: Vec::new(),
            expectations: Vec::new(),
            overrides: Vec::new(),
            assumptions: Vec::new(),
        };
        let datum = self.push_data(entity, false);
        self.undeclared.insert(text.to_owned(), datum);
        self.names.add(Target::Data(datum), "", &id, "", at.clone());
        datum
    }

    fn require_because(&mut self, values: &[(AttributeId, Value, Option<Location>)], declaration: &Declaration) {
        let out = values.iter().find(|(id, value, _)| id.get().name == "in_scope" && *value == Value::Bool(false));
        let why = values.iter().find(|(id, ..)| id.get().name == "because");
        if let (Some((.., at)), None) = (out, why) {
            let fault =
                Code::MissingReason.diagnostic(format!("`{}` is out of scope without a reason", declaration.name));
            let fault = fault.at(at.clone(), "why?");
            self.diagnostics.push(fault.with_help("add `because = \"…\"`"));
        }
    }

    fn decided(&mut self, declaration: &Declaration) -> Decided {
        Decided {
            expectations: self.expectations(&declaration.entries),
            overrides: self.overrides(declaration),
            assumptions: self.assumptions(&declaration.entries),
        }
    }

    fn overrides(&mut self, declaration: &Declaration) -> Vec<Override> {
        let mut overrides: Vec<Override> = Vec::new();
        for entry in declaration.entries.iter().filter(|entry| entry.name == "overrides") {
            let Some(new) = self.override_of(entry) else { continue };
            match overrides.iter().find(|it| it.threat == new.threat) {
                Some(first) => {
                    let message = format!("two overrides of {} on `{}`", new.threat, declaration.name);
                    let fault = Code::DuplicateDecision.diagnostic(message).at(new.at.clone(), "the second one");
                    let fault = fault.with_secondary(first.at.clone(), "the first one, which stands");
                    self.diagnostics.push(fault.with_help("keep one of them"));
                }
                None => overrides.push(new),
            }
        }
        overrides
    }

    fn override_of(&mut self, entry: &Entry) -> Option<Override> {
        let mut new = Override { at: entry.at.clone(), ..Override::default() };
        let expected = "expected id, and any of severity, cvss, response, always";
        let wrong =
            || Code::WrongValue.diagnostic("an override has a value of the wrong type").at(entry.at.clone(), expected);
        let Written::Group(group) = &entry.value else {
            self.diagnostics.push(wrong());
            return None;
        };
        for said in group {
            match (said.name.as_str(), &said.value) {
                ("id", Written::Text(it) | Written::Member(it)) => new.threat.clone_from(it),
                ("cvss", Written::Text(it)) => new.cvss.clone_from(it),
                ("response", Written::Text(it)) => new.response.clone_from(it),
                ("always", Written::Bool(it)) => new.always = *it,
                ("severity", Written::Text(name) | Written::Member(name)) => {
                    new.severity = Severity::ALL.into_iter().find(|it| it.name() == name);
                    if new.severity.is_none() {
                        let fault = Code::WrongValue.diagnostic(format!("`{name}` is no severity"));
                        let names = Severity::ALL.map(Severity::name).join(", ");
                        self.diagnostics
                            .push(fault.at(entry.at.clone(), "in this override").with_help(format!("one of {names}")));
                    }
                }
                _ => self.diagnostics.push(wrong()),
            }
        }
        if new.threat.is_empty() {
            let fault =
                Code::WrongValue.diagnostic("an override names no threat").at(entry.at.clone(), "of which threat?");
            self.diagnostics.push(fault.with_help("add the threat's `id`"));
            return None;
        }
        Some(new)
    }

    fn assumptions(&mut self, entries: &[Entry]) -> Vec<Assumption> {
        let mut assumptions = Vec::new();
        for entry in entries.iter().filter(|entry| entry.name == "assumptions") {
            match &entry.value {
                Written::List(list) => {
                    let found = list.iter().filter_map(|it| self.assumption(it, &entry.at));
                    assumptions.extend(found.collect::<Vec<_>>());
                }
                one => assumptions.extend(self.assumption(one, &entry.at)),
            }
        }
        assumptions
    }

    fn assumption(&mut self, written: &Written, at: &Option<Location>) -> Option<Assumption> {
        let mut new = Assumption { at: at.clone(), ..Assumption::default() };
        let texts = |list: &[Written]| -> Option<Vec<String>> {
            let text = |it: &Written| if let Written::Text(it) = it { Some(it.clone()) } else { None };
            list.iter().map(text).collect()
        };
        let understood = match written {
            Written::Text(name) => {
                new.name.clone_from(name);
                true
            }
            Written::Group(group) => group.iter().all(|said| match (said.name.as_str(), &said.value) {
                ("name", Written::Text(it)) => {
                    new.name.clone_from(it);
                    true
                }
                ("description", Written::Text(it)) => {
                    new.description.clone_from(it);
                    true
                }
                ("exclude", Written::List(list)) => match texts(list) {
                    Some(ids) => {
                        new.exclude = ids;
                        true
                    }
                    None => false,
                },
                _ => false,
            }),
            _ => false,
        };
        if !understood {
            let fault = Code::WrongValue.diagnostic("an assumption has a value of the wrong type");
            self.diagnostics.push(fault.at(at.clone(), "expected a text, or name, description and exclude"));
        }
        understood.then_some(new)
    }

    fn expectations(&mut self, entries: &[Entry]) -> Vec<Expectation> {
        let mut expectations = Vec::new();
        for entry in entries.iter().filter(|entry| entry.name == "expect") {
            match &entry.value {
                Written::Group(group) => expectations.extend(self.expectation(group, &entry.at)),
                _ => {
                    let fault = Code::WrongValue.diagnostic("a decision has a value of the wrong type");
                    self.diagnostics
                        .push(fault.at(entry.at.clone(), "expected id, reason, owner, until, until_changed, as"));
                }
            }
        }
        expectations
    }

    fn expectation(&mut self, group: &[Entry], at: &Option<Location>) -> Option<Expectation> {
        let text = |name: &str| {
            group.iter().find(|entry| entry.name == name).and_then(|entry| match &entry.value {
                Written::Text(it) | Written::Member(it) => Some(it.clone()),
                _ => None,
            })
        };
        for entry in group.iter().filter(|entry| entry.name != "id" && !DECISION_PARTS.contains(&entry.name.as_str())) {
            let fault = Code::UnknownAttribute.diagnostic(format!("`expect` has no `{}`", entry.name));
            let fault = fault.at(at.clone(), "in this decision");
            self.diagnostics.push(match nearest(&entry.name, DECISION_PARTS.into_iter()) {
                Some(near) => fault.with_help(format!("did you mean `{near}`?")),
                None => fault.with_help(format!("it takes id, {}", DECISION_PARTS.join(", "))),
            });
        }
        let until = text("until");
        if let Some(until) = until.as_deref().filter(|until| !tm_schema::is_day(until)) {
            let fault = Code::WrongValue.diagnostic(format!("`{until}` is no day"));
            let fault = fault.at(at.clone(), "in this decision");
            self.diagnostics.push(fault.with_help("a day of the calendar is written YYYY-MM-DD"));
            return None;
        }
        let (threat, reason) = (text("id"), text("reason").filter(|reason| !reason.trim().is_empty()));
        let (Some(threat), Some(reason)) = (threat.clone(), reason) else {
            let of = threat.map_or(String::new(), |id| format!(" of `{id}`"));
            let fault = Code::MissingReason.diagnostic(format!("the decision{of} gives no reason"));
            self.diagnostics.push(fault.at(at.clone(), "why?").with_help("add a threat's id and `reason = \"…\"`"));
            return None;
        };
        let response = match text("as") {
            None => Response::default(),
            Some(name) => match Response::from_name(&name) {
                Some(response) => response,
                None => {
                    let fault = Code::WrongValue.diagnostic(format!("`{name}` is no decision"));
                    let fault = fault.at(at.clone(), "in this decision");
                    self.diagnostics.push(fault.with_help(format!("one of {}", tm_schema::RESPONSES.join(", "))));
                    return None;
                }
            },
        };
        let until_changed = match group.iter().find(|entry| entry.name == "until_changed").map(|entry| &entry.value) {
            None => false,
            Some(Written::Bool(it)) => *it,
            Some(_) => {
                let fault = Code::WrongValue.diagnostic("`until_changed` has a value of the wrong type");
                self.diagnostics.push(fault.at(at.clone(), "expected true or false"));
                return None;
            }
        };
        let owner = text("owner").unwrap_or_default();
        Some(Expectation { threat, reason, owner, until, until_changed, response, at: at.clone() })
    }
}

/// What was said of findings on one thing.
struct Decided {
    expectations: Vec<Expectation>,
    overrides: Vec<Override>,
    assumptions: Vec<Assumption>,
}

impl Decided {
    fn put(self, entity: &mut Entity) {
        entity.expectations = self.expectations;
        entity.overrides = self.overrides;
        entity.assumptions = self.assumptions;
    }
}

fn text<'d>(declaration: &'d Declaration, name: &str) -> Option<&'d str> {
    match &declaration.entry(name)?.value {
        Written::Text(text) => Some(text),
        _ => None,
    }
}

fn entity(declaration: &Declaration, id: &str) -> Entity {
    Entity {
        id: id.to_owned(),
        class: declaration.class,
        name: name(declaration).unwrap_or(id).to_owned(),
        description: text(declaration, "description").unwrap_or(&declaration.doc).to_owned(),
        at: declaration.at.clone(),
        origin: declaration.origin.clone(),
        values: Vec::new(),
        expectations: Vec::new(),
        overrides: Vec::new(),
        assumptions: Vec::new(),
    }
}

/// What people call it: a written name, else the item's; none where both are empty.
fn name(declaration: &Declaration) -> Option<&str> {
    text(declaration, "name").or(Some(&declaration.name)).filter(|name| !name.trim().is_empty())
}
