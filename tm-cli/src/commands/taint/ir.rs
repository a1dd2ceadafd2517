//! `cargo tm taint ir`: what was read of a function.

use clap::Args;
use tm_diagnostic::nearest;
use tm_taint::Program;
use tm_taint::ir::{Body, Symbol, text};

use super::AnalysisArgs;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::OutputOptions;
use crate::output;
use crate::shell::Shell;
use crate::taint::CoverageReport;

/// Print the intermediate representation of functions
///
/// It is what the analysis knows of them: blocks of statements, calls with what they call, and where each stands.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm taint ir post_comment                  all whose path ends with it, else all whose path contains it
  cargo tm taint ir 'web::main::{closure#0}'
  cargo tm taint ir -p web -o web.ir              the whole crate, with its types and impl blocks")]
pub(super) struct IrArgs {
    /// The function: its path, or the end or a part of it [default: all]
    path: Option<String>,
    /// Leave out places in the source, and the types of functions that are called
    #[arg(long)]
    brief: bool,
    #[command(flatten)]
    pub(super) analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputOptions,
}

pub(super) fn run(args: &IrArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let read = args.analysis.read(shell)?;
    let program = &read.program;
    let detail = if args.brief { text::Detail::Brief } else { text::Detail::Whole };
    let printed: Vec<String> = match &args.path {
        None => program.crates().iter().map(|it| text::print(it, &program.tables, detail)).collect(),
        Some(path) => {
            let bodies = bodies(program, path)?;
            bodies.into_iter().map(|it| text::print_body(it, &program.tables, detail)).collect()
        }
    };
    output::write(args.output.output.as_deref(), &printed.join("\n"))?;
    let coverage = CoverageReport::new(&read, &read.calls());
    shell.tell(coverage.human());
    Ok(args.analysis.exit_code(&coverage, shell))
}

/// The bodies that `wanted` names: by their path, else by its end, else by a part of it.
fn bodies<'p>(program: &'p Program, wanted: &str) -> Result<Vec<&'p Body>, Failure> {
    let all = || program.crates().iter().flat_map(|it| &it.bodies);
    let path = |it: Symbol| program.text(it);
    let is_end = |it: &str| it.strip_suffix(wanted).is_some_and(|rest| rest.ends_with("::"));
    let kinds: [&dyn Fn(&str) -> bool; 3] = [&|it| it == wanted, &is_end, &|it| it.contains(wanted)];
    let found = kinds.into_iter().map(|fits| all().filter(|it| fits(path(it.path))).collect::<Vec<_>>());
    if let Some(found) = found.into_iter().find(|it| !it.is_empty()) {
        return Ok(found);
    }
    let error = Failure::new(Misuse(format!("no function's path contains `{wanted}`")));
    let last = |it: &'p str| it.rsplit("::").next().unwrap_or(it);
    let paths: Vec<&str> = all().map(|it| path(it.path)).collect();
    let near = nearest(wanted, paths.iter().copied().chain(paths.iter().map(|it| last(it))));
    Err(match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("`cargo tm taint ir` prints all of them"),
    })
}
