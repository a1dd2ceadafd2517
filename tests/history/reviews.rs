//! Reviews: what they record, what becomes of it, how they merge, and the decisions that hang on them.

use std::fs;

use crate::repository::Repository;
use crate::support::golden;

const LIBRARY: &str = r#"use tm::{element, model};

model! { name = "Shop" }

/// Saves an order.
#[element(Server, uses_cache, expect(T1, reason = "the cache holds nothing secret", until_changed))]
pub fn save(order: u32) -> u32 {
    insert(clean(order))
}

#[element(Server)]
pub fn list(from: u32) -> u32 {
    from + 1
}

#[element(Server)]
pub fn remove(order: u32) -> u32 {
    order + 2
}

#[element(Server, source = "deploy")]
pub struct Proxy;

pub fn insert(order: u32) -> u32 {
    order
}

pub fn clean(order: u32) -> u32 {
    order
}
"#;

const THREAT: &str = r#"title = "Cached secrets"
targets = ["Server"]
severity = "High"
condition = "target.uses_cache"
description = "What is cached can be read."
mitigations = "Cache nothing."

[[case]]
name = "a cache"
fires = true
model.elements = [{ id = "s", class = "Server", uses_cache = true }]

[[case]]
name = "no cache"
fires = false
model.elements = [{ id = "s", class = "Server", uses_cache = false }]
"#;

fn shop(name: &str) -> Option<Repository> {
    let shop = Repository::new(name)?;
    shop.library(&format!("shop-{name}"), &[("src/lib.rs", LIBRARY), ("threats/T1.toml", THREAT)]);
    shop.folder.write("deploy/nginx.conf", "one\n");
    shop.commit("2026-01-01");
    Some(shop)
}

/// Runs a command and notes what it says, without the ids of commits and what is said of flows that nobody needs here.
fn say(shop: &Repository, transcript: &mut String, code: i32, line: &str) {
    let run = shop.tm(line);
    let needed: Vec<_> = run.stdout.split("\n\n").filter(|it| !it.starts_with("warning[TM0011]")).collect();
    let text = format!("$ cargo tm {line}\n{}{}--- exit code {code}\n\n", needed.join("\n\n"), run.stderr);
    assert_eq!(run.code, Some(code), "{text}");
    let head = shop.git(&["log", "--all", "--format=%h", "--abbrev=8"]);
    *transcript += &head.lines().fold(text, |text, id| text.replace(id, "[commit]"));
}

#[test]
fn from_the_first_review_to_the_last() {
    let Some(shop) = shop("reviews") else { return };
    let (file, said) = ("src/lib.rs", &mut String::new());
    let review = "review --quiet --today 2026-02-01";
    let check = "check --quiet --threats threats/T1.toml -D high -W acceptances --today 2026-12-31";
    say(&shop, said, 0, "review --quiet");
    *said += "# A decision that hangs on the code needs a review of it.\n\n";
    say(&shop, said, 1, check);
    say(&shop, said, 0, &format!("{review} save Proxy --reviewer 'Ada <ada@example.org>'"));
    shop.commit("2026-02-01");
    say(&shop, said, 0, check);
    let recorded = |element: &str| {
        let folder = shop.folder.path.join("tm-review");
        let names = fs::read_dir(&folder).expect("it is there").flatten().map(|it| it.file_name());
        let mut names = names.filter_map(|it| it.into_string().ok()).filter(|it| it.contains(element));
        let name = names.next().expect("it was reviewed");
        let text = shop.folder.read(&format!("tm-review/{name}"));
        text.lines().filter(|it| !it.starts_with("commit = ")).collect::<Vec<_>>().join("\n")
    };
    *said += &format!("{}\n\n", recorded("save"));

    *said += "# The format, comments, the annotation and other code change.\n\n";
    shop.edit(file, "    insert(clean(order))\n", "    // Clean first.\n    insert(\n        clean(order),\n    )\n");
    shop.edit(file, "Saves an order.", "Saves an order of somebody.");
    shop.edit(file, "uses_cache,", "uses_cache, os = \"Linux\",");
    shop.edit(file, "from + 1", "from + 10");
    shop.commit("2026-03-01");
    say(&shop, said, 0, "review --quiet --status save Proxy");
    say(&shop, said, 0, check);

    *said += "# The code changes: the body, then the signature as well, and a file of the proxy.\n\n";
    shop.edit(file, "        clean(order),\n", "        order,\n");
    shop.folder.write("deploy/nginx.conf", "two\n");
    shop.commit("2026-04-12");
    say(&shop, said, 0, "review --quiet --status save Proxy");
    say(&shop, said, 1, check);
    say(&shop, said, 1, "stale --quiet --today 2026-12-31 --days 30");
    shop.edit(file, "pub fn save(order: u32)", "pub fn save(order: u32, _day: u32)");
    say(&shop, said, 0, "review --quiet --status save");

    *said += "# All is reviewed; one moves into a module, one is deleted.\n\n";
    say(&shop, said, 0, "review --quiet --all --today 2026-05-01 --reviewer Bob");
    shop.commit("2026-05-01");
    say(&shop, said, 0, "review --quiet --all --today 2026-05-02 --reviewer Bob");
    say(&shop, said, 0, check);
    let text = shop.folder.read(file);
    let (start, end) = (
        text.find("#[element(Server)]\npub fn list").expect("it is there"),
        text.find("#[element(Server)]\npub fn remove").expect("it is there"),
    );
    shop.folder.write("src/orders.rs", format!("use tm::element;\n\n{}", &text[start..end]));
    let gone = text.find("#[element(Server, source").expect("it is there");
    shop.folder.write(file, format!("{}pub mod orders;\n\n{}", &text[..start], &text[gone..]));
    say(&shop, said, 0, "review --quiet");
    say(&shop, said, 0, "review --quiet --all --today 2026-06-01 --reviewer Bob");
    say(&shop, said, 0, "review --quiet");
    golden("history/review.txt", said);
}

