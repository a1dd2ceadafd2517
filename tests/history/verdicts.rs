//! One story, told commit by commit, in which each function has its own fate.

use crate::repository::Repository;

/// The verdict on each item, which `stale` must give in just these words.
#[track_caller]
fn check(repository: &Repository, expected: &[&str]) {
    let mut expected: Vec<_> = expected.iter().map(|it| (*it).to_owned()).collect();
    expected.sort();
    assert_eq!(repository.stale(""), expected);
}

const LIBRARY: &str = r#"use tm::{boundary, data, dataflow, element, model};

model! { name = "Story" }

pub mod renamed;

#[boundary] pub struct OnOneLine;

#[element(Server)]
pub fn untouched(x: u8) -> u8 {
    x + 1
}

#[element(Server)]
pub fn code(x: u8) -> u8 {
    x + 2
}

#[element(Server)]
pub fn annotation(x: u8) -> u8 {
    x + 3
}

#[element(Server)]
pub fn both(x: u8) -> u8 {
    x + 4
}

/// Says little.
#[element(Server)]
pub fn documented(x: u8) -> u8 {
    x + 5
}

#[element(Server)]
pub fn commented(x: u8) -> u8 {
    // why
    x + 6
}

#[element(Server)]
pub fn indented(x: u8) -> u8 {
    x + 7
}

#[element(Server)]
pub fn reformatted(x: u8) -> u8 { [x, 8].iter().sum() }

#[element(Server)]
pub fn reformatted_and_changed(x: u8) -> u8 { [x, 9].iter().sum() }

#[element(Server)]
#[must_use]
pub fn attribute_below(x: u8) -> u8 {
    x + 10
}

#[element(Server)]
pub fn moved(x: u8) -> u8 {
    let moved_as_a_whole = x + 11;
    moved_as_a_whole
}

#[data(classification = Public)]
pub struct Order {
    pub number: u32,
}

pub struct Store;

#[element(Datastore)]
impl Store {
    #[element(Server)]
    pub fn save(&self) -> u8 {
        12
    }

    pub fn load(&self) -> u8 {
        13
    }
}

/// An element whose code is elsewhere.
#[element(Server, source = "deploy/nginx.conf")]
pub struct Proxy;

#[element(Server, source_files = ["sql", "scripts/*.sh"])]
pub struct Database;

#[element(Server, source = "gone.conf")]
pub struct Gone;

#[element(Server, source = "untracked.conf")]
pub struct Untracked;

dataflow! { Proxy -> untouched: "Goes on", source = "deploy/routes.conf", data = [Order] }
"#;

const RENAMED: &str = "use tm::element;\n\n#[element(Server)]\npub fn f(x: u8) -> u8 {\n    x + 14\n}\n";

#[test]
fn every_item_has_the_verdict_of_its_own_history() {
    let Some(story) = Repository::new("story") else { return };
    story.library("history-story", &[("src/lib.rs", LIBRARY), ("src/renamed.rs", RENAMED)]);
    for file in ["deploy/nginx.conf", "deploy/routes.conf", "sql/a.sql", "sql/more/b.sql", "scripts/a.sh"] {
        story.folder.write(file, "one\n");
    }
    story.commit("2026-01-01");
    story.folder.write("untracked.conf", "one\n");
    story.folder.write(".git/info/exclude", "untracked.conf\n");
    let in_step = [
        "OnOneLine no_code",
        "untouched in_step",
        "code in_step",
        "annotation in_step",
        "both in_step",
        "documented in_step",
        "commented in_step",
        "indented in_step",
        "reformatted in_step",
        "reformatted_and_changed in_step",
        "attribute_below in_step",
        "moved in_step",
        "Order in_step",
        "Store in_step",
        "Store::save in_step",
        "Proxy in_step",
        "Database in_step",
        "Gone unknown there is no file `gone.conf`",
        "Untracked unknown `untracked.conf` is not committed yet",
        "Proxy->history_story::untouched#goes-on in_step",
        "renamed::f in_step",
    ];
    check(&story, &in_step);

    let file = "src/lib.rs";
    story.edit(file, "x + 2\n", "x + 20\n");
    story.edit(file, "#[element(Server)]\npub fn annotation", "#[element(Server, os = \"Linux\")]\npub fn annotation");
    story.edit(file, "#[element(Server)]\npub fn both", "#[element(Server, os = \"Linux\")]\npub fn both");
    story.edit(file, "x + 4\n", "x + 40\n");
    story.edit(file, "Says little.", "Says a lot.\n/// And more.");
    story.edit(file, "// why\n", "// for this reason\n    // and that\n\n");
    story.edit(file, "    x + 7\n", "        x  +  7\n");
    let body = "{\n    [\n        x,\n        8,\n    ]\n    .iter()\n    .sum()\n}";
    story.edit(file, "{ [x, 8].iter().sum() }", body);
    story.edit(file, "{ [x, 9].iter().sum() }", &body.replace('8', "90"));
    story.edit(file, "#[must_use]\n", "#[must_use]\n#[inline]\n");
    story.edit(file, "pub number: u32,", "pub number: u32,\n    pub name: String,");
    story.edit(file, "        13\n", "        130\n");
    story.folder.write("deploy/nginx.conf", "two\n");
    story.folder.write("sql/more/b.sql", "two\n");
    story.commit("2026-03-02");
    let newer = |line: &str| {
        let id = line.split(' ').next().expect("a line begins with an id");
        match id {
            "code" | "reformatted_and_changed" | "attribute_below" | "Order" | "Store" | "Proxy" | "Database" => {
                format!("{id} code_newer 60")
            }
            "annotation" => "annotation model_newer 60".to_owned(),
            _ => line.to_owned(),
        }
    };
    let after: Vec<String> = in_step.iter().map(|it| newer(it)).collect();
    check(&story, &after.iter().map(String::as_str).collect::<Vec<_>>());

    // Moved within its file, and then the whole file under another name.
    let text = story.folder.read(file);
    let start = text.find("#[element(Server)]\npub fn moved").expect("it is there");
    let end = start + text[start..].find("}\n").expect("it ends") + 2;
    story.folder.write(file, format!("{}{}\n{}", &text[..start], &text[end..], &text[start..end]));
    story.edit(file, "pub mod renamed;", "#[path = \"other.rs\"]\npub mod renamed;");
    story.git(&["mv", "src/renamed.rs", "src/other.rs"]);
    story.git(&["mv", "scripts/a.sh", "scripts/b.sh"]);
    story.commit("2026-05-01");
    let moved: Vec<String> =
        after.iter().map(|it| it.replace("Database code_newer 60", "Database code_newer 120")).collect();
    check(&story, &moved.iter().map(String::as_str).collect::<Vec<_>>());

    // What is not committed was changed today, and that is what people see first.
    story.edit(file, "x + 1\n", "x + 100\n");
    story.folder.write("deploy/routes.conf", "two\n");
    let now: Vec<String> = moved
        .iter()
        .map(|it| match it.split(' ').next() {
            Some("untouched") => "untouched code_newer 364".to_owned(),
            Some(flow @ "Proxy->history_story::untouched#goes-on") => format!("{flow} code_newer 364"),
            _ => it.clone(),
        })
        .collect();
    check(&story, &now.iter().map(String::as_str).collect::<Vec<_>>());
    let Repository { mut folder } = story;
    folder.session(0, "stale --quiet --today 2026-12-31");
    folder.session(1, "stale --quiet --today 2026-12-31 --days 363 -o stale.txt");
    folder.session(0, "stale --quiet --today 2026-12-31 --days 364 -o stale.txt");
    folder
        .session(1, "check --quiet --today 2026-12-31 --stale-days 119 -A high -A low -A medium -D stale -o check.txt");
    let text = folder.read("check.txt");
    let about_time = text.split("\n\n").filter(|it| it.contains("[TM0035]") || it.contains("[TM0036]"));
    folder.note(&about_time.collect::<Vec<_>>().join("\n\n"));
    folder.session(0, "check --quiet --today 2026-12-31 --stale-days 119 -A info -A stale -o check.txt");
    assert!(!folder.read("check.txt").contains("TM0035"));
    let commits = hide_commits(&folder.take());
    crate::support::golden("history/stale.txt", &commits);
}

