//! `cargo tm sql`: the database says what the other documents say, and never takes the place of anything else.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cargo_tm::{Folder, TODAY, golden, of_example};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

const EXAMPLES: [&str; 2] = ["guestbook", "model-only"];

/// Assumptions, decisions, overrides, replies, boundaries in boundaries, and a fault of the text.
const MODEL: &str = r#"{ "version": 1, "name": "Shop", "is_ordered": true,
    "assumptions": ["Hosts are patched.", { "name": "no floods", "exclude": ["DO02"] }],
    "boundaries": [{ "id": "dmz", "within": "company" }, { "id": "company" }],
    "data": [{ "id": "card", "classification": "Secret", "is_pii": true }],
    "elements": [{ "id": "browser", "class": "Actor" },
                 { "id": "web", "class": "Server", "boundary": "dmz", "os": "Linux", "port": 443,
                   "controls": { "validates_input": false, "authentication_scheme": "OAuth2" },
                   "expect": [{ "id": "INP05", "reason": "prepared statements", "owner": "web team" }],
                   "overrides": [{ "id": "AA01", "severity": "Low", "cvss": "3.1" }] },
                 { "id": "unused", "class": "Datastore" }],
    "flows": [{ "source": "browser", "sink": "web", "name": "pay", "data": ["card", "a voucher"],
                "protocol": "HTTP", "reply": { "name": "receipt" } }] }"#;

fn open(file: &Path) -> Connection {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("it is a database")
}

/// The rows of a query, each as text: a list of its cells.
fn query(database: &Connection, sql: &str) -> Vec<Vec<String>> {
    let mut statement = database.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let columns = statement.column_count();
    let text = |cell| match cell {
        Cell::Null => String::new(),
        Cell::Integer(it) => it.to_string(),
        Cell::Text(it) => it,
        other => panic!("{sql}: {other:?}"),
    };
    let rows = statement.query_map([], |row| (0..columns).map(|it| row.get(it).map(text)).collect());
    rows.expect(sql).collect::<rusqlite::Result<_>>().expect(sql)
}

/// The texts at `keys` of each item of a list.
fn cells(list: &Value, keys: &[&str]) -> BTreeSet<Vec<String>> {
    let text = |item: &Value, key: &str| match item.pointer(&format!("/{}", key.replace('.', "/"))) {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(it)) => i64::from(*it).to_string(),
        Some(Value::String(it)) => it.clone(),
        Some(other) => other.to_string(),
    };
    let rows = list.as_array().expect("a list").iter();
    rows.map(|item| keys.iter().map(|key| text(item, key)).collect()).collect()
}

