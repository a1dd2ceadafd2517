//! What is decided, on small conditions, against trying every model, and against models built from the answers.

use proptest::prelude::*;
use tm_schema::Class;

use super::space::{Node, Unknown};
use super::{Answer, Goal, Search};
use crate::condition::expr::{ClassSet, Role};
use crate::condition::tests::{
    FLOW, SINK, SOURCE, boundary, compiled, conditions, datum, empty, entity, loop_over, model_of, slots, state,
    structural_conditions, yes,
};
use crate::condition::truth::Found;
use crate::condition::{Body, Condition, Dialect, Verdict, compile};
use crate::model::{Data, Model, Target, Value};

fn of(text: &str, class: Class) -> Condition {
    let (condition, faults) = compile(text, &[class], Dialect::Native);
    condition.unwrap_or_else(|| panic!("{text}: {faults:?}"))
}

/// How two conditions on things of `class` relate.
fn check(class: Class, one: &str, other: &str, expected: &str) {
    let (a, b) = (of(one, class), of(other, class));
    let implies = |a: &Condition, b: &Condition| match a.can_hold_without(b, &[class]) {
        Answer::Impossible => true,
        Answer::Possible(_) => false,
        Answer::Undecided => panic!("{one} / {other}: not decided"),
    };
    let found = match (implies(&a, &b), implies(&b, &a)) {
        (true, true) => "same",
        (true, false) => "implies",
        (false, true) => "implied",
        (false, false) => "differ",
    };
    assert_eq!(found, expected, "{one} / {other}");
}

#[test]
fn conditions_are_compared_by_what_they_mean() {
    let check = |one, other, expected| check(Class::Dataflow, one, other, expected);
    check("not (target.uses_vpn and target.is_response)", "not target.is_response or not target.uses_vpn", "same");
    check("not not target.uses_vpn", "target.uses_vpn is not False", "same");
    check("target.protocol in ('A', 'B')", "target.protocol == 'B' or 'A' == target.protocol", "same");
    check("target.protocol in ('A', 'B')", "target.protocol == 'B'", "implied");
    check("target.tls_version < TlsVersion.Tls12", "not target.tls_version >= TlsVersion.Tls12", "same");
    check("target.tls_version <= TlsVersion.Tls11", "target.tls_version < TlsVersion.Tls12", "same");
    check("target.tls_version <= TlsVersion.Tls12", "target.tls_version < TlsVersion.Tls12", "implied");
    check("target.dst_port > 5 and target.dst_port < 7", "target.dst_port == 6", "same");
    check("any(not d.is_pii for d in target.data)", "not all(d.is_pii for d in target.data)", "same");
    check("any(d.is_pii for d in target.data)", "len(d for d in target.data if d.is_pii) >= 1", "same");
    check("any(d.is_pii for d in target.data)", "any(d.is_pii or d.is_stored for d in target.data)", "implies");
    check("any(True for d in target.data)", "len(target.data) != 0", "same");
    check("target.uses_vpn or not True", "target.uses_vpn and 1 < 2", "same");
    check("target.enters(Boundary) or target.exits(Boundary)", "target.crosses(Boundary)", "same");
    check("target.enters(Boundary)", "target.sink.inside(Boundary)", "implies");
    check("target.source.boundary is None and target.crosses(Boundary)", "target.sink.inside(Boundary)", "implies");
    check("target.response.crosses(Boundary)", "target.crosses(Boundary)", "implies");
    check(
        "target.has_data_leaks()",
        "any(d.classification > target.max_classification for d in target.data)",
        "implied",
    );
}

#[test]
fn near_misses_differ() {
    let check = |one, other| check(Class::Dataflow, one, other, "differ");
    check("any(d.is_pii for d in target.data)", "any(d.is_stored for d in target.data)");
    check("target.enters(Boundary)", "target.exits(Boundary)");
    check("target.protocol == 'A'", "target.protocol == 'a'");
    check("target.sink.controls.is_hardened", "target.source.controls.is_hardened");
    check("all(d.is_pii for d in target.data)", "any(d.is_pii for d in target.data)");
    check("target.uses_vpn is False", "target.is_response is True");
    check("target.protocol != target.sink.protocol", "target.protocol != target.source.protocol");
}

