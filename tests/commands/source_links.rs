//! Places of a report lead to the repository's host, where they are the same there.

use std::process::Command;

use crate::support::{Folder, TODAY, has};

const MODEL: &str = r#"{ "version": 1, "name": "Shop", "elements": [
    { "id": "web", "class": "Server", "location": { "file": "src/a b.rs", "line": 7, "column": 1, "end_line": 7, "end_column": 2 } },
    { "id": "db", "class": "Datastore", "location": { "file": "src/db.rs", "line": 9, "column": 1, "end_line": 9, "end_column": 2 } }] }"#;

/// Runs git in a repository of the test's own, which must succeed; what it prints.
fn git(folder: &Folder, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]).args(arguments);
    let output = git.current_dir(&folder.path).output().expect("git starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn links(shop: &Folder, more: &str) -> [String; 2] {
    let mut texts = Vec::new();
    for format in ["html", "md"] {
        let line = format!("report --from tm shop.json --today {TODAY} --format {format} -o report.{format} {more}");
        let run = shop.tm(&line);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        texts.push(shop.read(&format!("report.{format}")).replace("&#x2f;", "/"));
        assert!(!texts.concat().contains("secret"), "a password is in the report");
    }
    ["web", "db"].map(|name| {
        let row = texts[0].split("<tr id=\"element-").find(|it| it.starts_with(name)).expect("each has a row");
        let (_, place) = row.split_once("class=\"place\" href=\"").expect("each has a place");
        let href = place.split('"').next().expect("a link ends").to_owned();
        assert!(texts[1].contains(&format!("(<{href}>)")), "Markdown has the same links: {href}");
        href
    })
}

#[test]
fn places_lead_to_what_was_pushed() {
    if !has("git", "--version") {
        return;
    }
    let repository = Folder::new("source-links");
    git(&repository, &["init", "--quiet"]);
    git(&repository, &["remote", "add", "origin", "https://me:secret@github.com/owner/shop.git"]);
    let shop = Folder::at(repository.path.join("services/shop"));
    shop.write("shop.json", MODEL);
    shop.write("src/a b.rs", "// one\n");
    shop.write("src/db.rs", "// two\n");
    let here = ["src/a%20b.rs#L7", "src/db.rs#L9"];
    assert_eq!(links(&shop, ""), here, "there is no commit");

    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "-m", "one"]);
    assert_eq!(links(&shop, ""), here, "the commit was not pushed");

    let commit = git(&repository, &["rev-parse", "HEAD"]);
    git(&repository, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let there = format!("https://github.com/owner/shop/blob/{commit}/services/shop/");
    assert_eq!(links(&shop, ""), here.map(|it| format!("{there}{it}")));

    shop.write("src/db.rs", "// changed\n");
    assert_eq!(links(&shop, ""), [format!("{there}{}", here[0]), here[1].to_owned()], "a changed file is not there");
    assert_eq!(
        links(&shop, "--source-link https://code.example/{file}?line={line}"),
        ["https://code.example/src/a%20b.rs?line=7", "https://code.example/src/db.rs?line=9"]
    );

    git(&repository, &["remote", "set-url", "origin", "https://me:secret@git.example.com/owner/shop.git"]);
    assert_eq!(links(&shop, ""), here, "how that host shows files is not known");
    let refused = shop.tm("report --from tm shop.json --source-link https://code.example/");
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("which {file} is meant"), "{}", refused.stderr);
}
