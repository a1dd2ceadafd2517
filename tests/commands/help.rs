//! What `--help` teaches.

use crate::support::{Folder, golden};

const COMMANDS: [&str; 32] = [
    "",
    "init",
    "baseline",
    "report",
    "serve",
    "check",
    "diff",
    "findings",
    "questions",
    "stale",
    "review",
    "dfd",
    "seq",
    "model",
    "sql",
    "import",
    "import pytm",
    "import tm",
    "import pytm-threats",
    "threats",
    "threats list",
    "threats show",
    "threats catalogue",
    "threats verify",
    "threats new",
    "elements",
    "describe",
    "taint",
    "taint ir",
    "taint callgraph",
    "taint baseline",
    "taint explain",
];

#[test]
fn every_command_explains_itself() {
    let folder = Folder::new("help");
    for command in COMMANDS.into_iter().chain(["explain"]) {
        let run = folder.tm(&format!("{command} --help"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{command}");
        let name = if command.is_empty() { "tm".to_owned() } else { command.replace(' ', "-") };
        golden(&format!("help/{name}.txt"), &run.stdout);
    }
}

/// The list above is complete.
#[test]
fn no_command_is_without_a_snapshot() {
    let folder = Folder::new("help-list");
    for (command, prefix) in [("", ""), ("threats", "threats "), ("import", "import "), ("taint", "taint ")] {
        let help = folder.tm(&format!("{command} -h")).stdout;
        let list = help.split_once("Commands:\n").expect("there are commands").1;
        for line in list.lines().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().expect("a line names a command");
            let known = ["help", "explain"].contains(&name) || COMMANDS.contains(&&*format!("{prefix}{name}"));
            assert!(known, "`{prefix}{name}` has no snapshot");
        }
    }
}