#[test]
fn three_witnesses_are_not_too_many() {
    // Each needs a member of its own.
    let three = "any(d.format == 'A' for d in target.data) and any(d.format == 'B' for d in target.data) \
                 and any(d.format == 'C' for d in target.data)";
    check(Class::Dataflow, three, "len(target.data) > 2", "implies");
    check(Class::Dataflow, three, "len(target.data) > 3", "differ");
}

#[test]
fn flows_end_where_their_lists_say() {
    let never = |text| {
        assert_eq!(of(text, Class::Server).can_be(true, &[Class::Server]), Answer::Impossible, "{text}");
    };
    never("any(f.sink.one_of(Actor) for f in target.inputs)");
    never("any(f.is_response for f in target.outputs)");
    never("any(f.response.sink != f.source for f in target.inputs)");
    let sometimes = of("any(f.source.one_of(Server) and f.source != target for f in target.inputs)", Class::Server);
    let Answer::Possible(example) = sometimes.can_be(true, &[Class::Server]) else { panic!("it can") };
    assert_eq!(
        example,
        ["`target.inputs[0].source` is of class `Server`", "`target` is not `target.inputs[0].source`"]
    );
}

#[test]
fn what_takes_too_long_is_not_decided() {
    let many = |start: usize| {
        let parts = (start..start + 40).map(|index| format!("any(d.format == 'F{index}' for d in target.data)"));
        parts.collect::<Vec<_>>().join(" and ")
    };
    let condition = of(&format!("({}) or ({})", many(0), many(5)), Class::Dataflow);
    let other = of(&format!("({}) != True or target.uses_vpn", many(2)), Class::Dataflow);
    let answer = other.can_hold_without(&condition, &[Class::Dataflow]);
    assert!(matches!(answer, Answer::Possible(_) | Answer::Undecided), "{answer:?}");
    assert_eq!(of("len(target.data) > 1000", Class::Dataflow).can_be(true, &[Class::Dataflow]), Answer::Undecided);
}

/// A real model of what a search made up for a flow.
fn built(search: &Search<'_>) -> Model {
    let mut model = empty();
    let root = search.scope[0];
    let mut members: Vec<Node> = Vec::new();
    for (unknown, value) in &search.assigned {
        match (unknown, value) {
            (Unknown::Present(node), Found::Ordinal(1)) => members.push(*node),
            (Unknown::Length(owner, attribute), Found::Ordinal(count)) => {
                members.extend((0..*count).map(|index| search.space.clone().member(*owner, *attribute, index)));
            }
            _ => {}
        }
    }
    while model.data.len() < members.len() {
        let entity = entity(Class::Data, &format!("datum {}", model.data.len()));
        model.data.push(Data { entity, is_declared: true, carried_by: vec![], processed_by: vec![] });
    }
    let data = (0..).zip(&members).map(|(index, _)| datum(index)).collect();
    state(&mut model, FLOW, "data", Value::Many(data));
    let ends =
        [(Role::Source, SOURCE), (Role::Sink, SINK)].map(|(role, end)| (search.space.clone().end(root, role), end));
    let target = |node: Node| -> Option<Target> {
        let end = ends.iter().find(|(end, _)| *end == node).map(|(_, target)| *target);
        let member = members.iter().position(|it| *it == node).and_then(|it| u32::try_from(it).ok());
        end.or(member.map(datum)).or((node == root).then_some(FLOW))
    };
    for (unknown, value) in &search.assigned {
        let (Unknown::Class(node), Found::Ordinal(class)) = (unknown, value) else { continue };
        let Some(target) = target(*node) else { continue };
        model.entity_mut(target).class = Class::all().find(|it| *it as i64 == *class).unwrap();
    }
    for (unknown, value) in &search.assigned {
        let Unknown::Value(node, attribute) = unknown else { continue };
        let Some(target) = target(*node) else { continue };
        let value = match (value, attribute.get().value) {
            (Found::Text(text), _) => Value::Text(text.to_string()),
            (Found::Fresh(index), _) => Value::Text(format!("fresh {index}")),
            (Found::Ordinal(it), tm_schema::ValueType::Bool) => yes(*it == 1),
            (Found::Ordinal(it), tm_schema::ValueType::Member(_)) => Value::Member(*it as u8),
            (Found::Ordinal(it), _) => Value::Int(*it),
            _ => continue,
        };
        state(&mut model, target, &attribute.get().path(), value);
    }
    model
}

