//! What we write, read back by the programs it is meant for.
//!
//! Without such a program a test prints `skipped: dot not found` and passes; with `TM_REQUIRE_TOOLS=1` it fails.

#[cfg(unix)]
#[path = "support/browser.rs"]
mod browser;
#[path = "support/cargo_tm.rs"]
mod cargo_tm;
#[path = "support/chromium.rs"]
mod chromium;
mod hostile_names;
#[path = "support/server.rs"]
mod server;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use cargo_tm::has;
use chromium::opened;

const EXAMPLES: [&str; 2] = ["guestbook", "model-only"];

#[test]
fn graphviz_draws_every_example() {
    if !has("dot", "-V") {
        return;
    }
    for example in EXAMPLES {
        for options in [&["--colormap"][..], &["--levels", "0"], &[]] {
            let dot = cargo_tm::of_example(example, &[&["dfd", "--format", "dot"], options].concat());
            let mut child = Command::new("dot")
                .arg("-Tsvg")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("dot starts");
            child.stdin.take().expect("a pipe").write_all(dot.as_bytes()).expect("dot reads");
            let output = child.wait_with_output().expect("dot ends");
            let complaints = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && complaints.is_empty(), "{example} {options:?}: {complaints}");
            assert!(String::from_utf8_lossy(&output.stdout).contains("</svg>"));
        }
    }
}

