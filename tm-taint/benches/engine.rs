//! Times reading and analysing programs, apart from the compiler: CPU seconds of all threads, the best of five runs.
//!
//! ```text
//! cargo bench -p threat-model-taint --bench engine -- target/debug/deps/web-*.tmir
//! ```
//!
//! The files are what `cargo tm taint` keeps; all of them together are one program. Beside the models and rules that come with the engine,
//! what is printed is a sink and what programs are called with a source, so that there is something to find in any of them.

#![expect(clippy::print_stdout, reason = "a bench shows its figures")]

use std::fs;

use tm_taint::Program;
use tm_taint::analysis::{Limits, run};
use tm_taint::ir::{Tables, binary, link};
use tm_taint::model::{Models, Rule, RuleSet, shipped};

const RUNS: usize = 5;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|it| it.ends_with(".tmir")).collect();
    if files.is_empty() {
        println!("skipped: no .tmir file is named");
        return;
    }
    let bytes: Vec<Vec<u8>> = files.iter().map(|path| fs::read(path).expect("the file can be read")).collect();
    let (mut reading, mut analysing) = (f64::MAX, f64::MAX);
    let mut found = String::new();
    for _ in 0..RUNS {
        let start = cpu_seconds();
        let program = read(&bytes);
        let (models, rules) = models();
        let read = cpu_seconds();
        let outcome = run(&program, &models, &rules, Limits::default());
        analysing = analysing.min(cpu_seconds() - read);
        reading = reading.min(read - start);
        found = format!("{:?}, {} issues", outcome.statistics, outcome.issues.len());
    }
    println!("reading {reading:.2} s CPU, analysing {analysing:.2} s CPU, {}\n{found}", peak());
}

fn read(files: &[Vec<u8>]) -> Program {
    let mut tables = Tables::default();
    let content = |bytes: &[u8]| bytes.windows(4).position(|it| it == b"TMIR").expect("a file of this version");
    let mut crates: Vec<_> = files
        .iter()
        .map(|bytes| binary::read(&bytes[content(bytes)..], &mut tables).expect("a file of this version"))
        .collect();
    link(&mut crates, &mut tables);
    Program::new(tables, crates)
}

fn models() -> (Models, Vec<Rule>) {
    let mut models = Models::default();
    shipped(&mut models);
    for (path, statement) in [
        ("std::env::args", "source UserInput => return.elem"),
        ("std::io::_print", "sink Log 1"),
        ("std::io::_eprint", "sink Log 1"),
    ] {
        models.declare(path, statement).expect("a statement");
    }
    let mut rules = RuleSet::shipped().rules;
    rules.push(Rule::new("T9999", "what is printed", &["UserInput"], &["Log"]));
    (models, rules)
}

/// What the process has used up, in hundredths of a second.
fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").expect("a system with /proc");
    let fields: Vec<&str> = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    [11, 12].into_iter().filter_map(|at| fields.get(at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn peak() -> String {
    let text = fs::read_to_string("/proc/self/status").expect("a system with /proc");
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    format!("at most {}", line.unwrap_or("? kB").trim())
}
