//! Streams, colours and exit codes: what scripts and terminals rely on.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::{Folder, Run, program, root, target};

const MODEL: &str = r#"{ "version": 1, "name": "m",
    "boundaries": [{ "id": "internet" }],
    "elements": [{ "id": "a", "class": "Actor", "boundary": "internet" }, { "id": "s", "class": "Server" }],
    "flows": [{ "source": "a", "sink": "s", "name": "x", "protocol": "HTTP" }] }"#;

const FAULTY: &str = r#"{ "version": 1, "name": "m", "elements": [{ "id": "s", "class": "Server", "oss": "x" }] }"#;

#[test]
fn exit_codes() {
    let mut folder = Folder::new("codes");
    folder.write("sound.json", MODEL);
    folder.write("faulty.json", FAULTY);
    folder.session(0, "check --from tm sound.json --today 2026-11-21");
    folder.session(1, "check --from tm faulty.json --today 2026-11-21");
    // Only the gate says no.
    for command in ["findings", "elements", "model", "dfd --format dot", "seq --format mermaid"] {
        folder.session(0, &format!("{command} --from tm faulty.json"));
    }
    folder.session(2, "");
    folder.session(2, "chek");
    folder.session(2, "check --form tm sound.json");
    folder.session(2, "check --from tm");
    folder.session(2, "check --from otm sound.json");
    folder.session(2, "check --from tm sound.json --package web");
    folder.expect("exit_codes.txt");
    let version = format!("cargo tm {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(folder.tm("--version").stdout, version);
}

#[test]
fn the_word_tm_in_front_is_cargos() {
    let folder = Folder::new("word");
    folder.write("m.json", MODEL);
    let with = folder.tm("tm model --from tm m.json");
    assert_eq!((with.code, with.stdout), (Some(0), folder.tm("model --from tm m.json").stdout));
    assert_eq!(folder.tm("tm tm model --from tm m.json").code, Some(2));
    // Through cargo itself, which starts `cargo-tm` from the path with that word.
    let mut cargo = Command::new(env!("CARGO"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [program().parent().expect("it is in a folder").to_owned()];
    let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&path))).expect("a path");
    let run =
        Run::of(cargo.args(["tm", "model", "--from", "tm", "m.json"]).current_dir(&folder.path).env("PATH", path));
    assert_eq!((run.code, run.stdout), (Some(0), folder.tm("model --from tm m.json").stdout), "{}", run.stderr);
}

#[test]
fn colours_only_where_asked() {
    let folder = Folder::new("colours");
    folder.write("faulty.json", FAULTY);
    for (line, is_coloured) in [
        ("check --from tm faulty.json", false),
        ("check --from tm faulty.json --color auto", false),
        ("check --from tm faulty.json --color never", false),
        ("check --from tm faulty.json --color always", true),
        ("findings --from tm faulty.json --color always", true),
        ("check --from tm missing.json --color always", true),
        ("check --from tm missing.json", false),
    ] {
        let run = folder.tm(line);
        assert_eq!((run.stdout + &run.stderr).contains('\x1b'), is_coloured, "{line}");
    }
    // A file is no terminal.
    folder.tm("check --from tm faulty.json --color always -o out.txt");
    assert!(!folder.read("out.txt").contains('\x1b'));
    assert_eq!(folder.tm("check --color sometimes").code, Some(2));
}

/// A reader that has seen enough ends the run silently, with the code it would have had.
#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new("pipe");
    let many: Vec<_> = (0..4000).map(|it| format!(r#"{{ "id": "e{it}", "class": "Server", "oss": "x" }}"#)).collect();
    folder.write("faulty.json", format!(r#"{{ "version": 1, "name": "m", "elements": [{}] }}"#, many.join(",")));
    for (line, code) in
        [("model", 0), ("findings", 0), ("dfd --format dot", 0), ("check", 1), ("check --format json", 1)]
    {
        let mut command = folder.command();
        command.args(line.split(' ')).args(["--from", "tm", "faulty.json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut stdout = child.stdout.take().expect("it is piped");
        stdout.read_exact(&mut [0; 10]).expect("it begins to write");
        drop(stdout);
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{line}");
    }
    for line in ["describe", "threats list", "--help", "describe --help"] {
        let mut command = folder.command();
        let mut child =
            command.args(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{line}");
    }
}

#[test]
fn a_closed_stderr_is_no_failure() {
    let folder = Folder::new("stderr");
    folder.write("faulty.json", FAULTY);
    for (line, code) in [("findings --from tm faulty.json", 0), ("check --from tm missing.json", 2)] {
        let mut command = folder.command();
        let mut child =
            command.args(line.split(' ')).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stderr.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{line}");
    }
}

/// The alias of the checkout runs the same program.
#[test]
fn the_alias_of_the_checkout() {
    let mut cargo = Command::new(env!("CARGO"));
    let tm = target().ancestors().nth(2).map(|it| it.to_owned()).expect("the target folder is above");
    let run = Run::of(cargo.args(["tm", "describe", "Actor"]).current_dir(root()).env("CARGO_TARGET_DIR", tm));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout, Folder::new("alias").tm("describe Actor").stdout);
}
