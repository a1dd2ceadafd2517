//! Fills a template with the context of a report.

use std::fmt::Write as _;
use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};

use super::shipped::{REPORT_HTML, REPORT_MARKDOWN, TEMPLATES};
use super::{ReportContext, markdown, policy};
use crate::render::words;

/// What a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One self-contained page.
    Html,
    /// Markdown with tables and Mermaid diagrams, as code hosts show it.
    Markdown,
}

/// A template that could not be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}{}: {message}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct TemplateError {
    /// What is wrong.
    pub message: String,
    /// The template's name, as given.
    pub name: String,
    /// The line; the first is 1.
    pub line: Option<usize>,
}

/// The steps a template may take: ten times what the shipped ones need for 20,000 elements, and seconds.
const FUEL: u64 = 50_000_000;

/// The most that a template may write, in bytes: fifty times the report on 20,000 elements.
const LONGEST: usize = 512 << 20;

/// The report in the shipped template of `format`, or in the user's `template`, given as name and text.
///
/// # Errors
/// The first fault of the user's template: syntax, a name that does not exist, a loop without end.
pub fn report(
    format: Format,
    template: Option<(&str, &str)>,
    context: &ReportContext,
) -> Result<String, TemplateError> {
    filled(format, template, context, FUEL)
}

fn filled(
    format: Format,
    template: Option<(&str, &str)>,
    context: &ReportContext,
    fuel: u64,
) -> Result<String, TemplateError> {
    let mut environment = environment(fuel);
    let name = match (template, format) {
        (Some((name, text)), _) => {
            environment.add_template(name, text).map_err(|error| fault(name, &error))?;
            name
        }
        (None, Format::Html) => REPORT_HTML,
        (None, Format::Markdown) => REPORT_MARKDOWN,
    };
    let template = environment.get_template(name).map_err(|error| fault(name, &error))?;
    let mut written = Limited { bytes: Vec::new(), is_full: false };
    match template.render_captured_to(Serde(context), &mut written) {
        Ok(_) => Ok(policy::filled(String::from_utf8(written.bytes).expect("a template writes text"))),
        Err(_) if written.is_full => {
            let message = format!("it writes more than {LONGEST} bytes: does a loop never end?");
            Err(TemplateError { message, name: name.to_owned(), line: None })
        }
        Err(error) => Err(fault(name, &error)),
    }
}

/// What a template has written, up to a limit.
struct Limited {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Limited {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        self.is_full = self.bytes.len() + more.len() > LONGEST;
        if self.is_full {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn environment<'t>(fuel: u64) -> Environment<'t> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(fuel));
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the delimiters are the usual ones"));
    environment.set_debug(true); // errors then quote the line
    environment.set_auto_escape_callback(escaping);
    environment.set_formatter(write_escaped);
    environment.add_filter("paragraphs", paragraphs);
    environment.add_filter("code", code);
    environment.add_filter("with_code", with_code);
    environment.add_filter("counted", counted);
    environment.add_filter("findings", findings);
    environment.add_function("policy", || Value::from_safe_string(policy::PLACEHOLDER.to_owned()));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text).unwrap_or_else(|error| panic!("the shipped {name} is broken: {error}"));
    }
    environment
}

const MARKDOWN: AutoEscape = AutoEscape::Custom(std::borrow::Cow::Borrowed("markdown"));

fn escaping(name: &str) -> AutoEscape {
    let name = [".jinja", ".jinja2", ".j2"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("html" | "htm" | "xhtml") => AutoEscape::Html,
        Some("md" | "markdown") => MARKDOWN,
        _ => AutoEscape::None,
    }
}

fn write_escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if *state.auto_escape() != MARKDOWN {
        return minijinja::escape_formatter(out, state, value);
    }
    let text = match value.as_str() {
        Some(text) if value.is_safe() => text.to_owned(),
        Some(text) => markdown::escaped(text),
        None if value.is_undefined() => String::new(), // of an `if` without `else`: any other is an error by now
        None => markdown::escaped(&value.to_string()),
    };
    out.write_str(&text).map_err(minijinja::Error::from)
}

fn paragraphs(text: &str) -> Vec<String> {
    words::paragraphs(text).map(str::to_owned).collect()
}

