//! A mail service gets personal data, and a control is dropped: what a reader of the pull request sees.

use serde_json::Value;

use crate::repository::{GUESTBOOK, Repository, with_mail};
use crate::support::{TODAY, golden, root};

fn day(line: &str) -> String {
    format!("diff --quiet --today {TODAY} {line}")
}

#[test]
fn a_mail_service_and_a_dropped_control() {
    let Some(repository) = Repository::guestbook("df-story") else { return };
    repository.folder.write("src/lib.rs", with_mail(GUESTBOOK));
    for (format, file) in [("human", "story.txt"), ("json", "story.json"), ("markdown", "story.md")] {
        let run = repository.tm(1, &day(&format!("main --deny new=high --format {format}")));
        assert_eq!(run.stderr, "");
        golden(&format!("diff/{file}"), &repository.redacted(&run.stdout));
        match format {
            "json" => is_valid(&run.stdout),
            "human" => {
                let page = std::fs::read_to_string(root().join("docs/diff.md")).expect("the page is there");
                let shown = repository.redacted(&run.stdout).replace("[hash]", "1a2b3c4");
                assert!(page.contains(&shown), "docs/diff.md shows something else than\n{shown}");
            }
            _ => {}
        }
        // The same again, byte by byte, and into a file.
        let again = repository.tm(1, &day(&format!("main --deny new=high --format {format} -o out.txt")));
        assert_eq!((again.stdout.as_str(), repository.folder.read("out.txt") == run.stdout), ("", true));
        std::fs::remove_file(repository.folder.path.join("out.txt")).expect("it was written");
    }
    // What the change brings, and nothing else: the flow in the clear is confirmed, the form only may be attacked.
    for (line, code) in [
        ("main", 0),
        ("main --deny new=very_high", 1),
        ("main --deny new=ORG-001", 0),
        ("main --deny new=ORG-001 --deny-potential", 1),
        ("main --deny new=ORG-003 --deny reopened=info --deny worse=info", 0),
        ("main --deny new=high --exclude ORG-002", 0),
    ] {
        repository.tm(code, &day(line));
    }
    for (line, error) in [
        ("main --deny high", "`high` cannot be denied"),
        ("main --deny new", "`new` says nothing of which threats"),
        (
            "main --deny new=hihg",
            "no threat, group or severity is called `hihg` (--deny)\n  = help: did you mean `high`?",
        ),
        ("nowhere", "`nowhere` names no commit of this repository"),
        ("--upload-pack=x", "unexpected argument '--upload-pack'"),
        ("main main --from tm x.json", "cannot be used with"),
        ("main --before tm x.json", "cannot be used with"),
        ("", "required arguments were not provided"),
    ] {
        let run = repository.tm(2, &day(line));
        assert!(run.stderr.contains(error) && run.stdout.is_empty(), "{line}\n{}", run.stderr);
    }

    // Once it is merged nothing is new, and the other way round everything is gone.
    repository.commit("Tell authors of replies");
    let run = repository.tm(0, &day("HEAD --deny new=info --deny-potential"));
    assert!(run.stdout.ends_with("df-story: nothing changed\n"), "{}", run.stdout);
    let run = repository.tm(0, &day("HEAD HEAD^ --deny new=info --format json"));
    let document: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let changes = |list: &Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|it| it["change"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(changes(&document["models"][0]["findings"]), ["gone", "gone"]);
    assert_eq!(changes(&document["models"][0]["parts"]), ["changed", "removed", "removed", "removed"]);
}

#[test]
fn decisions_that_come_and_go() {
    let Some(repository) = Repository::guestbook("df-decisions") else { return };
    let undecided = GUESTBOOK.replace(
        "controls(checks_origin, validates_input),\n          expect(\"ORG-003\", reason = \"it is a guestbook\", owner = \"guestbook team\"))]",
        "controls(checks_origin, validates_input))]",
    );
    assert_ne!(undecided, GUESTBOOK);
    repository.folder.write("src/lib.rs", undecided);
    let run = repository.tm(1, &day("main --deny reopened=medium"));
    assert!(run.stdout.contains("reopened, denied  Medium    confirmed  open"), "{}", run.stdout);
    repository.tm(0, &day("main --deny reopened=high --deny new=info"));
    // The policy is today's, on both sides: what it allows today was no finding before either.
    let config = crate::repository::CONFIG.to_owned() + "[levels]\nORG-003 = \"allow\"\n";
    repository.folder.write("tm.toml", config);
    let run = repository.tm(0, &day("main --deny reopened=medium"));
    assert!(run.stdout.contains("changed  Medium    confirmed  allowed"), "{}", run.stdout);
    repository.commit("Decide nothing");
    repository.folder.write("src/lib.rs", GUESTBOOK);
    repository.folder.write("tm.toml", crate::repository::CONFIG);
    let run = repository.tm(0, &day("main --deny new=info --deny reopened=info"));
    assert!(run.stdout.contains("decided  Medium    confirmed  accepted"), "{}", run.stdout);
}

#[test]
fn kept_models_need_no_build_and_no_git() {
    let Some(repository) = Repository::guestbook("df-kept") else { return };
    repository.tm(0, "model --quiet -o kept.json");
    repository.folder.write("src/lib.rs", with_mail(GUESTBOOK));
    repository.tm(0, "model --quiet -o now.json");
    let built = repository.tm(1, &day("main --deny new=high --format json"));
    let kept = repository.tm(1, &day("--before tm kept.json --deny new=high --format json"));
    let files = repository.tm(1, &day("--before tm kept.json --from tm now.json --deny new=high --format json"));
    let models = |text: &str| {
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        document["models"][0]["name"] = Value::Null;
        document["models"].take()
    };
    assert_eq!(models(&kept.stdout), models(&built.stdout));
    assert_eq!(models(&files.stdout), models(&built.stdout));
    let mixed = repository.tm(1, &day("main --from tm now.json --deny new=high --format json"));
    assert_eq!(models(&mixed.stdout), models(&built.stdout));
    for (line, error) in [
        ("--before tm missing.json", "failed to read `missing.json`"),
        ("--before xml kept.json", "there is no model format `xml`"),
        ("--before tm Cargo.toml", "`Cargo.toml` cannot be read as JSON"),
    ] {
        let run = repository.tm(2, &day(line));
        assert!(run.stderr.contains(error), "{line}\n{}", run.stderr);
    }
}

#[track_caller]
fn is_valid(text: &str) {
    let schema = std::fs::read_to_string(root().join("docs/schema/diff.json")).expect("the schema is published");
    let schema = serde_json::from_str(&schema).expect("a schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("it can be used");
    let document = serde_json::from_str(text).expect("JSON");
    let faults: Vec<_> = validator.iter_errors(&document).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert_eq!(faults, [] as [&str; 0]);
}
