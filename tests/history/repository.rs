//! A git repository of a test's own, in which every commit has its day.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::{Folder, Run, has, root};

/// A folder with a repository, in which nobody's configuration counts.
pub(crate) struct Repository {
    pub(crate) folder: Folder,
}

impl Repository {
    /// An empty one; none where there is no git.
    pub(crate) fn new(name: &str) -> Option<Repository> {
        if !has("git", "--version") {
            return None;
        }
        let repository = Repository { folder: Folder::new(&format!("history-{name}")) };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        Some(repository)
    }

    /// One that is there already.
    pub(crate) fn at(path: PathBuf) -> Repository {
        Repository { folder: Folder::at(path) }
    }

    /// Runs git, which must succeed; what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_on("2026-01-01", "2026-01-01", arguments)
    }

    /// The same, with the day of the author and that of the committer.
    pub(crate) fn git_on(&self, author: &str, committer: &str, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always"]);
        git.args(["-c", "core.autocrlf=false"]).args(arguments).current_dir(&self.folder.path);
        git.env("GIT_AUTHOR_DATE", format!("{author}T12:00:00Z"));
        git.env("GIT_COMMITTER_DATE", format!("{committer}T12:00:00Z"));
        let output = alone(&mut git).output().expect("git starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Commits all there is, on a day.
    pub(crate) fn commit(&self, day: &str) {
        self.git(&["add", "--all"]);
        self.git_on(day, day, &["commit", "--quiet", "--message", day]);
    }

    /// A library that depends on `tm`, with these files of code.
    pub(crate) fn library(&self, name: &str, files: &[(&str, &str)]) {
        self.folder.package(".", name, "[workspace]\n");
        self.folder.write(".gitignore", "target\nCargo.lock\n");
        for (path, text) in files {
            self.folder.write(path, text);
        }
    }

    /// Replaces a text that is in a file exactly once.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.folder.read(path);
        assert_eq!(text.matches(from).count(), 1, "{from} in {path}");
        self.folder.write(path, text.replace(from, to));
    }

    /// Runs `cargo tm`.
    pub(crate) fn tm(&self, line: &str) -> Run {
        Run::of(alone(self.folder.command().args(words(line))))
    }

    /// What `stale` says of each thing on the last day of 2026: `id verdict days`, sorted.
    pub(crate) fn stale(&self, more: &str) -> Vec<String> {
        let run = self.tm(&format!("stale --quiet --format json --today 2026-12-31 {more}"));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let document: Value = serde_json::from_str(&run.stdout).expect("it writes JSON");
        let things = document["models"][0]["things"].as_array().expect("a list").clone();
        let mut lines: Vec<_> = things.iter().map(line).collect();
        lines.sort();
        lines
    }
}

fn line(thing: &Value) -> String {
    let id = thing["element"]["id"].as_str().expect("a text");
    let id = id.split_once("::").map_or(id, |(_, rest)| rest);
    let mut line = format!("{id} {}", thing["verdict"].as_str().expect("a text"));
    if let Some(days) = thing["days"].as_i64() {
        let least = if thing["at_least"] == true { "at least " } else { "" };
        line += &format!(" {least}{days}");
    }
    line + &thing["reason"].as_str().map(|it| format!(" {it}")).unwrap_or_default()
}

/// The words of a line, some of them in single quotes.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let of = |(index, part): (usize, &str)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    };
    parts.flat_map(of).collect()
}

/// A command that sees no repository but its folder's, and no configuration of the machine's.
fn alone(command: &mut Command) -> &mut Command {
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"] {
        command.env_remove(name);
    }
    let nothing = root().join("no-such-file");
    command.env("GIT_CONFIG_GLOBAL", &nothing).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0")
}
