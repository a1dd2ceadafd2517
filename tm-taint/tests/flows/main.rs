//! The engine on small real programs: what it finds is what the marks beside the sinks say.
//!
//! ```text
//! sink(&p.a); // FLOW
//! sink(&p.b); // NO FLOW
//! ```
//!
//! `programs/` is one crate. It is compiled as `cargo tm taint` does it, read by the front end, and analysed in one run, so that no
//! program may disturb another. It uses two crates of `crates/`: of `neighbour` the bodies are read, too; `library` is known by its
//! signatures alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tm_taint::Program;
use tm_taint::analysis::{Limits, Outcome, explain, run};
use tm_taint::front::{Dump, DumpFile, read};
use tm_taint::ir::{Crate, Tables};
use tm_taint::model::{Models, Rule, shipped_flows};

/// A line of a file.
type Line = (String, u32);

/// The lines that are wrong today, each with the reason.
const KNOWN: &[(&str, &str)] = &[
    ("concurrency.rs:65", "what is in a channel does not depend on the order of statements"),
    ("concurrency.rs:105", "the same of a lock"),
    ("concurrency.rs:150", "the same of an atomic number"),
    ("concurrency.rs:152", "the same of an atomic number"),
    ("contracts.rs:442", "one variant for another, bound as a whole with `@`"),
    ("forms.rs:46", "the same"),
    ("holding.rs:356", "one field of a pinned future for another"),
    ("parsers.rs:204", "one field of an error for another"),
    ("services.rs:381", "a loop that may run not at all"),
    ("single.rs:528", "fields of a list that is walked"),
    ("stores.rs:338", "a visitor that counts"),
    ("traits.rs:141", "a method that calls itself for the elements' type"),
];

/// The same of the lines with libraries.
const KNOWN_WITH_LIBRARIES: &[(&str, &str)] = &[
    ("lib.rs:411", "two impl blocks of one line of a macro"),
    ("lib.rs:486", "elements that are pairs of references"),
    ("lib.rs:491", "what a library makes of a part, it makes of the whole"),
    ("lib.rs:500", "the same"),
    ("working.rs:37", "keys of an object of JSON"),
    ("working.rs:38", "the same"),
    ("working.rs:72", "a pattern for what it finds"),
    ("working.rs:108", "what is added to a query"),
    ("working.rs:128", "one field in a map for another"),
    ("working.rs:131", "values for keys"),
    ("working.rs:164", "values for keys"),
    ("working.rs:166", "one side for the other"),
    ("working.rs:178", "values for keys"),
    ("working.rs:181", "one side for the other"),
    ("working.rs:243", "two ends of a stream"),
    ("working.rs:255", "one part of what a builder makes"),
];

/// The compiler's flags, but for the folder that it prints into.
const FLAGS: [&str; 5] =
    ["--cap-lints", "allow", "-Zdump-mir=built", "-Ztrim-diagnostic-paths=no", "-Zmir-include-spans=on"];

/// What the engine finds, for all tests.
static ANALYSED: LazyLock<(Program, Models, Outcome)> = LazyLock::new(analyse);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows/programs")
}

#[test]
fn what_is_found_is_what_the_marks_say() {
    let (program, _, outcome) = &*ANALYSED;
    compare(&expected(&folder()), program, outcome, KNOWN);
}