#[test]
fn branches_that_review_different_things_merge() {
    let Some(shop) = shop("merge") else { return };
    let review = |branch: &str, what: &str, reviewer: &str| {
        shop.git(&["checkout", "--quiet", "-b", branch, "main"]);
        let run = shop.tm(&format!("review --quiet --today 2026-02-01 --reviewer {reviewer} {what}"));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        shop.commit("2026-02-01");
    };
    review("ada", "save remove", "Ada");
    review("bob", "list Proxy", "Bob");
    shop.git(&["merge", "--quiet", "--no-edit", "ada"]);
    let run = shop.tm("review --quiet");
    assert_eq!(run.stdout, "shop-merge: 4 fresh\n");

    // Each is changed and reviewed again, side by side.
    shop.git(&["branch", "--quiet", "--force", "main", "HEAD"]);
    shop.edit("src/lib.rs", "from + 1\n", "from + 10\n");
    shop.git(&["stash", "--quiet"]);
    shop.git(&["checkout", "--quiet", "-b", "ada-again", "main"]);
    shop.git(&["stash", "pop", "--quiet"]);
    assert_eq!(shop.tm("review --quiet --today 2026-03-01 --reviewer Ada list").code, Some(0));
    shop.commit("2026-03-01");
    shop.git(&["checkout", "--quiet", "-b", "bob-again", "main"]);
    shop.edit("src/lib.rs", "order + 2\n", "order + 20\n");
    assert_eq!(shop.tm("review --quiet --today 2026-03-02 --reviewer Bob remove").code, Some(0));
    shop.commit("2026-03-02");
    shop.git(&["merge", "--quiet", "--no-edit", "ada-again"]);
    assert_eq!(shop.tm("review --quiet").stdout, "shop-merge: 4 fresh\n");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let Some(shop) = shop("refused") else { return };
    let said = &mut String::new();
    say(&shop, said, 2, "review --quiet save");
    say(&shop, said, 2, "review --quiet sav --reviewer Ada");
    say(&shop, said, 2, "review --quiet Shop --reviewer Ada");
    say(&shop, said, 2, "review --from tm m.json --all");
    say(&shop, said, 2, "review save --all");
    say(&shop, said, 2, "review --all --today 2026-02-30");
    say(&shop, said, 2, "stale --days -1");
    shop.folder.write("tm-review/save.toml", "<<<<<<< ours\nversion = 1\n");
    say(&shop, said, 2, "review --quiet");
    say(&shop, said, 2, "stale --quiet");
    shop.folder.write("tm-review/save.toml", "version = 99\n");
    say(&shop, said, 2, "check --quiet --threats threats/T1.toml");
    golden("history/refused.txt", &said.replace(&shop.folder.path.display().to_string(), "[folder]"));
}
