//! `cargo tm import`: code that compiles, and findings that stay the same.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_tm::{Folder, Run, TODAY, parity, root};
use serde_json::Value;

/// A model whose every name is a trap, in the input format of pytm.
const HOSTILE: &str = include_str!("golden/import/hostile.json");

#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
fn skip(what: &str) {
    assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none_or(|it| it != "1"), "{what} not found");
    eprintln!("skipped: {what} not found");
}

/// The models of pytm's data, each with a name: those written by hand, those generated, and what pytm made of some.
fn models(parity: &Path) -> Vec<(String, PathBuf)> {
    let mut models = Vec::new();
    for folder in ["models", "random"] {
        let folder = parity.join(folder);
        for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
            let file = entry.file_name().into_string().expect("UTF-8");
            let Some(name) = file.strip_suffix(".json").filter(|it| !it.contains(".findings")) else { continue };
            let has_input = folder.join(format!("{name}.in.json")).exists();
            if !has_input || name < "r004" {
                models.push((name.replace('.', "-"), entry.path()));
            }
        }
    }
    models.sort();
    models
}

/// What is the same for a model and the code made of it: all but ids, places, and what a finding rests on.
fn findings(run: &Run) -> BTreeSet<String> {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let document: Value = serde_json::from_str(&run.stdout).expect("findings are JSON");
    let mut found = BTreeSet::new();
    for list in ["findings", "excluded"] {
        for it in document[list].as_array().into_iter().flatten() {
            let said = ["threat", "severity", "certainty", "decision", "reason", "cvss", "response", "assumption"];
            let said: Vec<_> = said.iter().map(|key| it[key].to_string()).collect();
            found.insert(format!("{list} {} {} {}", it["element"]["name"], it["element"]["class"], said.join(" ")));
        }
    }
    found
}

/// Writes what differs, so that cargo builds only that.
fn refresh(folder: &Folder, path: &str, text: &str) {
    if fs::read_to_string(folder.path.join(path)).ok().as_deref() != Some(text) {
        folder.write(path, text);
    }
}

#[test]
fn names_of_any_kind_survive() {
    let mut folder = Folder::new("import-hostile");
    folder.write("hostile.json", HOSTILE);
    folder.session(0, "import pytm hostile.json");
    folder.session(0, "import pytm hostile.json -o model.rs");
    folder.session(2, "import pytm model.py");
    folder.session(2, "import pytm hostile.json -o no/model.rs");
    folder.expect("import/hostile.txt");
    let printed = folder.tm("import pytm hostile.json").stdout;
    assert_eq!(folder.read("model.rs"), printed);
    // By way of the model JSON it is the same code, but for the name of the file.
    assert_eq!(folder.tm("model --from pytm hostile.json -o hostile.tm.json").code, Some(0));
    let from_tm = folder.tm("import tm hostile.tm.json").stdout;
    assert_eq!(from_tm.replace("hostile.tm.json", "hostile.json"), printed);
}

#[test]
fn imported_models_compile_and_have_the_findings_they_had() {
    let mut models = parity().map(|folder| models(&folder)).unwrap_or_default();
    let folder = Folder::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("folders/imported"));
    folder.write("hostile.json", HOSTILE);
    models.push(("hostile".to_owned(), folder.path.join("hostile.json")));
    let manifest = format!(
        "[package]\nname = \"i-imported\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nthreat-model = {{ path = {:?} }}\n\n[lints.rust]\nwarnings = \"deny\"\n",
        root().join("tm").display().to_string()
    );
    refresh(&folder, "Cargo.toml", &manifest);
    folder.lock();
    let wanted: BTreeSet<_> = models.iter().map(|(name, _)| format!("i-{name}")).collect();
    for entry in fs::read_dir(folder.path.join("src/bin")).into_iter().flatten().flatten() {
        if !wanted.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_dir_all(entry.path()).expect("what an earlier run left can be removed");
        }
    }
    for (name, file) in &models {
        let run = folder.tm(&format!("import pytm '{}'", file.display()));
        assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
        refresh(&folder, &format!("src/bin/i-{name}/model.rs"), &run.stdout);
        refresh(&folder, &format!("src/bin/i-{name}/main.rs"), "//! A model.\nmod model;\n\nfn main() {}\n");
    }
    formatted(&folder, &models);
    folder.cargo("build --quiet --bins");
    let libraries: Vec<_> =
        parity().iter().map(|it| format!("--threats '{}'", it.join("threats.json").display())).collect();
    std::thread::scope(|scope| {
        for half in models.chunks(models.len().div_ceil(2)) {
            scope.spawn(|| half.iter().for_each(|(name, file)| compare(&folder, name, file, &libraries)));
        }
    });
}

/// Holds the findings of a model against those of the code made of it.
fn compare(folder: &Folder, name: &str, file: &Path, libraries: &[String]) {
    for library in std::iter::once("").chain(libraries.iter().map(String::as_str)) {
        let findings =
            |of: String| findings(&folder.tm(&format!("findings --format json --today {TODAY} {library} {of}")));
        let there = findings(format!("--from pytm '{}'", file.display()));
        let here = findings(format!("--quiet --bin i-{name}"));
        let difference: Vec<_> = there.symmetric_difference(&here).collect();
        assert!(difference.is_empty(), "{name} {library}: {difference:#?}");
    }
}

