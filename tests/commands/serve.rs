//! `cargo tm serve`, asked as a browser asks it, while files are saved.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
#[cfg(unix)]
use std::time::{Duration, Instant};

use crate::server::{PATIENCE, Server};
use crate::support::Folder;

const SOURCE: &str = "use tm::{dataflow, element, model};
model! { name = \"First\" }
#[element(Actor)] pub struct User;
#[element(Server, os = \"Linux\")] pub struct Web;
dataflow! { User -> Web: \"ask\", protocol = \"HTTP\" }
fn main() {}
";

#[test]
fn the_page_follows_what_is_saved() {
    let folder = Folder::new("serve");
    folder.package(".", "serve-web", "[workspace]\n");
    folder.write("src/main.rs", SOURCE);
    folder.write("secret.rs", "nothing names this file");
    let server = Server::start(&folder, "--port 0");
    let first = server.until("/report", "<title>First");
    server.until("/", "up to date");
    let files = folder.listing();

    // The page, its report, and the source behind it.
    let page = server.get("/");
    assert!(page.contains("<iframe id=\"report\" title=\"Report of serve-web\" src=\"/report\">"), "{page}");
    assert!(page.contains("<iframe id=\"failure\" title=\"What went wrong\" src=\"/failure\" hidden>"), "{page}");
    let headers = page.split("\r\n\r\n").next().unwrap_or_default();
    assert!(headers.contains("default-src 'none'") && !headers.contains("unsafe"), "{headers}");
    assert!(first.contains("&#x2f;source&#x2f;src&#x2f;main.rs#L2") || first.contains("/source/src/main.rs#L2"));
    let source = server.get("/source/src/main.rs");
    assert!(source.contains("<span id=\"L2\"><a href=\"#L2\">2</a>model! { name = &quot;First&quot; }"), "{source}");

    // What nobody may have.
    for path in
        ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2f..%2fCargo.toml", "/source/secret.rs", "/source/Cargo.toml"]
    {
        assert!(server.get(path).starts_with("HTTP/1.1 404 "), "{path}");
    }
    let port = server.port;
    for host in ["evil.example".to_owned(), format!("evil.example:{port}"), "127.0.0.1".to_owned()] {
        let answer = server.ask(&format!("GET /report HTTP/1.1\r\nHost: {host}"));
        assert!(answer.starts_with("HTTP/1.1 403 ") && !answer.contains("First"), "{host}: {answer}");
    }
    for method in ["POST", "PUT", "DELETE"] {
        let answer = server.ask(&format!("{method} / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0"));
        assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("\r\nAllow: GET, HEAD\r\n"), "{answer}");
    }

    // A mistake is shown over the last report, and goes when it is mended.
    folder.write("src/main.rs", SOURCE.replace("-> Web", "-> <Wob>").replace("First", "Second"));
    let failure = server.until("/failure", "Wob");
    assert!(failure.contains("<span class=\"bold red\">error") && !failure.contains("<Wob>"), "{failure}");
    assert!(failure.contains("src/main.rs:5:"), "{failure}");
    assert!(server.get("/").contains("out of date: see what went wrong since revision 1"));
    assert!(server.get("/report").contains("<title>First"));
    folder.write("src/main.rs", SOURCE.replace("First", "Second"));
    server.until("/report", "<title>Second");
    assert!(server.until("/", "up to date, revision 2").contains("src=\"/failure\" hidden>"));
    assert!(server.get("/failure").contains("Nothing went wrong."));

    // So are mistakes of others than the compiler.
    folder.write("tm.toml", "[threat]\n");
    let failure = server.until("/failure", "tm.toml");
    assert!(failure.contains("did you mean") && failure.contains("cannot be used"), "{failure}");
    fs::remove_file(folder.path.join("tm.toml")).expect("it is there");
    server.until("/", "up to date, revision 2");
    folder.write("Cargo.toml", "[package\n");
    server.until("/failure", "Cargo.toml");
    folder.package(".", "serve-web", "[workspace]\n");
    server.until("/", "up to date, revision 2");

    // It has written nothing itself.
    folder.write("src/main.rs", SOURCE);
    server.until("/report", "<title>First");
    assert_eq!(folder.listing(), files);
}

#[test]
fn several_models_have_a_page_each() {
    let folder = Folder::new("serve-two");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"serve-a\", \"serve-b\"]\n");
    for name in ["serve-a", "serve-b"] {
        folder.package(name, name, "");
        let source = format!("tm::model! {{ name = \"Model of {name}\" }}\n#[tm::element(Server)] pub struct Web;\n");
        folder.write(&format!("{name}/src/lib.rs"), source);
    }
    let server = Server::start(&folder, "--port 0");
    let list = server.until("/", "<a href=\"/serve-b/\">serve-b</a>");
    assert!(list.contains("<a href=\"/serve-a/\">serve-a</a>"), "{list}");
    assert!(server.get("/serve-a/").contains("src=\"/serve-a/report\""));
    assert!(server.get("/serve-a/report").contains("<title>Model of serve-a"));
    assert!(server.get("/serve-b/report").contains("<title>Model of serve-b"));
    assert!(server.get("/source/serve-b/src/lib.rs").contains("struct Web;"));
    folder.write("serve-b/src/lib.rs", "tm::model! { name = \"Other\" }\n#[tm::element(Server)] pub struct Web;\n");
    server.until("/serve-b/report", "<title>Other");
    assert!(server.get("/serve-a/report").contains("<title>Model of serve-a"));
}

