//! The scripts of `ci/`, the steps of `action.yml` and the hook, in repositories with a bare remote.
//!
//! What stands for GitHub is a program called `gh`, what stands for GitLab a server on this machine: both keep comments in a
//! file, so that a second run finds what the first one wrote.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use saphyr::{LoadableYamlNode, Yaml};
use serde_json::{Value, json};

use crate::repository::{ENVIRONMENT, GUESTBOOK, Repository, git, with_mail};
use crate::support::{Folder, Run, has, root};

/// A branch that would write files if any shell read it as code, and so would a title.
const HOSTILE: &str = "x;touch${IFS}pwned;$(touch${IFS}pwned)`touch${IFS}pwned`";

/// `gh api`, as far as the scripts call it. It keeps what it is told in $FORGE.
const GH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
[ "$1" = api ] && shift
[ -n "${GH_TOKEN:-}" ] || { echo "gh: no token" >&2; exit 4; }
if [ "$1" = --paginate ]; then
    [ "$2" = "repos/owner/name/issues/7/comments?per_page=100" ]
    jq '.[:2]' "$FORGE/comments.json"; jq '.[2:]' "$FORGE/comments.json"
    exit
fi
[ "$1" = --method ] && [ "$4" = --input ]
if [ -e "$FORGE/read-only" ]; then
    echo "gh: Resource not accessible by integration (HTTP 403)" >&2
    exit 1
fi
case "$2 $3" in
"POST repos/owner/name/issues/7/comments")
    jq --slurpfile new "$5" '. + [{ id: (100 + length), user: { login: "github-actions[bot]" }, body: $new[0].body }]' \
        "$FORGE/comments.json" >"$FORGE/new.json" ;;
"PATCH repos/owner/name/issues/comments/"*)
    jq --slurpfile new "$5" --argjson id "${3##*/}" 'map(if .id == $id then .body = $new[0].body else . end)' \
        "$FORGE/comments.json" >"$FORGE/new.json" ;;
*) exit 3 ;;
esac
mv "$FORGE/new.json" "$FORGE/comments.json"
"#;

/// A clone of the guestbook's repository as a forge makes it for a pull request: one commit deep, the change merged in.
struct Checkout {
    repository: Repository,
    /// Programs in front of all others.
    programs: PathBuf,
    /// What the forge keeps.
    forge: Folder,
    base: String,
}

impl Checkout {
    fn new(name: &str) -> Option<Checkout> {
        if !has("jq", "--version") || !has("bash", "--version") {
            return None;
        }
        let origin = Repository::guestbook(name)?;
        let base = origin.git("rev-parse HEAD").trim().to_owned();
        git(&origin.folder.path, &["checkout", "--quiet", "-b", HOSTILE]);
        origin.folder.write("src/lib.rs", with_mail(GUESTBOOK));
        origin.commit(HOSTILE);
        let beside = |name: &str| origin.folder.path.with_file_name(name);
        for folder in ["origin.git", "clone", "forge", "programs"] {
            let _ = fs::remove_dir_all(beside(folder));
        }
        git(&origin.folder.path, &["clone", "--quiet", "--bare", ".", "../origin.git"]);
        let url = format!("file://{}", beside("origin.git").display());
        let depth = ["clone", "--quiet", "--depth=1", "--no-single-branch", "--branch", HOSTILE, &url, "../clone"];
        git(&origin.folder.path, &depth);
        git(&beside("clone"), &["update-ref", "-d", "refs/remotes/origin/main"]);
        let programs = beside("programs");
        fs::create_dir_all(&programs).expect("the folder can be made");
        write_program(&programs.join("gh"), GH);
        let tm = origin.command("").get_program().to_owned();
        std::os::unix::fs::symlink(tm, programs.join("cargo-tm")).expect("a link can be made");
        fs::create_dir_all(beside("forge")).expect("the folder can be made");
        let forge = Folder::at(beside("forge"));
        let strangers = json!([
            { "id": 1, "user": { "login": "somebody" }, "body": "<!-- cargo-tm diff -->\nmine" },
            { "id": 2, "user": { "login": "github-actions[bot]" }, "body": "about something else" },
        ]);
        forge.write("comments.json", strangers.to_string());
        Some(Checkout { repository: Repository::at(Folder::at(beside("clone"))), programs, forge, base })
    }

