//! Things, differences and crossings in words.

use tm_schema::{AttributeId, Class};

use crate::compare::{Difference, Found, NewCrossing, PartChange, written};
use crate::model::{Assumption, DataId, DataflowId, Direction, Duplicates, Expectation, Model, Reading, Target, Value};
use crate::render::{Evaluated, words};

/// What there is instead of a value that nobody has written.
pub(super) const NOTHING: &str = "nothing said";

/// The name of a thing, or its id where it has none.
pub(super) fn name(model: &Model, target: Target) -> String {
    let entity = model.entity(target);
    let name = [&entity.name, &entity.id].into_iter().find(|it| !it.is_empty());
    name.map_or_else(|| "(unnamed)".to_owned(), |it| words::one_line(it))
}

/// A thing as people tell it from others: `Mail service`, `Comment form → Mail service: Send a mail`.
pub(super) fn title(model: &Model, target: Target) -> String {
    match target {
        Target::Dataflow(id) => {
            let flow = model.dataflow(id);
            let end = |it| name(model, Target::Element(it));
            format!("{} → {}: {}", end(flow.source), end(flow.sink), name(model, target))
        }
        _ => name(model, target),
    }
}

/// The heading that changes of a kind stand under.
pub(super) fn heading(part: &PartChange) -> &'static str {
    match part.after.or(part.before) {
        Some(Target::Element(_)) => "elements",
        Some(Target::Dataflow(_)) => "flows",
        Some(Target::Boundary(_)) => "boundaries",
        Some(Target::Data(_)) | None => "data",
    }
}

/// What a difference is about: `controls.validates_input`, `expect(DO02)`.
pub(super) fn label(difference: &Difference) -> String {
    match difference {
        Difference::Id => "id".to_owned(),
        Difference::Class => "class".to_owned(),
        Difference::Name => "name".to_owned(),
        Difference::Description => "description".to_owned(),
        Difference::Attribute(attribute) => attribute.get().path(),
        Difference::Option(name) => (*name).to_owned(),
        Difference::Decision(threat) => format!("expect({})", words::one_line(threat)),
        Difference::Override(threat) => format!("override({})", words::one_line(threat)),
        Difference::Assumption(name) => format!("assume({:?})", words::one_line(name)),
    }
}

/// What one side says, in one line; none if it says nothing. Without a target it is said of the whole model.
pub(super) fn said(model: &Model, target: Option<Target>, difference: &Difference) -> Option<String> {
    let entity = target.map(|it| model.entity(it));
    let text = match (difference, entity) {
        (Difference::Id, Some(entity)) => entity.id.clone(),
        (Difference::Class, Some(entity)) => entity.class.name().to_owned(),
        (Difference::Name, Some(entity)) => entity.name.clone(),
        (Difference::Name, None) => model.name.clone(),
        (Difference::Description, Some(entity)) => entity.description.clone(),
        (Difference::Description, None) => model.description.clone(),
        (Difference::Attribute(attribute), Some(entity)) => {
            return written(entity, *attribute).map(|it| words::one_line(&words::value(model, *attribute, it)));
        }
        (Difference::Decision(threat), Some(entity)) => {
            expectation(entity.expectations.iter().find(|it| it.threat == *threat)?)
        }
        (Difference::Override(threat), Some(entity)) => {
            words::overridden(entity.overrides.iter().find(|it| it.threat == *threat)?)
        }
        (Difference::Assumption(name), _) => {
            let all = entity.map_or(&model.options.assumptions, |it| &it.assumptions);
            assumption(all.iter().find(|it| it.name == *name)?)
        }
        (Difference::Option(name), _) => option(model, name).to_owned(),
        (Difference::Id | Difference::Class | Difference::Attribute(_), None) => return None,
        (Difference::Decision(_) | Difference::Override(_), None) => return None,
    };
    Some(words::one_line(&text)).filter(|text| !text.is_empty())
}

