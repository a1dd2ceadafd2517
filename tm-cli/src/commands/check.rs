//! `cargo tm check`: the gate.

use clap::{Args, ValueEnum};
use tm_core::evaluate::Certainty;
use tm_core::render;
use tm_diagnostic::Level;

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Check the model and say what threatens it
///
/// Faults of the model's text and confirmed findings are shown at the annotated code, as the compiler shows its own.
/// Exit code 1 means that the model's text has an error; findings alone never fail a check. A finding is decided where
/// the element is annotated: `expect(INP05, reason = "…")`.
#[derive(Args, Debug)]
#[command(
    after_long_help = "Exit codes: 0 nothing is wrong with the model, 1 the model has an error, 2 there is no result.

Examples:
  cargo tm check
  cargo tm check -p web --format json -o check.json
  cargo tm check --add-threats threats/*.toml"
)]
pub struct CheckArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, as the compiler does
    #[default]
    Human,
    /// Diagnostics and findings as one JSON document
    Json,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, or the result cannot be written.
pub fn run(args: &CheckArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let library = input::library(&args.threats)?;
    let inputs = input::models(&args.model, shell)?;
    let analyses = inputs.into_iter().map(|input| Analysis::new(input, &library, &args.threats));
    let analyses = analyses.collect::<Result<Vec<_>, _>>()?;
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => {
            let style = match path {
                Some(_) => tm_diagnostic::render::Style::Plain,
                None => input::style(args.model.selection.color, &std::io::stdout()),
            };
            let texts: Vec<_> = analyses.iter().map(|analysis| human(analysis, style)).collect();
            output::write(path, &texts.join("\n"))?;
        }
        Format::Json => {
            let checked = analyses.iter().map(|it| render::Checked {
                name: &it.input.name,
                model: &it.input.model,
                library: it.library,
                assessment: &it.assessment,
                diagnostics: &it.diagnostics,
            });
            output::stream(path, |out| render::check_json(out, checked))?;
        }
    }
    let denied = analyses.iter().flat_map(|it| &it.diagnostics).any(|it| it.level == Level::Error);
    Ok(if denied { ExitCode::Denied } else { ExitCode::Clean })
}

fn human(analysis: &Analysis<'_>, style: tm_diagnostic::render::Style) -> String {
    let Analysis { input, library, assessment, diagnostics, .. } = analysis;
    let mut shown = diagnostics.clone();
    let confirmed = assessment.open(Certainty::Confirmed);
    shown.extend(confirmed.map(|it| render::finding_diagnostic(&input.model, library, it, it.is_denied(false))));
    let mut text = input.show(&shown, style);
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&render::check_summary(&input.name, assessment, diagnostics));
    if assessment.open(Certainty::Potential).next().is_some() {
        text.push_str("  = help: `cargo tm findings` lists them all; `cargo tm report` has the questions that decide the potential ones\n");
    }
    text
}
