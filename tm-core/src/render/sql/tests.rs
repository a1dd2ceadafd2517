//! The rows fit the tables, and the views say what the model says.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

use super::*;
use crate::decide::Assessment;
use crate::model::{Model, Reading, Source, Target, Value};
use crate::render::{fixture, words};
use crate::threat::Library;

fn database(model: &Model, library: &Library, assessment: &Assessment) -> Connection {
    let diagnostics = crate::check::check(model);
    let content = Content { model, library, assessment, diagnostics: &diagnostics, today: "2026-11-21" };
    let mut database = Connection::open_in_memory().expect("there is memory");
    database.pragma_update(None, "foreign_keys", true).expect("keys can be enforced");
    let transaction = database.transaction().expect("nobody else is there");
    transaction.execute_batch(&schema()).expect("the schema is SQL");
    rows(&content, |table, row| {
        let cells = row.iter().map(|cell| match cell {
            Cell::Null => Stored::Null,
            Cell::Integer(it) => Stored::Integer(*it),
            Cell::Text(it) => Stored::Text(it.to_string()),
        });
        transaction.prepare_cached(&table.insertion())?.execute(params_from_iter(cells)).map(|_| ())
    })
    .expect("rows fit their tables");
    transaction.commit().expect("every key leads somewhere");
    database
}

/// The rows of a query, each as one text.
fn query(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        let cells = (0..columns).map(|it| row.get::<_, Stored>(it).map(|cell| format!("{cell:?}")));
        Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" "))
    };
    statement.query_map([], row).expect(sql).collect::<rusqlite::Result<_>>().expect(sql)
}

/// What `readings` should say of a reading.
fn expected(model: &Model, target: Target, attribute: tm_schema::AttributeId) -> (Stored, &'static str) {
    let reading = model.read(target, attribute);
    let ids = |list: &[Target]| json!(list.iter().map(|it| &model.entity(*it).id).collect::<Vec<_>>()).to_string();
    let value = match reading.value() {
        Value::Bool(it) => Stored::Integer((*it).into()),
        Value::Int(-1) => Stored::Null,
        Value::Int(it) => Stored::Integer(*it),
        Value::Text(it) => Stored::Text(it.clone()),
        Value::Member(it) => Stored::Text(words::member(attribute, *it).to_owned()),
        Value::One(it) => it.map_or(Stored::Null, |it| Stored::Text(model.entity(it).id.clone())),
        Value::Many(list) => Stored::Text(ids(list)),
        Value::Texts(list) => Stored::Text(json!(list).to_string()),
        Value::Members(list) => {
            Stored::Text(json!(list.iter().map(|it| words::member(attribute, *it)).collect::<Vec<_>>()).to_string())
        }
        Value::Ints(list) => Stored::Text(json!(list).to_string()),
    };
    let source = match reading {
        Reading::Stated(_, Source::Written(_)) => "stated",
        Reading::Stated(_, Source::Inherited(..)) => "inherited",
        Reading::Stated(..) => "derived",
        Reading::Assumed(_) => "assumed",
    };
    (value, source)
}

fn check(model: &Model) {
    let library = fixture::library();
    let assessment = fixture::assessment(model, &library);
    let database = database(model, &library, &assessment);
    assert_eq!(query(&database, "PRAGMA foreign_key_check"), [] as [&str; 0]);
    assert_eq!(query(&database, "PRAGMA integrity_check"), [r#"Text("ok")"#]);

    let mut readings = database
        .prepare("SELECT attribute, value, source FROM readings WHERE target = ?")
        .expect("there is such a view");
    for (target, key) in model.targets().zip(1i64..) {
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, format!("{:?}", row.get::<_, Stored>(1)?), row.get(2)?));
        let stored =
            readings.query_map([key], row).expect("it can be asked").collect::<rusqlite::Result<BTreeSet<_>>>();
        let stored: BTreeSet<(String, String, String)> = stored.expect("rows of three");
        let all = tm_schema::attributes_of(model.entity(target).class);
        let all = all.filter(|id| !["name", "description"].contains(&id.get().name));
        let expected = all.map(|id| {
            let (value, source) = expected(model, target, id);
            (id.get().path(), format!("{value:?}"), source.to_owned())
        });
        assert_eq!(stored, expected.collect());
    }

    let findings = assessment.findings.iter().map(|it| (&it.finding, it.decision.name()));
    let findings = findings.chain(assessment.excluded.iter().map(|it| (&it.finding, "excluded")));
    let findings = findings.map(|(it, decision)| {
        let cells = [it.id(model, &library), it.severity.words().to_owned(), decision.to_owned()];
        let cells = cells.map(|it| format!("{:?}", Stored::Text(it))).join(" ");
        format!("{cells} {:?}", Stored::Integer(it.basis.readings().len() as i64))
    });
    let stored = "SELECT id, severity, decision, (SELECT count(*) FROM basis WHERE finding = key) FROM findings";
    assert_eq!(query(&database, stored), findings.collect::<Vec<_>>());

    let crossings = model.dataflow_ids().flat_map(|flow| {
        let [source, sink] = [model.dataflow(flow).source, model.dataflow(flow).sink]
            .map(|end| model.boundaries_of(end).collect::<BTreeSet<_>>());
        let entered = sink.difference(&source).map(|it| (*it, "enters")).collect::<Vec<_>>();
        let exited = source.difference(&sink).map(|it| (*it, "exits")).collect::<Vec<_>>();
        let id = |target| Stored::Text(model.entity(target).id.clone());
        entered.into_iter().chain(exited).map(move |(boundary, direction)| {
            let (flow, boundary) = (id(Target::Dataflow(flow)), id(Target::Boundary(boundary)));
            format!("{flow:?} {boundary:?} {:?}", Stored::Text(direction.to_owned()))
        })
    });
    let stored = "SELECT dataflows.id, boundaries.id, direction FROM crossings
                  JOIN dataflows ON dataflows.key = dataflow JOIN boundaries ON boundaries.key = boundary";
    let (mut stored, mut crossings) = (query(&database, stored), crossings.collect::<Vec<_>>());
    stored.sort();
    crossings.sort();
    assert_eq!(stored, crossings);
}

