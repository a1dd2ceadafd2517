//! `cargo tm dfd`: the data-flow diagram.

use clap::{Args, ValueEnum};
use tm_core::model::Model;
use tm_core::render::dfd::{self, Details, DfdOptions, View};
use tm_core::render::picture::{Frame, Marks};

use super::explain::find;
use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::layout::Elk;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output, png};

/// Draw the data-flow diagram, or write it as text for a drawing program
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm dfd -o dfd.svg
  cargo tm dfd --colormap --show protocol,data -o dfd.svg
  cargo tm dfd --overview -o overview.svg
  cargo tm dfd --of guestbook::Web --format mermaid
  cargo tm dfd --format dot --levels 0 | dot -Tpng > dfd.png")]
pub struct DfdArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// A picture, or a text for a drawing program
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Draw outermost boundaries as boxes, with the flows between them
    #[arg(long, conflicts_with = "of")]
    overview: bool,
    /// Draw only this: a boundary with what stands in it, or an element, a flow or data with its neighbours
    #[arg(long, value_name = "ID|NAME")]
    of: Option<String>,
    /// Draw only elements of these levels; an element without `levels` is on level 0
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',')]
    levels: Vec<u32>,
    /// Colour elements and flows by their worst finding that nobody has decided
    #[arg(long)]
    colormap: bool,
    /// Say more on flows than their names
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT,…")]
    show: Vec<Show>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Show {
    /// The protocol
    Protocol,
    /// The data that they carry
    Data,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A picture for browsers
    #[default]
    Svg,
    /// A picture in pixels
    Png,
    /// Graphviz
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
    if args.colormap {
        let analysis = Analysis::new(input, &args.threats)?;
        write(args, &analysis.input.model, Some(&Marks::new(&analysis.assessment)), shell)?;
    } else {
        write(args, &input.model, None, shell)?;
    }
    Ok(ExitCode::Clean)
}

fn write(args: &DfdArgs, model: &Model, colours: Option<&Marks>, shell: &mut Shell) -> Result<(), Failure> {
    let levels: Vec<_> = args.levels.iter().map(|level| i64::from(*level)).collect();
    let details = Details { protocol: args.show.contains(&Show::Protocol), data: args.show.contains(&Show::Data) };
    let options = DfdOptions { view: view(args, model)?, levels: &levels, colours, details };
    let text = match args.format {
        Format::Png => {
            let svg = dfd::svg(model, &options, &Elk, Frame::Pixels).map_err(Failure::new)?;
            return png::write(args.output.output.as_deref(), &svg, shell);
        }
        Format::Svg => dfd::svg(model, &options, &Elk, Frame::File).map_err(Failure::new)?,
        Format::Dot => dfd::dot(model, &options),
        Format::Mermaid => dfd::mermaid(model, &options),
        Format::Plantuml => dfd::plantuml(model, &options),
    };
    output::write(args.output.output.as_deref(), &text)
}

/// The part of the model that is asked for.
fn view(args: &DfdArgs, model: &Model) -> Result<View, Failure> {
    Ok(match &args.of {
        Some(name) => View::Around(find(model, name)?),
        None if args.overview => View::Overview,
        None => View::Everything,
    })
}