/// Without the ids of commits, which hang on the versions in Cargo.lock.
fn hide_commits(text: &str) -> String {
    let is_id = |word: &str| {
        word.len() == 8
            && word.bytes().all(|it| it.is_ascii_hexdigit())
            && word.contains(|it: char| it.is_ascii_digit())
    };
    let hide = |word: &str| {
        let bare = word.trim_end_matches([',', '\n']);
        if is_id(bare) { word.replace(bare, "[commit]") } else { word.to_owned() }
    };
    text.split_inclusive(' ')
        .flat_map(|it| it.split_inclusive('\n'))
        .map(|it| {
            let (word, space) = it.split_at(it.trim_end_matches(' ').len());
            hide(word) + space
        })
        .collect()
}

/// Authors wrote on one day what was committed on another: theirs counts, and a merge is nobody's change.
#[test]
fn a_rebase_and_a_merge_change_no_verdict() {
    let Some(story) = Repository::new("rebase") else { return };
    let library = "use tm::{element, model};\nmodel! { name = \"Rebase\" }\n\n#[element(Server)]\npub fn code(x: u8) -> u8 {\n    x + 1\n}\n\n\n\n\n#[element(Server)]\npub fn other(x: u8) -> u8 {\n    x + 2\n}\n";
    story.library("history-rebase", &[("src/lib.rs", library)]);
    story.commit("2026-01-01");
    story.git(&["checkout", "--quiet", "-b", "branch"]);
    story.edit("src/lib.rs", "x + 1\n", "x + 10\n");
    story.commit("2026-02-01");
    story.git(&["checkout", "--quiet", "main"]);
    story.edit("src/lib.rs", "x + 2\n", "x + 20\n");
    story.commit("2026-03-01");
    story.git(&["checkout", "--quiet", "branch"]);
    check(&story, &["code code_newer 31", "other in_step"]);

    story.git_on("2026-04-01", "2026-06-01", &["rebase", "--quiet", "main"]);
    assert_eq!(story.git(&["log", "-1", "--format=%cs %as"]), "2026-06-01 2026-02-01");
    check(&story, &["code code_newer 31", "other code_newer 59"]);

    story.git(&["checkout", "--quiet", "-b", "merged", "main~1"]);
    story.edit("src/lib.rs", "x + 1\n", "x + 10\n");
    story.commit("2026-02-01");
    story.git_on("2026-07-01", "2026-07-01", &["merge", "--quiet", "--no-ff", "--no-edit", "main"]);
    check(&story, &["code code_newer 31", "other code_newer 59"]);

    // Commits that only changed the format of everything are passed over where the repository names them.
    story.edit("src/lib.rs", "x + 10\n", "(x + 10)\n");
    story.commit("2026-08-01");
    check(&story, &["code code_newer 212", "other code_newer 59"]);
    story.folder.write(".git-blame-ignore-revs", story.git(&["rev-parse", "HEAD"]) + "\n");
    check(&story, &["code code_newer 31", "other code_newer 59"]);
}
