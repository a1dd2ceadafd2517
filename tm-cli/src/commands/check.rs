//! `cargo tm check`: the gate.

use clap::{Args, ValueEnum};
use tm_core::decide::Assessed;
use tm_core::evaluate::Certainty;
use tm_core::render;
use tm_diagnostic::Level;

use crate::analysis::{self, Analysis};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Check the model and say what threatens it
///
/// Faults of the model's text and confirmed findings are shown at the annotated code, as the compiler shows its own.
/// Without configuration findings only warn, and exit code 1 means that the model's text has an error. What is denied, with
/// `-D` or in tm.toml, fails the check when it is confirmed and nobody has decided it. A finding is decided where the element
/// is annotated: `expect(INP05, reason = "…")`.
#[derive(Args, Debug)]
#[command(
    after_long_help = "Exit codes: 0 nothing is denied, 1 a finding is denied or the model has an error, 2 there is no result.

Examples:
  cargo tm check
  cargo tm check -D high -A INP05 --baseline tm-baseline.json
  cargo tm check -p web --format json -o check.json
  cargo tm check --add-threats threats/*.toml"
)]
pub struct CheckArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    /// Let findings that rest on what nobody has stated fail the check too
    #[arg(long, help_heading = "Threats")]
    deny_potential: bool,
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
    let mut analyses = Analysis::all(input::models(&args.model, shell)?, &args.threats)?;
    if args.model.selection.package.is_empty() {
        analysis::add_loose_ends(&mut analyses);
    }
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => {
            let style = match path {
                Some(_) => tm_diagnostic::render::Style::Plain,
                None => input::style(args.model.selection.color, &std::io::stdout()),
            };
            let texts: Vec<_> = analyses.iter().map(|it| human(it, args.deny_potential, style)).collect();
            output::write(path, &texts.join("\n"))?;
        }
        Format::Json => {
            let checked = analyses.iter().map(|it| render::Checked {
                name: &it.input.name,
                evaluated: it.evaluated(),
                diagnostics: &it.diagnostics,
            });
            output::stream(path, |out| render::check_json(out, checked))?;
        }
    }
    let is_denied = analyses.iter().any(|analysis| {
        analysis.diagnostics.iter().any(|it| it.level == Level::Error)
            || analysis.assessment.findings.iter().any(|it| it.is_denied(args.deny_potential))
    });
    Ok(if is_denied { ExitCode::Denied } else { ExitCode::Clean })
}

fn human(analysis: &Analysis, deny_potential: bool, style: tm_diagnostic::render::Style) -> String {
    let Analysis { input, library, assessment, diagnostics, .. } = analysis;
    let mut shown = diagnostics.clone();
    let is_shown = |it: &&Assessed| {
        it.is_denied(deny_potential) || it.decision.is_open() && it.finding.certainty == Certainty::Confirmed
    };
    let findings = assessment.findings.iter().filter(is_shown);
    shown
        .extend(findings.map(|it| render::finding_diagnostic(&input.model, library, it, it.is_denied(deny_potential))));
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
