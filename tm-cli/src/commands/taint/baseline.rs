//! `cargo tm taint baseline`: the issues that are there, to be known from now on.

use clap::Args;

use super::AnalysisArgs;
use super::judged::{Analysed, DecisionArgs};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::OutputOptions;
use crate::output;
use crate::shell::Shell;

/// Write down the issues that are there, so that only what is new counts
///
/// Decided and allowed issues are left out. An issue is known by its id, which survives moved lines. Commit the file, and hand it
/// to `cargo tm taint` with `--baseline`.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm taint baseline -o taint-baseline.json
  cargo tm taint -D high --baseline taint-baseline.json")]
pub(super) struct BaselineArgs {
    #[command(flatten)]
    pub(super) analysis: AnalysisArgs,
    #[command(flatten)]
    decisions: DecisionArgs,
    #[command(flatten)]
    output: OutputOptions,
}

pub(super) fn run(args: &BaselineArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let read = args.analysis.read(shell)?;
    let analysed = Analysed::new(&read, &args.decisions, args.analysis.is_whole())?;
    output::write(args.output.output.as_deref(), &analysed.undecided().text())?;
    Ok(ExitCode::Clean)
}
