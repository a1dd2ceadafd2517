//! Verdicts and their bases, on small models and against a slow judge that tries everything.

use proptest::prelude::*;
use tm_schema::{AttributeId, Class, control, lookup};

use super::{Condition, Dialect, Verdict, compile};
use crate::model::{
    Boundary, BoundaryId, Data, DataId, Dataflow, DataflowId, Element, ElementId, Entity, Known, Model, Source, Target,
    Value,
};

pub(super) fn entity(class: Class, id: &str) -> Entity {
    let (id, name) = (id.to_owned(), id.to_owned());
    Entity {
        id,
        class,
        name,
        description: String::new(),
        at: None,
        origin: None,
        values: Vec::new(),
        expectations: Vec::new(),
        overrides: Vec::new(),
        assumptions: Vec::new(),
    }
}

pub(super) const FLOW: Target = Target::Dataflow(DataflowId(0));
pub(super) const SOURCE: Target = Target::Element(ElementId(0));
pub(super) const SINK: Target = Target::Element(ElementId(1));

pub(super) fn datum(index: u32) -> Target {
    Target::Data(DataId(index))
}

pub(super) fn boundary(index: u32) -> Target {
    Target::Boundary(BoundaryId(index))
}

/// `actor ──flow──▶ server` beside boundaries `outer ⟨ inner ⟩`, `other`, and three data; nothing is stated.
pub(super) fn empty() -> Model {
    let mut model = Model::default();
    for (class, id) in [(Class::Actor, "actor"), (Class::Server, "server")] {
        model.elements.push(Element { entity: entity(class, id), boundary: None, inputs: vec![], outputs: vec![] });
    }
    for (id, within) in [("outer", None), ("inner", Some(BoundaryId(0))), ("other", None)] {
        model.boundaries.push(Boundary { entity: entity(Class::Boundary, id), within });
    }
    for id in ["a", "b", "c"] {
        let entity = entity(Class::Data, id);
        model.data.push(Data { entity, is_declared: true, carried_by: vec![], processed_by: vec![] });
    }
    model.dataflows.push(Dataflow {
        entity: entity(Class::Dataflow, "flow"),
        source: ElementId(0),
        sink: ElementId(1),
        data: vec![],
        is_response: false,
        response_to: None,
        response: None,
        order: None,
    });
    model
}

fn attribute(class: Class, path: &str) -> AttributeId {
    let found = path.strip_prefix("controls.").map_or_else(|| lookup(class, path), control);
    found.unwrap_or_else(|| panic!("{path}"))
}

pub(super) fn state(model: &mut Model, target: Target, path: &str, value: Value) {
    let id = attribute(model.entity(target).class, path);
    let entity = model.entity_mut(target);
    entity.values.retain(|known| known.attribute != id);
    let at = entity.values.partition_point(|known| known.attribute < id);
    entity.values.insert(at, Known { attribute: id, value, source: Source::Written(None) });
}

pub(super) fn yes(it: bool) -> Value {
    Value::Bool(it)
}

fn text(it: &str) -> Value {
    Value::Text(it.into())
}

pub(super) fn compiled(text: &str, dialect: Dialect) -> Condition {
    let (condition, faults) = compile(text, &[Class::Dataflow], dialect);
    condition.unwrap_or_else(|| panic!("{text}: {faults:?}"))
}

/// The verdict as a word and, of findings, the basis: `object.attribute`, with `?` behind the assumed ones.
pub(super) fn show(model: &Model, verdict: &Verdict) -> String {
    let basis = |basis: &super::Basis| {
        let reading = |it: &super::BasisReading| {
            let mark = if it.is_stated { "" } else { "?" };
            format!("{}.{}{mark}", model.entity(it.target).id, it.attribute.get().path())
        };
        basis.readings().iter().map(reading).collect::<Vec<_>>().join(" ")
    };
    match verdict {
        Verdict::Confirmed(it) => format!("confirmed {}", basis(it)),
        Verdict::Potential(it) => format!("potential {}", basis(it)),
        Verdict::Open => "open".into(),
        Verdict::Silent => "silent".into(),
    }
    .trim()
    .to_owned()
}

fn check(stated: &[(Target, &str, Value)], condition: &str, expected: &str) {
    check_in(Dialect::Native, stated, condition, expected);
}

