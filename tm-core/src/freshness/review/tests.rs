use super::*;
use crate::declared::{Code, Origin};
use tm_diagnostic::{Location, Position};

fn place(file: &str) -> Location {
    let start = Position { line: 1, column: 1 };
    Location { file: file.to_owned(), start, end: start }
}

fn fingerprint(head: u128, body: u128, calls: &[&str]) -> Fingerprint {
    Fingerprint { head, body: Some(body), calls: calls.iter().map(|it| (*it).to_owned()).collect() }
}

/// A model of elements, each with its id, file and code.
fn model(elements: &[(&str, &str, Fingerprint)]) -> Model {
    let json: Vec<_> =
        elements.iter().map(|(id, ..)| serde_json::json!({ "id": id, "name": id, "class": "Server" })).collect();
    let (declarations, _) = crate::declared::file::read(serde_json::json!({ "name": "m", "elements": json }), "m.json");
    let (mut model, faults) = crate::model::build(declarations);
    assert_eq!(faults, []);
    for (element, (_, file, fingerprint)) in model.elements.iter_mut().zip(elements) {
        let code = Code { at: place(file), fingerprint: fingerprint.clone() };
        element.entity.at = Some(place(file));
        element.entity.origin = Some(Origin { annotation: place(file), folder: String::new(), code: Some(code) });
    }
    model
}

fn reviewed(element: &str, file: &str, item: Fingerprint) -> Reviewed {
    Reviewed {
        element: element.to_owned(),
        file: file.to_owned(),
        day: Day::parse("2026-11-22").unwrap(),
        reviewer: "Ada \"the first\" <ada@example.org>".to_owned(),
        commit: Some("1a".repeat(20)),
        print: Print { item: Some(item), files: None },
    }
}

/// What the reviews say of each element, and of which there is no more.
fn check(now: &[(&str, &str, Fingerprint)], then: &[(&str, &str, Fingerprint)]) -> (Vec<String>, Vec<String>) {
    let model = model(now);
    let reviewed = then.iter().map(|(id, file, code)| reviewed(id, file, code.clone())).collect();
    let lock = Lock { reviewed, files: BTreeMap::new() };
    let reviews = Reviews::new(&model, &lock);
    let of = |target| match reviews.of(target) {
        Review::Changed(_, parts) => parts.iter().map(Part::to_string).collect::<Vec<_>>().join(", "),
        other => other.name().to_owned(),
    };
    let states = model.targets().map(of).collect();
    (states, reviews.deleted.iter().map(|it| it.element.clone()).collect())
}

#[test]
fn an_element_is_what_was_reviewed_or_says_what_differs() {
    let was = || fingerprint(1, 2, &["b", "c"]);
    for (now, expected) in [
        (fingerprint(1, 2, &["b", "c"]), "fresh"),
        (fingerprint(9, 2, &["b", "c"]), "signature"),
        (fingerprint(1, 9, &["b", "c"]), "body"),
        (fingerprint(1, 9, &["a", "c"]), "body, calls +a -b"),
        (fingerprint(9, 9, &[]), "signature, body, calls -b -c"),
    ] {
        let (states, deleted) = check(&[("f", "a.rs", now)], &[("f", "a.rs", was())]);
        assert_eq!((states, deleted.len()), (vec![expected.to_owned()], 0));
    }
}

#[test]
fn what_is_the_same_elsewhere_has_moved() {
    let code = |number| fingerprint(number, 2, &[]);
    let moved = check(&[("f", "b.rs", code(1))], &[("f", "a.rs", code(1))]);
    assert_eq!(moved, (vec!["moved".to_owned()], vec![]));
    let moved = check(&[("b::f", "b.rs", code(1)), ("g", "a.rs", code(3))], &[("a::f", "a.rs", code(1))]);
    assert_eq!(moved, (vec!["moved".to_owned(), "never_reviewed".to_owned()], vec![]));
    let alike = check(&[("b::f", "b.rs", code(1)), ("c::f", "c.rs", code(1))], &[("a::f", "a.rs", code(1))]);
    assert_eq!(alike, (vec!["never_reviewed".to_owned(); 2], vec!["a::f".to_owned()]));
    let gone = check(&[("f", "a.rs", code(1))], &[("f", "a.rs", code(1)), ("g", "a.rs", code(4))]);
    assert_eq!(gone, (vec!["fresh".to_owned()], vec!["g".to_owned()]));
}

#[test]
fn a_review_is_read_as_it_was_written() {
    let full = reviewed("shop::save_order", "src/orders.rs", fingerprint(1, u128::MAX, &[".insert", "clean"]));
    assert_eq!(Reviewed::read(&full.text()), Ok(full.clone()));
    insta::assert_snapshot!(full.text());
    let files = Print { item: None, files: Some(7) };
    let least = Reviewed { commit: None, print: files, ..full };
    assert_eq!(Reviewed::read(&least.text()), Ok(least));
}

#[test]
fn a_review_that_is_none_is_refused() {
    let text = reviewed("f", "a.rs", fingerprint(1, 2, &[])).text();
    for (from, to, word) in [
        ("version = 1", "version = 2", "update cargo-tm"),
        ("version = 1", "", "version"),
        ("2026-11-22", "2026-11-31", "no day"),
        ("element", "elment", "elment"),
        ("00000000000000000000000000000001", "1", "`signature` is no fingerprint"),
        ("1a1a1a", "--help", "`commit` is no full id"),
        ("version = 1", "<<<<<<< HEAD", "expected"),
    ] {
        let error = Reviewed::read(&text.replacen(from, to, 1)).unwrap_err();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn file_names_are_safe_and_differ() {
    let ids = [
        "shop::save",
        "shop::Save",
        "shop/save",
        "con",
        "",
        "..",
        "bin:shop::save",
        "a->b#c",
        "größe",
        "../../etc/passwd",
        &"x".repeat(300),
        &"x".repeat(301),
    ];
    let names: Vec<_> = ids.iter().map(|id| Reviewed::file_name(id)).collect();
    for (index, name) in names.iter().enumerate() {
        let is_safe = name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"_-.".contains(&it));
        assert!(is_safe && name.len() < 110 && !name.starts_with('.') && !names[..index].contains(name), "{name}");
    }
    assert_eq!(names[0], "shop-save-dfa3734b0bc6a678.toml");
}
