//! Bad input to the real program: each ends with exit code 2, says which file, where and what to do, and changes nothing.
//!
//! What it says is in `golden/bad_input/`; `TM_BLESS=1 cargo test --package tm-tests --test bad_input` writes it anew.

#[path = "support/cargo_tm.rs"]
mod support;

use std::fs;
use std::process::Stdio;

use serde_json::json;
use support::Folder;

const MODEL: &str = r#"{ "version": 1, "name": "Shop",
    "elements": [{ "id": "browser", "class": "Actor" }, { "id": "web", "class": "Server" }],
    "flows": [{ "source": "browser", "sink": "web", "name": "order", "protocol": "HTTP" }] }"#;

#[test]
fn model_files() {
    let mut folder = Folder::new("bad-models");
    folder.write("text.json", "not JSON");
    folder.write("empty.json", "");
    folder.write("list.json", "[]");
    folder.write("deep.json", "[".repeat(100_000));
    folder.write("deep_value.json", format!("{{\"elements\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000)));
    folder.write("utf8.json", b"{\"name\": \"\xff\xfe\"}");
    folder.write("newer.json", r#"{"version": 9, "elements": [{"id": "a", "class": "NotYetKnown"}]}"#);
    folder.write("version.json", r#"{"version": "one"}"#);
    let types = json!({ "elements": [{ "id": 1, "class": 2 }, 3, null, { "id": "a", "class": "Server", "location": 7 }],
        "flows": { "a": 1 }, "data": [[1]], "boundaries": "x" });
    folder.write("types.json", types.to_string());
    folder.write("classes.json", json!({ "elements": [{ "class": "Sever" }, { "class": "Xyz" }, {}] }).to_string());
    folder.write("folder.json/file", "");
    let before = folder.listing();
    for name in [
        "text",
        "empty",
        "list",
        "deep",
        "deep_value",
        "utf8",
        "newer",
        "version",
        "types",
        "classes",
        "folder",
        "missing",
    ] {
        folder.session(2, &format!("check --from tm {name}.json"));
    }
    folder.session(2, "model --from tm text.json -o model.json");
    assert_eq!(folder.listing(), before);
    // Readable, and wrong in what it says: the check says so, and goes on.
    let values = json!({ "name": ["m"], "nonsense": 1,
        "elements": [{ "id": "a", "class": "Server", "os": 3, "port": "x", "controls": 7, "data": "x",
                       "boundary": { "x": 1 }, "levels": ["a"], "uses_vpnn": true, "name": 7 },
                     { "id": "b", "class": "Datastore", "controls": { "validates_inputs": true } }],
        "flows": [{ "source": "b", "sink": "zz", "name": "x" }, { "source": 3 }] });
    folder.write("values.json", values.to_string());
    folder.session(1, "check --from tm values.json --today 2026-11-21");
    folder.expect("bad_input/model_files.txt");

    fs::File::create(folder.path.join("junk.json")).and_then(|it| it.set_len(100_000_000)).expect("it can be made");
    let run = folder.tm("check --from tm junk.json");
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr, "error: `junk.json` has 100000000 bytes; the limit is 67108864\n");
}

/// A model file says where things stand; nothing outside the working folder is opened for it.
#[test]
fn a_model_file_cannot_show_other_files() {
    let outer = Folder::new("bad-places");
    outer.write("secret.txt", "TOPSECRET\n");
    let folder = Folder::at(outer.path.join("inner"));
    folder.write("own.rs", "struct Own;\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(outer.path.join("secret.txt"), folder.path.join("link")).expect("it can be made");
    let absolute = outer.path.join("secret.txt").display().to_string();
    let files = ["../secret.txt", &*absolute, "link", "/etc/passwd", "a/../../secret.txt", "own.rs"];
    let element = |(index, file): (usize, &&str)| {
        let location = json!({ "file": file, "line": 1, "column": 1, "end_line": 1, "end_column": 5 });
        json!({ "id": format!("e{index}"), "class": "Server", "location": location })
    };
    let elements: Vec<_> = files.iter().enumerate().map(element).collect();
    folder.write("m.json", json!({ "name": "m", "elements": elements }).to_string());
    for line in ["check", "check --format json", "findings", "report", "report --format md"] {
        let run = folder.tm(&format!("{line} --from tm m.json"));
        assert_eq!(run.code, Some(0), "{line}: {}", run.stderr);
        let said = run.stdout + &run.stderr;
        assert!(!said.contains("TOPSECRET") && !said.contains("root:"), "{line}: {said}");
        assert!(line != "check" || said.contains("struct Own;"), "its own files are shown: {said}");
    }
}

#[test]
fn threat_files() {
    let mut folder = Folder::new("bad-threats");
    let threat = |condition: &str| {
        format!("title = \"T\"\ntargets = [\"Server\"]\nseverity = \"High\"\ncondition = \"{condition}\"\n")
    };
    folder.write("text.toml", "this is not TOML [");
    folder.write("empty.toml", "");
    folder.write("types.toml", "title = 3\ntargets = \"Server\"\nseverity = \"Huge\"\ncondition = 7\nunknown = 1\n");
    folder.write("attribute.toml", threat("target.oss == 'Linux'"));
    folder.write("syntax.toml", threat("target.os == "));
    folder.write("call.toml", threat("__import__('os').system('true')"));
    folder.write("kinds.toml", threat("target.os > 3"));
    folder.write("bad id.toml", threat("target.uses_vpn"));
    folder.write("INP05.toml", threat("target.uses_vpn"));
    folder.write("utf8.toml", b"title = \"\xff\"");
    folder.write("deep.toml", format!("a = {}", "[".repeat(100_000)));
    folder.write("empty.json", "");
    folder.write("text.json", "not JSON");
    folder.write("object.json", "{}");
    folder.write("items.json", "[1]");
    folder.write("deep.json", "[".repeat(100_000));
    let record = json!([{ "SID": "X1", "target": ["Sever"], "description": "d", "severity": "High", "condition": "target.foo()" }]);
    folder.write("record.json", record.to_string());
    folder.write("folder.toml/file", "");
    folder.write("m.json", MODEL);
    folder.write("old.txt", "old");
    let before = folder.listing();
    for name in [
        "text.toml",
        "empty.toml",
        "types.toml",
        "attribute.toml",
        "syntax.toml",
        "call.toml",
        "kinds.toml",
        "'bad id.toml'",
        "INP05.toml",
        "utf8.toml",
        "folder.toml",
        "missing.toml",
        "empty.json",
        "text.json",
        "object.json",
    ] {
        folder.session(2, &format!("threats list --add-threats {name}"));
    }
    // In pytm's files a faulty record is left out with a warning, and the others are used.
    for name in ["items.json", "record.json"] {
        folder.session(0, &format!("threats list --threats {name}"));
    }
    for command in ["threats verify attribute.toml", "check --from tm m.json --threats attribute.toml -o old.txt"] {
        folder.session(2, command);
    }
    folder.session(2, "threats show X --exclude NONSENSE");
    folder.expect("bad_input/threat_files.txt");

    // Too long to be recorded.
    for (name, text) in [
        ("long.toml", threat(&vec!["target.uses_vpn"; 60_000].join(" and "))),
        ("parentheses.toml", threat(&format!("{}target.uses_vpn{}", "(".repeat(10_000), ")".repeat(10_000)))),
        ("nots.toml", threat(&format!("{}target.uses_vpn", "not ".repeat(10_000)))),
        ("keys.toml", format!("a{} = 1\n", ".a".repeat(100_000))),
    ] {
        folder.write(name, text);
    }
    for (name, expected) in [
        ("long.toml", "the limit is 65536"),
        ("parentheses.toml", "nested more than 64 deep"),
        ("nots.toml", "nested more than 64 deep"),
        ("keys.toml", "recursion limit"),
        ("deep.toml", "recur"),
        ("deep.json", "EOF while parsing a list"),
    ] {
        let run = folder.tm(&format!("threats list --threats {name}"));
        assert_eq!(run.code, Some(2), "{name}");
        assert!(
            run.stderr.contains(name.split('.').next().unwrap_or(name)) && run.stderr.contains(expected),
            "{}",
            run.stderr
        );
        assert!(run.stderr.len() < 4_000, "{name}: {} bytes are said", run.stderr.len());
        fs::remove_file(folder.path.join(name)).expect("it is there");
    }
    assert_eq!(folder.listing(), before.lines().filter(|it| !it.starts_with("deep.")).collect::<Vec<_>>().join("\n"));
}

#[test]
fn templates() {
    let mut folder = Folder::new("bad-templates");
    folder.write("m.json", MODEL);
    folder.write("old.html", "old");
    folder.write("secret.txt", "TOPSECRET");
    for (name, text) in [
        ("syntax", "{{ title }}\n{% if %}"),
        ("variable", "\n\n{{ titel }}"),
        ("filter", "{{ title|shout }}"),
        ("include", "{% include '/etc/passwd' %}"),
        ("include_near", "{% include 'secret.txt' %}"),
        ("import", "{% from '../secret.txt' import x %}"),
        ("recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        ("endless", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"),
    ] {
        folder.write(&format!("{name}.html"), text);
    }
    let before = folder.listing();
    for name in ["syntax", "variable", "filter", "include", "include_near", "import", "recursion", "endless", "missing"]
    {
        folder.session(2, &format!("report --from tm m.json --template {name}.html -o old.html"));
    }
    assert_eq!(folder.listing(), before, "the old report is still there");
    folder.expect("bad_input/templates.txt");
    folder.write("mine.html", "{{ title }}");
    assert_eq!(folder.tm("report --from tm m.json --template mine.html -o old.html").code, Some(0));
    assert_eq!(folder.read("old.html"), "Shop");
}

#[test]
fn places_to_write_to() {
    let mut folder = Folder::new("bad-output");
    folder.write("m.json", MODEL);
    folder.write("faulty.json", "{");
    folder.write("old.json", "old");
    folder.write("folder/file", "");
    let before = folder.listing();
    for line in [
        "model --from tm m.json -o folder",
        "model --from tm m.json -o missing/model.json",
        "model --from tm m.json -o m.json/model.json",
        "model --from tm m.json -o ''",
        "report --from tm m.json -o missing/report.html",
        "model --from tm faulty.json -o old.json",
        "findings --from tm missing.json -o old.json",
    ] {
        folder.session(2, line);
    }
    assert_eq!(folder.listing(), before);
    folder.expect("bad_input/places_to_write_to.txt");
    assert_eq!(folder.tm("model --from tm m.json -o old.json").code, Some(0));
    assert!(folder.read("old.json").starts_with("{\n  \"version\": 1"));
}

#[cfg(unix)]
#[test]
fn what_is_written_to_stays_what_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("bad-modes");
    folder.write("m.json", MODEL);
    folder.write("real.json", "old");
    let mode = |name: &str| fs::metadata(folder.path.join(name)).expect("it is there").permissions().mode() & 0o777;
    let set = |name: &str, mode| {
        fs::set_permissions(folder.path.join(name), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    symlink("real.json", folder.path.join("link.json")).expect("it can be made");
    set("real.json", 0o600);
    assert_eq!(folder.tm("model --from tm m.json -o link.json").code, Some(0));
    assert!(folder.path.join("link.json").is_symlink());
    assert!(folder.read("real.json").contains("browser"));
    assert_eq!(mode("real.json"), 0o600);
    set("real.json", 0o400);
    let before = folder.listing();
    let run = folder.tm("dfd --from tm m.json -o real.json");
    assert_eq!((run.code, folder.listing()), (Some(2), before));
    assert_eq!(run.stderr, "error: failed to write `real.json`\n  = cause: permission denied\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let folder = Folder::new("bad-disk");
    folder.write("m.json", MODEL);
    let run = folder.tm("model --from tm m.json -o /dev/full");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with("error: failed to write `/dev/full`\n  = cause: No space left"), "{}", run.stderr);
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let status = folder.command().args(["model", "--from", "tm", "m.json"]).stdout(full).stderr(Stdio::null()).status();
    assert_eq!(status.expect("it starts").code(), Some(2));
}

#[test]
fn days() {
    let mut folder = Folder::new("bad-days");
    folder.write("m.json", MODEL);
    for day in ["x", "", "2026-13-01", "2026-02-30", "2026-1-1", "20261121", "2026-11-21T00:00:00", "+026-11-21"] {
        folder.session(2, &format!("check --from tm m.json --today '{day}'"));
    }
    for epoch in ["x", "", "-5", "1.5", "99999999999999999999", "253402300800"] {
        folder.session_with(2, "check --from tm m.json", &[("SOURCE_DATE_EPOCH", epoch)]);
    }
    folder.expect("bad_input/days.txt");

    folder.write("day.md", "{{ date }}");
    let day = |line: &str, epoch: &str| {
        let mut command = folder.command();
        command.args("report --from tm m.json --format md --template day.md".split(' ')).args(line.split_whitespace());
        support::Run::of(command.env("SOURCE_DATE_EPOCH", epoch)).stdout
    };
    assert_eq!(day("", "0"), "1970-01-01");
    assert_eq!(day("", "1795219200"), "2026-11-21");
    assert_eq!(day("--today 2030-01-01", "1795219200"), "2030-01-01");
    assert_eq!(day("--today 2030-01-01", "nonsense"), "2030-01-01", "it is not needed");
}

const ANNOTATED: &str = "tm::model! { name = \"Test\" }\n#[tm::element(Server)] pub struct Web;\n";

/// A constructor of the user's own, such as `#[ctor]` makes.
#[cfg(target_os = "linux")]
fn constructor(body: &str) -> String {
    format!(
        "#[used] #[unsafe(link_section = \".init_array\")] static EARLY: extern \"C\" fn() = early;\n\
         extern \"C\" fn early() {{ {body} }}\n"
    )
}

#[cfg(target_os = "linux")]
#[test]
fn programs_that_do_not_answer() {
    let mut folder = Folder::new("bad-programs");
    folder.package(".", "e-bad", "[workspace]\n");
    folder.write("old.json", "old");
    for (body, line) in [
        ("eprintln!(\"no database\"); std::process::abort()", "model --quiet -o old.json"),
        ("std::process::exit(7)", "check --quiet"),
        ("eprintln!(\"waiting\"); loop { std::thread::park() }", "report --quiet --run-timeout 1"),
    ] {
        folder.write("src/main.rs", format!("{ANNOTATED}{}fn main() {{}}", constructor(body)));
        folder.session(2, line);
    }
    assert_eq!(folder.read("old.json"), "old");
    assert!(!support::target().join("tm/e-bad").exists(), "no report is begun");
    folder.expect("bad_input/programs.txt");
}

#[test]
fn code_that_does_not_compile() {
    let folder = Folder::new("bad-code");
    folder.package(".", "e-broken", "[workspace]\n");
    folder.write("old.json", "old");
    for (code, expected) in [
        ("fn main() { missing() }", "error[E0425]: cannot find function `missing`"),
        ("#[tm::element(Sever)] struct Web;\nfn main() {}", "did you mean `Server`?"),
    ] {
        folder.write("src/main.rs", format!("{ANNOTATED}{code}"));
        for line in ["model -o old.json", "model --quiet -o old.json"] {
            let run = folder.tm(line);
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{line}");
            assert!(run.stderr.contains(expected) && run.stderr.contains("src/main.rs:3"), "{}", run.stderr);
            assert!(
                run.stderr.ends_with("error: cargo could not build the code, so there is no model\n"),
                "{}",
                run.stderr
            );
        }
    }
    assert_eq!(folder.read("old.json"), "old");
}

#[test]
fn folders_and_packages_without_a_model() {
    let mut folder = Folder::new("bad-packages");
    folder.package(".", "e-none", "[workspace]\n");
    folder.write("src/main.rs", "fn main() {}\n");
    folder.cargo("build --quiet");
    for line in [
        "check --quiet",
        "check --quiet -p e-nona",
        "check --quiet -p other",
        "check --quiet --manifest-path nowhere/Cargo.toml",
    ] {
        folder.session(2, line);
    }
    folder.write("Cargo.toml", "[package\n");
    folder.session(2, "check --quiet");
    folder.expect("bad_input/packages.txt");

    let empty = tempfile::tempdir().expect("there is a temporary folder");
    let run = Folder::at(empty.path().to_owned()).tm("check");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("could not find `Cargo.toml`"), "{}", run.stderr);
}