fn check_in(dialect: Dialect, stated: &[(Target, &str, Value)], condition: &str, expected: &str) {
    let mut model = empty();
    for (target, path, value) in stated {
        state(&mut model, *target, path, value.clone());
    }
    let verdict = compiled(condition, dialect).evaluate(&model, FLOW);
    assert_eq!(show(&model, &verdict), expected, "{condition}");
}

#[test]
fn unstated_is_not_no() {
    let encrypted = |it| [(FLOW, "controls.is_encrypted", yes(it))];
    check(&[], "not target.controls.is_encrypted", "potential flow.controls.is_encrypted?");
    check(&encrypted(false), "not target.controls.is_encrypted", "confirmed flow.controls.is_encrypted");
    check(&encrypted(true), "not target.controls.is_encrypted", "silent");
    check(&[], "target.controls.is_encrypted", "open");
    check(&[], "target.protocol == 'HTTP'", "open");
    check(&[], "target.protocol != 'HTTP'", "potential flow.protocol?");
    check(&[], "target.protocol not in ('HTTP', 'FTP')", "potential flow.protocol?");
}

#[test]
fn one_reading_in_several_places_is_one_reading() {
    check(&[], "target.uses_vpn or not target.uses_vpn", "confirmed");
    check(&[], "target.uses_vpn and not target.uses_vpn", "silent");
    check(&[], "target.protocol == 'A' and target.protocol == 'B'", "silent");
    check(&[], "target.protocol != 'A' or target.protocol != 'B'", "confirmed");
    check(&[], "target.dst_port > 5 and target.dst_port < 6", "silent");
    check(&[], "target.dst_port > 5 and target.dst_port < 7", "open");
    check(&[], "target.protocol == target.sink.protocol or target.protocol != target.sink.protocol", "confirmed");
    check(
        &[],
        "target.protocol == target.sink.protocol and target.protocol != 'A' and target.sink.protocol == 'A'",
        "silent",
    );
    let both = [(SOURCE, "controls.is_hardened", yes(true)), (SINK, "controls.is_hardened", yes(true))];
    check(
        &both,
        "target.uses_vpn and target.source.controls.is_hardened or not target.uses_vpn and target.sink.controls.is_hardened",
        "confirmed actor.controls.is_hardened server.controls.is_hardened",
    );
}

#[test]
fn the_basis_is_the_smallest() {
    let stated = [(FLOW, "uses_vpn", yes(true)), (FLOW, "is_response", yes(true)), (FLOW, "protocol", text("HTTP"))];
    check(&stated, "target.uses_vpn and target.is_response or target.protocol == 'HTTP'", "confirmed flow.protocol");
    check(
        &stated,
        "(target.uses_vpn or target.is_response) and target.protocol == 'HTTP'",
        "confirmed flow.is_response flow.protocol",
    );
    check(&stated[..1], "target.uses_vpn or not target.is_response", "confirmed flow.uses_vpn");
    check(
        &stated[..1],
        "target.uses_vpn and not target.is_response or target.dst_port == -1",
        "potential flow.dst_port?",
    );
    check(
        &stated[..1],
        "target.uses_vpn and not target.is_response or target.dst_port == -1 and target.order == -1",
        "potential flow.is_response? flow.uses_vpn",
    );
    check(&stated, "target.uses_vpn or not target.uses_vpn and target.is_response", "confirmed flow.is_response");
}

/// pytm's DR01 asks for `is_response` and for its opposite; whether the flow is a reply then may not matter at all.
#[test]
fn a_reading_that_matters_both_ways_may_be_left_out() {
    let reply = |flag: &str, other: &str| {
        format!(
            "(target.uses_vpn or not target.is_response and any(d.is_stored and d.{flag} for d in target.data) \
             or target.is_response and any(d.is_stored and d.{other} for d in target.data))"
        )
    };
    let leak = reply("is_dest_encrypted_at_rest", "is_source_encrypted_at_rest");
    let mut stated = vec![
        (FLOW, "data", Value::Many(vec![datum(0)])),
        (datum(0), "is_stored", yes(true)),
        (datum(0), "is_dest_encrypted_at_rest", yes(true)),
    ];
    check(&stated, &leak, "potential a.is_stored a.is_dest_encrypted_at_rest flow.is_response?");
    stated.push((datum(0), "is_source_encrypted_at_rest", yes(true)));
    let stored = "a.is_stored a.is_dest_encrypted_at_rest a.is_source_encrypted_at_rest";
    check(&stated, &leak, &format!("confirmed {stored}"));
}

