//! `cargo tm model`: the model as data.

use clap::{Args, ValueEnum};
use tm_core::render;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Write the model as JSON
///
/// The document holds what was stated, with the place of each statement, and is read back by `--from tm FILE`.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm model -o model.json
  cargo tm report --from tm model.json -o report.html
  cargo tm check --from tm web.json --from tm billing.json      one model of two repositories")]
pub struct ModelArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// The model JSON
    #[default]
    Json,
}

/// Runs the command.
///
/// # Errors
/// When there is no model or several, or the result cannot be written.
pub fn run(args: &ModelArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let input = input::model(&args.model, shell)?;
    input.warn(args.model.selection.color);
    let text = match args.format {
        Format::Json => render::model_json(&input.model),
    };
    output::write(args.output.output.as_deref(), &text)?;
    Ok(ExitCode::Clean)
}
