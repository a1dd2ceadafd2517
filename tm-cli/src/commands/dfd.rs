//! `cargo tm dfd`: the data-flow diagram.

use clap::{Args, ValueEnum};
use tm_core::render::dfd::{self, DfdOptions};

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Write the data-flow diagram as text for a drawing program
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm dfd | dot -Tsvg > dfd.svg
  cargo tm dfd --format mermaid --colormap -o dfd.mmd
  cargo tm dfd --levels 0")]
pub struct DfdArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// The drawing program
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Draw only elements of these levels; an element without `levels` is on level 0
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',')]
    levels: Vec<u32>,
    /// Colour elements and flows by their worst finding that nobody has decided
    #[arg(long)]
    colormap: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Graphviz
    #[default]
    Dot,
    /// Mermaid
    Mermaid,
    /// PlantUML
    Plantuml,
}

/// Runs the command.
///
/// # Errors
/// When there is no model or several, or the result cannot be written.
pub fn run(args: &DfdArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    if !args.colormap && args.threats.is_given() {
        let error = Misuse("a diagram without colours looks for no threats".into());
        return Err(Failure::new(error).help("add `--colormap`, or leave out the options on threats"));
    }
    let input = input::model(&args.model, shell)?;
    input.warn(args.model.selection.color);
    let analysis = Analysis::new(input, &args.threats)?;
    let levels: Vec<_> = args.levels.iter().map(|level| i64::from(*level)).collect();
    let colours = args.colormap.then_some(&analysis.assessment);
    let options = DfdOptions { levels: &levels, colours };
    let model = &analysis.input.model;
    let text = match args.format {
        Format::Dot => dfd::dot(model, &options),
        Format::Mermaid => dfd::mermaid(model, &options),
        Format::Plantuml => dfd::plantuml(model, &options),
    };
    output::write(args.output.output.as_deref(), &text)?;
    Ok(ExitCode::Clean)
}