#[test]
fn an_order_decides_what_it_can() {
    let tls = lookup(Class::Dataflow, "tls_version");
    assert!(tls.is_some());
    check(&[(FLOW, "tls_version", Value::Member(7))], "target.tls_version < target.sink.min_tls_version", "silent");
    check(
        &[(FLOW, "tls_version", Value::Member(7))],
        "target.tls_version >= target.sink.min_tls_version",
        "confirmed flow.tls_version",
    );
    check(&[(FLOW, "tls_version", Value::Member(6))], "target.tls_version < target.sink.min_tls_version", "open");
    let both = [(FLOW, "tls_version", Value::Member(3)), (SINK, "min_tls_version", Value::Member(6))];
    check(
        &both,
        "target.tls_version < target.sink.min_tls_version",
        "confirmed server.min_tls_version flow.tls_version",
    );
}

#[test]
fn lists_are_known_or_not() {
    let carries = |list: &[u32]| (FLOW, "data", Value::Many(list.iter().map(|it| datum(*it)).collect()));
    let pii = |index, it| (datum(index), "is_pii", yes(it));
    check(&[], "any(d.is_pii for d in target.data)", "open");
    check(&[], "all(d.is_pii for d in target.data)", "potential flow.data?");
    check(&[], "len(target.data) == 0", "potential flow.data?");
    check(&[carries(&[])], "any(d.is_pii for d in target.data)", "silent");
    check(&[carries(&[0, 1]), pii(1, true)], "any(d.is_pii for d in target.data)", "confirmed b.is_pii");
    check(&[carries(&[0, 1])], "any(d.is_pii for d in target.data)", "open");
    check(&[carries(&[0]), pii(0, false)], "not any(d.is_pii for d in target.data)", "confirmed a.is_pii flow.data");
    check(&[carries(&[0, 1]), pii(0, true)], "not all(d.is_pii for d in target.data)", "potential b.is_pii?");
    check(
        &[carries(&[0, 1]), pii(0, true)],
        "all(d.is_pii for d in target.data if d.is_stored)",
        "potential a.is_pii b.is_stored? flow.data",
    );
    check(&[carries(&[0, 1, 2])], "len(target.data) > 2", "confirmed flow.data");
    let two = [carries(&[0, 1, 2]), pii(0, true), pii(2, true)];
    check(&two, "len(d for d in target.data if d.is_pii) >= 2", "confirmed a.is_pii c.is_pii flow.data");
    check(&two, "len(d for d in target.data if d.is_pii) == 2", "potential a.is_pii b.is_pii? c.is_pii flow.data");
    check(&two, "len(d for d in target.data if d.is_pii) < 2", "silent");
    check(&two, "len(d for d in target.data if d.is_pii) == 3", "open");
    let levels = [(FLOW, "levels", Value::Ints(vec![0, 2]))];
    check(&levels, "2 in target.levels and 1 not in target.levels", "confirmed flow.levels");
    check(&[], "1 not in target.levels", "potential flow.levels?");
    let surface = [(SINK, "surface", Value::Members(vec![9, 15]))];
    check(&surface, "Surface.Html in target.sink.surface", "confirmed server.surface");
    check(&surface, "Surface.Async in target.sink.surface", "silent");
    check(&surface, "Surface.Async not in target.sink.surface", "confirmed server.surface");
    check(&surface, "len(target.sink.surface) == 2", "confirmed server.surface");
    check(&[], "Surface.Html in target.sink.surface", "open");
}

#[test]
fn boundaries_nest() {
    let stands = |end, it| (end, "boundary", Value::One(Some(boundary(it))));
    check(&[], "target.crosses(Boundary)", "open");
    check(&[stands(SOURCE, 2)], "target.crosses(Boundary)", "potential actor.boundary server.boundary?");
    let crossing = [stands(SOURCE, 2), stands(SINK, 1)];
    check(&crossing, "target.crosses(Boundary)", "confirmed actor.boundary server.boundary");
    check(&crossing, "target.enters(Boundary) and target.exits(Boundary)", "confirmed actor.boundary server.boundary");
    let inward = [stands(SOURCE, 0), stands(SINK, 1)];
    check(&inward, "target.enters(Boundary)", "confirmed actor.boundary server.boundary");
    check(&inward, "target.exits(Boundary)", "silent");
    check_in(Dialect::Pytm, &inward, "target.enters(Boundary)", "silent");
    check_in(Dialect::Pytm, &inward, "target.crosses(Boundary)", "confirmed actor.boundary server.boundary");
    check(&[stands(SINK, 0)], "target.sink.inside(Boundary)", "confirmed server.boundary");
    check(&[], "target.sink.inside(Boundary)", "open");
    check(
        &[stands(SINK, 1)],
        "target.sink.boundary.within is None or target.enters(Boundary)",
        "potential actor.boundary? server.boundary",
    );
}

