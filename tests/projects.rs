//! Whole projects as users have them, built by the real cargo: `projects/<name>/`.
//!
//! They are workspaces of their own, each with its lock file, and share one target folder, which stays between runs.
//!
//! `TM_OVERWRITE=1 cargo test --package tm-tests --test projects` records the expected declarations anew.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use support::{Project, binary, declarations, run};

/// Every kind of item compiles without a warning, under lints that forgive nothing, in every profile.
#[test]
fn every_item_compiles_without_warnings() {
    let items = Project::of("items");
    items.cargo(&["build", "--workspace", "--tests"]);
    items.cargo(&["build", "--workspace", "--release"]);
    items.cargo(&["doc", "--workspace", "--no-deps"]);
    assert_eq!(run(&binary("debug/items")), "ran\n");
    assert_eq!(run(&binary("release/items")), "ran\n");
}

/// Annotated tests are still tests, and the executable they are in answers as a program does.
#[test]
fn annotated_tests_run() {
    let items = Project::of("items");
    let output = items.cargo(&["test", "--lib"]);
    assert!(output.contains("3 passed"), "{output}");
    let executable = output.split_once("Running unittests src/lib.rs (").and_then(|(_, rest)| rest.split_once(')'));
    let executable = executable.expect("cargo names the executable").0;
    let declarations = declarations(Path::new(executable));
    for name in ["above", "below", "panics"] {
        assert!(declarations.contains(&format!("Process items::attributes::tests::{name}\n")), "{declarations}");
    }
}

/// An annotation makes nothing used; a flow makes used the types it names, as any path does. No profile says otherwise.
#[test]
fn unused_items_are_reported_in_every_profile() {
    let unused = Project::of("unused");
    for profile in ["dev", "release"] {
        let output = unused.cargo_may_warn(&["build", "--profile", profile]);
        let warnings = output.lines().filter_map(|line| line.strip_prefix("warning: "));
        let names: BTreeSet<_> = warnings.filter_map(|warning| warning.split('`').nth(1)).collect();
        let expected = [
            "NEVER_READ",
            "NeverImplemented",
            "NeverNamed",
            "imported",
            "never_called",
            "never_called_either",
            "unused",
        ];
        assert!(names.into_iter().eq(expected), "{profile}: {output}");
    }
}

#[test]
fn every_item_is_declared() {
    let items = Project::of("items");
    items.cargo(&["build", "--workspace"]);
    items.expect("declarations.txt", &declarations(&binary("debug/items")));
}

/// An override of the profile may take the hook away; then the program runs as usual, and answers nothing.
#[test]
fn without_the_hook_the_program_runs() {
    let items = Project::of("items").in_folder("without-hook");
    items.cargo(&["build", "--config", "profile.dev.package.threat-model.debug-assertions=false"]);
    let request = support::Request::new("without-hook");
    assert_eq!(request.send(&items.binary("debug/items")), "ran\n");
    assert_eq!(request.answer(), None);
}

/// The rule is `debug_assertions`, not the name of the profile.
#[test]
fn release_with_assertions_holds_the_model() {
    let small = Project::of("release").in_folder("with-assertions");
    small.cargo(&["build", "--release", "--config", "profile.release.debug-assertions=true"]);
    let declarations = declarations(&small.binary("release/guestbook-small"));
    assert!(declarations.contains("Server guestbook-small@guestbook_small::post_comment"), "{declarations}");
}

#[test]
fn handlers_of_axum_and_actix_web_are_declared() {
    let web = Project::of("web");
    web.cargo(&["build", "--workspace", "--tests"]);
    web.cargo(&["build", "--workspace"]);
    for name in ["with-axum", "above", "with-actix"] {
        web.expect(&format!("{name}.txt"), &declarations(&binary(&format!("debug/{name}"))));
    }
    assert_eq!(run(&binary("debug/with-actix")), "ran\n");
    assert_eq!(run(&binary("debug/above")), "ran\n");
}

/// A release build holds no word of the model, and the functions of a program that never had one.
#[test]
fn release_holds_nothing_of_the_model() {
    let annotated = Project::of("release").in_folder("annotated");
    annotated.cargo(&["build", "--release"]);
    let plain = annotated.without_annotations().in_folder("plain");
    plain.cargo(&["build", "--release"]);
    let [annotated, plain] = [annotated, plain].map(|it| it.binary("release/guestbook-small"));

    let bytes = fs::read(&annotated).expect("the binary was built");
    for word in WORDS {
        assert!(!contains(&bytes, word), "`{word}` is in the release binary");
    }
    let [annotated, plain] = [annotated, plain].map(|it| symbols(&it));
    assert!(annotated.iter().any(|it| it.contains("post_comment")), "the symbols are read");
    let difference: Vec<_> = annotated.symmetric_difference(&plain).collect();
    assert!(difference.is_empty(), "{difference:#?}");
}

/// Every text in the annotations of `projects/release`, and the names of what collects them.
const WORDS: [&str; 37] = [
    "threat-model",
    "threat_model",
    "inventory",
    "CARGO_TM_EXPORT",
    "guestbook_small::",
    "__tm_",
    "__TM_",
    "SmallGuestbook",
    "VisitorsLeaveComments",
    "is_ordered",
    "TheOutside",
    "DocumentedVisitor",
    "the-visitor-id",
    "Restricted",
    "FormatOfComments",
    "DocumentedStore",
    "StoreOfComments",
    "ManagedElsewhere",
    "BlockOfStore",
    "StoreBlock",
    "insert-id",
    "DocumentedHandler",
    "SystemOfServer",
    "validates_input",
    "SchemeOfServer",
    "ReasonOfDecision",
    "ResponseOfOverride",
    "AssumptionOfBoundary",
    "FileOfStore",
    "EntryOfProgram",
    "FlowOfComments",
    "ProtocolOfFlow",
    "FreeTextData",
    "ReplyToComments",
    "InsertQuery",
    "StartOfStore",
    "Datastore",
];

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// The names of the functions and statics of an executable, without the compiler's hashes.
fn symbols(executable: &Path) -> BTreeSet<String> {
    use object::{Object, ObjectSymbol};
    let bytes = fs::read(executable).expect("the binary was built");
    let file = object::File::parse(&*bytes).expect("an executable of this platform");
    let names = file.symbols().filter_map(|symbol| symbol.name().ok().map(str::to_owned)).collect::<Vec<_>>();
    names.iter().map(|name| format!("{:#}", rustc_demangle::demangle(name))).collect()
}
