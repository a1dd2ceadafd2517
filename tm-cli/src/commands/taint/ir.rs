//! `cargo tm taint ir`: what was read of a function.

use clap::Args;
use tm_taint::ir::text;

use super::{AnalysisArgs, named};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
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
            let functions = named::functions(program, path);
            if functions.is_empty() {
                return Err(named::unknown(program, path, [], "`cargo tm taint ir` prints all of them"));
            }
            functions.into_iter().map(|it| text::print_body(program.body(it), &program.tables, detail)).collect()
        }
    };
    output::write(args.output.output.as_deref(), &printed.join("\n"))?;
    let coverage = CoverageReport::new(&read, &read.calls());
    shell.tell(coverage.human());
    Ok(args.analysis.exit_code(&coverage, shell))
}
