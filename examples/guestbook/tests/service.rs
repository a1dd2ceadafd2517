//! Runs the real service and speaks HTTP with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running guestbook with a database of its own, ended when dropped.
struct Service {
    process: Child,
    address: String,
    _database: TempDir,
}

impl Service {
    fn start() -> Self {
        let database = tempfile::tempdir().unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_guestbook"))
            .args(["--listen", "127.0.0.1:0", "--db"])
            .arg(database.path().join("comments.sqlite3"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // From here on a panic ends the process too.
        let mut service = Self { process, address: String::new(), _database: database };
        let stdout = service.process.stdout.take().unwrap();
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        service.address = line.trim_end().strip_prefix("listening on http://").unwrap().to_owned();
        service
    }

    fn get(&self, headers: &str) -> Reply {
        self.send("GET / HTTP/1.1", headers, "")
    }

    fn post(&self, headers: &str, form: &str) -> Reply {
        let headers =
            format!("{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", form.len());
        self.send("POST /comments HTTP/1.1", &headers, form)
    }

    fn send(&self, request_line: &str, headers: &str, body: &str) -> Reply {
        let address = &self.address;
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "{request_line}\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n{body}").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        Reply { head: head.to_owned(), body: body.to_owned() }
    }

    /// Opens the page as a new visitor.
    fn visit(&self) -> Visitor {
        let page = self.get("");
        let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap();
        Visitor {
            cookie: format!("Cookie: {cookie}\r\n"),
            csrf: between(&page.body, r#"name="csrf" value=""#, "\"").to_owned(),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Visitor {
    cookie: String,
    csrf: String,
}

struct Reply {
    head: String,
    body: String,
}

impl Reply {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

#[test]
fn a_comment_is_shown_escaped_and_its_author_remembered() {
    let service = Service::start();
    let Visitor { cookie, csrf } = service.visit();

    let posted =
        service.post(&cookie, &format!("csrf={csrf}&author=Ann+%26+Bob&text=%3Cscript%3Ealert(1)%3C/script%3E"));
    assert_eq!((posted.status(), posted.header("location")), (303, Some("/")), "{}", posted.body);

    let page = service.get(&cookie);
    assert_eq!(page.status(), 200);
    assert!(page.body.contains("<h2>Ann &amp; Bob <small>today</small></h2>"), "{}", page.body);
    assert!(page.body.contains("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"), "{}", page.body);
    assert!(page.body.contains(r#"name="author" value="Ann &amp; Bob""#), "{}", page.body);
    assert!(!page.body.contains("<script>"), "{}", page.body);
}

#[test]
fn the_page_forbids_scripts_and_its_cookie_is_out_of_their_reach() {
    let page = Service::start().get("");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    let cookie = page.header("set-cookie").unwrap();
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
}

#[test]
fn a_program_gets_json() {
    let service = Service::start();
    let Visitor { cookie, csrf } = service.visit();
    let headers = format!("{cookie}Accept: application/json\r\n");

    let posted = service.post(&headers, &format!("csrf={csrf}&author=Ann&text=hello"));
    assert_eq!((posted.status(), &*posted.body), (201, r#"{"author":"Ann","text":"hello"}"#));

    let refused = service.post(&headers, &format!("csrf={csrf}&author=Ann&text="));
    assert_eq!((refused.status(), &*refused.body), (422, r#"{"error":"the text is empty"}"#));
}

#[test]
fn a_form_of_another_site_is_refused() {
    let service = Service::start();
    let Visitor { cookie, csrf } = service.visit();
    let stranger = service.visit();
    let form = |csrf: &str| format!("csrf={csrf}&author=Ann&text=forged");

    assert_eq!(service.post(&cookie, &form("")).status(), 403);
    assert_eq!(service.post(&cookie, &form(&stranger.csrf)).status(), 403, "the token of another session");
    assert_eq!(service.post("", &form(&csrf)).status(), 403, "no session");
    assert!(!service.get("").body.contains("forged"));
}

#[test]
fn what_is_too_long_is_refused() {
    let service = Service::start();
    let Visitor { cookie, csrf } = service.visit();
    let with_text = |length| service.post(&cookie, &format!("csrf={csrf}&author=Ann&text={}", "x".repeat(length)));

    assert_eq!(with_text(2000).status(), 303);
    assert_eq!(with_text(2001).status(), 422);
    // One byte over the limit of the body: the service has read all of it when it refuses, so the reply is not cut off.
    assert_eq!(service.post(&cookie, &"x".repeat(32 * 1024 + 1)).status(), 413);
}
