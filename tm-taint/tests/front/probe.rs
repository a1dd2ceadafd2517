//! The probe: what each construct is, checked by hand, and that both toolchains say so.

use std::fmt::Write as _;
use std::path::Path;

use tm_taint::front::probe::{CRATE_NAME, SOURCE, degraded};
use tm_taint::front::{Coverage, DumpFile, MissKind};
use tm_taint::ir::text::{Detail, parse, print, print_body, print_type};
use tm_taint::ir::{BodyKind, Crate, Tables};

use crate::recorded::{RECORDED, files, read_probe};

/// `expected.ir`: the tables, then each body below its source.
fn expected(krate: &Crate, tables: &Tables) -> String {
    let lines: Vec<&str> = SOURCE.lines().collect();
    let without_bodies = Crate { bodies: Vec::new(), ..krate.clone() };
    let mut text =
        String::from("// What stands in probe.rs. TM_BLESS=1 writes this anew; then each change is to be read.\n\n");
    for line in
        print(krate, tables, Detail::Brief).lines().take(print(&without_bodies, tables, Detail::Brief).lines().count())
    {
        _ = writeln!(text, "{}", line.trim_end());
    }
    for body in &krate.bodies {
        text.push('\n');
        if let (Some(span), BodyKind::Function | BodyKind::Constant) = (body.span, body.kind) {
            for line in &lines[span.line as usize - 1..span.end_line as usize] {
                _ = writeln!(text, "// {line}");
            }
        }
        text.push_str(&print_body(body, tables, Detail::Brief));
    }
    text
}

#[test]
fn each_construct_is_what_its_source_says() {
    let (krate, tables, coverage) = read_probe(files("1.95.0"));
    assert_eq!((coverage.bodies, coverage.understood()), (118, coverage.statements), "{:?}", coverage.misses);
    assert_eq!(coverage.misses, Coverage::default().misses);
    let found = expected(&krate, &tables);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/front/probe/expected.ir");
    if std::env::var_os("TM_BLESS").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    let first = found.lines().zip(expected.lines()).position(|(a, b)| a != b);
    assert!(found == expected, "line {first:?} differs; TM_BLESS=1 writes expected.ir anew");
}

#[test]
fn both_toolchains_with_and_without_spans_say_the_same() {
    for (name, ..) in RECORDED {
        let (krate, tables, coverage) = read_probe(files(name));
        assert_eq!(coverage.understood(), coverage.statements, "{name}: {:?}", coverage.misses);
        let mut found = degraded(&krate, &tables);
        if name.ends_with("without-spans") {
            // Where a variable's own name ends, and its fields begin, its declaration says.
            found.retain(|it| {
                !it.expected.contains("captures ") || !it.found.as_ref().is_some_and(|it| it.contains("__"))
            });
        }
        assert_eq!(found, [], "{name}");
    }
}