/// Whether the evaluator finds the threat.
fn fires(condition: &Condition, model: &Model) -> bool {
    matches!(condition.evaluate(model, FLOW), Verdict::Confirmed(_) | Verdict::Potential(_))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Impossible: no model of up to two data does it. Possible: the model in the answer does.
    #[test]
    fn decisions_agree_with_the_evaluator(one in conditions(), other in conditions(), share in any::<bool>()) {
        let other = if share { format!("({one}) and ({other})") } else { other };
        for (one, other) in [(&one, &other), (&other, &one)] {
            let (a, b) = (compiled(one, Dialect::Native), compiled(other, Dialect::Native));
            let (Body::Typed(typed), Body::Typed(without)) = (&a.body, &b.body) else { panic!("both are typed") };
            let goals = [Goal { expr: &typed.expr, holds: true }, Goal { expr: &without.expr, holds: false }];
            let mut search = Search::new(&goals, &[ClassSet::derived_from(&[Class::Dataflow])], 1 << 15).unwrap();
            match search.run() {
                Some(true) => {
                    let model = built(&search);
                    prop_assert!(fires(&a, &model) && !fires(&b, &model), "{one} / {other}: {:?}", search.assigned);
                }
                Some(false) => {
                    let reads = |id| a.attributes().contains(&id) || b.attributes().contains(&id);
                    for members in 0..3 {
                        let used = |index: &usize| {
                            let (target, path, ..) = slots()[*index];
                            let class = empty().entity(target).class;
                            let id = path.strip_prefix("controls.").map_or_else(|| tm_schema::lookup(class, path), tm_schema::control);
                            id.is_some_and(reads) && !matches!(target, Target::Data(it) if it.0 >= members)
                        };
                        let free: Vec<_> = (0..slots().len()).filter(used).collect();
                        let mut choices = vec![Some(0); slots().len()];
                        let mut refuted = false;
                        loop_over(&free, &mut choices, &mut |choices| {
                            let model = model_of(choices, members);
                            refuted |= a.holds(&model, FLOW) && !b.holds(&model, FLOW);
                        });
                        prop_assert!(!refuted, "{one} / {other}");
                    }
                }
                // Counts may need many members, which are tried in every combination.
                None => prop_assert!(one.contains("len(") || other.contains("len("), "{one} / {other}: not decided"),
            }
        }
    }

    #[test]
    fn what_boundaries_rule_out_is_ruled_out(one in structural_conditions(), other in structural_conditions()) {
        let (a, b) = (compiled(&one, Dialect::Native), compiled(&other, Dialect::Native));
        if a.can_hold_without(&b, &[Class::Dataflow]) != Answer::Impossible {
            return Ok(());
        }
        for choice in 0..4u32 * 4 * 4 * 4 {
            let mut model = empty();
            for index in 0..2 {
                state(&mut model, datum(index), "is_pii", yes(choice >> index & 1 == 1));
            }
            let members = (0..2).filter(|index| choice >> (2 + index) & 1 == 1).map(datum).collect();
            state(&mut model, FLOW, "data", Value::Many(members));
            for (end, place) in [(SOURCE, choice >> 4 & 3), (SINK, choice >> 6 & 3)] {
                state(&mut model, end, "boundary", Value::One(place.checked_sub(1).map(boundary)));
            }
            prop_assert!(!fires(&a, &model) || fires(&b, &model), "{one} / {other}");
        }
    }
}