#[test]
fn model_files_threats_and_templates_are_followed() {
    let folder = Folder::new("serve-file");
    let model = |name: &str| {
        format!(
            r#"{{ "version": 1, "name": "{name}",
                "elements": [{{ "id": "a", "class": "Server", "location":
                    {{ "file": "../m.json", "line": 1, "column": 1, "end_line": 1, "end_column": 2 }} }}] }}"#
        )
    };
    let threat = |title: &str| {
        format!(
            "title = \"{title}\"\ntargets = [\"Server\"]\nseverity = \"High\"\ncondition = \"not target.uses_cache\"\n\
             description = \"It is there.\"\n"
        )
    };
    folder.write("m.json", model("First"));
    folder.write("threats/ORG-1.toml", threat("Old threat"));
    folder.write("house.html", "<p>{{ title }}{% for id in threats %} {{ threats[id].title }}{% endfor %}</p>");
    let server = Server::start(&folder, "--port 0 --from tm m.json --threats threats --template house.html");
    server.until("/report", "<p>First Old threat</p>");
    // As editors save: another file is moved to its place.
    folder.write("m.json.new", model("Second"));
    fs::rename(folder.path.join("m.json.new"), folder.path.join("m.json")).expect("it can be moved");
    server.until("/report", "<p>Second Old threat</p>");
    folder.write("threats/ORG-1.toml", threat("New threat"));
    server.until("/report", "<p>Second New threat</p>");
    folder.write("house.html", "<b>{{ title }}</b>");
    server.until("/report", "<b>Second</b>");
    folder.write("house.html", "<b>{{ title </b>");
    server.until("/failure", "house.html");
    assert!(server.get("/report").contains("<b>Second</b>"));
    fs::remove_file(folder.path.join("house.html")).expect("it is there");
    server.until("/failure", "failed to read");
    folder.write("house.html", "<i>{{ title }}</i>");
    server.until("/report", "<i>Second</i>");
    fs::remove_file(folder.path.join("m.json")).expect("it is there");
    server.until("/failure", "m.json");
    folder.write("m.json", model("Third"));
    server.until("/report", "<i>Third</i>");
    // The model names a file outside of the folder it was read from.
    for path in ["/source/../m.json", "/source/%2e%2e/m.json", "/source/m.json"] {
        assert!(server.get(path).starts_with("HTTP/1.1 404 "), "{path}");
    }
}

