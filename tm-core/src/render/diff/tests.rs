use serde_json::json;

use super::*;
use crate::compare::{Gate, Judged, compare};
use crate::decide::Assessment;
use crate::model::Model;
use crate::render::fixture;
use crate::threat::Library;

const SIDES: Sides<'_> = Sides { before: "main (1a2b3c4)", after: "the work tree" };

/// Both sides of a change, judged.
struct Story {
    library: Library,
    models: [Model; 2],
    assessments: [Assessment; 2],
    comparison: Comparison,
    denied: Vec<bool>,
}

impl Story {
    fn of(before: Model, after: Model) -> Story {
        let library = fixture::library();
        let assessments = [&before, &after].map(|model| fixture::assessment(model, &library));
        let comparison = compare(
            Judged { model: &before, assessment: &assessments[0] },
            Judged { model: &after, assessment: &assessments[1] },
        );
        let gates = ["new=very_high".parse::<Gate>().unwrap()];
        let denied = Gate::denied(&gates, &library, &comparison.findings, &assessments[1], false, None).unwrap();
        Story { library, models: [before, after], assessments, comparison, denied }
    }

    fn compared(&self) -> Compared<'_> {
        let side = |index: usize| Evaluated {
            model: &self.models[index],
            library: &self.library,
            assessment: &self.assessments[index],
        };
        Compared {
            name: "guestbook",
            before: side(0),
            after: side(1),
            comparison: &self.comparison,
            denied: &self.denied,
        }
    }

    fn json(&self) -> serde_json::Value {
        let mut text = Vec::new();
        diff_json(&mut text, SIDES, &[self.compared()]).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

/// A control is dropped, and a mail service gets a personal address in the clear.
fn mail_service() -> Story {
    let model = |is_after: bool| {
        let at =
            |line: u32| json!({ "file": "src/web.rs", "line": line, "column": 1, "end_line": line, "end_column": 9 });
        let controls = match is_after {
            false => {
                json!({ "has_access_control": false, "sanitizes_input": true, "handles_resource_consumption": true })
            }
            true => json!({ "has_access_control": false, "handles_resource_consumption": true }),
        };
        let mut model = json!({
            "name": "Guestbook",
            "boundaries": [{ "id": "internet", "name": "Internet" }, { "id": "web", "name": "Web" }],
            "data": [{ "id": "email", "name": "E-mail address", "classification": "Restricted", "is_pii": true }],
            "elements": [
                { "id": "visitor", "class": "Actor", "name": "Visitor", "boundary": "internet" },
                { "id": "post", "class": "Server", "name": "Comment form", "boundary": "web", "os": "Linux",
                  "location": at(7), "controls": controls,
                  "expect": [{ "id": "AC01", "reason": "anyone may leave a comment", "as": "avoided" }] } ],
            "flows": [{ "source": "visitor", "sink": "post", "name": "Post a comment", "protocol": "HTTPS" }],
        });
        if is_after {
            let mail = json!({ "id": "mail", "class": "ExternalEntity", "name": "Mail service", "location": at(30) });
            model["elements"].as_array_mut().unwrap().push(mail);
            let send = json!({ "source": "post", "sink": "mail", "name": "Tell the author", "protocol": "SMTP", "location": at(33),
                               "data": ["email"], "controls": { "is_encrypted": false } });
            model["flows"].as_array_mut().unwrap().push(send);
        }
        fixture::model(model)
    };
    Story::of(model(false), model(true))
}

#[test]
fn the_story_of_the_mail_service() {
    let story = mail_service();
    insta::assert_snapshot!("mail_service_text", diff_text(SIDES, story.compared()));
    insta::assert_snapshot!("mail_service_json", serde_json::to_string_pretty(&story.json()).unwrap());
    insta::assert_snapshot!("mail_service_markdown", diff_markdown(SIDES, &[story.compared()]));
}

#[test]
fn decisions_overrides_and_assumptions() {
    let story = Story::of(Model::default(), fixture::judged());
    insta::assert_snapshot!("judged_text", diff_text(SIDES, story.compared()));
    insta::assert_snapshot!("judged_markdown", diff_markdown(SIDES, &[story.compared()]));
    let undone = Story::of(fixture::judged(), Model::default());
    insta::assert_snapshot!("undone_text", diff_text(SIDES, undone.compared()));
}

#[test]
fn nothing_changed() {
    let story = Story::of(fixture::guestbook(), fixture::guestbook());
    assert_eq!(
        diff_text(SIDES, story.compared()),
        "guestbook: main (1a2b3c4) → the work tree\nguestbook: nothing changed\n"
    );
    let markdown = diff_markdown(SIDES, &[story.compared(), story.compared()]);
    assert_eq!(markdown, "## Threat model: nothing changed\n\nFrom `main (1a2b3c4)` to `the work tree`.\n");
}

/// What a host makes of the comment: no link, no image, no mention, no mark-up but ours.
#[test]
fn hostile_texts_stay_texts() {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    let story = Story::of(Model::default(), fixture::hostile());
    let text = diff_markdown(Sides { before: "`@all` <b>", after: "x`|" }, &[story.compared(), story.compared()]);
    let mut in_code = false;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let is_ours = ["<details><summary>", "</details>"].iter().any(|ours| html.starts_with(ours));
                assert!(is_ours && html.matches('<').count() <= 3, "{html}");
            }
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strikethrough | Tag::BlockQuote(_),
            ) => {
                panic!("{event:?}");
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => panic!("{event:?}"),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::Text(text) => {
                for mark in ["@a", "#1", "://", "!1"] {
                    assert!(in_code || !text.contains(mark), "{text}");
                }
            }
            _ => {}
        }
    }
    assert!(!in_code, "no block of code is ours");
}

#[test]
fn a_comment_is_never_too_long() {
    let cases = [(10, "é".repeat(5_000)), (300, "é".repeat(100)), (4_000, "é".repeat(10)), (300, "@a".repeat(100))];
    for (count, long) in cases {
        let elements: Vec<_> = (0..count)
            .map(|index| {
                json!({ "id": format!("{index}{long}"), "class": "Server", "os": "Linux", "name": format!("{index}{long}"),
                        "controls": { "has_access_control": false, "sanitizes_input": false } })
            })
            .collect();
        let story = Story::of(Model::default(), fixture::model(json!({ "name": "m", "elements": elements })));
        for models in [1, 30] {
            let text = diff_markdown(SIDES, &vec![story.compared(); models]);
            assert!(text.len() <= 60_000, "{count} {models} {}: {}", long.len(), text.len());
            assert!(text.contains("more") && text.starts_with("## Threat model: "), "what is left out is counted");
        }
    }
}

#[test]
fn the_schema_fits() {
    let schema = crate::render::schema::schema(crate::render::schema::Document::Diff);
    let validator = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let stories = [
        mail_service(),
        Story::of(fixture::judged(), Model::default()),
        Story::of(Model::default(), fixture::judged()),
        Story::of(fixture::hostile(), fixture::guestbook()),
    ];
    for story in &stories {
        let document = story.json();
        let faults: Vec<_> =
            validator.iter_errors(&document).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert_eq!(faults, [] as [&str; 0]);
        assert_eq!(document["models"][0]["findings"].as_array().unwrap().len(), story.comparison.findings.len());
    }
    let mut wrong = stories[0].json();
    wrong["models"][0]["findings"][0]["after"] = json!("open");
    assert!(!validator.is_valid(&wrong));
}