/// The same of what programs do with libraries from crates.io. Cargo may have to fetch them, so that it is done where
/// `TM_REQUIRE_TOOLS=1` alone.
#[test]
fn what_is_found_with_libraries_is_what_the_marks_say() {
    if std::env::var_os("TM_REQUIRE_TOOLS").is_none_or(|it| it != "1") {
        return;
    }
    let folder = folder().with_file_name("ecosystem");
    let dump = tempfile::tempdir().expect("a folder");
    let status = Command::new("cargo")
        .current_dir(&folder)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_INCREMENTAL", "0")
        .args(["rustc", "--quiet", "--locked", "--lib", "--profile", "check", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("ecosystem"))
        .arg("--")
        .args(FLAGS)
        // A flag that differs each time, so that cargo does not take an earlier call for this one.
        .arg(format!("-Zdump-mir-dir={}", dump.path().display()))
        .status()
        .expect("cargo runs");
    assert!(status.success());
    let mut tables = Tables::default();
    let programs = read_dump(dump.path(), "programs", &folder, "src/lib.rs", &mut tables);
    let (program, _, outcome) = found_in(Program::new(tables, vec![programs]));
    compare(&expected(&folder.join("src")), &program, &outcome, KNOWN_WITH_LIBRARIES);
}

/// Compares what is found with the marks, but for the lines that are known to be wrong.
fn compare(expected: &BTreeMap<Line, (bool, String)>, program: &Program, outcome: &Outcome, known: &[(&str, &str)]) {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let found: BTreeSet<Line> = outcome
        .issues
        .iter()
        .flat_map(|issue| &issue.flows)
        .filter_map(|flow| flow.leaf().span)
        .map(|span| (name(program.text(span.file)), span.line))
        .collect();
    let mut report = String::new();
    let (mut hits, mut misses, mut alarms) = (0, 0, 0);
    for (line, (is_flow, text)) in expected {
        match (is_flow, found.contains(line)) {
            (true, true) => hits += 1,
            (true, false) => {
                misses += 1;
                report.push_str(&format!("missed      {}:{} {text}\n", line.0, line.1));
            }
            (false, true) => {
                alarms += 1;
                report.push_str(&format!("false alarm {}:{} {text}\n", line.0, line.1));
            }
            (false, false) => {}
        }
    }
    for line in found.iter().filter(|line| !expected.contains_key(*line)) {
        report.push_str(&format!("no mark     {}:{}\n", line.0, line.1));
    }
    let summary = format!("{} lines, {hits} found, {misses} missed, {alarms} false alarms", expected.len());
    let wrong: Vec<&str> = report.lines().collect();
    let is_known = |line: &&str| known.iter().any(|(known, _)| line.contains(known));
    let unknown: Vec<&&str> = wrong.iter().filter(|line| !is_known(line)).collect();
    assert!(unknown.is_empty() && wrong.len() == known.len(), "{summary}\n{report}");
}

/// The lines that are wrong stand in docs/limits.md, and no others.
#[test]
fn the_page_on_limits_lists_the_lines_that_are_wrong() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/limits.md")).expect("the page");
    let known: BTreeSet<&str> = KNOWN.iter().chain(KNOWN_WITH_LIBRARIES).map(|(line, _)| *line).collect();
    let listed = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let listed: BTreeSet<&str> = listed.map(|(line, _)| line).filter(|line| line.contains(".rs:")).collect();
    assert_eq!(listed, known);
}

/// Summaries of some of the programs' functions, one construct each.
#[test]
fn summaries_say_what_functions_do() {
    let (program, models, outcome) = &*ANALYSED;
    let wanted = [
        "structs::P::set_a",
        "structs::P::a",
        "structs::P::with_b",
        "structs::P::report",
        "structs::last",
        "aliasing::pick",
        "aliasing::copy_into",
        "aliasing::Writer::write",
        "basics::second",
        "basics::constant_result",
        "basics::deep1",
        "control::countdown",
        "enums::get",
        "enums::walk",
        "closures::apply",
        "closures::apply_mut",
        "closures::make",
        "closures::compose",
        "generics::save",
        "generics::load",
        "generics::Wrapper::map",
        "dispatch::dyn_reference",
        "asynchronous::echo",
        "asynchronous::echo::{closure#0}",
        "asynchronous::block_on",
        "sharing::make_shared",
        "sharing::Service::put",
        "statics::store",
        "sanitizers::wrapped_clean",
        "sanitizers::wrapped_clean_for_log",
        "sanitizers::cleans_then_logs",
        "combined::Pool::with",
        "combined::group",
        "combined::render",
    ];
    let texts: Vec<String> = wanted
        .iter()
        .map(|path| {
            let function = program.find(&format!("programs::{path}")).unwrap_or_else(|| panic!("no function {path}"));
            explain(program, &models.kinds, function, &outcome.summaries[function.0 as usize])
        })
        .collect();
    insta::assert_snapshot!(texts.join("\n"));
}

