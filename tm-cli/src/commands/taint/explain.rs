//! `cargo tm taint explain`: what is known of a function.

use std::collections::HashSet;
use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde::Serialize;
use tm_taint::Program;
use tm_taint::analysis::{As, Description, Fact, How, Propagation, describe, describe_model};
use tm_taint::ir::Span;
use tm_taint::model::{Provenance, Statement};
use tm_taint::report::conditions;

use super::judged::{Analysed, DecisionArgs};
use super::{AnalysisArgs, named};
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::OutputOptions;
use crate::output;
use crate::shell::Shell;
use crate::taint::CoverageReport;

/// Show what is known of a function: the sources and sinks in it, and what flows through it
///
/// It is what callers of the function rest on. `a => b` is the value itself, `a -> b` something made of it, `&a => b` a reference to it;
/// `*a` is what a reference leads to, `a[..]` any element, `a::Some.0` the payload of a variant. Of a function without a body it is
/// what is declared of it.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm taint explain post_comment
  cargo tm taint explain std::vec::Vec::push
  cargo tm taint explain 'web::main::{closure#0}' --format json")]
pub(super) struct ExplainArgs {
    /// The function: its path, or the end or a part of it
    #[arg(value_name = "FUNCTION")]
    path: String,
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
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
}

pub(super) fn run(args: &ExplainArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let read = args.analysis.read(shell)?;
    let analysed = Analysed::new(&read, &DecisionArgs::default(), false)?;
    let description = description(&read.program, &analysed, &args.path)?;
    let text = match args.format {
        Format::Human => human(&read.program, &description),
        Format::Json => {
            serde_json::to_string_pretty(&document(&read.program, &description)).map_err(Failure::new)? + "\n"
        }
    };
    output::write(args.output.output.as_deref(), &text)?;
    let coverage = CoverageReport::new(&read, &read.calls());
    Ok(args.analysis.exit_code(&coverage, shell))
}

/// What is known of the one function that `wanted` names.
fn description(program: &Program, analysed: &Analysed, wanted: &str) -> Result<Description, Failure> {
    let mut functions = named::functions(program, wanted);
    // A library is there twice with `--tests`: as it is, and with its unit tests.
    let mut paths = HashSet::new();
    functions.retain(|it| paths.insert(program.body(*it).path));
    match functions[..] {
        [function] => return Ok(describe(program, &analysed.models, &analysed.outcome, function)),
        [] => {}
        _ => return Err(several(wanted, functions.iter().map(|it| program.text(program.body(*it).path)))),
    }
    let declared: Vec<_> = analysed.models.functions().map(|(path, _)| (path, path)).collect();
    match &named::fitting(wanted, &declared)[..] {
        [path] => Ok(describe_model(&analysed.models, path).unwrap_or_default()),
        [] => {
            let paths = declared.iter().map(|(path, _)| *path);
            Err(named::unknown(program, wanted, paths, "`cargo tm taint ir` prints all functions"))
        }
        paths => Err(several(wanted, paths.iter().copied())),
    }
}

fn several<'p>(wanted: &str, paths: impl Iterator<Item = &'p str>) -> Failure {
    const SHOWN: usize = 20;
    let paths: Vec<&str> = paths.collect();
    let mut text =
        format!("write more of the path of one of them:\n  {}", paths[..paths.len().min(SHOWN)].join("\n  "));
    if paths.len() > SHOWN {
        let _ = write!(text, "\n  and {} more", paths.len() - SHOWN);
    }
    Failure::new(Misuse(format!("`{wanted}` names {} functions", paths.len()))).help(text)
}