#[test]
fn hand_made_models_are_stored_as_they_are() {
    for model in [fixture::guestbook(), fixture::hostile(), Model::default()] {
        check(&model);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_model_is_stored_as_it_is(model in fixture::models()) {
        check(&model);
    }
}

#[test]
fn the_schema() {
    insta::assert_snapshot!(schema());
}

#[test]
fn what_was_said_is_stored() {
    let model = fixture::model(json!({
        "name": "m", "assumptions": ["Hosts are patched.", { "name": "global", "exclude": ["LOG01", "LOG01", "none"] }],
        "boundaries": [{ "id": "inner", "within": "outer" }, { "id": "outer" }],
        "elements": [
            { "id": "web", "class": "Server", "boundary": "inner", "data": ["a text"], "levels": [0, 2],
              "expect": [{ "id": "AC01", "reason": "r", "owner": "o", "until": "2027-01-01", "as": "mitigated" }],
              "overrides": [{ "id": "DO02", "severity": "Low", "cvss": "3.1", "response": "seen" }],
              "assumptions": [{ "name": "own", "description": "d", "exclude": ["INP05", "LOG01"] }] },
            { "id": "db", "class": "Datastore", "in_scope": false, "because": "theirs" },
        ],
        "flows": [{ "source": "web", "sink": "db", "name": "ask", "reply": { "name": "answer" } }],
    }));
    let library = fixture::library();
    let database = database(&model, &library, &fixture::assessment(&model, &library));
    let mut text = String::new();
    for sql in [
        "SELECT * FROM model",
        "SELECT * FROM elements",
        "SELECT * FROM boundaries",
        "SELECT * FROM dataflows",
        "SELECT * FROM data",
        "SELECT * FROM attributes",
        "SELECT * FROM element_data",
        "SELECT * FROM carried",
        "SELECT * FROM processed",
        "SELECT * FROM assumptions",
        "SELECT * FROM exclusions",
        "SELECT * FROM expectations",
        "SELECT * FROM overrides",
        "SELECT * FROM findings",
        "SELECT * FROM basis",
        "SELECT * FROM severity_counts",
        "SELECT * FROM inside",
        "SELECT * FROM open_findings",
        "SELECT * FROM threats WHERE id = 'INP05'",
        "SELECT * FROM threat_references WHERE threat = 'INP05'",
        "SELECT * FROM diagnostics",
    ] {
        text += &format!("{sql}\n");
        query(&database, sql).iter().for_each(|row| text += &format!("    {row}\n"));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn keys_and_words_are_enforced() {
    let model = fixture::guestbook();
    let library = fixture::library();
    let database = database(&model, &library, &fixture::assessment(&model, &library));
    for (sql, error) in [
        ("UPDATE elements SET boundary = 999", "FOREIGN KEY constraint failed"),
        ("UPDATE findings SET threat = 'T0'", "FOREIGN KEY constraint failed"),
        ("DELETE FROM targets", "FOREIGN KEY constraint failed"),
        ("UPDATE findings SET certainty = 'maybe'", "CHECK constraint failed: certainty IN ('confirmed', 'potential')"),
        ("UPDATE attributes SET source = 'rumour'", "CHECK constraint failed"),
        ("UPDATE elements SET in_scope = 'x'", "cannot store TEXT value in INTEGER column elements.in_scope"),
        ("UPDATE elements SET name = NULL", "NOT NULL constraint failed: elements.name"),
    ] {
        let failure = database.execute(sql, []).expect_err(sql).to_string();
        assert!(failure.contains(error), "{sql}: {failure}");
    }
}
