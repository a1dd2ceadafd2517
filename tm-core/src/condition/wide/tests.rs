//! Conditions of pytm on a small model, and hostile ones on the same.

use proptest::prelude::*;
use serde_json::json;

use crate::condition::{Dialect, Verdict, compile};
use crate::model::{DataflowId, ElementId, Model, Target, build};

/// `user ──login──▶ web ──store──▶ db`, the latter two inside boundaries.
fn model() -> Model {
    let (declarations, faults) = crate::declared::file::read(
        json!({
            "boundaries": [{ "id": "outer", "name": "Outer" }, { "id": "inner", "name": "Inner", "within": "outer" }],
            "data": [
                { "id": "card", "name": "Card", "classification": "Secret", "is_pii": true },
                { "id": "page", "name": "Page", "format": "HTML", "classification": "Public" },
            ],
            "elements": [
                { "id": "user", "class": "Actor" },
                { "id": "web", "class": "Server", "boundary": "inner", "port": 443, "protocol": "HTTPS", "os": "Linux" },
                { "id": "db", "class": "Datastore", "boundary": "outer", "type": "Sql" },
            ],
            "flows": [
                { "source": "user", "sink": "web", "name": "login", "data": ["card", "page"], "tls_version": "Tls12" },
                { "source": "web", "sink": "db", "name": "store", "data": ["card"] },
            ],
        }),
        "test",
    );
    assert_eq!(faults, []);
    let (model, faults) = build(declarations);
    assert_eq!(faults, []);
    model
}

const USER: Target = Target::Element(ElementId(0));
const WEB: Target = Target::Element(ElementId(1));
const LOGIN: Target = Target::Dataflow(DataflowId(0));

/// What `text` says of `target`, and the messages about it.
fn evaluate(model: &Model, target: Target, text: &str) -> (Option<Verdict>, Vec<String>) {
    let (condition, faults) = compile(text, &[model.entity(target).class], Dialect::Pytm);
    (condition.map(|it| it.evaluate(model, target)), faults.into_iter().map(|it| it.message).collect())
}

fn holds(model: &Model, target: Target, text: &str) -> bool {
    let (verdict, faults) = evaluate(model, target, text);
    let verdict = verdict.unwrap_or_else(|| panic!("{text}: {faults:?}"));
    matches!(verdict, Verdict::Confirmed(_) | Verdict::Potential(_))
}

/// Each of `texts` holds for `target`, and its opposite does not.
fn check(target: Target, texts: &[&str]) {
    let model = model();
    for text in texts {
        assert!(holds(&model, target, text), "{text}");
        assert!(!holds(&model, target, &format!("not ({text})")), "not ({text})");
    }
}

/// Each of `texts` raises an exception: neither it nor its opposite holds.
fn check_raises(target: Target, texts: &[&str]) {
    let model = model();
    for text in texts {
        assert!(!holds(&model, target, text), "{text}");
        assert!(!holds(&model, target, &format!("not ({text})")), "not ({text})");
    }
}

#[test]
fn arithmetic_is_that_of_python() {
    check(
        WEB,
        &[
            "1 + 2 * 3 == 7 and (1 + 2) * 3 == 9",
            "-7 // 2 == -4 and -7 % 3 == 2 and 7 % -3 == -2",
            "7 / 2 == 3.5 and 2 ** -1 == 0.5 and -2 ** 2 == -4",
            "2 ** 3 ** 2 == 512",
            "6 & 3 == 2 and 6 | 3 == 7 and 6 ^ 3 == 5",
            "True + True == 2 and (True & False) is False",
            "'ab' * 2 + 'c' == 'ababc' and [1] + [2] == [1, 2]",
            "0x_ff == 255 and 1_000 == 1000 and 1e3 == 1000 and .5 == 0.5",
            "{1, 2} | {3} == {1, 2, 3} and {1, 2} & {2} == {2} and {1, 2} - {2} == {1} and {1, 2} ^ {2, 3} == {1, 3}",
            "target.port - 400 > 40",
        ],
    );
    check_raises(
        WEB,
        &["1 / 0", "1 // 0 > 0", "1 % 0", "'a' + 1", "1 + None", "0 ** -1", "9**9**9 > 0", "'a' * 10**9 == ''"],
    );
}

