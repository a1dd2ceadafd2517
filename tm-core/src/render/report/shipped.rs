//! The shipped templates, and those of them that have a name on the command line.
//!
//! ```text
//! basic      diagrams, flows, data, and each threat with where it was found
//! advanced   the same, and every element with its boundaries, attributes and findings
//! slides     a deck to walk through, one HTML page
//! ```

use super::Format;

/// A template besides the usual one that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shipped {
    /// Flows, data, threats.
    Basic,
    /// What `Basic` has, and every element with its findings.
    Advanced,
    /// A deck of slides.
    Slides,
}

pub(super) const REPORT_HTML: &str = "report.html.jinja";
pub(super) const REPORT_MARKDOWN: &str = "report.md.jinja";

/// All of them by name, so that templates can extend and import them.
pub(super) const TEMPLATES: [(&str, &str); 12] = [
    (REPORT_HTML, include_str!("report.html.jinja")),
    ("report.css", include_str!("report.css")),
    ("report.js", include_str!("report.js")),
    ("selftest.js", include_str!("selftest.js")),
    (REPORT_MARKDOWN, include_str!("report.md.jinja")),
    ("basic.html.jinja", include_str!("basic.html.jinja")),
    ("basic.md.jinja", include_str!("basic.md.jinja")),
    ("advanced.html.jinja", include_str!("advanced.html.jinja")),
    ("advanced.md.jinja", include_str!("advanced.md.jinja")),
    ("slides.html.jinja", include_str!("slides.html.jinja")),
    ("parts.html.jinja", include_str!("parts.html.jinja")),
    ("parts.md.jinja", include_str!("parts.md.jinja")),
];

impl Shipped {
    /// All of them.
    pub const ALL: [Shipped; 3] = [Shipped::Basic, Shipped::Advanced, Shipped::Slides];

    /// The template of that name.
    pub fn named(name: &str) -> Option<Shipped> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Shipped::Basic => "basic",
            Shipped::Advanced => "advanced",
            Shipped::Slides => "slides",
        }
    }

    /// File name and text, as [`report`](super::report()) takes them; none if there is none in that format.
    pub fn template(self, format: Format) -> Option<(&'static str, &'static str)> {
        let extension = match format {
            Format::Html => "html",
            Format::Markdown => "md",
        };
        let file = format!("{}.{extension}.jinja", self.name());
        TEMPLATES.into_iter().find(|(name, _)| *name == file)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Meta, Pictures, ReportContext, report};
    use super::*;
    use crate::model::Model;
    use crate::render::Notation;
    use crate::render::fixture;

    fn filled(model: &Model) -> Vec<(&'static str, String)> {
        const META: Meta<'_> = Meta {
            title: "guestbook",
            today: "2026-11-21",
            tool_version: "0.1.0",
            source_base: "",
            web: None,
            notation: Notation::Model,
        };
        let library = fixture::library();
        let context = ReportContext::new(
            model,
            &library,
            &fixture::assessment(model, &library),
            &[],
            &META,
            &Pictures::default(),
        );
        let templates = [Format::Html, Format::Markdown]
            .into_iter()
            .flat_map(|format| Shipped::ALL.into_iter().filter_map(move |it| Some((format, it.template(format)?))));
        templates.map(|(format, it)| (it.0, report(format, Some(it), &context).unwrap())).collect()
    }

    #[test]
    fn the_guestbook_in_each() {
        let filled = filled(&fixture::guestbook());
        assert_eq!(filled.len(), 5);
        for (name, text) in filled {
            let requests = ["src=", "<link", "@import", "url(", "<iframe", "<object", "<form"];
            assert!(requests.iter().all(|mark| !text.contains(mark)), "{name} asks somebody for something");
            insta::assert_snapshot!(name, text);
        }
    }

    #[test]
    fn nothing_in_each() {
        for (name, text) in filled(&Model::default()) {
            assert!(text.contains("guestbook"), "{name}: {text}");
        }
    }

    #[test]
    fn hostile_texts_stay_text() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        for (name, text) in filled(&fixture::hostile()) {
            if name.contains("html") {
                assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{name}");
                assert_eq!(text.matches("<script").count(), usize::from(name.starts_with("slides")), "{name}");
                assert!(!text.contains("<img") && !text.contains("onerror=alert(1)>"), "{name}");
                continue;
            }
            for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
                match event {
                    Event::Html(html) | Event::InlineHtml(html) => {
                        let known = ["<details>", "<summary>", "</details>"];
                        assert!(
                            known.iter().any(|tag| html.starts_with(tag)) && !html.contains("img"),
                            "{name}: {html}"
                        );
                    }
                    Event::Start(Tag::Link { dest_url, .. }) => assert!(dest_url.starts_with("https://"), "{dest_url}"),
                    Event::Start(Tag::Image { .. } | Tag::Strikethrough) => panic!("{name}: a name became markup"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn names_are_those_of_the_templates() {
        for shipped in Shipped::ALL {
            assert_eq!(Shipped::named(shipped.name()), Some(shipped));
            assert!(shipped.template(Format::Html).is_some());
        }
        assert!(Shipped::Slides.template(Format::Markdown).is_none());
        assert_eq!(Shipped::named("./basic"), None);
    }
}