/// The diagram of the hostile names, written to `folder`.
fn hostile_diagram(folder: &Path, arguments: &[&str], file: &str) {
    let model = folder.join("model.json");
    std::fs::write(&model, hostile_names::model()).expect("the model can be written");
    let output = folder.join(file).display().to_string();
    let run =
        cargo_tm::in_checkout(&[arguments, &["--from", "tm", &model.display().to_string(), "-o", &output]].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn graphviz_shows_every_name() {
    if !has("dot", "-V") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    hostile_diagram(folder.path(), &["dfd", "--format", "dot"], "dfd.dot");
    let output = Command::new("dot").arg("-Tsvg").arg(folder.path().join("dfd.dot")).output().expect("dot starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    let svg = String::from_utf8(output.stdout).expect("SVG is UTF-8");
    for kind in ["node", "edge"] {
        let groups: String = svg
            .split("<g id=")
            .filter(|it| it.contains(&format!("class=\"{kind}\"")))
            .map(|it| format!("<g id={it}"))
            .collect();
        assert_eq!(hostile_names::missing(&groups, "<g id=", 1), [] as [&str; 0], "{kind}");
    }
}

#[test]
fn plantuml_shows_every_name() {
    if !has("plantuml", "-version") || !has("dot", "-V") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    hostile_diagram(folder.path(), &["dfd", "--format", "plantuml"], "dfd.puml");
    hostile_diagram(folder.path(), &["dfd", "--format", "plantuml", "--colormap"], "colours.puml");
    hostile_diagram(folder.path(), &["seq", "--format", "plantuml"], "seq.puml");
    // Each name is that of an element and a flow; in sequences elements stand at both ends, and flows have notes.
    let hostile = [("dfd", 2), ("colours", 2), ("seq", 4)];
    let mut drawings: Vec<_> = hostile.iter().map(|(name, _)| (*name).to_owned()).collect();
    for example in EXAMPLES {
        for command in ["dfd", "seq"] {
            let name = format!("{command}-{example}");
            let text = cargo_tm::of_example(example, &[command, "--format", "plantuml"]);
            std::fs::write(folder.path().join(format!("{name}.puml")), text).expect("the diagram can be written");
            drawings.push(name);
        }
    }
    // One start for all: starting the JVM takes longer than drawing.
    let output = Command::new("plantuml")
        .args(["-tsvg", "-charset", "UTF-8"])
        .args(drawings.iter().map(|name| folder.path().join(format!("{name}.puml"))))
        .output()
        .expect("plantuml starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    for (name, times) in hostile {
        let svg = std::fs::read_to_string(folder.path().join(format!("{name}.svg"))).expect("plantuml has drawn");
        assert_eq!(hostile_names::missing(&svg, "</text>", times), [] as [&str; 0], "{name}");
    }
}

#[test]
fn chromium_shows_every_name_of_a_sequence() {
    if !has("chromium", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    hostile_diagram(folder.path(), &["seq"], "seq.svg");
    let (picture, complaints) = opened(&folder.path().join("seq.svg"), &[]);
    assert_eq!(complaints, [] as [&str; 0]);
    assert!(picture.starts_with("<svg") && !picture.contains("parsererror"), "{picture}");
    // Behind a title there is one name: that of a message, or of its note.
    assert_eq!(hostile_names::missing(&picture, "<title>", 2), [] as [&str; 0]);
}

#[test]
fn the_shell_of_sqlite_opens_every_database() {
    if !has("sqlite3", "-version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for example in EXAMPLES {
        let file = folder.path().join(format!("{example}.sqlite"));
        cargo_tm::of_example(example, &["sql", "--today", cargo_tm::TODAY, "-o", file.to_str().expect("UTF-8")]);
        let ask = |question: &str| {
            let output = Command::new("sqlite3").arg("-readonly").arg(&file).arg(question).output();
            let output = output.expect("sqlite3 starts");
            let complaints = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && complaints.is_empty(), "{example}, {question}: {complaints}");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        assert_eq!(ask("PRAGMA integrity_check; PRAGMA foreign_key_check;"), "ok\n", "{example}");
        let elements = cargo_tm::of_example(example, &["elements", "--today", cargo_tm::TODAY]);
        let count = elements.lines().count() - 1; // less the heading
        assert_eq!(ask("SELECT count(*) FROM elements"), format!("{count}\n"), "{example}");
        for view in ["things", "readings", "open_findings", "severity_counts", "inside", "crossings"] {
            assert!(!ask(&format!("SELECT * FROM {view}")).is_empty(), "{example}: {view}");
        }
    }
}

#[test]
fn chromium_opens_the_report_without_a_complaint() {
    if !has("chromium", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (example, template) in
        [("guestbook", ""), ("model-only", ""), ("guestbook", "advanced"), ("guestbook", "slides")]
    {
        let report = folder.path().join(format!("{example}{template}.html"));
        let options = ["--template", template];
        let options = if template.is_empty() { &[][..] } else { &options[..] };
        cargo_tm::of_example(example, &[&["report", "-o", report.to_str().expect("UTF-8")], options].concat());
        let (page, complaints) = opened(&report, &[]);
        assert_eq!(complaints, [] as [&str; 0], "{example} {template}");
        assert!(page.contains("<h2") && page.contains("Dataflows"), "{example} {template}: {page}");
    }
}

#[test]
fn keys_turn_the_slides() {
    if !has("chromium", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let deck = folder.path().join("deck.html");
    cargo_tm::of_example("support-agent", &["report", "--template", "slides", "-o", deck.to_str().expect("UTF-8")]);
    let text = std::fs::read_to_string(&deck).expect("the deck is there");
    // The deck's own policy lets no other script run; the keys are pressed by one.
    let policy = text.lines().find(|line| line.contains("Content-Security-Policy")).expect("a policy");
    let keys = r#"<script>
        (async () => {
            const seen = [];
            for (const key of ["ArrowRight", " ", "PageDown", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft", "x"]) {
                dispatchEvent(new KeyboardEvent("keydown", { key }));
                await new Promise(done => setTimeout(done, 50));
                seen.push(location.hash);
            }
            document.title = seen.join(" ");
        })();
    </script></body>"#;
    std::fs::write(&deck, text.replace(policy, "").replace("</body>", keys)).expect("the deck can be written");
    let (page, complaints) = opened(&deck, &[]);
    assert_eq!(complaints, [] as [&str; 0]);
    let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    assert_eq!(title, Some("#glance #system #assumptions-1 #system #questions #questions #title #title #title"));
}

/// The page of `cargo tm serve` in a browser, while its model is saved, broken and mended.
#[test]
#[cfg(unix)]
fn a_served_page_follows_its_model_and_keeps_the_place() {
    if !has("chromium", "--version") {
        return;
    }
    let folder = cargo_tm::Folder::new("served");
    let model = |name: &str| {
        let servers = (0..30).map(|it| format!(r#"{{ "id": "s{it}", "class": "Server" }}"#));
        let servers = servers.collect::<Vec<_>>().join(", ");
        format!(r#"{{ "version": 1, "name": "{name}", "elements": [{servers}] }}"#)
    };
    folder.write("m.json", model("First"));
    let server = server::Server::start(&folder, "--port 0 --from tm m.json");
    let profile = tempfile::tempdir().expect("a folder");
    let mut page = browser::Page::open(profile.path(), &format!("http://127.0.0.1:{}/", server.port));
    let shows = |name: &str| format!("document.title.startsWith('{name}') && state.textContent.includes('up to date')");

    page.until(&shows("First"));
    page.evaluate("report.contentWindow.location.hash = '#elements'");
    page.until("location.hash === '#elements'");
    page.evaluate("report.contentWindow.scrollTo({ top: 321, behavior: 'instant' })");
    page.until("report.contentWindow.scrollY === 321");
    folder.write("m.json", model("Second"));
    page.until(&shows("Second"));
    page.until("report.contentWindow.scrollY === 321 && report.contentWindow.location.hash === '#elements'");

    folder.write("m.json", "{ <b>");
    page.until("!failure.hidden && failure.contentDocument.body.innerText.includes('`m.json` cannot be read as JSON')");
    page.until("report.contentDocument.title.startsWith('Second') && state.textContent.includes('out of date')");
    folder.write("m.json", model("Third"));
    page.until(&shows("Third"));
    page.until("failure.hidden");
    assert_eq!(page.complaints, [] as [&str; 0]);
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'hidden = 1' }))",
    );
    page.until("typeof hidden === 'undefined'");
    page.until_it_complains("Content Security Policy");

    drop(server);
    page.until("state.textContent.includes('does not answer')");
}