/// Markers, types, traits and impl blocks do not depend on the toolchain either.
#[test]
fn tables_are_those_of_the_source() {
    for (name, ..) in RECORDED {
        let (krate, tables, _) = read_probe(files(name));
        let mut tables_of_expected = Tables::default();
        let text = include_str!("../../src/front/probe/expected.ir");
        let expected = parse(text, &mut tables_of_expected).unwrap();
        let head = |krate: &Crate, tables: &Tables| {
            let text = print(krate, tables, Detail::Brief);
            text.split("\n\n").take(2).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(head(&krate, &tables), head(&expected, &tables_of_expected), "{name}");
    }
}

/// The next compiler prints all captured values (rust-lang/rust#162154), under names that this reader need not know.
#[test]
fn captures_that_are_printed_are_taken_as_they_are() {
    let printed = "{ pair: move (_1.0: std::string::String), text: move (_1.1: std::string::String) }";
    let fixed = "{ pair.a: move (_1.0: std::string::String), pair.b: move (_1.1: std::string::String), text: move _2 }";
    let mut files = files("1.95.0");
    let file = files.iter_mut().find(|it| it.name.starts_with("probe.closures-two_fields_by_value.")).unwrap();
    assert!(file.text.contains(printed));
    file.text = file.text.replace(printed, fixed);
    let (krate, tables, coverage) = read_probe(files);
    assert_eq!(coverage.misses, Coverage::default().misses);
    let body = krate.bodies.iter().find(|it| tables.symbols.text(it.path).ends_with("::two_fields_by_value")).unwrap();
    let text = print_body(body, &tables, Detail::Brief);
    let expected = "(move (_1.0: std::string::String), move (_1.1: std::string::String), move _2);";
    assert!(text.contains(expected), "{text}");
}

/// What no reader knows keeps its places and its way on, and is counted.
#[test]
fn unknown_lines_are_kept_and_counted() {
    let text = "// MIR for `f` after built\n\nfn f(_1: u8, _2: something new) -> u8 {\n    debug x => _1;\n    wonder _3;\n    let mut _0: u8;\n\n    bb0: {\n        \
        _3 = frobnicate _1 with (_2.0: u8);\n        juggle(_3) -> [return: bb1, unwind: bb2];\n    }\n\n    bb1: {\n        return;\n    }\n\n    bb2 (cleanup): {\n        resume;\n    }\n}\n";
    let file = |name: &str, text: &str| DumpFile {
        name: format!("{CRATE_NAME}.{name}.1-1-000.built.after.mir"),
        text: text.to_owned(),
    };
    let (krate, tables, coverage) = read_probe(vec![file("f", text), file("g", "no body")]);
    insta::assert_snapshot!(print_body(&krate.bodies[0], &tables, Detail::Brief));
    let count = |kind| coverage.misses.get(&kind).map_or(0, |it| it.count);
    assert_eq!((coverage.statements, coverage.understood()), (3, 1));
    let kinds = [MissKind::File, MissKind::Declaration, MissKind::Statement, MissKind::Terminator, MissKind::Type];
    assert_eq!(kinds.map(count), [1, 1, 1, 1, 1]);
}

/// Derives of serde put types into methods of theirs.
#[test]
fn types_stand_in_methods() {
    let text = "// MIR for `f` after built\n\nfn f(_1: <traits::Db as traits::Store>::put::Inner<'_, u8>) -> u8 {\n    let mut _0: u8;\n    \
        let mut _2: <traits::Db as traits::Store>::put::{closure#0}::Other;\n\n    bb0: {\n        return;\n    }\n}\n";
    let name = format!("{CRATE_NAME}.f.1-1-000.built.after.mir");
    let (krate, tables, coverage) = read_probe(vec![DumpFile { name, text: text.to_owned() }]);
    assert_eq!(coverage.misses, Coverage::default().misses);
    let types: Vec<_> = krate.bodies[0].locals[1..].iter().map(|it| print_type(it.type_id, &tables)).collect();
    assert_eq!(types, ["probe::traits::Db::put::Inner<u8>", "probe::traits::Db::put::{closure#0}::Other"]);
}

/// A function whose name has `built` in it is written after every pass.
#[test]
fn other_passes_are_left_out() {
    let mut files = files("1.95.0");
    let other = |it: &DumpFile, pass: &str| DumpFile {
        name: it.name.replace("1-1-000.built.after", pass),
        text: it.text.clone(),
    };
    let others = [other(&files[0], "-------.nll.0"), other(&files[0], "2-1-003.runtime.after")];
    let count = files.len();
    files.extend(others);
    let (krate, _, coverage) = read_probe(files);
    // Two of the bodies are markers.
    assert_eq!((krate.bodies.len(), coverage.bodies), (count - 2, count as u64));
}

/// Spans in macros of the standard library are moved to what the user wrote.
#[test]
fn spans_stay_in_the_function() {
    let (krate, tables, _) = read_probe(files("1.95.0"));
    let mut spans = 0;
    for body in &krate.bodies {
        let Some(whole) = body.span else { continue };
        let statements =
            body.blocks.iter().flat_map(|it| it.statements.iter().map(|it| it.span).chain([it.terminator.span]));
        for span in statements.flatten() {
            spans += 1;
            let is_inside = whole.line <= span.line && span.end_line <= whole.end_line && span.file == whole.file;
            assert!(is_inside, "{} {span:?}", tables.symbols.text(body.path));
        }
    }
    assert!(spans > 500, "{spans}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]

    /// A damaged dump gives a sound crate.
    #[test]
    fn no_dump_panics(changes in proptest::collection::vec((0usize..200, 0usize..20_000, 0usize..12, ".{0,3}"), 1..30)) {
        let mut files = files("1.95.0");
        let count = files.len();
        for (file, at, length, text) in changes {
            let file = &mut files[file % count].text;
            let mut characters: Vec<char> = file.chars().collect();
            let at = at % (characters.len() + 1);
            let end = (at + length).min(characters.len());
            characters.splice(at..end, text.chars());
            *file = characters.into_iter().collect();
        }
        let (krate, tables, _) = read_probe(files);
        proptest::prop_assert_eq!(krate.fault(), None);
        let text = print(&krate, &tables, Detail::Whole);
        let mut again = Tables::default();
        let read = parse(&text, &mut again).map(|it| print(&it, &again, Detail::Whole));
        proptest::prop_assert_eq!(read, Ok(text));
    }
}
