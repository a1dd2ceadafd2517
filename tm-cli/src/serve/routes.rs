//! Which request gets which answer.
//!
//! ```text
//! GET /  Host: 127.0.0.1:8477                        the page of the model, or the list of several
//! GET /  Host: evil.example:8477                     403: a name that leads here is not ours (DNS rebinding)
//! GET /events  Sec-Fetch-Site: cross-site            403: a page of somebody else asks
//! GET /../Cargo.toml                                 404: there is nothing but what lies in memory
//! POST /                                             405
//! ```

use super::http::{Request, Response, encoded};
use super::page;
use super::preview::{Document, Shown};

/// What a request gets.
pub enum Answer {
    /// This, and nothing more.
    Whole(Response),
    /// Events for as long as both sides like.
    Events,
}

/// The answer of the server at `port` that shows `shown`.
pub fn answer(request: &Request, port: u16, session: &str, shown: &Shown) -> Answer {
    Answer::Whole(if !is_for_us(request, port) {
        Response::text("403 Forbidden", format!("this is http://127.0.0.1:{port}/ and no other host\n"))
    } else if !matches!(request.method.as_str(), "GET" | "HEAD") {
        Response::method_not_allowed()
    } else if is_of_a_stranger(request) {
        Response::text("403 Forbidden", "pages of other sites get nothing here\n")
    } else {
        match request.path().as_deref() {
            Some("/events") if request.method == "GET" => return Answer::Events,
            Some("/events") => Response::events(),
            // Browsers ask for it unasked.
            Some("/favicon.ico") => Response::text("204 No Content", ""),
            path => path.and_then(|it| page(it, session, shown)).unwrap_or_else(not_found),
        }
    })
}

fn not_found() -> Response {
    Response::text("404 Not Found", "there is no such page\n")
}

/// Whether the browser was led here by an address of ours.
fn is_for_us(request: &Request, port: u16) -> bool {
    let ours = ["127.0.0.1", "localhost"].map(|it| format!("{it}:{port}"));
    request.header("host").is_some_and(|host| ours.iter().any(|it| host.eq_ignore_ascii_case(it)))
}

/// Whether a page of another site asks, for something else than to be left for this one. Old browsers do not say.
fn is_of_a_stranger(request: &Request) -> bool {
    let is_visit =
        request.header("sec-fetch-mode") == Some("navigate") && request.header("sec-fetch-dest") == Some("document");
    !matches!(request.header("sec-fetch-site"), None | Some("same-origin" | "none")) && !is_visit
}

fn page(path: &str, session: &str, shown: &Shown) -> Option<Response> {
    let reports = shown.documents.reports.as_slice();
    let report = |it: &Document| Response::page(it.html.clone(), page::OF_REPORTS);
    match (path, reports) {
        ("/failure", _) => return Some(page::failure(shown)),
        ("/", []) => return Some(page::model(shown, session, "Threat model", "/", false)),
        ("/", [one]) => return Some(page::model(shown, session, &one.name, "/", false)),
        ("/", _) => return Some(page::list(shown, session)),
        // Before the first build ends nobody knows which models there will be.
        (_, []) if path.ends_with("/report") => return Some(page::nothing_yet()),
        ("/report", [one]) => return Some(report(one)),
        _ => {}
    }
    // The name of a package has no slash in it.
    if let Some((name, part)) = path[1..].split_once('/') {
        let document = reports.iter().find(|it| it.name == name);
        if part.is_empty() && (document.is_some() || reports.is_empty()) {
            let base = format!("/{}/", encoded(name));
            return Some(page::model(shown, session, name, &base, reports.len() > 1));
        }
        if let Some(document) = document.filter(|_| part == "report") {
            return Some(report(document));
        }
    }
    let source = path.strip_prefix("/source/")?;
    shown.documents.sources.get(source).map(|text| page::source(source, text))
}

#[cfg(test)]
mod tests {
    use super::super::preview::{Documents, Preview};
    use super::*;

    fn shown(names: &[&str]) -> Shown {
        let report = |name: &&str| Document {
            name: (*name).to_owned(),
            summary: "summary".into(),
            html: format!("<p>report of {name}").into(),
        };
        let preview = Preview::default();
        let sources = [("src/main.rs".to_owned(), "fn main() {}\n".to_owned())].into();
        preview.show(Documents { reports: names.iter().map(report).collect(), sources });
        preview.now()
    }

    /// The status and the body; `head` is what stands before the empty line.
    fn ask(shown: &Shown, head: &str) -> (u32, String) {
        let request = Request::read(format!("{head}\r\n\r\n").as_bytes()).expect("the test's request is sound");
        match answer(&request, 8477, "session", shown) {
            Answer::Events => (200, "events".into()),
            Answer::Whole(it) => (it.status[..3].parse().expect("a number"), it.body.to_string()),
        }
    }