/// A model names what it likes; only what lies below the root is shown.
#[test]
#[cfg(unix)]
fn links_that_lead_outside_are_not_followed() {
    let folder = Folder::new("serve-link");
    let element = |it: &str| {
        format!(
            r#"{{ "id": "{it}", "class": "Server", "location":
                {{ "file": "{it}.rs", "line": 1, "column": 1, "end_line": 1, "end_column": 2 }} }}"#
        )
    };
    let elements = ["plain", "linked", "escaped"].map(element).join(", ");
    folder.write("m.json", format!(r#"{{ "version": 1, "name": "m", "elements": [{elements}] }}"#));
    folder.write("plain.rs", "fn plain() {}\n");
    let outside = Folder::new("serve-link-outside");
    outside.write("secret.rs", "fn secret() {}\n");
    for (target, link) in [(folder.path.join("plain.rs"), "linked.rs"), (outside.path.join("secret.rs"), "escaped.rs")]
    {
        std::os::unix::fs::symlink(target, folder.path.join(link)).expect("a link can be made");
    }
    let server = Server::start(&folder, "--port 0 --from tm m.json");
    server.until("/", "up to date");
    for path in ["/source/plain.rs", "/source/linked.rs"] {
        assert!(server.get(path).contains("fn plain()"), "{path}");
    }
    assert!(server.get("/source/escaped.rs").starts_with("HTTP/1.1 404 "));
}

#[test]
fn events_tell_of_every_change() {
    let folder = Folder::new("serve-events");
    let model = |name: &str| format!(r#"{{ "version": 1, "name": "{name}", "elements": [] }}"#);
    folder.write("m.json", model("First"));
    let server = Server::start(&folder, "--port 0 --from tm m.json");
    server.until("/", "up to date, revision 1");
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    write!(stream, "GET /events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port).expect("it reads");
    let mut lines = BufReader::new(stream).lines().map(|line| line.expect("the stream lasts"));
    let mut phases = Vec::new();
    let mut until = |phase: &str| {
        for line in lines.by_ref() {
            let Some(data) = line.strip_prefix("data: ") else { continue };
            let event: serde_json::Value = serde_json::from_str(data).expect("an event is JSON");
            phases.push(event["phase"].as_str().unwrap_or_default().to_owned());
            if event["phase"] == phase {
                return event;
            }
        }
        panic!("the stream ended");
    };
    assert_eq!(until("ready")["revision"], 1);
    folder.write("m.json", "{");
    let failed = until("failed");
    assert_eq!((&failed["revision"], &failed["failed"]), (&1.into(), &true.into()));
    folder.write("m.json", model("Second"));
    let ready = until("ready");
    assert_eq!((&ready["revision"], &ready["failed"]), (&2.into(), &false.into()));
    // One that nobody waited long enough for may be missing.
    phases.retain(|it| it != "building");
    assert_eq!(phases, ["ready", "failed", "ready"]);
}

#[test]
fn a_taken_port_is_no_result() {
    let folder = Folder::new("serve-port");
    folder.write("m.json", r#"{ "version": 1, "name": "m", "elements": [] }"#);
    let server = Server::start(&folder, "--port 0 --from tm m.json");
    let run = folder.tm(&format!("serve --from tm m.json --port {}", server.port));
    assert_eq!(run.code, Some(2));
    let error = format!("error: cannot listen on 127.0.0.1:{}\n  = cause: ", server.port);
    assert!(run.stderr.starts_with(&error), "{}", run.stderr);
    assert!(run.stderr.contains("= help: `--port N` names another"), "{}", run.stderr);
}

/// A build that takes for ever ends with the server.
#[test]
#[cfg(unix)]
fn ctrl_c_ends_the_build_too() {
    use std::process::{Command, Stdio};

    let folder = Folder::new("serve-signal");
    folder.package(".", "serve-signal", "[workspace]\n");
    folder.write("src/main.rs", SOURCE);
    let pid = folder.path.join("pid");
    let script = format!(
        "fn main() {{ std::fs::write({pid:?}, std::process::id().to_string()).unwrap(); \
         std::thread::sleep(std::time::Duration::from_secs(600)) }}\n"
    );
    folder.write("build.rs", script);
    let mut server = Server::start(&folder, "--port 0");
    let start = Instant::now();
    let script = loop {
        match fs::read_to_string(&pid) {
            Ok(text) if !text.is_empty() => break text,
            _ => assert!(start.elapsed() < PATIENCE, "the build script does not run"),
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let signal = |signal: &str, pid: &str| {
        let kill = Command::new("kill").args([signal, pid]).stderr(Stdio::null()).status();
        kill.expect("kill can be started").success()
    };
    assert!(signal("-INT", &server.child.id().to_string()));
    let status = server.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
    let start = Instant::now();
    while signal("-0", &script) {
        assert!(start.elapsed() < PATIENCE, "the build script runs on");
        std::thread::sleep(Duration::from_millis(20));
    }
}
