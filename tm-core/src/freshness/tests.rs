use super::*;
use crate::model::ElementId;

const THING: Target = Target::Element(ElementId(0));

fn day(text: &str) -> Day {
    Day::parse(&format!("2026-{text}")).unwrap()
}

fn change(touched: Touched) -> Result<Change, Unknown> {
    let start = tm_diagnostic::Position { line: 1, column: 1 };
    Ok(Change { touched, at: Location { file: "src/lib.rs".into(), start, end: start } })
}

/// `03-02` is a commit of that day, `03-02?` the oldest one of a shallow clone, `now` the work tree.
fn side(text: &str) -> Result<Change, Unknown> {
    let commit = "c0".repeat(20);
    match text.strip_suffix('?') {
        Some(text) => change(Touched::Earlier { day: day(text), commit }),
        None if text == "now" => change(Touched::Uncommitted { day: day("12-31") }),
        None if text == "new" => Err(Unknown::NotCommitted { file: "src/lib.rs".into() }),
        None => change(Touched::Committed { day: day(text), commit }),
    }
}

fn says(verdict: &Verdict) -> String {
    format!("{} {}", verdict.name(), verdict.lag()).trim_end().to_owned()
}

#[test]
fn the_later_side_is_newer() {
    for (annotation, code, expected) in [
        ("03-02", "04-12", "code_newer 41 days"),
        ("03-02", "03-03", "code_newer 1 day"),
        ("04-12", "03-02", "model_newer 41 days"),
        ("03-02", "03-02", "in_step"),
        ("03-02", "now", "code_newer 304 days"),
        ("now", "03-02", "model_newer 304 days"),
        ("now", "now", "in_step"),
        ("new", "now", "unknown"),
        ("03-02", "new", "unknown"),
        ("03-02?", "04-12", "code_newer at least 41 days"),
        ("04-12", "03-02?", "model_newer at least 41 days"),
        ("03-02?", "03-02?", "unknown"),
        ("03-02?", "03-02", "unknown"),
        ("03-02", "03-02?", "unknown"),
        ("04-12?", "03-02", "unknown"),
    ] {
        let mut observed =
            Observed { target: THING, annotation: side(annotation), code: Some(side(code)), only_format: false };
        let verdict = verdict(&observed, &Review::Never, day("12-31"));
        assert_eq!(says(&verdict), expected, "{annotation} {code}");
        observed.only_format = true;
        let verdict = super::verdict(&observed, &Review::Never, day("12-31"));
        assert_eq!(verdict != Verdict::InStep, expected == "unknown" && [annotation, code].contains(&"new"));
        observed.code = None;
        assert_eq!(super::verdict(&observed, &Review::Never, day("12-31")), Verdict::NoCode);
    }
}

#[test]
fn a_review_is_a_look_at_the_model_too() {
    let reviewed = review::Reviewed {
        element: "app::f".into(),
        file: "src/lib.rs".into(),
        day: day("06-01"),
        reviewer: "Ada".into(),
        commit: None,
        print: review::Print::default(),
    };
    let changed = || Review::Changed(&reviewed, vec![review::Part::Body]);
    for (annotation, code, review, expected) in [
        ("03-02", "04-12", Review::Fresh(&reviewed), "in_step"),
        ("03-02", "12-01", Review::Moved(&reviewed), "in_step"),
        ("new", "new", Review::Fresh(&reviewed), "in_step"),
        ("03-02", "06-03", changed(), "code_newer 2 days"),
        ("new", "06-03", changed(), "code_newer 2 days"),
        ("06-02", "06-03", changed(), "code_newer 1 day"),
        ("06-03", "06-02", changed(), "in_step"),
        // Deleted lines leave no trace: it has changed on some day since the review.
        ("03-02", "04-12", changed(), "code_newer 213 days"),
        ("03-02", "new", changed(), "code_newer 213 days"),
    ] {
        let observed =
            Observed { target: THING, annotation: side(annotation), code: Some(side(code)), only_format: false };
        assert_eq!(says(&verdict(&observed, &review, day("12-31"))), expected, "{annotation} {code}");
    }
    let over = |days: i64| Verdict::CodeNewer { days, at_least: false }.is_over(30);
    assert!(!over(30) && over(31));
    assert!(!Verdict::ModelNewer { days: 99, at_least: false }.is_over(30));
}
