//! A git repository of a test's own, with a small guestbook in it.

use std::path::Path;
use std::process::Command;

use crate::support::{Folder, Run, has};

/// The guestbook: a visitor, a form that checks where requests come from, a store.
pub(crate) const GUESTBOOK: &str = r#"//! A guestbook.
use tm::{boundary, data, dataflow, element, model};

model! { name = "Guestbook" }

#[boundary] pub struct Internet;
#[boundary] pub struct Web;

#[element(Actor, boundary = Internet)] pub struct Visitor;

#[element(Server, name = "Comment form", boundary = Web, uses_session_tokens, controls(checks_origin, validates_input),
          expect("ORG-003", reason = "it is a guestbook", owner = "guestbook team"))]
pub struct Form;

#[element(Datastore, name = "Comments", boundary = Web, is_sql)] pub struct Comments;

/// What a visitor leaves.
#[data(classification = Public)] pub struct Comment;

dataflow! { Visitor -> Form: "Post a comment", protocol = "HTTPS", data = [Comment] }
dataflow! { Form -> Comments: "Insert", is_local, data = [Comment] }
"#;

/// A mail service is told the address of the author, and the form no longer says where requests come from.
pub(crate) fn with_mail(guestbook: &str) -> String {
    let mail = r#"
/// The company that sends our mail.
#[element(ExternalEntity, name = "Mail service")] pub struct MailService;

/// Where an author wants to hear of replies.
#[data(name = "E-mail address", classification = Restricted, is_pii)] pub struct EmailAddress;

dataflow! { Form -> MailService: "Tell the author of replies", protocol = "SMTP", data = [EmailAddress],
            controls(is_encrypted = false) }
"#;
    assert!(guestbook.contains("controls(checks_origin, validates_input)"));
    guestbook.replace("controls(checks_origin, validates_input)", "controls(validates_input)") + mail
}

/// Threats of the team's own, so that the shipped library may grow.
const THREATS: &[(&str, &str)] = &[
    (
        "ORG-001.toml",
        r#"title = "Requests from foreign pages"
targets = ["Server"]
severity = "High"
condition = "target.uses_session_tokens and not target.controls.checks_origin"
description = "A foreign page sends a form in the name of a visitor."
mitigations = "Refuse requests whose `Origin` is not your own. Then state `controls(checks_origin)`."
[[case]]
name = "not said"
fires = true
model.elements = [{ id = "s", class = "Server", uses_session_tokens = true }]
[[case]]
name = "said"
fires = false
model.elements = [{ id = "s", class = "Server", uses_session_tokens = true, controls = { checks_origin = true } }]
"#,
    ),
    (
        "ORG-002.toml",
        r#"title = "Personal data in the clear"
targets = ["Dataflow"]
severity = "VeryHigh"
condition = "any(d.is_pii for d in target.data) and not target.controls.is_encrypted"
description = "Whoever is on the way reads of persons."
mitigations = "Encrypt the way, with `rustls` for example."
[[case]]
name = "in the clear"
fires = true
model.data = [{ id = "d", is_pii = true }]
model.elements = [{ id = "a", class = "Actor" }, { id = "s", class = "Server" }]
model.flows = [{ source = "a", sink = "s", name = "f", data = ["d"], controls = { is_encrypted = false } }]
[[case]]
name = "encrypted"
fires = false
model.data = [{ id = "d", is_pii = true }]
model.elements = [{ id = "a", class = "Actor" }, { id = "s", class = "Server" }]
model.flows = [{ source = "a", sink = "s", name = "f", data = ["d"], controls = { is_encrypted = true } }]
"#,
    ),
    (
        "ORG-003.toml",
        r#"title = "Anyone writes"
targets = ["Server"]
severity = "Medium"
condition = "target.controls.validates_input"
description = "Whoever finds the form writes."
[[case]]
name = "it checks"
fires = true
model.elements = [{ id = "s", class = "Server", controls = { validates_input = true } }]
[[case]]
name = "it does not"
fires = false
model.elements = [{ id = "s", class = "Server", controls = { validates_input = false } }]
"#,
    ),
];

/// What the team says of threats, today.
pub(crate) const CONFIG: &str = "[threats]\nshipped = false\nfiles = [\"threats/ORG-001.toml\", \"threats/ORG-002.toml\", \"threats/ORG-003.toml\"]\n";

/// A folder under version control.
pub(crate) struct Repository {
    pub(crate) folder: Folder,
    /// The folder that cargo tm is called in, relative to that of the repository.
    inside: &'static str,
    target: std::path::PathBuf,
}