#[test]
fn subscripts_and_slices_count_from_both_ends() {
    check(
        WEB,
        &[
            "target.inputs[0].name == 'login' and target.outputs[-1].name == 'store'",
            "'abcdef'[1:4] == 'bcd' and 'abcdef'[::-1] == 'fedcba' and 'abcdef'[-2:] == 'ef' and 'abc'[5:] == ''",
            "[1, 2, 3][::2] == [1, 3] and (1, 2)[1:] == (2,)",
            "{'a': 1, 'b': 2}['b'] == 2 and 'a' in {'a': 1} and {1: 'x', True: 'y'} == {1: 'y'}",
            "Classification['SECRET'] is Classification.SECRET",
            "target.OS[0] == 'L'",
        ],
    );
    check_raises(WEB, &["target.inputs[1]", "[1][1:2:0]", "{}['a']", "target[0]", "{1, 2}[0]", "'a'['b']", "{[1]: 2}"]);
}

#[test]
fn comparisons_chain_and_stop_early() {
    check(
        LOGIN,
        &[
            "1 < 2 < 3 and not 1 < 3 < 2",
            "TLSVersion.TLSv10 < target.tlsVersion <= TLSVersion.TLSv13",
            "not (2 < 1 < 1 / 0)",
            "target.protocol in ['HTTP', 'HTTPS'] and 'TT' in target.protocol and 'FTP' not in target.protocol",
            "(1, 'a') < (1, 'b') and [1] < [1, 0] and {1} < {1, 2}",
            "'Card' in target.data and target.data == 'Page' and 'Other' not in target.data",
            "target.source is not target.sink and target.source is target.source",
            "1 == 1.0 and True == 1 and 1 is not True and None is None",
            "TLSVersion.TLSv12.value == 6 and target.tlsVersion.name == 'TLSv12' and Lifetime.LONG.value == 'LONG_LIVED'",
        ],
    );
    check_raises(
        LOGIN,
        &["1 < 'a'", "Lifetime.LONG < Lifetime.AUTO", "None < 1", "1 in 2", "target < target", "TLSVersion.NONE < 1"],
    );
}

#[test]
fn comprehensions_have_their_own_scope() {
    check(
        LOGIN,
        &[
            "sum([1 for d in target.data if d.isPII]) == 1",
            "[d.name for d in target.data] == ['Card', 'Page']",
            "max(d.classification.value for d in target.data) == 4",
            "len([x for x in [1, 2] for y in [1, 2] if x < y]) == 1",
            "any(any(c == 'C' for c in d.name) for d in target.data)",
            "1 in (x for x in [0, 1])",
            "min(3, 1, 2) == 1 and max([1, 3]) == 3 and sum([1, 2], 3) == 6 and sum([[1], [2]], []) == [1, 2]",
            "all([]) and not any([]) and any(c == Classification.SECRET for c in Classification)",
            "any(d.isPII or target.usesVPN for d in target.data)",
        ],
    );
    check_raises(
        LOGIN,
        &["any(target.usesVPN for d in target.data)", "any(d.isStored or target.x for d in target.data)"],
    );
    check_raises(
        LOGIN,
        &["min([])", "len(1)", "sum(['a'])", "any(1)", "len(d for d in target.data)", "all()", "max()"],
    );
}

#[test]
fn the_first_exception_decides_unless_it_is_not_reached() {
    check(
        WEB,
        &[
            "True or target.nothing",
            "target.port == 443 or 1 / 0",
            "1 if target.port else 1 / 0",
            "not (False and target.nothing)",
            "any(target) and all(target.controls) and [1 for x in target.inputs[0]] and 'a' not in target",
            "any([True, 1]) and ([] or 'x') == 'x' and (0 and 1 / 0) == 0",
        ],
    );
    check_raises(
        WEB,
        &["target.nothing or True", "target.nothing", "unknown", "target.oneOf(LLM)", "target.inBoundary.x"],
    );
    check_raises(USER, &["target.inBoundary.name == 'x'", "target.onAWS", "target.hasDataLeaks()"]);
}