fn code(state: &State<'_, '_>, text: &str) -> Value {
    match state.auto_escape() {
        AutoEscape::Html => {
            let mut escaped = String::new();
            let _ = write!(escaped, "<code>{}</code>", minijinja::HtmlEscape(text));
            Value::from_safe_string(escaped)
        }
        _ => Value::from_safe_string(markdown::code(text)),
    }
}

/// The text with what stands between backticks as code.
fn with_code(state: &State<'_, '_>, text: &str) -> Value {
    let plain = |text: &str| match state.auto_escape() {
        AutoEscape::Html => minijinja::HtmlEscape(text).to_string(),
        it if *it == MARKDOWN => markdown::escaped(text),
        _ => text.to_owned(),
    };
    let pieces = words::code_spans(text).map(|(piece, is_code)| match is_code {
        true => code(state, piece).to_string(),
        false => plain(piece),
    });
    Value::from_safe_string(pieces.collect())
}

fn counted(count: u64, singular: &str, plural: Option<&str>) -> String {
    match plural {
        _ if count == 1 => format!("1 {singular}"),
        Some(plural) => format!("{count} {plural}"),
        None => format!("{count} {singular}s"),
    }
}

/// The open findings on an element, boundary, flow or entry of `targets`: those that apply, then those that may.
fn findings(state: &State<'_, '_>, it: &Value) -> Result<Vec<Value>, minijinja::Error> {
    let mut target = it.clone();
    if it.get_attr("applies")?.is_undefined() {
        let place = it.get_attr("in_targets")?;
        if place.is_undefined() {
            let detail = "findings are those of an element, a boundary, a flow or an entry of `targets`";
            return Err(minijinja::Error::new(ErrorKind::InvalidOperation, detail));
        }
        if place.is_none() {
            return Ok(Vec::new());
        }
        target = state.lookup("targets").unwrap_or_default().get_item(&place)?;
    }
    let mut findings: Vec<_> = target.get_attr("applies")?.try_iter()?.collect();
    for question in target.get_attr("questions")?.try_iter()? {
        findings.extend(question.get_attr("findings")?.try_iter()?);
    }
    Ok(findings)
}

fn fault(name: &str, error: &minijinja::Error) -> TemplateError {
    let mut message = error.kind().to_string();
    let quoted = error.template_source().zip(error.range()).and_then(|(text, range)| text.get(range));
    match (error.detail(), quoted) {
        _ if error.kind() == ErrorKind::OutOfFuel => {
            message = format!("it takes more than {FUEL} steps: does a loop never end?");
        }
        (Some(detail), _) => message = format!("{message}: {detail}"),
        (None, Some(quoted)) => message = format!("{message} at `{}`", words::one_line(quoted)),
        (None, None) => {}
    }
    TemplateError { message, name: error.name().unwrap_or(name).to_owned(), line: error.line() }
}

#[cfg(test)]
mod tests {
    use super::super::{Meta, Pictures};
    use super::*;
    use crate::model::Model;
    use crate::render::Notation;
    use crate::render::fixture;