/// Threads and hashes must not show in what is found.
#[test]
fn equal_input_gives_equal_issues() {
    let (_, _, again) = analyse();
    assert!(again.issues == ANALYSED.2.issues, "two runs differ");
}

/// The marks in the programs' files.
fn expected(folder: &Path) -> BTreeMap<Line, (bool, String)> {
    let mut expected = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the programs are there") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a text");
        for (number, line) in (1..).zip(text.lines()) {
            let is_flow = if line.ends_with("// NO FLOW") {
                false
            } else if line.ends_with("// FLOW") {
                true
            } else {
                continue;
            };
            expected.insert((name.clone(), number), (is_flow, line.trim().to_owned()));
        }
    }
    expected
}

/// Compiles the programs and the crates they use, reads what the compiler printed, and runs the engine.
fn analyse() -> (Program, Models, Outcome) {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut tables = Tables::default();
    let neighbour = compile(temporary.path(), "neighbour", "crates/neighbour.rs", &mut tables);
    compile(temporary.path(), "library", "crates/library.rs", &mut Tables::default());
    let programs = compile(temporary.path(), "programs", "programs/lib.rs", &mut tables);
    found_in(Program::new(tables, vec![neighbour, programs]))
}

/// Runs the engine on a program with the marks of the suite.
fn found_in(program: Program) -> (Program, Models, Outcome) {
    let mut models = Models::default();
    shipped_flows(&mut models);
    for krate in program.crates() {
        models.declare_marks(krate, &program.tables).expect("the marks can be read");
    }
    for (path, statement) in [
        ("programs::source", "source Test => return"),
        ("programs::source_number", "source Test => return"),
        ("programs::sink", "sink Test 1"),
        ("programs::sink_number", "sink Test 1"),
        ("programs::sink_any", "sink Test 1"),
        ("programs::log_sink", "sink Log 1"),
        ("programs::clean", "sanitize"),
        ("programs::clean_for_log", "sanitize sinks Log"),
    ] {
        models.declare(path, statement).expect("a statement");
    }
    let rule = |code: &str, sink: &str| Rule::new(code, code, &["Test"], &[sink]);
    let rules = [rule("T0001", "Test"), rule("T0002", "Log")];
    let outcome = run(&program, &models, &rules, Limits::default());
    (program, models, outcome)
}

/// Compiles a crate as `cargo tm taint` does it, and reads what the compiler printed of it.
fn compile(temporary: &Path, crate_name: &str, root: &str, tables: &mut Tables) -> Crate {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows").join(root);
    let (folder, root) = (root.parent().expect("a folder"), root.file_name().expect("a name").to_string_lossy());
    let dump = temporary.join(crate_name);
    let status = Command::new("rustc")
        .current_dir(folder)
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["--edition", "2024", "--crate-type", "lib", "--crate-name", crate_name, "--emit", "metadata", &root])
        .arg("-o")
        .arg(temporary.join(format!("lib{crate_name}.rmeta")))
        .args(["--extern", "neighbour", "--extern", "library", "-L"])
        .arg(temporary)
        .args(FLAGS)
        .arg(format!("-Zdump-mir-dir={}", dump.display()))
        .status()
        .expect("rustc runs");
    assert!(status.success());
    read_dump(&dump, crate_name, folder, &root, tables)
}

/// Reads what the compiler printed of a crate.
fn read_dump(dump: &Path, crate_name: &str, folder: &Path, root: &str, tables: &mut Tables) -> Crate {
    let mut files: Vec<DumpFile> = std::fs::read_dir(dump)
        .expect("a dump")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            DumpFile { name, text: std::fs::read_to_string(&path).expect("a text") }
        })
        .collect();
    files.sort_by(|left, right| left.name.cmp(&right.name));
    let sources = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    read(&Dump { crate_name, renamed: &[], root, files, sources: &sources }, tables).0
}
