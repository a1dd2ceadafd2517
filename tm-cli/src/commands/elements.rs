//! `cargo tm elements`: what the model is made of.

use clap::Args;
use tm_core::render;

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// List the elements of the model
///
/// One line each: id, class, name, boundary, whether it is in scope, how many findings nobody has decided, and where it
/// is written. The ids are what `explain --on` takes.
#[derive(Args, Debug)]
pub struct ElementsArgs {
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
/// When there is no model or several, or the result cannot be written.
pub fn run(args: &ElementsArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let input = input::model(&args.model, shell)?;
    input.warn(args.model.selection.color);
    let analysis = Analysis::new(input, &args.threats)?;
    let text = render::elements(&analysis.input.model, &analysis.assessment);
    output::write(args.output.output.as_deref(), &text)?;
    Ok(ExitCode::Clean)
}