    const META: Meta<'_> = Meta {
        title: "guestbook",
        today: "2026-11-21",
        tool_version: "0.1.0",
        source_base: "",
        web: None,
        notation: Notation::Model,
    };

    fn context(model: &Model) -> ReportContext {
        let library = fixture::library();
        let fault = tm_diagnostic::Diagnostic::warning("TM0011", "no flow touches `<b>&`").with_help("draw one");
        let diagnostics = [fault.at(model.elements[0].entity.at.clone(), "unused")];
        ReportContext::new(
            model,
            &library,
            &fixture::assessment(model, &library),
            &diagnostics,
            &META,
            &Pictures::default(),
        )
    }

    fn user(name: &str, text: &str) -> Result<String, TemplateError> {
        filled(Format::Html, Some((name, text)), &context(&fixture::guestbook()), 100_000)
    }

    #[test]
    fn the_guestbook_in_html() {
        let html = report(Format::Html, None, &context(&fixture::guestbook())).unwrap();
        insta::assert_snapshot!(without_code(&html));
    }

    /// The page but for its style sheet, its scripts and their hashes: those have files of their own.
    fn without_code(html: &str) -> String {
        let mut html = html.to_owned();
        for (opening, closing) in [("<style>", "</style>"), ("<script>", "</script>"), ("'sha256-", "'")] {
            let parts: Vec<&str> = html.split(opening).collect();
            let rest = parts[1..].iter().map(|it| format!("{opening}…{closing}{}", it.split_once(closing).unwrap().1));
            html = [parts[0].to_owned()].into_iter().chain(rest).collect();
        }
        html
    }

    #[test]
    fn the_guestbook_in_markdown() {
        insta::assert_snapshot!(report(Format::Markdown, None, &context(&fixture::guestbook())).unwrap());
    }

    #[test]
    fn overrides_and_assumptions_are_shown() {
        let context = context(&fixture::judged());
        insta::assert_snapshot!("judged_in_markdown", report(Format::Markdown, None, &context).unwrap());
        let html = report(Format::Html, None, &context).unwrap();
        let of = |id: &str| {
            let (_, section) = html.split_once(&format!("<section id=\"{id}\"")).unwrap();
            section.split_once("</section>\n<section id=").map_or(section, |(section, _)| section).to_owned()
        };
        insta::assert_snapshot!("judged_in_html", ["findings", "decided", "assumptions"].map(of).join("\n---\n"));
    }

    #[test]
    fn the_contract_with_templates() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&context(&fixture::guestbook())).unwrap());
        let judged = serde_json::to_value(context(&fixture::judged())).unwrap();
        let part = |name: &str| serde_json::to_string_pretty(&judged[name]).unwrap();
        let parts = [part("decided"), part("all_assumptions"), part("excluded")].join("\n");
        insta::assert_snapshot!("the_contract_on_findings", parts);
    }

    #[test]
    fn backticks_are_code_where_they_come_in_pairs() {
        for (name, text, expected) in [
            ("t.html", "a `<b>` c", "a <code>&lt;b&gt;</code> c"),
            ("t.html", "a ` c", "a ` c"),
            ("t.html", "`a` and `b", "<code>a</code> and `b"),
            ("t.md", "`x_y` or *z*", "`x_y` or \\*z\\*"),
            ("t.md", "", ""),
        ] {
            let filled = user(name, &format!("{{{{ {text:?}|with_code }}}}")).unwrap();
            assert_eq!(filled, expected, "{text}");
        }
    }

    #[test]
    fn a_report_on_nothing() {
        let nothing = crate::decide::Assessment::default();
        let context =
            ReportContext::new(&Model::default(), &fixture::library(), &nothing, &[], &META, &Pictures::default());
        for format in [Format::Html, Format::Markdown] {
            let text = report(format, None, &context).unwrap();
            assert!(text.contains("No threat of the library applies"), "{text}");
        }
    }

    #[test]
    fn hostile_texts_stay_text() {
        let html = report(Format::Html, None, &context(&fixture::hostile())).unwrap();
        let body = &html[html.find("<body>").unwrap()..];
        for mark in ["<script", "</script", "<img", "<b>\"", "onerror=alert(1)>"] {
            assert!(!body.contains(mark), "{mark}");
        }
        assert_eq!(body.matches("<details").count(), body.matches("</details>").count());
        let body = body.replace("&#x2f;", "/");
        for link in body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(link.starts_with(['#', 's']) || link.starts_with("https://"), "{link}");
            assert!(!link.contains(['<', '>', ' ', '\'']), "{link}");
        }
    }

    #[test]
    fn hostile_texts_stay_text_in_markdown() {
        let text = report(Format::Markdown, None, &context(&fixture::hostile())).unwrap();
        use pulldown_cmark::{Event, Options, Parser, Tag};
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => {
                    let known = ["<details>", "<summary>", "</details>"];
                    assert!(known.iter().any(|tag| html.starts_with(tag)) && !html.contains("img"), "{html}");
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    assert!(dest_url.starts_with("src/") || dest_url.starts_with("https://"), "{dest_url}");
                }
                Event::Start(Tag::Image { .. } | Tag::Strikethrough) => panic!("a name became markup"),
                _ => {}
            }
        }
    }

    #[test]
    fn the_page_asks_nobody_for_anything() {
        let html = report(Format::Html, None, &context(&fixture::guestbook())).unwrap();
        assert!(html.contains("default-src 'none'"));
        for mark in ["src=", "<link", "@import", "url(", "<iframe", "<object", "<form", " style=", " onclick="] {
            assert!(!html.contains(mark), "{mark}");
        }
        assert_eq!((html.matches("<script").count(), html.matches("<style").count()), (1, 1));
    }

    #[test]
    fn user_templates_are_escaped_by_their_name() {
        let text = "{{ diagnostics[0].message }}|{{ 'a*b'|code }}|{{ 3|counted('x') }}|{{ '<i>'|safe }}";
        let cases = [
            ("t.html", "no flow touches `&lt;b&gt;&amp;`|<code>a*b</code>|3 xs|<i>"),
            ("t.html.j2", "no flow touches `&lt;b&gt;&amp;`|<code>a*b</code>|3 xs|<i>"),
            ("dir/T.MD.jinja", r"no flow touches \`\<b\>\&\`|`a*b`|3 xs|<i>"),
            ("t.txt", "no flow touches `<b>&`|`a*b`|3 xs|<i>"),
        ];
        for (name, expected) in cases {
            assert_eq!(user(name, text).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn a_user_can_replace_one_part() {
        let text = "{% extends 'report.md.jinja' %}{% block header %}# Mine: {{ title }}\n{% endblock %}";
        let filled = user("mine.md", text).unwrap();
        assert!(filled.starts_with("# Mine: Guestbook\n"), "{filled}");
        assert!(filled.contains("## Summary"));

        let text =
            "{% extends 'report.html.jinja' %}{% block style %}p {}{% endblock %}{% block script %}{% endblock %}";
        let (mine, usual) =
            (user("mine.html", text).unwrap(), report(Format::Html, None, &context(&fixture::guestbook())).unwrap());
        let style = |page: &str| page.split("style-src ").nth(1).unwrap().split(';').next().unwrap().to_owned();
        assert!(!mine.contains("addEventListener") && mine.contains("<h2 id=\"findings-title\">"), "{mine}");
        assert_ne!(style(&mine), style(&usual), "the policy allows the style that is there");
    }

    #[test]
    fn findings_are_those_of_the_thing() {
        let cases = [
            ("{{ elements[1]|findings|map(attribute='id')|join(' ') }}", "elements"),
            ("{{ (targets|first)|findings|map(attribute='id')|join(' ') }}", "targets"),
            ("{{ boundaries[0]|findings|length }}", "boundaries"),
        ];
        let filled: Vec<_> = cases.iter().map(|(text, _)| user("t.txt", text).unwrap()).collect();
        assert!(filled[0].contains("AC01@guestbook::post_comment"), "{filled:?}");
        assert!(filled[0].split(' ').all(|id| id.ends_with("@guestbook::post_comment")), "{filled:?}");
        assert!(!filled[1].is_empty());
        assert_eq!(filled[2], "0");
        let message = user("t.txt", "{{ counts|findings }}").unwrap_err().to_string();
        assert!(message.contains("findings are those of an element"), "{message}");
    }

    #[test]
    fn faults_say_where() {
        let cases = [
            ("a\n{{ titel }}", "t.html:2: undefined value: `titel` is undefined"),
            (
                "{% for it in elements %}\n\n{{ it.nam }}{% endfor %}",
                "t.html:3: undefined value: `it.nam` is undefined",
            ),
            ("{% if %}", "t.html:1: syntax error: unexpected end of block"),
            (
                "{% include '/etc/passwd' %}",
                "t.html:1: template not found: tried to include non-existing template '/etc/passwd'",
            ),
            ("{{ title|shout }}", "t.html:1: unknown filter: filter shout is unknown"),
            ("{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}", ""),
            ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", ""),
        ];
        for (text, expected) in cases {
            assert!(user("t.md", text).is_err(), "{text}");
            let fault = user("t.html", text).unwrap_err();
            assert_eq!((fault.name.as_str(), fault.line.is_some()), ("t.html", true), "{fault}");
            assert!(expected.is_empty() || fault.to_string() == expected, "{fault}");
        }
    }
}
