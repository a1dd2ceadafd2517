//! `cargo tm baseline`: the findings that are there, to be known from now on.

use clap::Args;
use tm_core::decide::Decision;
use tm_diagnostic::Baseline;

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Write down the findings that are there, so that only what is new counts
///
/// Decided and allowed findings are left out. A finding is known by its id, which survives moved lines and the renaming
/// of other things. Commit the file, and hand it to `check` with `--baseline`.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm baseline -o tm-baseline.json
  cargo tm check -D high --baseline tm-baseline.json")]
pub struct BaselineArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, or the result cannot be written.
pub fn run(args: &BaselineArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let inputs = input::models(&args.model, shell)?;
    inputs.iter().for_each(|input| input.warn(args.model.selection.color));
    let analyses = Analysis::all(inputs, &args.threats)?;
    let is_undecided = |decision: &Decision| matches!(decision, Decision::Open | Decision::Known);
    let ids = analyses.iter().flat_map(|analysis| {
        let undecided = analysis.assessment.findings.iter().filter(|it| is_undecided(&it.decision));
        undecided.map(|it| it.finding.id(&analysis.input.model, &analysis.library))
    });
    let baseline: Baseline = ids.collect();
    output::write(args.output.output.as_deref(), &baseline.text())?;
    Ok(ExitCode::Clean)
}
