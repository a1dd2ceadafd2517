//! Where a repository may be, what may be missing of it, and what its configuration may try.

use std::fs;
use std::path::Path;

use crate::repository::Repository;
use crate::support::Run;

const LIBRARY: &str = r#"use tm::{element, model};

model! { name = "Places" }

#[element(Server)]
pub fn code(x: u8) -> u8 {
    x + 1
}

#[element(Server)]
pub fn other(x: u8) -> u8 {
    x + 2
}
"#;

/// A library in which, on 2 March, the code of `code` was changed.
fn library(name: &str) -> Option<Repository> {
    let repository = Repository::new(name)?;
    repository.library(&format!("history-{name}"), &[("src/lib.rs", LIBRARY)]);
    repository.commit("2026-01-01");
    repository.edit("src/lib.rs", "x + 1\n", "x + 10\n");
    repository.commit("2026-03-02");
    Some(repository)
}

const CHANGED: [&str; 2] = ["code code_newer 60", "other in_step"];

/// A clone of it, beside it.
fn clone(of: &Repository, name: &str, arguments: &[&str]) -> Repository {
    let path = of.folder.path.with_file_name(name);
    let _ = fs::remove_dir_all(&path);
    let from = format!("file://{}", of.folder.path.display());
    of.git(&[&["clone", "--quiet"], arguments, &[&from, &path.display().to_string()]].concat());
    let clone = Repository::at(path);
    clone.folder.lock();
    clone
}

#[test]
fn a_shallow_clone_says_what_it_cannot_know() {
    let Some(origin) = library("shallow") else { return };
    assert_eq!(origin.stale(""), CHANGED);
    let shallow = clone(&origin, "history-shallow-one", &["--depth", "1"]);
    let unknown = "unknown both sides are older than what this shallow clone has";
    assert_eq!(shallow.stale(""), [format!("code {unknown}"), format!("other {unknown}")]);
    shallow.edit("src/lib.rs", "x + 2\n", "x + 20\n");
    shallow.commit("2026-05-01");
    assert_eq!(shallow.stale(""), [format!("code {unknown}"), "other code_newer at least 60".to_owned()]);
    let all = clone(&origin, "history-shallow-two", &["--depth", "2"]);
    assert_eq!(all.stale(""), CHANGED, "its oldest commit is the first there is");
}

#[test]
fn a_worktree_and_a_submodule_have_the_same_history() {
    let Some(origin) = library("submodule") else { return };
    let path = origin.folder.path.with_file_name("history-worktree");
    let _ = fs::remove_dir_all(&path);
    origin.git(&["worktree", "prune"]);
    origin.git(&["worktree", "add", "--quiet", "--detach", &path.display().to_string()]);
    let worktree = Repository::at(path);
    worktree.folder.lock();
    assert_eq!(worktree.stale(""), CHANGED);

    let outer = Repository::new("outer").expect("there is git");
    let from = origin.folder.path.display().to_string();
    outer.git(&["submodule", "--quiet", "add", &from, "inner"]);
    outer.commit("2026-09-01");
    outer.folder.write("inner/Cargo.lock", fs::read(origin.folder.path.join("Cargo.lock")).expect("it has one"));
    assert_eq!(outer.stale("--manifest-path inner/Cargo.toml"), CHANGED);
}

#[test]
fn line_ends_are_a_matter_of_format() {
    let Some(repository) = library("crlf") else { return };
    let text = repository.folder.read("src/lib.rs");
    repository.folder.write("src/lib.rs", text.replace('\n', "\r\n"));
    assert_eq!(repository.stale(""), CHANGED);
    repository.commit("2026-04-01");
    assert_eq!(repository.stale(""), CHANGED);
    repository.edit("src/lib.rs", "x + 2\r\n", "x + 20\r\n");
    repository.commit("2026-05-01");
    assert_eq!(repository.stale(""), ["code code_newer 60", "other code_newer 120"]);
}

#[test]
fn what_is_not_committed_has_no_history() {
    let Some(repository) = library("uncommitted") else { return };
    repository.edit("src/lib.rs", "model! {", "pub mod new;\n\nmodel! {");
    repository
        .folder
        .write("src/new.rs", "use tm::element;\n\n#[element(Server)]\npub fn f(x: u8) -> u8 {\n    x\n}\n");
    let [code, other] = CHANGED.map(str::to_owned);
    let new = "new::f unknown `src/new.rs` is not committed yet".to_owned();
    assert_eq!(repository.stale(""), [code.clone(), new, other.clone()]);
    repository.git(&["add", "src/new.rs"]);
    assert_eq!(repository.stale(""), [code, "new::f in_step".to_owned(), other], "both sides are of today");
    fs::remove_dir_all(repository.folder.path.join(".git")).expect("it can be removed");
    repository.git(&["init", "--quiet"]);
    let not_yet = |id: &str, file: &str| format!("{id} unknown `{file}` is not committed yet");
    let expected = [not_yet("code", "src/lib.rs"), not_yet("new::f", "src/new.rs"), not_yet("other", "src/lib.rs")];
    assert_eq!(repository.stale(""), expected, "there is no commit at all");
}

