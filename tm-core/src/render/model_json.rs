//! The model as JSON: the public format, which [`crate::declared::file`] documents and reads back.
//!
//! Only what was written is in it. Values that were inherited or derived follow again when the file is read, and one that
//! nobody stated stays unstated; so reading gives the same model, flow by flow and place by place.

use tm_diagnostic::Location;

use super::{json::Json, words};
use crate::declared::file::VERSION;
use crate::model::{
    Assumption, Dataflow, Duplicates, Entity, Expectation, Model, Options, Override, Response, Source, Target, Value,
};

/// The model as a JSON document.
///
/// Keys come in a fixed order, `version` first; flows in the order of the model. Whatever is referred to is named by its
/// id; data that no one declared is the free text that mentions it.
pub fn model_json(model: &Model) -> String {
    let mut entries = vec![("version".to_owned(), VERSION.into())];
    if !model.name.is_empty() {
        entries.push(("name".to_owned(), model.name.as_str().into()));
    }
    if !model.description.is_empty() {
        entries.push(("description".to_owned(), model.description.as_str().into()));
    }
    entries.extend(options(&model.options));
    if let Some(at) = &model.at {
        entries.push(("location".to_owned(), Json::location(at)));
    }
    let thing = |entity: &Entity| thing(model, entity, Vec::new());
    let boundaries = model.boundaries.iter().map(|it| thing(&it.entity));
    let data = model.data.iter().filter(|it| it.is_declared).map(|it| thing(&it.entity));
    let elements = model.elements.iter().map(|it| thing(&it.entity));
    let flows = model.dataflows.iter().map(|it| flow(model, it));
    entries.push(("boundaries".to_owned(), Json::List(boundaries.collect())));
    entries.push(("data".to_owned(), Json::List(data.collect())));
    entries.push(("elements".to_owned(), Json::List(elements.collect())));
    entries.push(("flows".to_owned(), Json::List(flows.collect())));
    Json::Object(entries).document()
}

/// The options that differ from the vocabulary's defaults; the model does not know more.
fn options(options: &Options) -> Vec<(String, Json)> {
    let mut entries = Vec::new();
    let flags = [
        ("is_ordered", options.is_ordered),
        ("merge_responses", options.merge_responses),
        ("ignore_unused", options.ignore_unused),
    ];
    entries.extend(flags.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| ((*name).to_owned(), true.into())));
    let duplicates = match options.on_duplicates {
        Duplicates::Keep => None,
        Duplicates::Deny => Some("Deny"),
        Duplicates::Hide => Some("Hide"),
    };
    entries.extend(duplicates.map(|name| ("on_duplicates".to_owned(), name.into())));
    if !options.assumptions.is_empty() {
        entries.push(("assumptions".to_owned(), assumptions(&options.assumptions)));
    }
    entries
}

fn flow(model: &Model, flow: &Dataflow) -> Json {
    let id = |target| Json::from(model.entity(target).id.as_str());
    let mut links = Vec::new();
    if let Some(request) = flow.response_to {
        links.push(("response_to".to_owned(), id(Target::Dataflow(request))));
    } else if flow.is_response && !is_written(&flow.entity, "is_response") {
        links.push(("is_response".to_owned(), true.into()));
    }
    thing(model, &flow.entity, links)
}

fn is_written(entity: &Entity, name: &str) -> bool {
    entity.values.iter().any(|it| it.attribute.get().name == name && matches!(it.source, Source::Written(_)))
}

/// What elements, boundaries, data and flows have in common, with `more` behind the name.
fn thing(model: &Model, entity: &Entity, more: Vec<(String, Json)>) -> Json {
    let mut entries = vec![("id".to_owned(), entity.id.as_str().into())];
    let is_element = tm_schema::Class::elements().any(|class| class == entity.class);
    if is_element {
        entries.push(("class".to_owned(), entity.class.name().into()));
    }
    entries.push(("name".to_owned(), entity.name.as_str().into()));
    if !entity.description.is_empty() {
        entries.push(("description".to_owned(), entity.description.as_str().into()));
    }
    entries.extend(more);
    let mut controls = Vec::new();
    let mut places = Vec::new();
    for known in &entity.values {
        let Source::Written(at) = &known.source else { continue };
        let attribute = known.attribute.get();
        let list = if attribute.is_control { &mut controls } else { &mut entries };
        list.push((attribute.name.to_owned(), value(model, known.attribute, &known.value)));
        places.extend(stated_at(attribute.path(), at, &entity.at));
    }
    if !controls.is_empty() {
        entries.push(("controls".to_owned(), Json::Object(controls)));
    }
    if !entity.expectations.is_empty() {
        let decisions = entity.expectations.iter().map(expectation);
        entries.push(("expect".to_owned(), Json::List(decisions.collect())));
    }
    if !entity.overrides.is_empty() {
        entries.push(("overrides".to_owned(), Json::List(entity.overrides.iter().map(override_of).collect())));
    }
    for (index, it) in entity.overrides.iter().enumerate() {
        places.extend(stated_at(format!("overrides[{index}]"), &it.at, &entity.at));
    }
    if !entity.assumptions.is_empty() {
        entries.push(("assumptions".to_owned(), assumptions(&entity.assumptions)));
    }
    for (index, it) in entity.assumptions.iter().enumerate() {
        places.extend(stated_at(format!("assumptions[{index}]"), &it.at, &entity.at));
    }
    for (index, expectation) in entity.expectations.iter().enumerate() {
        places.extend(stated_at(format!("expect[{index}]"), &expectation.at, &entity.at));
    }
    if let Some(at) = &entity.at {
        entries.push(("location".to_owned(), Json::location(at)));
    }
    if !places.is_empty() {
        entries.push(("stated_at".to_owned(), Json::Object(places)));
    }
    Json::Object(entries)
}

