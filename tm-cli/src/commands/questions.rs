//! `cargo tm questions`: what to state next.

use clap::{Args, ValueEnum};
use tm_core::ask::{self, Question};
use tm_core::model::Target;
use tm_core::render::{self, Asked};

use crate::analysis::Analysis;
use crate::commands::explain::find;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// List what to state next, and what each answer would decide
///
/// A question is about one attribute, and names everything it is asked of. An answer decides a potential finding when,
/// once it is written, the finding is confirmed or gone. The question whose answers decide most on average comes first,
/// with what to write and where. What an answer reveals are findings that there are not yet; they do not count in the order.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm questions
  cargo tm questions --on post_comment -n 3
  cargo tm questions --format json -o questions.json")]
pub struct QuestionsArgs {
    /// Only what is asked of this element, flow, boundary or data, or decides findings on it, by id or name
    #[arg(long, value_name = "ELEMENT")]
    on: Option<String>,
    /// How many to show [default: 10; as JSON all]
    #[arg(short = 'n', long, value_name = "COUNT")]
    count: Option<usize>,
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
    /// The question, what to write where, and what each answer decides
    #[default]
    Human,
    /// One JSON document
    Json,
}

/// Without `-n` people are shown so many.
const SHOWN: usize = 10;

/// Runs the command.
///
/// # Errors
/// When there is no model, the element is unknown, or the result cannot be written.
pub fn run(args: &QuestionsArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let inputs = match args.on {
        Some(_) => vec![input::model(&args.model, shell)?],
        None => input::models(&args.model, shell)?,
    };
    inputs.iter().for_each(|input| input.warn(args.model.selection.color));
    let mut asked = Vec::new();
    for input in inputs {
        let on = args.on.as_deref().map(|name| find(&input.model, name)).transpose()?;
        let analysis = Analysis::new(input, &args.threats)?;
        let mut questions = ask::questions(&analysis.input.model, &analysis.library, &analysis.assessment);
        questions.retain(|it| on.is_none_or(|on| is_about(&analysis, it, on)));
        asked.push((analysis, questions));
    }
    let notation = args.model.notation();
    let models = asked.iter().map(|(analysis, questions)| Asked {
        name: &analysis.input.name,
        evaluated: analysis.evaluated(),
        questions,
        notation,
    });
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => {
            let texts: Vec<_> = models.map(|it| render::questions(it, args.count.unwrap_or(SHOWN))).collect();
            output::write(path, &texts.join("\n"))?;
        }
        Format::Json => {
            let count = args.count.unwrap_or(usize::MAX);
            output::stream(path, |out| render::questions_json(out, models, count))?;
        }
    }
    Ok(ExitCode::Clean)
}

/// Whether a question is asked of `on`, or decides or reveals a finding there.
fn is_about(analysis: &Analysis, question: &Question, on: Target) -> bool {
    let is_on = |index: &usize| analysis.assessment.findings[*index].finding.target == on;
    question.target == on
        || question.decidable().iter().any(is_on)
        || question.revealable().iter().any(|(_, target)| *target == on)
}