fn human(program: &Program, it: &Description) -> String {
    let mut text = it.path.clone();
    if it.span.is_some() {
        text = format!("{text}({})\n  at {}", it.parameters.join(", "), place(program, it.span));
    }
    text.push('\n');
    let mut section = |name: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = write!(text, "\n{name}\n");
            lines.iter().for_each(|line| _ = writeln!(text, "  {line}"));
        }
    };
    let by = match it.provenance {
        Provenance::Shipped => "declared of it, by what comes with the program",
        Provenance::Generated => "declared of it, by a program",
        Provenance::Manual => "declared of it",
    };
    section(by, it.declared.iter().map(meaning).collect());
    let fact = |it: &Fact| {
        let by = match (&it.by, it.span) {
            (None, _) => "declared".to_owned(),
            (Some(by), None) => format!("`{by}`"),
            (Some(by), span) => format!("`{by}`, {}", place(program, span)),
        };
        format!("{}: {}, {by}{}", it.at, it.kind, conditions(&it.how))
    };
    section("sources", it.sources.iter().map(fact).collect());
    section("sinks", it.sinks.iter().map(fact).collect());
    let flow = |it: &Propagation| {
        let (arrow, reference) = match it.as_what {
            As::Value => ("=>", ""),
            As::MadeOf => ("->", ""),
            As::Reference => ("=>", "&"),
        };
        format!("{reference}{} {arrow} {}{}", it.from, it.to, conditions(&it.how))
    };
    section("flows", it.flows.iter().map(flow).collect());
    section("calls that callers decide", it.calls.clone());
    let is_silent = [it.sources.len(), it.sinks.len(), it.flows.len(), it.calls.len(), it.declared.len()] == [0; 5];
    if is_silent {
        text.push_str("\nnothing in it concerns its callers: no source, no sink, no flow\n");
    }
    text
}

/// A statement as models have it, with a word on those that need one.
fn meaning(statement: &Statement) -> String {
    match statement {
        Statement::Opaque => "opaque: nothing flows through it but what is declared".to_owned(),
        Statement::Trust => "trust: its body is not looked at".to_owned(),
        other => other.to_string(),
    }
}

fn place(program: &Program, span: Option<Span>) -> String {
    span.map_or_else(String::new, |it| format!("{}:{}:{}", program.text(it.file), it.line, it.column))
}

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    path: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'d>>,
    parameters: &'d [String],
    declared: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declared_by: Option<&'static str>,
    sources: Vec<FactDocument<'d>>,
    sinks: Vec<FactDocument<'d>>,
    flows: Vec<FlowDocument<'d>>,
    calls: &'d [String],
}

#[derive(Serialize)]
struct FactDocument<'d> {
    at: &'d str,
    kind: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'d>>,
    #[serde(flatten)]
    how: HowDocument<'d>,
}

#[derive(Serialize)]
struct FlowDocument<'d> {
    from: &'d str,
    to: &'d str,
    r#as: &'static str,
    #[serde(flatten)]
    how: HowDocument<'d>,
}

#[derive(Serialize)]
struct HowDocument<'d> {
    without_sources: &'d [String],
    without_sinks: &'d [String],
    always: &'d [String],
    sometimes: &'d [String],
}

#[derive(Serialize)]
struct Location<'d> {
    file: &'d str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

fn document<'d>(program: &'d Program, it: &'d Description) -> Document<'d> {
    let location = |span: Option<Span>| {
        let Span { file, line, column, end_line, end_column } = span?;
        Some(Location { file: program.text(file), line, column, end_line, end_column })
    };
    let how = |it: &'d How| HowDocument {
        without_sources: &it.without_sources,
        without_sinks: &it.without_sinks,
        always: &it.always,
        sometimes: &it.sometimes,
    };
    let fact = |it: &'d Fact| FactDocument {
        at: &it.at,
        kind: &it.kind,
        by: it.by.as_deref(),
        location: location(it.span),
        how: how(&it.how),
    };
    let flow = |it: &'d Propagation| FlowDocument {
        from: &it.from,
        to: &it.to,
        r#as: match it.as_what {
            As::Value => "value",
            As::MadeOf => "made_of",
            As::Reference => "reference",
        },
        how: how(&it.how),
    };
    let declared_by = match it.provenance {
        Provenance::Manual => "person",
        Provenance::Generated => "program",
        Provenance::Shipped => "shipped",
    };
    Document {
        version: 1,
        path: &it.path,
        location: location(it.span),
        parameters: &it.parameters,
        declared: it.declared.iter().map(ToString::to_string).collect(),
        declared_by: (!it.declared.is_empty()).then_some(declared_by),
        sources: it.sources.iter().map(fact).collect(),
        sinks: it.sinks.iter().map(fact).collect(),
        flows: it.flows.iter().map(flow).collect(),
        calls: &it.calls,
    }
}