/// A model file that says where its elements are and what they are made of, and the files: nothing is built.
fn model_file(repository: &Repository) {
    let model = r#"{ "version": 1, "name": "m", "elements": [{ "id": "m::web", "class": "Server", "source_files": ["conf"],
        "location": { "file": "declared.txt", "line": 2, "column": 1, "end_line": 2, "end_column": 2 } }] }"#;
    repository.folder.write("m.json", model);
    repository.folder.write("declared.txt", "one\ntwo\nthree\n");
}

const MODEL_FILE: &str = "--from tm m.json";

#[test]
#[cfg(unix)]
fn file_names_may_be_any_bytes() {
    let Some(repository) = Repository::new("bytes") else { return };
    model_file(&repository);
    let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"caf\xe9 \"1\".conf\n");
    let folder = repository.folder.path.join("conf");
    fs::create_dir_all(&folder).expect("it can be made");
    if fs::write(folder.join(name), "one").is_err() {
        return; // the file system has a mind of its own
    }
    repository.commit("2026-01-01");
    assert_eq!(repository.stale(MODEL_FILE), ["web in_step"]);
    fs::write(folder.join(name), "two").expect("it can be written");
    assert_eq!(repository.stale(MODEL_FILE), ["web code_newer 364"]);
    repository.commit("2026-03-02");
    assert_eq!(repository.stale(MODEL_FILE), ["web code_newer 60"]);
    repository.folder.write("declared.txt", "one\ntwo and more\nthree\n");
    repository.commit("2026-03-04");
    assert_eq!(repository.stale(MODEL_FILE), ["web model_newer 2"]);
}

#[test]
fn without_git_the_times_of_files_count_if_asked() {
    let temporary = tempfile::tempdir().expect("it can be made");
    let repository = Repository::at(temporary.path().to_owned());
    model_file(&repository);
    repository.folder.write("conf", "one\n");
    let set = |file: &str, day: u64| {
        let file = fs::File::options().write(true).open(repository.folder.path.join(file)).expect("it is there");
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(day * 24 * 60 * 60);
        file.set_modified(time).expect("it can be set");
    };
    set("declared.txt", 20_000);
    set("conf", 20_007);
    assert_eq!(repository.stale(MODEL_FILE), ["web unknown `declared.txt` is in no git repository"]);
    assert_eq!(repository.stale(&format!("{MODEL_FILE} --file-times")), ["web code_newer 7"]);

    // A model of pytm has no places: all of its file declares each thing.
    let pytm = r#"{ "name": "m", "elements": [{ "name": "web", "type": "Server", "sourceFiles": ["conf"] }] }"#;
    repository.folder.write("pytm.json", pytm);
    set("pytm.json", 20_000);
    let run = repository.tm("stale --from pytm pytm.json --file-times --days 6");
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("  7 days  "), "{}", run.stdout);

    // Places that are none are no reason to wait.
    let odd = r#"{ "version": 1, "name": "m", "elements": [{ "id": "m::web", "class": "Server", "source_files": ["/dev/zero"],
        "location": { "file": "/dev/zero", "line": 1, "column": 1, "end_line": 4294967295, "end_column": 2 } }] }"#;
    repository.folder.write("m.json", odd);
    assert_eq!(repository.tm("stale --from tm m.json --file-times").code, Some(0));
    model_file(&repository);

    let nothing = temporary.path().join("empty");
    fs::create_dir_all(&nothing).expect("it can be made");
    fs::create_dir_all(temporary.path().join(".git")).expect("it can be made");
    let mut command = repository.folder.command();
    let run = Run::of(command.args(["stale", "--from", "tm", "m.json"]).env("PATH", &nothing));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.contains("m::web  Server  declared.txt:2: git is not installed"), "{}", run.stdout);
}

/// What git runs on its own, and what a hook of git tells the programs it runs.
#[test]
#[cfg(unix)]
fn no_configuration_runs_a_program_or_changes_the_answer() {
    let Some(repository) = library("hostile") else { return };
    let marker = repository.folder.path.join("target/ran");
    let program = repository.folder.path.join("target/program");
    repository
        .folder
        .write("target/program", format!("#!/bin/sh\necho \"$0 $@\" >> '{}'\ncat \"$1\"\n", marker.display()));
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, mode).expect("it can be set");
    let program = program.display().to_string();
    for (key, value) in [
        ("core.fsmonitor", &*program),
        ("core.pager", &program),
        ("diff.external", &program),
        ("diff.all.textconv", &program),
        ("diff.all.command", &program),
        ("gpg.program", &program),
        ("log.showSignature", "true"),
        ("color.ui", "always"),
        ("blame.ignoreRevsFile", "nowhere"),
        ("blame.showEmail", "true"),
        ("blame.date", "relative"),
        ("core.quotePath", "true"),
    ] {
        repository.git(&["config", key, value]);
    }
    repository.folder.write(".git/info/attributes", "* diff=all\n");
    let nowhere = Path::new("nowhere");
    let mut command = repository.folder.command();
    command.args(["stale", "--quiet", "--today", "2026-12-31"]);
    command.env("GIT_DIR", nowhere).env("GIT_WORK_TREE", nowhere).env("GIT_INDEX_FILE", nowhere);
    command.env("GIT_EXTERNAL_DIFF", &program).env("GIT_PAGER", &program).env("GIT_ICASE_PATHSPECS", "1");
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.contains("   60 days  history_hostile::code") || run.stdout.contains("60 days"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("1 in step"), "{}", run.stdout);
    assert!(!marker.exists(), "{}", fs::read_to_string(&marker).unwrap_or_default());
}
