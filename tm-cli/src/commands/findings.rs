//! `cargo tm findings`: every finding, one a line or as JSON.

use clap::{Args, ValueEnum};
use tm_core::render;

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// List what threatens the model
///
/// Confirmed findings follow from what was stated alone; potential ones also rest on what nobody has stated: state it,
/// and they are confirmed or gone. Without `--format json` there is one line a finding, the worst first.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm findings
  cargo tm findings --exclude INP05,DO02
  cargo tm findings --format json -o findings.json
`cargo tm explain INP05 --on web` says what one of them rests on.")]
pub struct FindingsArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// One finding a line
    #[default]
    Human,
    /// One JSON document
    Json,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, or the result cannot be written.
pub fn run(args: &FindingsArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let inputs = input::models(&args.model, shell)?;
    inputs.iter().for_each(|input| input.warn(args.model.selection.color));
    let analyses = Analysis::all(inputs, &args.threats)?;
    let evaluated: Vec<_> = analyses.iter().map(Analysis::evaluated).collect();
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => output::write(path, &render::findings_text(&evaluated))?,
        Format::Json => output::stream(path, |out| render::findings_json(out, &evaluated))?,
    }
    // The process ends here; to free a large model bit by bit first takes a tenth of the whole run.
    std::mem::forget(analyses);
    Ok(ExitCode::Clean)
}
