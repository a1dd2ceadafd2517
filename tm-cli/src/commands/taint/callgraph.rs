//! `cargo tm taint callgraph`: which function calls which.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};

use clap::{Args, ValueEnum};
use serde::Serialize;
use tm_taint::graph::{CallGraph, CallSite, How};
use tm_taint::ir::Span;
use tm_taint::{FunctionId, Program};

use super::AnalysisArgs;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::OutputOptions;
use crate::output;
use crate::shell::Shell;
use crate::taint::{CoverageReport, how};

/// Write which function calls which
///
/// Each call has what it may end in, and how that was found: `direct` by its path, `concrete` by the implementation for a type
/// that is known, `parameter` by all implementations that fit a type parameter, `dynamic` by the types that become `dyn`,
/// `bridged` by what the standard library calls in turn, `callable` where a value is called, `foreign` where there is no body.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm taint callgraph -o calls.json
  cargo tm taint callgraph --format dot | dot -Tsvg -o calls.svg")]
pub(super) struct CallgraphArgs {
    #[command(flatten)]
    pub(super) analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// All functions and calls as one JSON document
    #[default]
    Json,
    /// The functions that have a body, for Graphviz
    Dot,
}

pub(super) fn run(args: &CallgraphArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let read = args.analysis.read(shell)?;
    let calls = read.calls();
    let path = args.output.output.as_deref();
    match args.format {
        Format::Json => {
            let document = document(&read.program, &calls);
            output::stream(path, |out| {
                let mut out = BufWriter::new(out);
                serde_json::to_writer_pretty(&mut out, &document)?;
                out.write_all(b"\n").and_then(|()| out.flush())
            })?;
        }
        Format::Dot => output::write(path, &dot(&read.program, &calls))?,
    }
    let coverage = CoverageReport::new(&read, &calls);
    shell.tell(coverage.human());
    Ok(args.analysis.exit_code(&coverage, shell))
}

#[derive(Serialize)]
struct Document<'p> {
    version: u32,
    functions: Vec<Function<'p>>,
    /// What calls may end in that have more than one target: hundreds of calls share hundreds of functions.
    sets: Vec<Vec<&'p str>>,
}

#[derive(Serialize)]
struct Function<'p> {
    path: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'p>>,
    calls: Vec<Call<'p>>,
}

#[derive(Serialize)]
struct Call<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    callee: Option<&'p str>,
    how: &'static str,
    #[serde(flatten)]
    targets: Targets<'p>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    others: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'p>>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Targets<'p> {
    /// One, or none.
    Targets(Vec<&'p str>),
    /// The number of a set.
    OneOf(usize),
}

#[derive(Serialize)]
struct Location<'p> {
    file: &'p str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

fn document<'p>(program: &'p Program, calls: &CallGraph) -> Document<'p> {
    let path = |it: FunctionId| program.text(program.body(it).path);
    let location = |span: Option<Span>| {
        let Span { file, line, column, end_line, end_column } = span?;
        Some(Location { file: program.text(file), line, column, end_line, end_column })
    };
    let mut functions: Vec<Function<'p>> = program
        .functions()
        .map(|it| Function { path: path(it), location: location(program.body(it).span), calls: Vec::new() })
        .collect();
    let paths = |of: &[FunctionId]| of.iter().map(|it| path(*it)).collect();
    let mut sets = Vec::new();
    let mut numbers: HashMap<&[FunctionId], usize> = HashMap::new();
    for site in &calls.sites {
        functions[site.caller.0 as usize].calls.push(Call {
            callee: site.path.map(|it| program.text(it)),
            how: how(site.how),
            targets: match &*site.targets {
                several @ [_, _, ..] => Targets::OneOf(*numbers.entry(several).or_insert_with(|| {
                    sets.push(paths(several));
                    sets.len() - 1
                })),
                one => Targets::Targets(paths(one)),
            },
            others: site.has_others,
            location: location(site.span),
        });
    }
    Document { version: 2, functions, sets }
}

/// One node a function, one edge for all calls from one to another: dashed where only the run decides.
fn dot(program: &Program, calls: &CallGraph) -> String {
    let mut text = String::from("digraph calls {\n  rankdir = LR;\n  node [shape = box];\n");
    for it in program.functions() {
        let _ = writeln!(text, "  f{} [label = {}];", it.0, quoted(program.text(program.body(it).path)));
    }
    let is_certain = |site: &CallSite| matches!(site.how, How::Direct | How::Concrete);
    let mut edges: BTreeMap<(u32, u32), bool> = BTreeMap::new();
    for site in &calls.sites {
        for target in &*site.targets {
            *edges.entry((site.caller.0, target.0)).or_default() |= is_certain(site);
        }
    }
    for ((caller, callee), is_certain) in edges {
        let style = if is_certain { "" } else { " [style = dashed]" };
        let _ = writeln!(text, "  f{caller} -> f{callee}{style};");
    }
    text + "}\n"
}

/// A text as Graphviz reads it back.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
