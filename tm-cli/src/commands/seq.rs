//! `cargo tm seq`: the sequence diagram.

use clap::{Args, ValueEnum};
use tm_core::model::Model;
use tm_core::render::picture::{Frame, Marks};
use tm_core::render::sequence::{self, SequenceOptions};

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output, png};

/// Draw the sequence diagram, or write it as text for a drawing program
///
/// Flows come as they are declared, a reply right behind its request. `model! { is_ordered = true }` numbers them, and
/// `order = 3` on a flow moves it.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm seq -o seq.svg
  cargo tm seq --colormap -o seq.svg
  cargo tm seq --format mermaid -o seq.mmd
  cargo tm seq --format plantuml | plantuml -tsvg -pipe > seq.svg")]
pub struct SeqArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// The picture, or text for a drawing program
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Colour participants and messages by their worst finding that nobody has decided; in pictures only
    #[arg(long)]
    colormap: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A picture, with its font
    #[default]
    Svg,
    /// The picture in pixels
    Png,
    /// PlantUML
    Plantuml,
    /// Mermaid
    Mermaid,
}

/// Runs the command.
///
/// # Errors
/// When there is no model or several, or the result cannot be written.
pub fn run(args: &SeqArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    if args.colormap && !matches!(args.format, Format::Svg | Format::Png) {
        let error = Misuse("only the pictures of a sequence diagram have colours".into());
        return Err(Failure::new(error).help("leave out `--colormap`, or `--format`"));
    }
    if !args.colormap && args.threats.is_given() {
        let error = Misuse("a diagram without colours looks for no threats".into());
        return Err(Failure::new(error).help("add `--colormap`, or leave out the options on threats"));
    }
    let input = input::model(&args.model, shell)?;
    input.warn(args.model.selection.color);
    if args.colormap {
        let analysis = Analysis::new(input, &args.threats)?;
        write(args, &analysis.input.model, Some(&Marks::new(&analysis.assessment)), shell)?;
    } else {
        write(args, &input.model, None, shell)?;
    }
    Ok(ExitCode::Clean)
}

fn write(args: &SeqArgs, model: &Model, colours: Option<&Marks>, shell: &mut Shell) -> Result<(), Failure> {
    let svg = |frame| sequence::svg(model, &SequenceOptions { colours }, frame);
    let path = args.output.output.as_deref();
    match args.format {
        Format::Svg => output::write(path, &svg(Frame::File)),
        Format::Png => png::write(path, &svg(Frame::Pixels), shell),
        Format::Plantuml => output::write(path, &sequence::plantuml(model)),
        Format::Mermaid => output::write(path, &sequence::mermaid(model)),
    }
}