#[test]
fn what_is_not_there_is_false() {
    let nowhere = [(SINK, "boundary", Value::One(None))];
    check(&nowhere, "target.sink.boundary.name == 'outer'", "silent");
    check(&nowhere, "target.sink.boundary.name != 'outer'", "silent");
    check(&nowhere, "not target.sink.boundary.name == 'outer'", "confirmed server.boundary");
    check(&nowhere, "target.sink.boundary is None", "confirmed server.boundary");
    check(&nowhere, "target.sink.boundary.within is None", "silent");
    check(&[], "target.sink.boundary.name != 'outer'", "open");
    check(&[], "target.sink.boundary is None", "potential server.boundary?");
    // An actor parses no XML: there is no such attribute to be false.
    check(&[], "target.source.uses_xml_parser is False", "silent");
    check(&[], "target.source.one_of(Actor) and target.sink.one_of(Asset)", "confirmed");
    check(&[], "target.sink.name == 'server'", "confirmed server.name");
}

#[test]
fn leaks_compare_with_every_bound() {
    let stated = [(FLOW, "data", Value::Many(vec![datum(0)])), (datum(0), "classification", Value::Member(3))];
    check(&stated, "target.has_data_leaks()", "potential actor.max_classification? a.classification");
    let mut bounded = stated.to_vec();
    bounded.extend([SOURCE, SINK, FLOW].map(|it| (it, "max_classification", Value::Member(3))));
    check(&bounded, "target.has_data_leaks()", "silent");
}

/// The readings that random conditions use, each with the number of its values; two texts are mentioned nowhere.
const READINGS: [(Target, &str, u8); 6] = [
    (FLOW, "uses_vpn", 2),
    (FLOW, "is_response", 2),
    (SINK, "controls.is_hardened", 2),
    (FLOW, "protocol", 4),
    (SINK, "protocol", 4),
    (FLOW, "tls_version", 8),
];

fn value(reading: usize, choice: u8) -> Value {
    match reading {
        0..=2 => yes(choice % 2 == 1),
        3 | 4 => text(["", "A", "B", "C"][usize::from(choice % 4)]),
        _ => Value::Member(choice % 8),
    }
}

/// Random conditions over those readings and over the data of the flow.
pub(super) fn conditions() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "target.uses_vpn",
        "target.is_response is False",
        "target.sink.controls.is_hardened",
        "target.protocol == 'A'",
        "target.protocol != 'B'",
        "target.protocol in ('A', 'B')",
        "target.sink.protocol == 'A'",
        "target.protocol == target.sink.protocol",
        "target.tls_version < TlsVersion.Tls12",
        "target.tls_version == TlsVersion.Tls12",
        "target.tls_version > TlsVersion.Ssl3",
        "any(d.is_pii for d in target.data)",
        "all(d.is_pii or d.is_stored for d in target.data)",
        "any(d.is_stored and target.uses_vpn for d in target.data)",
        "len(d for d in target.data if d.is_pii) == 1",
        "len(target.data) > 1",
    ])
    .prop_map(str::to_owned);
    atom.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| format!("not ({it})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|it| format!("({})", it.join(" and "))),
            prop::collection::vec(inner, 2..4).prop_map(|it| format!("({})", it.join(" or "))),
        ]
    })
}

/// Random conditions over the flow's data and the boundaries at its ends.
pub(super) fn structural_conditions() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "target.crosses(Boundary)",
        "target.enters(Boundary)",
        "target.exits(Boundary)",
        "target.sink.inside(Boundary)",
        "target.source.boundary is None",
        "target.source.boundary == target.sink.boundary",
        "target.sink.boundary.within is not None",
        "target.sink.boundary.name == 'inner'",
        "any(d.is_pii for d in target.data)",
        "all(d.is_pii for d in target.data)",
        "any(target.crosses(Boundary) for d in target.data)",
        "len(target.data) == 1",
        "len(d for d in target.data if d.is_pii) < 1",
    ])
    .prop_map(str::to_owned);
    atom.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| format!("not ({it})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|it| format!("({})", it.join(" and "))),
            prop::collection::vec(inner, 2..4).prop_map(|it| format!("({})", it.join(" or "))),
        ]
    })
}