#[test]
fn only_the_innermost_boundary_counts() {
    check(
        LOGIN,
        &[
            "target.crosses(Boundary) and target.enters(Boundary) and not target.exits(Boundary)",
            "target.sink.inside(target.sink.inBoundary) and not target.sink.inside(target.sink.inBoundary.inBoundary)",
            "target.crosses(target.sink.inBoundary) and target.source.inside(None)",
            "target.sink.oneOf(Datastore, target.sink) and target.oneOf(Dataflow) and not target.oneOf(TM)",
            "target.crosses(Server) and not target.inside(Boundary) and target.inBoundary is None",
            "target.hasDataLeaks() and target.sink.checkTLSVersion([]) is False",
        ],
    );
}

#[test]
fn a_finding_is_confirmed_if_nothing_assumed_was_looked_at() {
    let model = model();
    let basis = |text: &str| match evaluate(&model, WEB, text).0.unwrap() {
        Verdict::Confirmed(it) => format!("confirmed by {}", it.readings().len()),
        Verdict::Potential(it) => format!("potential by {}", it.readings().len()),
        other => format!("{other:?}"),
    };
    assert_eq!(basis("target.port + 1 == 444 or target.usesVPN"), "confirmed by 1");
    assert_eq!(basis("target.usesVPN or target.port + 1 == 444"), "potential by 2");
    assert_eq!(basis("target.port + 1 == 445"), "Silent");
    assert_eq!(basis("target.usesVPN == 1 + 0"), "Open");
    // What our own language can say is answered there, and says why.
    assert_eq!(basis("target.usesVPN or target.port == 443"), "confirmed by 1");
}

#[test]
fn what_raises_an_exception_is_a_warning() {
    let check = |text: &str, expected: &[&str]| {
        let (verdict, faults) = evaluate(&model(), WEB, text);
        assert!(verdict.is_some());
        assert_eq!(faults, expected, "{text}");
    };
    check("target.usesVNP", &["`Server` has no attribute `usesVNP`"]);
    check("target.isSQL", &["`Server` has no attribute `isSQL`"]);
    check("target.controls.isSQL", &["`Server` has no control `isSQL`"]);
    check("target.inputs[0].usesVNP", &["nothing has an attribute `usesVNP`"]);
    check("target.hasDataLeaks()", &["`hasDataLeaks` is asked of a dataflow, and this may be `Server`"]);
    check("tagret.usesVPN", &["unknown name `tagret`"]);
    check("target.oneOf(LLM)", &["pytm gives conditions no `LLM`"]);
    check("any(target.usesVPN for d in target.data)", &["pytm does not see `target` inside a comprehension"]);
    check("target.minTLSVersion < TLSVersion.TLSv14", &["`TLSVersion` has no member `TLSv14`"]);
    check("len(target.inputs) * 2 > 3 and target.inputs[0].source.name == ''", &[]);
}

#[test]
fn what_pytm_refuses_is_an_error() {
    for (text, expected) in [
        ("(lambda: 1)()", "expected a name, found `lambda`"),
        ("target.__class__", "attributes with two underscores are out of bounds"),
        ("open('x')", "unknown function `open`"),
        ("target.inputs[0].hasDataLeaks()", "only functions and methods of names are called"),
        ("sum([1], start=2)", "conditions have no keyword arguments"),
        ("{x for x in [1]}", "pytm has no comprehensions of sets and dictionaries"),
        ("f'{target}'", "texts with prefix `f` are not supported"),
        ("(x := 1)", "expected `)`, found `:=`"),
        ("~1", "expected an attribute, a constant or `(`, found `~`"),
        ("1 << 2", "expected an operator or the end of the condition, found `<<`"),
        ("*target.data", "expected an attribute, a constant or `(`, found `*`"),
        ("a b", "expected an operator or the end of the condition, found `b`"),
        ("012", "`012` is not a number"),
        ("1\n+ 1", "the expression ends with its line"),
        ("", "the condition is empty"),
        ("1 if 2", "expected `else`, found the end of the condition"),
        ("[", "expected an attribute, a constant or `(`, found the end of the condition"),
    ] {
        let (condition, faults) = evaluate(&model(), WEB, text);
        assert!(condition.is_none(), "{text}");
        assert_eq!(faults, [expected], "{text}");
    }
}

#[test]
fn texts_and_lines_are_those_of_python() {
    check(
        WEB,
        &[
            "(1\n # one\n + 1) == 2",
            "'a' \"b\" '''\nc''' == 'ab\\nc' and r'\\d' == '\\\\d' and '\\q' == '\\\\q' and '\\x41\\u00e9\\101' == 'AéA'",
            "1 \\\n + 1 == 2\n\n",
            "len('é😀') == 2 and 'é😀'[1] == '😀'",
        ],
    );
}