    fn get(shown: &Shown, path: &str) -> (u32, String) {
        ask(shown, &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:8477"))
    }

    #[test]
    fn one_model_has_the_root() {
        let shown = shown(&["web"]);
        assert!(get(&shown, "/").1.contains("src=\"/report\""));
        assert_eq!(get(&shown, "/report"), (200, "<p>report of web".into()));
        assert_eq!(get(&shown, "/report?x#y"), (200, "<p>report of web".into()));
        assert_eq!(get(&shown, "/web/report"), (200, "<p>report of web".into()));
        assert_eq!(get(&shown, "/events").1, "events");
        assert!(get(&shown, "/failure").1.contains("Nothing went wrong."));
    }

    #[test]
    fn several_models_have_a_list() {
        let shown = shown(&["web", "stock"]);
        let (_, list) = get(&shown, "/");
        assert!(list.contains("href=\"/web/\"") && list.contains("href=\"/stock/\""), "{list}");
        assert!(get(&shown, "/stock/").1.contains("src=\"/stock/report\""));
        assert_eq!(get(&shown, "/stock/report"), (200, "<p>report of stock".into()));
        assert_eq!(get(&shown, "/report").0, 404);
    }

    #[test]
    fn before_the_first_report_there_is_a_page_that_says_so() {
        let shown = Preview::default().now();
        assert!(get(&shown, "/").1.contains("building…"));
        assert_eq!(get(&shown, "/report").0, 200);
        // A page that was open when the program was started anew.
        assert!(get(&shown, "/web/").1.contains("src=\"/web/report\""));
        assert_eq!(get(&shown, "/web/report").0, 200);
        assert_eq!(get(&shown, "/source/src/main.rs").0, 404);
    }

    #[test]
    fn only_what_lies_in_memory_is_there() {
        let shown = shown(&["web"]);
        assert!(get(&shown, "/source/src/main.rs").1.contains("fn main()"));
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/source/../Cargo.toml",
            "/source/src/../src/main.rs",
            "/source/%2e%2e%2fCargo.toml",
            "/source//etc/passwd",
            "/source/",
            "/source/src/lib.rs",
            "/web",
            "/web/../report",
            "/Report",
            "/report/",
            "/%00",
            "/%ff",
            "http://127.0.0.1:8477/report",
            "*",
        ] {
            assert_eq!(get(&shown, path).0, 404, "{path}");
        }
    }

    #[test]
    fn other_hosts_are_refused() {
        let shown = shown(&["web"]);
        for (host, expected) in [
            ("Host: 127.0.0.1:8477", 200),
            ("Host: localhost:8477", 200),
            ("Host: LOCALHOST:8477", 200),
            ("Host: 127.0.0.1", 403),
            ("Host: 127.0.0.1:80", 403),
            ("Host: evil.example:8477", 403),
            ("Host: 127.0.0.1:8477.evil.example", 403),
            ("Host: evil.example\r\nHost: 127.0.0.1:8477", 403),
            ("X: y", 403),
        ] {
            for path in ["/", "/report", "/events", "/nothing"] {
                let (status, body) = ask(&shown, &format!("GET {path} HTTP/1.1\r\n{host}"));
                assert!(status == expected || status == 404 && path == "/nothing" && expected == 200, "{host} {path}");
                assert!(status != 403 || !body.contains("report"), "{host} {path}");
            }
        }
    }

    #[test]
    fn pages_of_others_may_lead_here_and_nothing_more() {
        let shown = shown(&["web"]);
        for (site, mode, dest, expected) in [
            ("same-origin", "navigate", "iframe", 200),
            ("same-origin", "cors", "empty", 200),
            ("none", "navigate", "document", 200),
            ("cross-site", "navigate", "document", 200),
            ("cross-site", "navigate", "iframe", 403),
            ("cross-site", "no-cors", "image", 403),
            ("same-site", "cors", "empty", 403),
        ] {
            let head = format!(
                "GET /report HTTP/1.1\r\nHost: localhost:8477\r\n\
                 Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}"
            );
            assert_eq!(ask(&shown, &head).0, expected, "{site} {mode} {dest}");
        }
    }

    #[test]
    fn nothing_can_be_changed() {
        let shown = shown(&["web"]);
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"] {
            assert_eq!(ask(&shown, &format!("{method} / HTTP/1.1\r\nHost: localhost:8477")).0, 405, "{method}");
        }
        assert_eq!(ask(&shown, "HEAD /events HTTP/1.1\r\nHost: localhost:8477").0, 200);
    }
}