/// The readings a random model may state, with the number of their values.
pub(super) fn slots() -> Vec<(Target, &'static str, usize, u8)> {
    let mut slots: Vec<_> =
        READINGS.iter().enumerate().map(|(index, (target, path, count))| (*target, *path, index, *count)).collect();
    for index in 0..2 {
        slots.push((datum(index), "is_pii", 0, 2));
        slots.push((datum(index), "is_stored", 0, 2));
    }
    slots
}

/// A model that states what has a choice, and the members of the flow's list.
pub(super) fn model_of(choices: &[Option<u8>], members: u32) -> Model {
    let mut model = empty();
    for ((target, path, reading, count), choice) in slots().into_iter().zip(choices) {
        if let Some(choice) = choice {
            state(&mut model, target, path, value(reading, choice % count));
        }
    }
    state(&mut model, FLOW, "data", Value::Many((0..members).map(datum).collect()));
    model
}

/// Whether the condition is true of a model that states everything, by the plainest rules there are.
fn holds(condition: &Condition, model: &Model) -> bool {
    let view = super::truth::View::new(model, super::truth::Given::All);
    let super::Body::Typed(condition) = &condition.body else { panic!("this judge knows our own language") };
    view.truth(&condition.expr, &super::truth::Scope::of_target(FLOW)) == Some(true)
}

/// The truth of the condition in every model in which readings that are not `fixed` have any value; the list is as it is.
fn outcomes(condition: &Condition, choices: &[u8], fixed: &[bool], members: u32) -> (bool, bool) {
    let used = |index: usize| {
        let (target, path, ..) = slots()[index];
        let id = attribute(empty().entity(target).class, path);
        condition.attributes().contains(&id) && !matches!(target, Target::Data(it) if it.0 >= members)
    };
    let free: Vec<usize> = (0..choices.len()).filter(|index| !fixed[*index] && used(*index)).collect();
    let mut choices: Vec<Option<u8>> = choices.iter().copied().map(Some).collect();
    let (mut some, mut all) = (false, true);
    loop_over(&free, &mut choices, &mut |choices| {
        let is_true = holds(condition, &model_of(choices, members));
        some |= is_true;
        all &= is_true;
    });
    (some, all)
}

