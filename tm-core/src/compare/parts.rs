//! What came, went, or says something else now.

use std::collections::BTreeSet;

use tm_schema::AttributeId;

use super::pairs::{Pairs, is_declared};
use crate::model::{Assumption, Entity, Expectation, Model, Override, Source, Target, Value};

/// A thing that is there on one side only, or is not the same on both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartChange {
    /// The thing before; none if it came.
    pub before: Option<Target>,
    /// The thing after; none if it went.
    pub after: Option<Target>,
    /// What is said of it that differs; nothing unless it is on both sides.
    pub differences: Vec<Difference>,
}

/// Something said of a thing that is not the same before and after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Its id: the item was renamed or moved.
    Id,
    /// Its class.
    Class,
    /// Its name.
    Name,
    /// What it is for.
    Description,
    /// An attribute or a control, as written.
    Attribute(AttributeId),
    /// An option of the model, by its name.
    Option(&'static str),
    /// What was decided of a threat to it, by the id as written.
    Decision(String),
    /// What is said of a finding on it.
    Override(String),
    /// Something taken for granted of it, by its name.
    Assumption(String),
}

/// What differs of the model as a whole.
pub(super) fn of_model(before: &Model, after: &Model) -> Vec<Difference> {
    let (was, is) = (&before.options, &after.options);
    let mut differences = Vec::new();
    let mut compare = |differs: bool, difference| differences.extend(differs.then_some(difference));
    compare(before.name != after.name, Difference::Name);
    compare(before.description != after.description, Difference::Description);
    compare(was.is_ordered != is.is_ordered, Difference::Option("is_ordered"));
    compare(was.merge_responses != is.merge_responses, Difference::Option("merge_responses"));
    compare(was.ignore_unused != is.ignore_unused, Difference::Option("ignore_unused"));
    compare(was.on_duplicates != is.on_duplicates, Difference::Option("on_duplicates"));
    differences.extend(assumptions(&was.assumptions, &is.assumptions));
    differences
}

/// All parts that differ: what is there after in its order, kind by kind, behind each kind what went.
pub(super) fn parts(before: &Model, after: &Model, pairs: &Pairs) -> Vec<PartChange> {
    let declared = |model: &Model| model.targets().filter(|it| is_declared(model, *it)).collect::<Vec<_>>();
    let mut changes = Vec::new();
    for is in declared(after) {
        let before_it = pairs.before(is);
        let differences = before_it.map_or_else(Vec::new, |was| differences(before, was, after, is, pairs));
        if before_it.is_none() || !differences.is_empty() {
            changes.push(PartChange { before: before_it, after: Some(is), differences });
        }
    }
    let gone = declared(before).into_iter().filter(|it| pairs.after(*it).is_none());
    changes.extend(gone.map(|it| PartChange { before: Some(it), after: None, differences: Vec::new() }));
    let kind = |it: &PartChange| match it.after.or(it.before).expect("a part is on one side at least") {
        Target::Element(_) => 0,
        Target::Dataflow(_) => 1,
        Target::Boundary(_) => 2,
        Target::Data(_) => 3,
    };
    changes.sort_by_key(kind);
    changes
}

fn differences(before: &Model, was: Target, after: &Model, is: Target, pairs: &Pairs) -> Vec<Difference> {
    let (old, new) = (before.entity(was), after.entity(is));
    let mut differences = Vec::new();
    let mut compare = |differs: bool, difference| differences.extend(differs.then_some(difference));
    compare(old.id != new.id, Difference::Id);
    compare(old.class != new.class, Difference::Class);
    compare(old.name != new.name, Difference::Name);
    compare(old.description != new.description, Difference::Description);
    let attributes: BTreeSet<AttributeId> = old.values.iter().chain(&new.values).map(|known| known.attribute).collect();
    for attribute in attributes {
        let moved = written(old, attribute).map(|it| moved(it, pairs));
        let differs = moved.as_ref().map(normal) != written(new, attribute).map(normal);
        compare(differs, Difference::Attribute(attribute));
    }
    let threats = |list: &[Expectation]| list.iter().map(|it| it.threat.clone()).collect::<Vec<_>>();
    let said = |list: &[Expectation], threat: &str| {
        list.iter().find(|it| it.threat == threat).map(|it| Expectation { at: None, ..it.clone() })
    };
    for threat in either(threats(&old.expectations), threats(&new.expectations)) {
        let differs = said(&old.expectations, &threat) != said(&new.expectations, &threat);
        differences.extend(differs.then_some(Difference::Decision(threat)));
    }
    let threats = |list: &[Override]| list.iter().map(|it| it.threat.clone()).collect::<Vec<_>>();
    let said = |list: &[Override], threat: &str| {
        list.iter().find(|it| it.threat == threat).map(|it| Override { at: None, ..it.clone() })
    };
    for threat in either(threats(&old.overrides), threats(&new.overrides)) {
        let differs = said(&old.overrides, &threat) != said(&new.overrides, &threat);
        differences.extend(differs.then_some(Difference::Override(threat)));
    }
    differences.extend(assumptions(&old.assumptions, &new.assumptions));
    differences
}

fn assumptions(old: &[Assumption], new: &[Assumption]) -> Vec<Difference> {
    let names = |list: &[Assumption]| list.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    let said = |list: &[Assumption], name: &str| {
        list.iter().find(|it| it.name == name).map(|it| Assumption { at: None, ..it.clone() })
    };
    let all = either(names(old), names(new)).into_iter();
    all.filter(|name| said(old, name) != said(new, name)).map(Difference::Assumption).collect()
}

fn either(old: Vec<String>, new: Vec<String>) -> BTreeSet<String> {
    old.into_iter().chain(new).collect()
}

/// What is written of an attribute on the thing itself.
pub fn written(entity: &Entity, attribute: AttributeId) -> Option<&Value> {
    let known = entity.known(attribute)?;
    matches!(known.source, Source::Written(_)).then_some(&known.value)
}

/// A value of the model before, in terms of the model after; what went refers to nothing there.
fn moved(value: &Value, pairs: &Pairs) -> Value {
    match value {
        // Something that is in no model: unlike whatever the value is after.
        Value::One(Some(it)) => pairs.after(*it).map_or(Value::Many(Vec::new()), |it| Value::One(Some(it))),
        Value::Many(list) => {
            let after: Option<Vec<_>> = list.iter().map(|it| pairs.after(*it)).collect();
            after.map_or(Value::One(None), Value::Many)
        }
        other => other.clone(),
    }
}

/// A value without what means nothing: the order in which things are listed.
fn normal(value: &Value) -> Value {
    match value {
        Value::Many(list) => {
            let mut list = list.clone();
            list.sort_unstable();
            Value::Many(list)
        }
        other => other.clone(),
    }
}