    /// A command in the clone, with what the tests and a forge set.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let tm = self.repository.command("");
        let mut command = Command::new(program);
        command.current_dir(&self.repository.folder.path);
        for (name, value) in tm.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = [self.programs.clone()].into_iter().chain(std::env::split_paths(&path));
        let path = std::env::join_paths(path).expect("the path was one before");
        command
            .envs(ENVIRONMENT)
            .env("PATH", path)
            .env("FORGE", &self.forge.path)
            .env("SOURCE_DATE_EPOCH", "1795305600");
        command
    }

    /// Runs a script of `ci/`, which must end with `code`.
    #[track_caller]
    fn script(&self, code: i32, name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = self.command(root().join("ci").join(name));
        let run = Run::of(command.args(arguments).envs(variables.iter().copied()));
        assert_eq!(run.code, Some(code), "{name} {arguments:?}\n{}{}", run.stdout, run.stderr);
        self.nothing_was_injected();
        run
    }

    #[track_caller]
    fn nothing_was_injected(&self) {
        let files = Folder::at(self.repository.folder.path.with_file_name("")).listing();
        assert!(!files.contains("pwned "), "a name has been run as code");
    }

    fn comments(&self) -> Vec<String> {
        let comments: Value = serde_json::from_str(&self.forge.read("comments.json")).expect("JSON");
        let comments = comments.as_array().expect("a list").iter();
        comments.map(|it| it["body"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn write_program(path: &Path, text: &str) {
    fs::write(path, text).expect("the program can be written");
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
}

const GITHUB: [(&str, &str); 3] = [("GH_TOKEN", "t"), ("GITHUB_REPOSITORY", "owner/name"), ("PULL_REQUEST", "7")];

#[test]
fn a_pull_request_has_one_comment_that_follows_it() {
    let Some(checkout) = Checkout::new("dc-github") else { return };
    // The base is fetched: the clone is one commit deep.
    checkout.script(1, "diff.sh", &[&checkout.base, "comment.md", "--quiet", "--deny", "new=high"], &[]);
    let comment = checkout.repository.folder.read("comment.md");
    assert!(comment.starts_with("## Threat model: 1 new finding"), "{comment}");
    checkout.script(0, "comment-github.sh", &["comment.md"], &GITHUB);
    let comments = checkout.comments();
    assert_eq!(comments.len(), 3);
    assert_eq!(comments[2], format!("<!-- cargo-tm diff -->\n{comment}"));
    // The change gets better: the comment is replaced, and nobody else's is.
    let code = with_mail(GUESTBOOK).replace("controls(is_encrypted = false)", "controls(is_encrypted)");
    checkout.repository.folder.write("src/lib.rs", code);
    checkout.script(0, "diff.sh", &["main", "comment.md", "--quiet", "--deny", "new=high"], &[]);
    checkout.script(0, "comment-github.sh", &["comment.md"], &GITHUB);
    let comments = checkout.comments();
    assert_eq!((comments.len(), comments[0].as_str()), (3, "<!-- cargo-tm diff -->\nmine"));
    assert_eq!(comments[2], format!("<!-- cargo-tm diff -->\n{}", checkout.repository.folder.read("comment.md")));
    // Nothing is left of it: that replaces the comment too, but is none of its own.
    checkout.repository.folder.write("src/lib.rs", GUESTBOOK);
    checkout.script(0, "diff.sh", &["main", "comment.md", "--quiet"], &[]);
    checkout.script(0, "comment-github.sh", &["comment.md"], &GITHUB);
    assert!(checkout.comments()[2].starts_with("<!-- cargo-tm diff -->\n## Threat model: nothing changed\n"));
    checkout.forge.write("comments.json", "[]");
    checkout.script(0, "comment-github.sh", &["comment.md"], &GITHUB);
    assert_eq!(checkout.comments(), [] as [&str; 0]);
    // A fork's token may not write, which fails nothing.
    checkout.repository.folder.write("comment.md", comment);
    checkout.forge.write("read-only", "");
    let run = checkout.script(0, "comment-github.sh", &["comment.md"], &GITHUB);
    assert!(run.stdout.starts_with("::notice::"), "{}", run.stdout);
    for (name, value) in [("PULL_REQUEST", "7;id"), ("GITHUB_REPOSITORY", "../../x"), ("GITHUB_REPOSITORY", "a/b?c")] {
        let mut variables = GITHUB.to_vec();
        variables.push((name, value));
        checkout.script(2, "comment-github.sh", &["comment.md"], &variables);
    }
    for base in ["--upload-pack=touch${IFS}pwned", "nowhere", "", "a b", &"0".repeat(40)] {
        checkout.script(2, "diff.sh", &[base, "comment.md", "--quiet"], &[]);
    }
    // Names of branches are names, also in the place of the base.
    let text = checkout.script(0, "diff.sh", &[HOSTILE, "comment.md", "--quiet"], &[]);
    assert_eq!(text.stdout, "");
}

#[test]
fn code_scanning_gets_what_nobody_has_decided() {
    let Some(checkout) = Checkout::new("dc-sarif") else { return };
    let results = |checkout: &Checkout| -> Vec<String> {
        let sarif: Value = serde_json::from_str(&checkout.repository.folder.read("tm.sarif")).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("a list").iter();
        results.map(|it| it["ruleId"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let run = checkout.script(0, "check.sh", &["tm.sarif", "--quiet"], &[]);
    assert!(run.stderr.contains("dc-sarif: 1 confirmed and 1 potential finding, 1 decided"), "{}", run.stderr);
    assert_eq!(results(&checkout), ["ORG-002"]);
    checkout.script(1, "check.sh", &["tm.sarif", "--quiet", "-D", "high"], &[]);
    assert_eq!(results(&checkout), ["ORG-002"]);
    checkout.repository.tm(0, "check --quiet --format sarif -o tm.sarif");
    assert_eq!(results(&checkout), ["ORG-002", "ORG-003"], "what was decided is there otherwise");
    fs::remove_file(checkout.repository.folder.path.join("tm.sarif")).expect("it was written");
    checkout.script(2, "check.sh", &["tm.sarif", "--quiet", "-D", "hihg"], &[]);
    assert!(!checkout.repository.folder.path.join("tm.sarif").exists());
}

/// The steps of the action, as GitHub runs them: each with the variables that its `env` names.
#[test]
fn the_steps_of_the_action() {
    let Some(checkout) = Checkout::new("dc-action") else { return };
    let action = fs::read_to_string(root().join("action.yml")).expect("the action is there");
    let steps = steps(&action);
    let names: Vec<_> = steps.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Install cargo tm", "Check", "Compare", "Comment", "Result"]);
    let summary = checkout.forge.path.join("summary").display().to_string();
    let base = checkout.base.clone();
    let mut known: BTreeMap<String, String> = [
        ("inputs.check", "--quiet"),
        ("inputs.sarif", "tm.sarif"),
        ("inputs.diff", "--quiet --deny new=high\n--deny reopened=high"),
        ("inputs.base", &base),
        ("inputs.token", "t"),
        ("github.event.pull_request.number", "7"),
        ("github.action_path", &root().display().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let mut codes = Vec::new();
    // To install it is what `cargo install` is for.
    for step in &steps[1..] {
        assert!(!step.run.contains("${{"), "{}: an expression stands in a script", step.name);
        let output = checkout.forge.path.join("output");
        fs::write(&output, "").expect("the file can be written");
        let mut command = checkout.command("bash");
        command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &step.run]);
        command.env("GITHUB_OUTPUT", &output).env("GITHUB_STEP_SUMMARY", &summary);
        command.env("GITHUB_REPOSITORY", "owner/name");
        for (name, value) in &step.variables {
            let value = known
                .iter()
                .fold(value.clone(), |text, (known, value)| text.replace(&format!("${{{{ {known} }}}}"), value));
            assert!(!value.contains("${{"), "{}: {name} is {value}", step.name);
            command.env(name, value);
        }
        let run = Run::of(&mut command);
        codes.push((step.name.clone(), run.code));
        for line in fs::read_to_string(&output).expect("it is there").lines() {
            let (name, value) = line.split_once('=').expect("an output has a name");
            known.insert(format!("steps.{}.outputs.{name}", step.id), value.to_owned());
        }
        assert!(step.name == "Result" || run.code == Some(0), "{}\n{}{}", step.name, run.stdout, run.stderr);
    }
    assert_eq!(known["steps.check.outputs.code"], "0");
    assert_eq!(known["steps.diff.outputs.code"], "1");
    assert_eq!(codes.last(), Some(&("Result".to_owned(), Some(1))));
    assert_eq!(checkout.comments().len(), 3);
    assert!(fs::read_to_string(&summary).expect("the job has a summary").starts_with("## Threat model: 1 new finding"));
    assert!(checkout.repository.folder.path.join("tm.sarif").exists());
    checkout.nothing_was_injected();
}

/// A step of the action that runs a script.
struct Step {
    name: String,
    id: String,
    variables: Vec<(String, String)>,
    run: String,
}

/// The steps with a script.
fn steps(action: &str) -> Vec<Step> {
    let documents = Yaml::load_from_str(action).expect("the action is YAML");
    let steps = documents[0]["runs"]["steps"].as_sequence().expect("it has steps").iter();
    let text = |it: &Yaml<'_>| it.as_str().unwrap_or_default().to_owned();
    let part = |step: &Yaml<'_>, key: &str| step.as_mapping_get(key).map(text).unwrap_or_default();
    let variables = |step: &Yaml<'_>| {
        let variables = step.as_mapping_get("env").and_then(Yaml::as_mapping).into_iter().flatten();
        variables.map(|(name, value)| (text(name), text(value))).collect()
    };
    let with_script = steps.filter(|step| step.as_mapping_get("run").is_some());
    let step = |step: &Yaml<'_>| Step {
        name: part(step, "name"),
        id: part(step, "id"),
        variables: variables(step),
        run: part(step, "run"),
    };
    with_script.map(step).collect()
}

/// What is used of others is theirs at a version, and the files for other tools can be read.
#[test]
fn the_files_for_other_tools() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("the file is there");
    for line in read("action.yml").lines().filter_map(|line| line.trim().strip_prefix("uses: ")) {
        let (_, version) = line.split_once('@').expect("a version is named");
        assert!(version.starts_with('v') || version.len() == 40, "{line}");
    }
    let gitlab = Yaml::load_from_str(&read("ci/gitlab.yml")).expect("the job is YAML");
    let script = gitlab[0]["threat-model"]["script"].as_sequence().expect("it has a script");
    let script: Vec<_> = script.iter().map(|it| it.as_str().expect("a line is text")).collect();
    let mut bash = Command::new("bash");
    let run = Run::of(bash.args(["-n", "-c", &script.join("\n")]));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let hooks = Yaml::load_from_str(&read(".pre-commit-hooks.yaml")).expect("the hooks are YAML");
    assert_eq!(hooks[0][0]["entry"].as_str(), Some("cargo tm check --quiet"));
    assert!(read("ci/pre-commit").ends_with("\nexec cargo tm check --quiet\n"), "both hooks do the same");
}

#[test]
fn a_merge_request_has_one_comment_that_follows_it() {
    let Some(checkout) = Checkout::new("dc-gitlab") else { return };
    if !has("curl", "--version") {
        return;
    }
    let gitlab = Gitlab::start(150);
    let url = gitlab.url.clone();
    let variables = [
        ("CARGO_TM_TOKEN", "secret"),
        ("CI_API_V4_URL", url.as_str()),
        ("CI_PROJECT_ID", "5"),
        ("CI_MERGE_REQUEST_IID", "7"),
    ];
    let post = |code: &str| {
        checkout.repository.folder.write("src/lib.rs", code);
        checkout.script(0, "diff.sh", &["main", "comment.md", "--quiet"], &[]);
        checkout.script(0, "comment-gitlab.sh", &["comment.md"], &variables);
        gitlab.notes.lock().expect("the server lives")[150..].to_vec()
    };
    assert_eq!(post(GUESTBOOK), [] as [String; 0], "nothing changed, and nothing was said before");
    let first = post(&with_mail(GUESTBOOK));
    assert!(first.len() == 1 && first[0].starts_with("<!-- cargo-tm diff -->\n## Threat model: 1 new"), "{first:?}");
    assert_eq!(first[0], format!("<!-- cargo-tm diff -->\n{}", checkout.repository.folder.read("comment.md")));
    let second = post(GUESTBOOK);
    assert!(second.len() == 1 && second[0].contains("nothing changed"), "{second:?}");
    let run = checkout.script(0, "comment-gitlab.sh", &["comment.md"], &variables[1..]);
    assert!(run.stderr.contains("there is no CARGO_TM_TOKEN"), "{}", run.stderr);
    let wrong = [variables[0], variables[1], variables[2], ("CI_MERGE_REQUEST_IID", "7/../8")];
    checkout.script(2, "comment-gitlab.sh", &["comment.md"], &wrong);
}

/// The notes of merge request 7 of project 5, and whose they are: ours have the marker, others have it too.
struct Gitlab {
    url: String,
    notes: Arc<Mutex<Vec<String>>>,
}

impl Gitlab {
    /// With `others` notes of somebody else.
    fn start(others: usize) -> Gitlab {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}/api/v4", listener.local_addr().expect("it has an address"));
        let notes = Arc::new(Mutex::new(vec!["<!-- cargo-tm diff -->\nof somebody else".to_owned(); others]));
        let kept = Arc::clone(&notes);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                Gitlab::answer(stream, &mut kept.lock().expect("no request panics"), others);
            }
        });
        Gitlab { url, notes }
    }

    fn answer(stream: TcpStream, notes: &mut Vec<String>, others: usize) {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
        let length = head.lines().find_map(|it| it.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        if head.to_lowercase().contains("expect: 100-continue") {
            let _ = reader.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        reader.read_exact(&mut body).expect("the body is as long as it says");
        let note = || {
            decoded(std::str::from_utf8(&body).expect("a form is text").strip_prefix("body=").expect("it has a body"))
        };
        let mut words = head.split_whitespace();
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let path = path.strip_prefix("/api/v4/").unwrap_or_default();
        let list = "projects/5/merge_requests/7/notes";
        let answer = match (method, path.split_once('?').unwrap_or((path, ""))) {
            _ if !head.contains("PRIVATE-TOKEN: secret\r\n") => Err(401),
            ("GET", ("user", "")) => Ok(json!({ "id": 9 })),
            ("GET", (path, query)) if path == list => {
                let page: usize = query.rsplit_once("page=").map_or(1, |(_, it)| it.parse().expect("a number"));
                let author = |index| if index < others { 8 } else { 9 };
                let note = |(index, it): (usize, &String)| json!({ "id": index, "author": { "id": author(index) }, "body": it });
                Ok(notes.iter().enumerate().map(note).skip(100 * (page - 1)).take(100).collect())
            }
            ("POST", (path, "")) if path == list => {
                notes.push(note());
                Ok(json!({}))
            }
            ("PUT", (path, "")) => match path.strip_prefix(list).and_then(|it| it[1..].parse::<usize>().ok()) {
                Some(index) if index >= others => {
                    notes[index] = note();
                    Ok(json!({}))
                }
                _ => Err(403),
            },
            _ => Err(404),
        };
        let (status, text) = answer.map_or_else(|code| (code, "{}".to_owned()), |it| (200, it.to_string()));
        let head = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
        let _ = reader.get_mut().write_all((head + &text).as_bytes());
    }
}

/// A form's value as it was before it was encoded.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|it| it.expect("two digits"));
                u8::from_str_radix(std::str::from_utf8(&digits).expect("digits"), 16).expect("digits")
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).expect("it was text")
}

#[test]
fn the_hook_stops_a_commit_that_is_denied() {
    let Some(checkout) = Checkout::new("dc-hook") else { return };
    let repository = &checkout.repository;
    let commit = || {
        let mut command = checkout.command("git");
        let hooks = format!("core.hooksPath={}", root().join("ci").display());
        Run::of(command.args(["-c", &hooks, "commit", "--quiet", "--all", "--message", "Change it"]))
    };
    repository.folder.write("tm.toml", crate::repository::CONFIG.to_owned() + "[levels]\nhigh = \"deny\"\n");
    let run = commit();
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(
        format!("{}{}", run.stdout, run.stderr).contains("error[ORG-002]: Personal data in the clear"),
        "{}",
        run.stdout
    );
    repository.folder.write("src/lib.rs", GUESTBOOK);
    let run = commit();
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert_eq!(repository.git("log -1 --format=%s").trim(), "Change it");
}
