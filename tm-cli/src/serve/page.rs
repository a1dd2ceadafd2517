//! The pages around the reports: one a model, the list of models, what went wrong, and source files.
//!
//! ```text
//! /                 bar: state of the build          each with a nonce in its policy, so that no script or style runs
//! └ iframe /report  the report, as `cargo tm report` writes it                                  but those written here
//! └ iframe /failure what the compiler said, over it
//! ```
//!
//! They say all without JavaScript too, as of the moment they were asked for; with it they follow the build.

use std::fmt::Write as _;

use super::ansi::{self, escaped};
use super::http::{Response, encoded};
use super::preview::Shown;

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/preview.js");

/// The policy of pages that others wrote, which bring one of their own: only who may show them is ours to say.
pub const OF_REPORTS: &str = "frame-ancestors 'self'";

/// The page of a model: `base` is where its report is, and `list` whether there are others.
pub fn model(shown: &Shown, session: &str, name: &str, base: &str, list: bool) -> Response {
    let home = if list { "<a href=\"/\">All models</a>" } else { "" };
    let hidden = if shown.failure.is_some() { "" } else { " hidden" };
    let body = format!(
        "{bar}<main><iframe id=\"report\" title=\"Report of {name}\" src=\"{base}report\"></iframe>\
         <iframe id=\"failure\" title=\"What went wrong\" src=\"/failure\"{hidden}></iframe></main>",
        bar = bar(shown, &format!("{home}<h1>{}</h1>", escaped(name))),
        name = escaped(name),
    );
    whole(name, "frame", &body, Some((shown, session)))
}

/// The list of models.
pub fn list(shown: &Shown, session: &str) -> Response {
    let items = shown.documents.reports.iter().map(|it| {
        let (name, summary) = (escaped(&it.name), escaped(it.summary.trim()));
        format!("<li><a href=\"/{}/\">{name}</a><pre>{summary}</pre></li>", encoded(&it.name))
    });
    let hidden = if shown.failure.is_some() { "" } else { " hidden" };
    let body = format!(
        "{}<main><ul id=\"models\">{}</ul>\
         <iframe id=\"failure\" title=\"What went wrong\" src=\"/failure\"{hidden}></iframe></main>",
        bar(shown, "<h1>Threat models</h1>"),
        items.collect::<String>(),
    );
    whole("Threat models", "list", &body, Some((shown, session)))
}

/// What stands in a report's place before there is one.
pub fn nothing_yet() -> Response {
    whole("No report yet", "text", "<p>There is no report yet.</p>", None)
}

/// What went wrong.
pub fn failure(shown: &Shown) -> Response {
    let text = shown.failure.as_deref().map_or_else(|| "Nothing went wrong.".to_owned(), ansi::html);
    whole("What went wrong", "text", &format!("<pre class=\"terminal\" tabindex=\"0\">{text}</pre>"), None)
}

/// A file with its lines numbered: `#L17` points at the seventeenth.
pub fn source(path: &str, text: &str) -> Response {
    let mut lines = String::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        // Writing to a string cannot fail.
        let _ = writeln!(
            lines,
            "<span id=\"L{number}\"><a href=\"#L{number}\">{number}</a>{}</span>",
            escaped(&line.replace(|it: char| it.is_control() && it != '\t', "\u{fffd}"))
        );
    }
    let path = escaped(path);
    whole(&path, "text", &format!("<h1>{path}</h1><pre class=\"source\">{lines}</pre>"), None)
}

fn bar(shown: &Shown, heading: &str) -> String {
    let words = escaped(&shown.words());
    format!(
        "<header>{heading}<p id=\"state\" role=\"status\">{words}</p>\
         <noscript><p>Without JavaScript this page stays as it is until you reload it.</p></noscript></header>"
    )
}

/// A page of ours; `live` are the state and the run that its script begins with.
fn whole(title: &str, class: &str, body: &str, live: Option<(&Shown, &str)>) -> Response {
    let nonce = nonce();
    let (script, state) = match live {
        Some((Shown { phase, revision, serial, documents, .. }, session)) => (
            format!("<script nonce=\"{nonce}\">\n{SCRIPT}</script>"),
            format!(
                " data-phase=\"{}\" data-revision=\"{revision}\" data-serial=\"{serial}\" data-session=\"{session}\" \
                 data-models=\"{}\"",
                phase.name(),
                documents.reports.len()
            ),
        ),
        None => (String::new(), String::new()),
    };
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<style nonce=\"{nonce}\">\n{STYLE}</style>\n</head>\n\
         <body class=\"{class}\"{state}>\n{body}\n{script}\n</body>\n</html>\n",
        escaped(title)
    );
    // Only pages of this server show its pages, and those that show others are shown by none.
    let frames = match live {
        Some(_) => {
            format!(
                "script-src 'nonce-{nonce}'; connect-src 'self'; frame-src 'self'; img-src 'self'; \
                 frame-ancestors 'none'"
            )
        }
        None => "frame-ancestors 'self'".to_owned(),
    };
    let policy =
        format!("default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; {frames}");
    Response::page(page, policy)
}

/// A number that nobody can guess, new for each page.
pub fn nonce() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::preview::{Document, Documents, Preview};
    use super::*;

    #[test]
    fn names_and_texts_are_text() {
        let hostile = "<script>alert('x')</script>\"&";
        let preview = Preview::default();
        let report = || Document { name: hostile.into(), summary: hostile.into(), html: "".into() };
        preview.show(Documents { reports: vec![report(), report()], sources: [].into() });
        preview.fail(hostile.into());
        let shown = preview.now();
        for page in [
            model(&shown, "s", hostile, "/", true),
            list(&shown, "s"),
            failure(&shown),
            source(hostile, &format!("fn main() {{}}\n{hostile}\u{1b}[1m\n")),
        ] {
            let body = page.body.split(SCRIPT).collect::<String>();
            assert!(!body.contains("<script>") && !body.contains("='x'") && !body.contains('\x1b'), "{body}");
            assert!(body.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), "{body}");
        }
    }

    #[test]
    fn every_page_has_a_nonce_of_its_own() {
        let shown = Preview::default().now();
        let policies: Vec<_> = (0..2).map(|_| model(&shown, "s", "m", "/", false).head(None)).collect();
        assert_ne!(policies[0], policies[1]);
        assert!(!policies[0].contains("unsafe"), "{}", policies[0]);
    }

    #[test]
    fn lines_can_be_pointed_at() {
        let page = source("src/main.rs", "use tm::element;\n\nfn main() {}\n");
        assert!(page.body.contains("<span id=\"L3\"><a href=\"#L3\">3</a>fn main() {}</span>"), "{}", page.body);
    }
}