impl Repository {
    /// An empty one; none without git. Names differ from test to test.
    pub(crate) fn new(name: &str) -> Option<Repository> {
        if !has("git", "--version") {
            return None;
        }
        let repository = Repository::at(Folder::new(&format!("diff/{name}/work")));
        repository.git("init --quiet --initial-branch main");
        Some(repository)
    }

    pub(crate) fn at(folder: Folder) -> Repository {
        Repository { folder, inside: "", target: crate::support::target() }
    }

    /// With the guestbook as package `name`, committed.
    pub(crate) fn guestbook(name: &str) -> Option<Repository> {
        let repository = Repository::new(name)?;
        repository.package(".", name, GUESTBOOK);
        // cargo writes the lock file as it wants it.
        repository.folder.cargo("metadata --quiet --format-version 1");
        repository.commit("Keep a guestbook");
        Some(repository)
    }

    /// cargo tm is called in this folder of it.
    pub(crate) fn inside(self, folder: &'static str) -> Repository {
        Repository { inside: folder, ..self }
    }

    /// cargo builds in a folder of this test's own.
    pub(crate) fn with_target(self) -> Repository {
        Repository { target: self.folder.path.join("target"), ..self }
    }

    /// A package with a library, and the threats of the team beside it.
    pub(crate) fn package(&self, folder: &str, name: &str, code: &str) {
        self.folder.package(folder, name, if folder == "." { "[workspace]\n" } else { "" });
        self.folder.write(&format!("{folder}/src/lib.rs"), code);
        self.threats();
    }

    pub(crate) fn threats(&self) {
        for (name, text) in THREATS {
            self.folder.write(&format!("threats/{name}"), text);
        }
        self.folder.write("tm.toml", CONFIG);
        self.folder.write(".gitignore", "/target\n");
    }

    /// Runs git, which must succeed; its stdout.
    pub(crate) fn git(&self, line: &str) -> String {
        git(&self.folder.path, &line.split_whitespace().collect::<Vec<_>>())
    }

    /// Commits all there is; the hash.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git("add --all");
        git(&self.folder.path, &["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git("rev-parse HEAD").trim().to_owned()
    }

    /// The folder for checkouts, which is empty when nothing runs.
    pub(crate) fn cache(&self) -> std::path::PathBuf {
        self.folder.path.with_file_name("cache")
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = self.folder.command();
        command.current_dir(self.folder.path.join(self.inside)).env("XDG_CACHE_HOME", self.cache());
        command.env("CARGO_TARGET_DIR", &self.target).args(line.split_whitespace());
        command
    }

    /// Runs `cargo tm`; what it leaves behind is nothing.
    #[track_caller]
    pub(crate) fn tm(&self, code: i32, line: &str) -> Run {
        let run = Run::of(&mut self.command(line));
        assert_eq!(run.code, Some(code), "{line}\n{}{}", run.stdout, run.stderr);
        self.is_clean();
        run
    }

    /// Whether no checkout is left over.
    #[track_caller]
    pub(crate) fn is_clean(&self) {
        let worktrees = self.git("worktree list --porcelain");
        assert_eq!(worktrees.matches("worktree ").count(), 1, "{worktrees}");
        let left = std::fs::read_dir(self.cache().join("cargo-tm")).map_or(0, |it| it.count());
        assert_eq!(left, 0, "a checkout is left over");
    }

    /// Without the hashes of commits, which depend on where the checkout of this project is.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let mut text = self.folder.redacted(text);
        let hashes = self.git("rev-list --all");
        for hash in hashes.lines() {
            text = text.replace(&hash[..7], "[hash]");
        }
        text
    }
}

/// Runs git as nobody in particular on a day of 2026, which must succeed; its stdout.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    for (name, value) in ENVIRONMENT {
        command.env(name, value);
    }
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(0), "git {arguments:?}\n{}", run.stderr);
    run.stdout
}

/// Nobody's configuration, and a day.
pub(crate) const ENVIRONMENT: [(&str, &str); 9] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_AUTHOR_NAME", "A"),
    ("GIT_AUTHOR_EMAIL", "a@example.org"),
    ("GIT_AUTHOR_DATE", "2026-11-21T12:00:00Z"),
    ("GIT_COMMITTER_NAME", "A"),
    ("GIT_COMMITTER_EMAIL", "a@example.org"),
    ("GIT_COMMITTER_DATE", "2026-11-21T12:00:00Z"),
    ("GIT_ALLOW_PROTOCOL", "file"),
];