#[test]
fn depth_and_length_have_limits() {
    let model = model();
    let nests = [("(", ")"), ("[", "]"), ("not ", ""), ("-", ""), ("1 if 1 else ", ""), ("any([", "])"), ("2**", "")];
    for (open, close) in nests {
        for count in [60, 1_000, 10_000] {
            let text = format!("{}1{}", open.repeat(count), close.repeat(count));
            let _ = evaluate(&model, WEB, &text);
        }
    }
    for text in ["1 + ", "target.", "x[0]", "1 < ", "1 or ", "x()", "{1: ", " for x in y", "''"] {
        let text = format!("{}1", text.repeat(60_000 / text.len()));
        let _ = evaluate(&model, WEB, &text);
    }
}

#[test]
fn no_evaluation_takes_long() {
    let model = model();
    let many = "[x for x in ([0] * 9999) for y in ([0] * 9999)]";
    let text = "'aaaaaaaaaaaaaaaaaaaa' * 499";
    for text in [
        format!("len({many})"),
        format!("all(x + y + z < 1 for x in {many} for y in {many} for z in {many})"),
        format!("any(({text} + 'b') in ({text}) for a in [0] * 9999 for b in [0] * 9999)"),
        "max([0] * 9999) ** 99 ** 99".into(),
        // Each loop reads the list of the model anew.
        format!("any(any(False{}) for f in target.inputs)", " for d in f.data".repeat(40)),
        "any([0] * 9999 == [0] * 9999 and False for x in [0] * 9999 for y in [0] * 9999)".into(),
        "any(([0] * 9999)[::-1] == 1 for x in [0] * 9999)".into(),
        "sum([[0] * 99 for x in [0] * 9999], []) == []".into(),
        "1 + ".repeat(200) + "1",
        "target.n < ".repeat(5_000) + "1",
        "target.n or ".repeat(5_000) + "x",
        "True or ".repeat(5_000) + "x",
    ] {
        let _ = evaluate(&model, WEB, &text);
    }
}

/// Pieces of conditions that fit together now and then.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "and", "or", "not", "in", "is", "if", "else", "for", "x", "target", ".", "inputs", "data", "name", "controls",
        "port", "(", ")", "[", "]", "{", "}", ",", ":", "==", "<", "+", "-", "*", "**", "//", "%", "&", "|", "0", "1",
        "9", "1.5", "'a'", "None", "True", "any", "len", "sum", "min", "Server", "Lifetime", "oneOf", "crosses",
        "Boundary", "\\", "#", "\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

/// Conditions that pytm accepts.
fn sound() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "0",
        "1",
        "-3",
        "2.5",
        "'ab'",
        "None",
        "True",
        "[]",
        "target.port",
        "target.inputs",
        "target.data",
        "target.name",
        "Lifetime",
        "Classification.SECRET",
        "target",
        "target.controls",
        "x",
        "{1, 2}",
        "{'a': 1}",
        "target.levels",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let operator = prop::sample::select(vec![
            "and", "or", "+", "-", "*", "**", "/", "//", "%", "&", "|", "^", "==", "<", "in", "is", "not in",
        ]);
        let call = prop::sample::select(vec!["any", "all", "len", "min", "max", "sum"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
            (call, inner.clone()).prop_map(|(call, a)| format!("{call}({a})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[{a} for x in {b}]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("any({a} for x in {b} if {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}]")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a})[{b}:]")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let _ = evaluate(&model(), WEB, &text);
    }

    #[test]
    fn no_pieces_panic(text in pieces()) {
        let _ = evaluate(&model(), LOGIN, &text);
    }

    /// What pytm accepts is accepted, and it and its opposite are not both true.
    #[test]
    fn sound_conditions_are_decided(text in sound()) {
        let model = model();
        let (verdict, faults) = evaluate(&model, WEB, &text);
        prop_assert!(verdict.is_some(), "{text}: {faults:?}");
        prop_assert!(!(holds(&model, WEB, &text) && holds(&model, WEB, &format!("not ({text})"))), "{text}");
    }
}
