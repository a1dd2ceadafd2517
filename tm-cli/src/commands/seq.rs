//! `cargo tm seq`: the sequence diagram.

use clap::{Args, ValueEnum};
use tm_core::render::sequence;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Write the sequence diagram as text for a drawing program
///
/// Flows come as they are declared, a reply right behind its request. `model! { is_ordered = true }` numbers them, and
/// `order = 3` on a flow moves it.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm seq | plantuml -tsvg -pipe > seq.svg
  cargo tm seq --format mermaid -o seq.mmd")]
pub struct SeqArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// The drawing program
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// PlantUML
    #[default]
    Plantuml,
    /// Mermaid
    Mermaid,
}

/// Runs the command.
///
/// # Errors
/// When there is no model or several, or the result cannot be written.
pub fn run(args: &SeqArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let input = input::model(&args.model, shell)?;
    input.warn(args.model.selection.color);
    let text = match args.format {
        Format::Plantuml => sequence::plantuml(&input.model),
        Format::Mermaid => sequence::mermaid(&input.model),
    };
    output::write(args.output.output.as_deref(), &text)?;
    Ok(ExitCode::Clean)
}