/// Checks that rustfmt leaves all of it as it is.
fn formatted(folder: &Folder, models: &[(String, PathBuf)]) {
    // Its own defaults, not the settings of a checkout around the folder.
    folder.write("rustfmt.toml", "");
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--edition", "2024"]).stderr(Stdio::piped());
    rustfmt.args(models.iter().map(|(name, _)| folder.path.join(format!("src/bin/i-{name}/model.rs"))));
    match rustfmt.output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(_) => skip("rustfmt"),
    }
}

const THREATS: &str = r#"[
  { "SID": "ORG-001", "target": ["Server"], "severity": "Very High", "Likelihood Of Attack": "low",
    "description": "Nobody \"feeds\" the cat", "details": "It is hungry.\nIt says so.", "mitigations": "Feed it.",
    "references": "CWE-400, https://example.org/a?b=c", "condition": "target.OS == 'Catnix' and target.usesVPN is False" },
  { "SID": "../../outside", "target": "Server", "severity": "low", "condition": "target.controls.isHardened is False" },
  { "SID": "CON", "target": "Element", "severity": "grave" },
  { "SID": "a/b", "target": "Dataflow", "severity": "Medium", "condition": "len(target.data) * 2 >= 2 ** 1" },
  { "SID": "A-B", "target": "Dataflow", "severity": "Medium", "condition": "target.enters(Boundary)" },
  { "SID": "a-b", "target": "Dataflow", "condition": "target.protcol == 'HTTP'" },
  { "SID": "OLD", "DEPRECATED": true, "target": "Server" },
  { "SID": "NONE", "target": "Sever", "severity": "High" },
  { "SID": "BAD", "target": "Server", "condition": "__import__('os')" }
]"#;

const MODEL: &str = r#"{ "name": "Shop", "boundaries": [{ "name": "In" }],
  "data": [{ "name": "order", "classification": "SECRET" }],
  "elements": [{ "__class__": "Actor", "name": "User" },
               { "__class__": "Server", "name": "Web", "inBoundary": "In", "OS": "Catnix",
                 "overrides": [{ "threat_id": "../../outside", "severity": "High" }] }],
  "flows": [{ "source": "User", "sink": "Web", "name": "buy", "protocol": "HTTP", "data": ["order"] }] }"#;

#[test]
fn threats_become_files_and_none_is_lost_unsaid() {
    let mut folder = Folder::new("import-threats");
    folder.write("threats.json", THREATS);
    folder.write("model.json", MODEL);
    folder.session(0, "import pytm-threats threats.json -o deep/er");
    for file in ["ORG-001", "outside", "a-b-2"] {
        let text = folder.read(&format!("deep/er/{file}.toml"));
        assert!(text.starts_with("# Imported from `threats.json`"), "{text}");
    }
    let before = folder.listing();
    let names: Vec<_> = before.lines().filter_map(|it| it.split(' ').next()).collect();
    assert_eq!(
        names,
        [
            "deep",
            "deep/er",
            "deep/er/A-B.toml",
            "deep/er/ORG-001.toml",
            "deep/er/a-b-2.toml",
            "deep/er/a-b-3.toml",
            "deep/er/outside.toml",
            "deep/er/threat-CON.toml",
            "model.json",
            "threats.json"
        ]
    );
    // What is there is kept, unless it is asked for otherwise; and a file that cannot be written keeps all of them.
    folder.session(2, "import pytm-threats threats.json -o deep/er");
    assert_eq!(folder.listing(), before);
    folder.write("deep/er/ORG-001.toml", "title = 'mine'");
    folder.session(0, "import pytm-threats threats.json -o deep/er --force");
    assert_eq!(folder.listing(), before);
    folder.write("taken", "");
    folder.session(2, "import pytm-threats threats.json -o taken");
    folder.session(2, "import pytm-threats model.json -o other");
    folder.write("empty.json", "[]");
    folder.session(2, "import pytm-threats empty.json -o other");
    folder.session(2, "import pytm-threats missing.json -o other");
    assert!(!folder.path.join("other").exists());
    let files: Vec<_> = names.iter().filter(|it| it.ends_with(".toml")).copied().collect();
    folder.session(0, &format!("findings --from pytm model.json --today {TODAY} --threats {}", files.join(" ")));
    folder.session(0, &format!("findings --from pytm model.json --today {TODAY} --threats threats.json"));
    folder.expect("import/threats.txt");
}

#[test]
fn imported_threats_find_what_pytms_do() {
    let Some(parity) = parity() else { return };
    let folder = Folder::new("import-library");
    let library = parity.join("threats.json").display().to_string();
    let run = folder.tm(&format!("import pytm-threats '{library}' -o library"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stderr.contains("pytm_condition"), "our language says all of them: {}", run.stderr);
    let entries = fs::read_dir(folder.path.join("library")).expect("it was written").flatten();
    let files: Vec<_> = entries.map(|it| format!("library/{}", it.file_name().to_string_lossy())).collect();
    assert_eq!(files.len(), 113);
    for (name, file) in models(&parity) {
        let findings = |library: &str| {
            let from = format!("--from pytm '{}' --threats {library}", file.display());
            findings(&folder.tm(&format!("findings --format json --today {TODAY} {from}")))
        };
        let (there, here) = (findings(&format!("'{library}'")), findings(&files.join(" ")));
        let difference: Vec<_> = there.symmetric_difference(&here).collect();
        assert!(difference.is_empty() && !there.is_empty(), "{name}: {difference:#?}");
    }
}
