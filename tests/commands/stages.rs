//! Each stage of realistic models, so that a break names its stage; and models that come from files.

use std::collections::BTreeSet;

use crate::support::{Folder, TODAY, golden, of_example, root};

/// File, and the arguments that make it.
const DOCUMENTS: [(&str, &str); 10] = [
    ("model.json", "model"),
    ("findings.json", "findings --format json --today"),
    ("check.txt", "check --today"),
    ("check.json", "check --format json --today"),
    ("dfd.dot", "dfd --format dot"),
    ("dfd.mmd", "dfd --format mermaid"),
    ("dfd.puml", "dfd --format plantuml"),
    ("seq.puml", "seq --format plantuml"),
    ("seq.mmd", "seq --format mermaid"),
    ("elements.txt", "elements --today"),
];

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().chain(line.ends_with("--today").then_some(TODAY)).collect()
}

fn check(example: &str) {
    for (name, line) in DOCUMENTS {
        golden(&format!("{example}/{name}"), &of_example(example, &words(line)));
    }
    let folder = Folder::new(&format!("stages-{example}"));
    let file = folder.path.join("report.md");
    let path = file.to_str().expect("the path is UTF-8");
    let printed = of_example(
        example,
        &["report", "--format", "md", "--today", TODAY, "-o", path, "--source-link", "{file}#L{line}"],
    );
    assert_eq!(printed, "", "the path is printed only where nobody gave one");
    golden(&format!("{example}/report.md"), &folder.read("report.md"));
    page(example, &folder);
}

/// The page holds all there is, and asks nobody for anything.
fn page(example: &str, folder: &Folder) {
    let file = folder.path.join("report.html");
    let path = file.to_str().expect("the path is UTF-8");
    of_example(example, &["report", "--today", TODAY, "-o", path]);
    let page = folder.read("report.html");
    assert!(page.starts_with("<!DOCTYPE html>") || page.starts_with("<!doctype html>"), "{example}");
    assert!(
        page.contains("http-equiv=\"Content-Security-Policy\"") && page.contains("default-src 'none'"),
        "{example}"
    );
    // The font of the pictures is in the page.
    let own = page.replacen("url(data:font/woff2;base64,", "", 1);
    for mark in ["<link", "<iframe", "<object", "<embed", "<form", "<base", "@import", "url(", " src=", " onclick="] {
        assert!(!own.contains(mark), "{example}: {mark}");
    }
    let values = |name: &str| -> Vec<&str> {
        page.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
    };
    let (links, ids) = (values("href"), values("id"));
    let targets: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), targets.len(), "{example}: an id is there twice");
    assert!(!links.is_empty(), "{example}");
    for link in links {
        match link.strip_prefix('#') {
            Some(target) => assert!(targets.contains(target), "{example}: nothing has the id `{target}`"),
            None => assert!(!link.starts_with("http:") && !link.starts_with("javascript:"), "{example}: {link}"),
        }
    }
    let findings = of_example(example, &["findings", "--format", "json", "--today", TODAY]);
    let findings: serde_json::Value = serde_json::from_str(&findings).expect("findings are JSON");
    let findings = findings["findings"].as_array().expect("there is a list");
    assert!(!findings.is_empty(), "{example}");
    // A finding is shown as its threat beside what it is about.
    let threats: BTreeSet<_> = findings.iter().filter_map(|it| it["threat"].as_str()).collect();
    for threat in threats {
        let expected = findings.iter().filter(|it| it["threat"] == threat).count();
        let shown = page.matches(&format!("href=\"#threat-{threat}\"")).count();
        assert!(shown >= expected, "{example}: {threat} is shown {shown} times and found {expected} times");
    }
}

#[test]
fn the_guestbook() {
    check("guestbook");
}

#[test]
fn a_model_without_code() {
    check("model-only");
}

#[test]
fn a_model_file_gives_the_same_bytes_as_the_code() {
    for example in ["guestbook", "model-only"] {
        let folder = Folder::new(&format!("from-{example}"));
        folder.write("model.json", of_example(example, &["model"]));
        for (name, line) in DOCUMENTS {
            if ["check.txt", "check.json"].contains(&name) {
                continue; // They name the package, or the file; and without the sources there are no lines to show.
            }
            let words = words(line).join(" ");
            let run = folder.tm(&format!("{words} --from tm model.json"));
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            assert!(run.stdout == of_example(example, &self::words(line)), "{example}/{name}");
        }
        let run = folder.tm(&format!("report --today {TODAY} --from tm model.json"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        folder.tm(&format!("report --today {TODAY} --from tm model.json -o out"));
        assert!(run.stdout == folder.read("out"), "a file has the same bytes as stdout");
    }
}

#[test]
fn a_markdown_report_has_its_pictures_beside_it() {
    let folder = Folder::new("markdown-pictures");
    folder.write("web.json", WEB);
    let line = format!("report --format md --today {TODAY} --from tm web.json");
    let run = folder.tm(&line);
    assert!(run.stdout.contains("```mermaid") && !run.stdout.contains(".svg>"), "stdout has nothing beside it");
    folder.tm(&format!("{line} -o THREATS.md"));
    let report = folder.read("THREATS.md");
    let linked: Vec<_> =
        report.split("](<").filter_map(|rest| rest.split_once(".svg>)")).map(|(name, _)| name).collect();
    assert_eq!(linked, ["THREATS-overview", "THREATS-dfd", "THREATS-b_internet", "THREATS-sequence"]);
    for name in linked {
        assert!(folder.read(&format!("{name}.svg")).starts_with("<svg"), "{name}");
    }
    // A template that shows no picture gets none.
    folder.write("short.md", "{{ title }}");
    folder.tm(&format!("{line} --template short.md -o short-report.md"));
    assert!(!folder.path.join("short-report-dfd.svg").exists());
}

const WEB: &str = r#"{ "version": 1, "name": "Shop",
    "boundaries": [{ "id": "internet", "name": "Internet" }],
    "elements": [{ "id": "browser", "class": "Actor", "boundary": "internet" }, { "id": "web", "class": "Server" }],
    "flows": [{ "source": "browser", "sink": "web", "name": "order", "protocol": "HTTP" }] }"#;

const STOCK: &str = r#"{ "version": 1,
    "boundaries": [{ "id": "internet", "name": "Internet" }],
    "elements": [{ "id": "stock", "class": "Datastore" }],
    "flows": [{ "source": "web", "sink": "stock", "name": "reserve" }] }"#;