pub(super) fn loop_over(free: &[usize], choices: &mut Vec<Option<u8>>, visit: &mut dyn FnMut(&[Option<u8>])) {
    let Some((first, rest)) = free.split_first() else { return visit(choices) };
    for choice in 0..slots()[*first].3 {
        choices[*first] = Some(choice);
        loop_over(rest, choices, visit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn verdict_and_basis_agree_with_trying_everything(
        source in conditions(),
        choices in prop::collection::vec(prop::option::weighted(0.6, 0u8..24), 10),
        members in 0u32..3,
    ) {
        let condition = compiled(&source, Dialect::Native);
        let model = model_of(&choices, members);
        let stated: Vec<bool> = choices.iter().map(Option::is_some).collect();
        // Unstated readings have their defaults, which all have choice 0.
        let full: Vec<u8> =
            slots().iter().zip(&choices).map(|((.., count), choice)| choice.unwrap_or(0) % count).collect();
        let (some, all) = outcomes(&condition, &full, &stated, members);
        let verdict = condition.evaluate(&model, FLOW);
        let expected = match (holds(&condition, &model), some, all) {
            (_, _, true) => "confirmed",
            (_, false, _) => "silent",
            (true, ..) => "potential",
            (false, ..) => "open",
        };
        let shown = show(&model, &verdict);
        prop_assert!(shown.starts_with(expected), "{source}: {shown}, expected {expected}");

        let (Verdict::Confirmed(basis) | Verdict::Potential(basis)) = &verdict else { return Ok(()) };
        let index_of = |target, attribute| {
            slots().iter().position(|(it, path, ..)| {
                *it == target && self::attribute(model.entity(*it).class, path) == attribute
            })
        };
        let mut fixed = vec![false; full.len()];
        let mut has_list = false;
        for reading in basis.readings() {
            if expected == "confirmed" {
                prop_assert!(reading.is_stated, "{source}: {shown}");
            }
            match index_of(reading.target, reading.attribute) {
                Some(index) => fixed[index] = true,
                None => has_list = true,
            }
        }
        prop_assert!(outcomes(&condition, &full, &fixed, members).1, "{source}: {shown} does not suffice");
        // Nothing smaller suffices; what the list itself decides is beyond this judge.
        if !has_list && !source.contains("len") && !source.contains("all(") && !source.contains("any(") {
            let usable = if expected == "confirmed" { stated.clone() } else { vec![true; full.len()] };
            let size = basis.readings().len();
            let readings: Vec<usize> = (0..full.len()).filter(|index| usable[*index]).collect();
            for subset in 0u32..1 << readings.len() {
                if (subset.count_ones() as usize) < size {
                    let mut fixed = vec![false; full.len()];
                    (0..readings.len()).filter(|bit| subset & (1 << bit) != 0).for_each(|bit| fixed[readings[bit]] = true);
                    prop_assert!(!outcomes(&condition, &full, &fixed, members).1, "{source}: {shown} is not smallest");
                }
            }
        }
    }

    /// Of lists and boundaries nobody stated the verdict may say less than is true, never more.
    #[test]
    fn unstated_structure_is_never_taken_for_known(
        source in structural_conditions(),
        list in prop::option::of(0u32..4),
        places in prop::collection::vec(prop::option::of(0u32..4), 2),
        flags in prop::collection::vec(any::<bool>(), 2),
    ) {
        let condition = compiled(&source, Dialect::Native);
        let model_with = |list: Option<u32>, places: &[Option<u32>]| {
            let mut model = empty();
            for (index, flag) in flags.iter().enumerate() {
                state(&mut model, datum(index as u32), "is_pii", yes(*flag));
            }
            if let Some(members) = list {
                let members = (0..2).filter(|bit| members & (1 << bit) != 0).map(datum).collect();
                state(&mut model, FLOW, "data", Value::Many(members));
            }
            for (end, place) in [SOURCE, SINK].into_iter().zip(places) {
                if let Some(place) = place {
                    state(&mut model, end, "boundary", Value::One(place.checked_sub(1).map(boundary)));
                }
            }
            model
        };
        let choices = |stated: Option<u32>| stated.map_or((0..4).collect::<Vec<_>>(), |it| vec![it]);
        let (mut some, mut all) = (false, true);
        for members in choices(list) {
            for from in choices(places[0]) {
                for to in choices(places[1]) {
                    let is_true = holds(&condition, &model_with(Some(members), &[Some(from), Some(to)]));
                    some |= is_true;
                    all &= is_true;
                }
            }
        }
        let model = model_with(list, &places);
        let assumed = holds(&condition, &model);
        let verdict = condition.evaluate(&model, FLOW);
        let shown = show(&model, &verdict);
        let is_sound = match verdict {
            Verdict::Confirmed(_) => all,
            Verdict::Silent => !some,
            Verdict::Potential(_) => assumed,
            Verdict::Open => !assumed,
        };
        prop_assert!(is_sound, "{source}: {shown}");
    }

    #[test]
    fn the_order_of_operands_changes_nothing(
        parts in prop::collection::vec(conditions(), 2..5),
        joint in prop::sample::select(vec![" and ", " or "]),
        choices in prop::collection::vec(prop::option::weighted(0.6, 0u8..24), 10),
        members in 0u32..3,
        seed in any::<usize>(),
    ) {
        let model = model_of(&choices, members);
        let mut shuffled = parts.clone();
        let length = shuffled.len();
        shuffled.swap(seed % length, (seed / length) % length);
        shuffled.rotate_left((seed / 7) % length);
        let of = |parts: &[String]| compiled(&parts.join(joint), Dialect::Native).evaluate(&model, FLOW);
        prop_assert_eq!(show(&model, &of(&parts)), show(&model, &of(&shuffled)));
    }

    #[test]
    fn no_text_panics(source in "[a-z.()= '\\[\\],0-9<>!-]{0,60}") {
        let _ = compile(&source, &[Class::Element], Dialect::Pytm);
    }
}

#[test]
fn long_conditions_take_no_long() {
    let atoms =
        ["target.uses_vpn", "not target.uses_vpn", "target.protocol == 'A'", "any(d.is_pii for d in target.data)"];
    for joint in [" and ", " or "] {
        let parts: Vec<_> = (0..1500).map(|index| atoms[index % atoms.len()]).collect();
        let condition = compiled(&parts.join(joint), Dialect::Native);
        let mut model = model_of(&[None; 10], 2);
        let _ = condition.evaluate(&model, FLOW);
        state(&mut model, FLOW, "uses_vpn", yes(true));
        let _ = condition.evaluate(&model, FLOW);
    }
}