/// Holds a database against the JSON of the same model.
fn agrees(database: &Connection, model: &Value, check: &Value, findings: &Value) {
    assert_eq!(query(database, "PRAGMA integrity_check"), [["ok"]]);
    assert_eq!(query(database, "PRAGMA foreign_key_check"), [] as [Vec<String>; 0]);
    let stored = |sql: &str| query(database, sql).into_iter().collect::<BTreeSet<_>>();
    let elements = "SELECT elements.id, class, elements.name, elements.file, elements.line FROM elements";
    assert_eq!(stored(elements), cells(&model["elements"], &["id", "class", "name", "location.file", "location.line"]));
    assert_eq!(
        stored(
            "SELECT own.id, around.id FROM boundaries AS own LEFT JOIN boundaries AS around ON around.key = own.within"
        ),
        cells(&model["boundaries"], &["id", "within"])
    );
    assert_eq!(stored("SELECT id FROM data WHERE is_declared"), cells(&model["data"], &["id"]));
    let flows = "SELECT dataflows.id, dataflows.name, source.id, sink.id FROM dataflows
                 JOIN elements source ON source.key = source JOIN elements sink ON sink.key = sink";
    assert_eq!(stored(flows), cells(&model["flows"], &["id", "name", "source", "sink"]));
    let controls = model["elements"].as_array().into_iter().chain(model["flows"].as_array()).flatten();
    let controls = controls.filter_map(|it| it["controls"].as_object()).map(|it| it.len()).sum::<usize>();
    let stated = query(database, "SELECT count(*) FROM controls WHERE source = 'stated'");
    assert_eq!(stated, [[controls.to_string()]]);
    let sql =
        "SELECT findings.id, threat, title, things.id, things.name, class, findings.severity, certainty, decision,
               reason, owner, until, cvss, response FROM findings
               JOIN threats ON threats.id = threat JOIN things ON things.key = target WHERE decision <> 'excluded'";
    let keys = ["id", "threat", "title", "element.id", "element.name", "element.class", "severity", "certainty"];
    let keys = [&keys[..], &["decision", "reason", "owner", "until", "cvss", "response"]].concat();
    assert_eq!(stored(sql), cells(&findings["findings"], &keys));
    assert!(!stored(sql).is_empty());
    let sql = "SELECT findings.id, threat, things.id, severity, assumptions.name FROM findings
               JOIN things ON things.key = findings.target JOIN assumptions ON assumptions.key = assumption";
    let excluded = findings.get("excluded").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    assert_eq!(stored(sql), cells(&excluded, &["id", "threat", "element.id", "severity", "assumption"]));
    let sql = "SELECT findings.id, things.id, basis.attribute, basis.value, is_stated, readings.file, readings.line
               FROM basis JOIN findings ON findings.key = finding JOIN things ON things.key = basis.target
               JOIN readings ON readings.target = basis.target AND readings.attribute = basis.attribute
               WHERE decision <> 'excluded'";
    let basis = findings["findings"].as_array().expect("a list").iter().flat_map(|finding| {
        let keys = ["element", "attribute", "value", "stated", "location.file", "location.line"];
        let id = finding["id"].as_str().expect("an id").to_owned();
        cells(&finding["basis"], &keys).into_iter().map(move |row| [vec![id.clone()], row].concat())
    });
    assert_eq!(stored(sql), basis.collect());
    assert_eq!(
        stored("SELECT code, level, message FROM diagnostics"),
        cells(&check["models"][0]["diagnostics"], &["code", "level", "message"])
    );
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn the_database_says_what_the_json_says() {
    let folder = Folder::new("sql-examples");
    for example in EXAMPLES {
        let file = folder.path.join(example);
        of_example(example, &["sql", "--today", TODAY, "-o", file.to_str().expect("UTF-8")]);
        let document = |line: &[&str]| json(&of_example(example, line));
        let check = document(&["check", "--format", "json", "--today", TODAY]);
        let findings = document(&["findings", "--format", "json", "--today", TODAY]);
        agrees(&open(&file), &document(&["model"]), &check, &findings);
    }
    folder.write("shop.json", MODEL);
    let run = folder.tm(&format!("sql --from tm shop.json --today {TODAY} -o shop.sqlite"));
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{}", run.stderr);
    let document = |line: &str| json(&folder.tm(&format!("{line} --from tm shop.json")).stdout);
    let check = document(&format!("check --format json --today {TODAY}"));
    let findings = document(&format!("findings --format json --today {TODAY}"));
    assert!(findings["excluded"].is_array() && check["models"][0]["diagnostics"][0].is_object());
    agrees(&open(&folder.path.join("shop.sqlite")), &document("model"), &check, &findings);
}

#[test]
fn equal_models_give_equal_bytes() {
    let folder = Folder::new("sql-bytes");
    for example in EXAMPLES {
        folder.write("model.json", of_example(example, &["model"]));
        let ours = folder.path.join("from-code.sqlite");
        of_example(example, &["sql", "--today", TODAY, "-o", ours.to_str().expect("UTF-8")]);
        // The second run replaces what the first one wrote.
        for _ in 0..2 {
            let run = folder.tm(&format!("sql --from tm model.json --today {TODAY} -o from-file.sqlite"));
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            let read = |name: &str| fs::read(folder.path.join(name)).expect("it was written");
            assert!(read("from-code.sqlite") == read("from-file.sqlite"), "{example}");
        }
    }
}

/// The queries of the page on the database.
#[test]
fn the_documented_queries_answer() {
    let page = fs::read_to_string(cargo_tm::root().join("docs/sql.md")).expect("there is a page");
    let folder = Folder::new("sql-queries");
    let file = folder.path.join("agent.sqlite");
    of_example("support-agent", &["sql", "--today", TODAY, "-o", file.to_str().expect("UTF-8")]);
    let database = open(&file);
    let queries: Vec<_> =
        page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(queries.len() >= 3);
    let mut text = String::new();
    for sql in queries {
        let rows = query(&database, sql);
        assert!(!rows.is_empty(), "{sql}");
        text += sql;
        rows.iter().for_each(|row| text += &format!("  {}\n", row.join(" | ")));
        text.push('\n');
    }
    golden("sql_queries.txt", &text);
}

#[test]
fn nothing_else_is_replaced() {
    let mut folder = Folder::new("sql-refusals");
    folder.write("shop.json", MODEL);
    folder.write("notes.txt", "not ours");
    folder.write("short", "SQLite format 3\0");
    folder.write("folder/inside", "");
    folder.write("empty.sqlite", "");
    Connection::open(folder.path.join("theirs.sqlite"))
        .and_then(|it| it.execute_batch("CREATE TABLE precious (thing TEXT)"))
        .expect("a database can be made");
    let ask = |file: &str| format!("sql --from tm shop.json --today {TODAY} -o {file}");
    assert_eq!(folder.tm(&ask("open.sqlite")).code, Some(0));
    folder.write("open.sqlite-wal", "somebody is writing");
    folder.write("lost.sqlite-journal", "somebody has written");
    let before = folder.listing();
    for file in ["notes.txt", "short", "folder", "theirs.sqlite", "open.sqlite", "lost.sqlite", "missing/shop.sqlite"] {
        folder.session(2, &ask(file));
    }
    folder.session(2, "sql --from tm shop.json");
    folder.session(2, "sql --from tm missing.json -o new.sqlite");
    #[cfg(unix)]
    folder.session(2, &ask("/dev/null"));
    assert_eq!(folder.listing(), before);
    folder.expect("sql.txt");
    assert_eq!(folder.tm(&ask("empty.sqlite")).code, Some(0));
    assert_eq!(query(&open(&folder.path.join("empty.sqlite")), "SELECT name FROM model"), [["Shop"]]);
}

/// A disk that is full, as far as a process can be made to believe it.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_changes_nothing() {
    let folder = Folder::new("sql-full");
    folder.write("shop.json", MODEL);
    assert_eq!(folder.tm(&format!("sql --from tm shop.json --today {TODAY} -o shop.sqlite")).code, Some(0));
    let before = folder.listing();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 100; \"$0\" sql --from tm shop.json --today 2026-11-22 -o shop.sqlite"]);
    let run = cargo_tm::Run::of(shell.arg(cargo_tm::program()).current_dir(&folder.path));
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.starts_with("error: failed to write `shop.sqlite`\n"), "{}", run.stderr);
    assert_eq!(folder.listing(), before);
}