#[test]
fn several_files_make_one_model() {
    let mut folder = Folder::new("merge");
    folder.write("web.json", WEB);
    folder.write("stock.json", STOCK);
    folder.write("other.json", STOCK.replace("Datastore", "Server"));
    folder.session(0, "model --from tm web.json --from tm stock.json");
    folder.session(0, "elements --from tm web.json --from tm stock.json --today 2026-11-21");
    folder.session(0, "model --from tm stock.json --from tm web.json -o swapped.json");
    // Alone, one half names what the other has; two that contradict each other are told so.
    folder.session(1, "check --from tm stock.json --today 2026-11-21");
    folder.session(1, "check --from tm web.json --from tm stock.json --from tm other.json --today 2026-11-21");
    folder.expect("merge.txt");
}

#[test]
fn levels_and_colours_of_diagrams() {
    let mut folder = Folder::new("diagrams");
    let levels = WEB.replace("\"class\": \"Server\"", "\"class\": \"Server\", \"levels\": [1]");
    folder.write("web.json", levels);
    for line in ["dfd --format dot --levels 0", "dfd --format dot --levels 0,1"] {
        folder.session(0, &format!("{line} --from tm web.json"));
    }
    for line in ["dfd --format dot --colormap", "dfd --format mermaid --colormap"] {
        folder.session(0, &format!("{line} --from tm web.json --today 2026-11-21"));
    }
    folder.session(2, "dfd --exclude DO02 --from tm web.json");
    folder.session(2, "seq --exclude DO02 --from tm web.json");
    folder.session(2, "seq --format mermaid --colormap --from tm web.json");
    folder.session(2, "dfd --levels x --from tm web.json");
    folder.expect("diagrams.txt");
}

/// The picture is what one gets without asking for more; it is one file, font and all.
#[test]
fn the_sequence_diagram_is_a_picture() {
    let folder = Folder::new("sequence");
    folder.write("web.json", WEB);
    let plain = folder.tm("seq --from tm web.json");
    assert_eq!((plain.code, plain.stderr.as_str()), (Some(0), ""));
    assert!(plain.stdout.starts_with("<svg xmlns=") && plain.stdout.contains("font/woff2;base64,"), "{}", plain.stdout);
    assert!(plain.stdout.contains(">order</text>") && !plain.stdout.contains("<a "), "{}", plain.stdout);
    let coloured = folder.tm("seq --colormap --from tm web.json --today 2026-11-21 -o seq.svg");
    assert_eq!((coloured.code, coloured.stderr.as_str(), coloured.stdout.as_str()), (Some(0), "", ""));
    let coloured = folder.read("seq.svg");
    assert!(coloured.contains("class=\"tm-pill ") && !plain.stdout.contains("class=\"tm-pill "), "{coloured}");
}

#[test]
fn templates_by_name() {
    let mut folder = Folder::new("templates-by-name");
    folder.write("web.json", WEB);
    folder.write("basic", "the user's own, and {{ title }}");
    // One threat keeps the transcript short.
    let threat = std::fs::read_to_string(root().join("threats/library/DO02.toml")).expect("a threat");
    folder.write("DO02.toml", threat);
    for line in ["--template basic --format md", "--template ./basic --format md", "--template slides --format md"] {
        let code = if line.contains("slides") { 2 } else { 0 };
        folder.session(code, &format!("report --from tm web.json {line} --threats DO02.toml --today 2026-11-21"));
    }
    let deck = folder.tm("report --from tm web.json --template slides");
    assert!(deck.stdout.contains("<section id=\"title\">"), "{}", deck.stderr);
    folder.expect("templates_by_name.txt");
}

#[test]
fn templates_of_the_user() {
    let mut folder = Folder::new("templates");
    folder.write("web.json", WEB);
    folder.write("mine.md", "# {{ title }} on {{ date }}\n{% for it in elements %}* {{ it.name }}\n{% endfor %}");
    folder.session(0, "report --from tm web.json --template mine.md --format md --today 2026-11-21");
    folder.session(0, "report --from tm web.json --template mine.md --format md --today 2026-11-21 -o new/");
    assert_eq!(folder.read("new/report.md"), "# Shop on 2026-11-21\n* browser\n* web\n");
    folder.expect("templates.txt");
}