/// Where a value stands, in the file where the thing itself stands.
fn stated_at(path: String, at: &Option<Location>, thing: &Option<Location>) -> Option<(String, Json)> {
    let at = at.as_ref().filter(|at| thing.as_ref().is_some_and(|thing| thing.file == at.file))?;
    let place = [at.start.line, at.start.column, at.end.line, at.end.column];
    Some((path, Json::List(place.map(Json::from).into()).on_one_line()))
}

pub(super) fn value(model: &Model, attribute: tm_schema::AttributeId, value: &Value) -> Json {
    match value {
        Value::Bool(it) => (*it).into(),
        Value::Int(it) => (*it).into(),
        Value::Text(it) => it.as_str().into(),
        Value::Member(it) => words::member(attribute, *it).into(),
        Value::One(None) => unreachable!("nobody can write that `{}` is nothing", attribute.get().name),
        Value::One(Some(target)) => reference(model, *target),
        Value::Many(list) => Json::List(list.iter().map(|it| reference(model, *it)).collect()).on_one_line(),
        Value::Texts(list) => Json::List(list.iter().map(|it| it.as_str().into()).collect()),
        Value::Members(list) => {
            Json::List(list.iter().map(|it| words::member(attribute, *it).into()).collect()).on_one_line()
        }
        Value::Ints(list) => Json::List(list.iter().map(|it| (*it).into()).collect()).on_one_line(),
    }
}

/// The id of a thing; the text itself for data that nobody declared.
fn reference(model: &Model, target: Target) -> Json {
    let entity = model.entity(target);
    match target {
        Target::Data(id) if !model.datum(id).is_declared => entity.name.as_str().into(),
        _ => entity.id.as_str().into(),
    }
}

fn override_of(it: &Override) -> Json {
    let mut entries = vec![("id".to_owned(), it.threat.as_str().into())];
    entries.extend(it.severity.map(|severity| ("severity".to_owned(), severity.name().into())));
    let texts = [("cvss", &it.cvss), ("response", &it.response)];
    entries.extend(
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(key, text)| (key.to_owned(), text.as_str().into())),
    );
    if it.always {
        entries.push(("always".to_owned(), true.into()));
    }
    Json::Object(entries)
}

/// Assumptions: a text alone where there is nothing else to say.
fn assumptions(assumptions: &[Assumption]) -> Json {
    let json = |it: &Assumption| -> Json {
        if it.description.is_empty() && it.exclude.is_empty() {
            return it.name.as_str().into();
        }
        let mut entries = vec![("name".to_owned(), it.name.as_str().into())];
        if !it.description.is_empty() {
            entries.push(("description".to_owned(), it.description.as_str().into()));
        }
        if !it.exclude.is_empty() {
            let ids = it.exclude.iter().map(|id| id.as_str().into()).collect();
            entries.push(("exclude".to_owned(), Json::List(ids).on_one_line()));
        }
        Json::Object(entries)
    };
    Json::List(assumptions.iter().map(json).collect())
}

fn expectation(expectation: &Expectation) -> Json {
    let mut entries: Vec<(&str, Json)> =
        vec![("id", expectation.threat.as_str().into()), ("reason", expectation.reason.as_str().into())];
    if !expectation.owner.is_empty() {
        entries.push(("owner", expectation.owner.as_str().into()));
    }
    entries.extend(expectation.until.as_deref().map(|until| ("until", until.into())));
    if expectation.until_changed {
        entries.push(("until_changed", true.into()));
    }
    if expectation.response != Response::default() {
        entries.push(("as", expectation.response.name().into()));
    }
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::fixture;

    /// Everything a model holds; two models of equal text are equal.
    fn all(model: &Model) -> String {
        format!("{model:#?}")
    }

    fn reread(model: &Model) -> Model {
        let text = model_json(model);
        let value = serde_json::from_str(&text).expect("the writer writes JSON");
        let (declarations, faults) = crate::declared::file::read(value, "model.json");
        assert_eq!(faults, [], "{text}");
        crate::model::build(declarations).0
    }

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(model_json(&fixture::guestbook()));
    }

    #[test]
    fn hand_made_models_survive() {
        for model in [fixture::guestbook(), fixture::hostile(), Model::default()] {
            assert_eq!(all(&reread(&model)), all(&model));
        }
    }

    #[test]
    fn replies_keep_their_request_whatever_the_order() {
        let model = fixture::model(serde_json::json!({
            "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
            "flows": [
                { "id": "r", "source": "a", "sink": "b", "name": "request", "order": 9 },
                { "id": "y", "source": "b", "sink": "a", "name": "late", "response_to": "r", "order": 7 },
                { "id": "x", "source": "b", "sink": "a", "name": "early", "is_response": true, "order": 3 },
                { "id": "q", "source": "b", "sink": "a", "name": "nested", "reply": { "name": "back" } },
            ],
        }));
        assert_eq!(all(&reread(&model)), all(&model));
    }

    #[test]
    fn undeclared_data_keeps_its_order() {
        let model = fixture::model(serde_json::json!({
            "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
            "flows": [
                { "source": "a", "sink": "b", "name": "last", "order": 2, "data": ["x y", ""] },
                { "source": "a", "sink": "b", "name": "first", "order": 1, "data": ["", "z", "x-y"] },
            ],
        }));
        let names: Vec<_> = model.data.iter().map(|it| it.entity.name.as_str()).collect();
        assert_eq!(names, ["", "z", "x-y", "x y"]);
        assert_eq!(all(&reread(&model)), all(&model));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_model_survives(model in fixture::models()) {
            let again = reread(&model);
            prop_assert_eq!(all(&again), all(&model));
            prop_assert_eq!(model_json(&again), model_json(&model));
        }
    }
}