fn expectation(it: &Expectation) -> String {
    let owner = if it.owner.is_empty() { String::new() } else { format!(", owner {}", it.owner) };
    let until = it.until.as_ref().map_or_else(String::new, |day| format!(", until {day}"));
    format!("{}: {}{owner}{until}", it.response.name(), it.reason)
}

fn assumption(it: &Assumption) -> String {
    match (it.exclude.is_empty(), it.description.is_empty()) {
        (false, _) => format!("rules out {}", it.exclude.join(", ")),
        (true, false) => it.description.clone(),
        (true, true) => "taken for granted".to_owned(),
    }
}

fn option(model: &Model, name: &str) -> &'static str {
    let options = &model.options;
    let flag = |is_set| if is_set { "true" } else { "false" };
    match name {
        "is_ordered" => flag(options.is_ordered),
        "merge_responses" => flag(options.merge_responses),
        "ignore_unused" => flag(options.ignore_unused),
        _ => match options.on_duplicates {
            Duplicates::Keep => "Keep",
            Duplicates::Deny => "Deny",
            Duplicates::Hide => "Hide",
        },
    }
}

/// What one should know of a thing that is new: where it stands, what it carries, how secret it is; may be empty.
pub(super) fn facts(model: &Model, target: Target) -> String {
    match target {
        Target::Element(id) => {
            let boundary = model.element(id).boundary;
            boundary.map_or_else(String::new, |it| format!("in {}", name(model, Target::Boundary(it))))
        }
        Target::Boundary(id) => {
            let outer = model.boundary(id).within;
            outer.map_or_else(String::new, |it| format!("within {}", name(model, Target::Boundary(it))))
        }
        Target::Data(id) => sensitivity(model, id),
        Target::Dataflow(id) => {
            let data = model.dataflow(id).data.iter().map(|it| {
                let (name, sensitivity) = (name(model, Target::Data(*it)), sensitivity(model, *it));
                if sensitivity.is_empty() { name } else { format!("{name} ({sensitivity})") }
            });
            let data = data.collect::<Vec<_>>().join(", ");
            let carries = if data.is_empty() { data } else { format!("; carries {data}") };
            format!("{}{carries}", transport(model, id))
        }
    }
}

/// How a datum is sensitive: `Restricted, personal data`.
pub(super) fn sensitivity(model: &Model, datum: DataId) -> String {
    let entity = &model.datum(datum).entity;
    let classification = model.classification(datum);
    let member = tm_schema::CLASSIFICATION.members[usize::from(classification)].name;
    let words = [
        Some(member).filter(|_| classification > 0),
        Some("personal data").filter(|_| entity.flag("is_pii")),
        Some("credentials").filter(|_| entity.flag("is_credentials")),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `enters` or `leaves`.
pub(super) fn direction(crossing: &NewCrossing) -> &'static str {
    match crossing.direction {
        Direction::Enters => "enters",
        Direction::Leaves => "leaves",
    }
}

/// How a flow travels: `SMTP, not encrypted`.
pub(super) fn transport(model: &Model, flow: DataflowId) -> String {
    let target = Target::Dataflow(flow);
    let read = |attribute: Option<AttributeId>| model.read(target, attribute.expect("the vocabulary has it"));
    let protocol = match read(tm_schema::lookup(Class::Dataflow, "protocol")).value() {
        Value::Text(it) if !it.is_empty() => format!("{}, ", words::one_line(it)),
        _ => String::new(),
    };
    let encryption = match read(tm_schema::control("is_encrypted")) {
        Reading::Stated(Value::Bool(true), _) => "encrypted",
        Reading::Stated(..) => "not encrypted",
        Reading::Assumed(_) => "encryption not stated",
    };
    format!("{protocol}{encryption}")
}

/// What was decided of a finding, as output calls it.
pub(super) fn decision(found: Found, side: Evaluated<'_>) -> &'static str {
    found.assessed(side.assessment).map_or("excluded", |it| it.decision.name())
}
