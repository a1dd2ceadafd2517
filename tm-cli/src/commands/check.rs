//! `cargo tm check`: the gate.

use std::cmp::Reverse;
use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use tm_core::ask;
use tm_core::decide::Assessed;
use tm_core::evaluate::Certainty;
use tm_core::render::{self, Asked, Notation};
use tm_diagnostic::Level;

use crate::analysis::{self, Analysis};
use crate::cargo_messages::CargoMessages;
use crate::commands::stale;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::project::CompilerMessages;
use crate::shell::Shell;
use crate::{input, output, repository};

/// Check the model and say what threatens it
///
/// Faults of the model's text and confirmed findings are shown at the annotated code, as the compiler shows its own;
/// then what to state next, because that decides most of the potential ones.
///
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
  cargo tm check --format sarif -o tm.sarif
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
    /// Also say where the code is newer than its annotation by more than so many days; `-D stale` makes it an error
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..), help_heading = "History")]
    stale_days: Option<i64>,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, as the compiler does
    #[default]
    Human,
    /// Diagnostics and findings as one JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Commands of GitHub Actions, which annotate the changed lines
    Github,
    /// The compiler's messages and ours, as `cargo check --message-format=json` writes them, for editors
    CargoJson,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, or the result cannot be written.
pub fn run(args: &CheckArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    match args.format {
        Format::CargoJson if !args.model.from.is_empty() => {
            let error = Misuse("`--format cargo-json` is about what cargo builds, and `--from` builds nothing".into());
            Err(Failure::new(error).help("`--format json` and `--format sarif` take model files"))
        }
        Format::CargoJson => {
            let mut stream = CargoMessages::to(args.output.output.as_deref());
            let result = check(args, shell, Some(&mut stream));
            stream.finish(matches!(result, Ok(ExitCode::Clean)))?;
            result
        }
        _ => check(args, shell, None),
    }
}

fn check(args: &CheckArgs, shell: &mut Shell, mut stream: Option<&mut CargoMessages<'_>>) -> Result<ExitCode, Failure> {
    let inputs = match &mut stream {
        None => input::models(&args.model, shell)?,
        Some(stream) => {
            let mut hand_on = |line: &[u8]| stream.hand_on(line);
            input::models_and_messages(&args.model, shell, CompilerMessages::HandedOn(&mut hand_on))?
        }
    };
    let mut analyses = Analysis::all(inputs, &args.threats)?;
    if args.model.selection.package.is_empty() {
        analysis::add_loose_ends(&mut analyses);
    }
    if let Some(limit) = args.stale_days {
        for analysis in &mut analyses {
            let found = stale::diagnostics(analysis, limit)?;
            analysis.diagnostics.extend(found);
        }
    }
    let is_denied = analyses.iter().any(|analysis| {
        analysis.diagnostics.iter().any(|it| it.level == Level::Error)
            || analysis.assessment.findings.iter().any(|it| it.is_denied(args.deny_potential))
    });
    let code = if is_denied { ExitCode::Denied } else { ExitCode::Clean };
    let path = args.output.output.as_deref();
    let report = |it| render::check_report(checked(it), &it.input.file, args.deny_potential);
    let reports = || analyses.iter().map(report).collect::<Vec<_>>();
    match args.format {
        Format::Human => {
            let style = match path {
                Some(_) => tm_diagnostic::render::Style::Plain,
                None => input::style(args.model.selection.color, &std::io::stdout()),
            };
            let notation = args.model.notation();
            let texts: Vec<_> = analyses.iter().map(|it| human(it, args.deny_potential, notation, style)).collect();
            output::write(path, &texts.join("\n"))?;
        }
        Format::Json => output::stream(path, |out| render::check_json(out, analyses.iter().map(checked)))?,
        Format::Sarif => {
            output::stream(path, |out| tm_diagnostic::render::sarif(out, &reports(), &folder(&analyses), code as u8))?;
        }
        Format::Github => {
            let summaries = analyses.iter().map(summary);
            let text = tm_diagnostic::render::github(&reports(), &folder(&analyses)) + &summaries.collect::<String>();
            output::write(path, &text)?;
        }
        Format::CargoJson => {
            if let Some(stream) = stream {
                analyses.iter().zip(reports()).for_each(|(it, report)| stream.tell(&it.input.workplace(), &report));
            }
        }
    }
    Ok(code)
}

/// The folder of the repository that places are relative to: the same for all models of a run.
fn folder(analyses: &[Analysis]) -> String {
    analyses.first().map_or_else(String::new, |it| repository::folder(&it.input.root))
}

fn checked(analysis: &Analysis) -> render::Checked<'_> {
    render::Checked { name: &analysis.input.name, evaluated: analysis.evaluated(), diagnostics: &analysis.diagnostics }
}

fn summary(analysis: &Analysis) -> String {
    render::check_summary(&analysis.input.name, &analysis.assessment, &analysis.diagnostics)
}

/// How many findings people are shown, the worst first; all that are denied, however many.
const FINDINGS: usize = 20;

/// How many questions a check ends with.
const QUESTIONS: usize = 5;

fn human(analysis: &Analysis, deny_potential: bool, notation: Notation, style: tm_diagnostic::render::Style) -> String {
    let Analysis { input, library, assessment, diagnostics, .. } = analysis;
    let mut shown = diagnostics.clone();
    let is_shown = |it: &&Assessed| {
        it.is_denied(deny_potential) || it.decision.is_open() && it.finding.certainty == Certainty::Confirmed
    };
    let mut findings: Vec<_> = assessment.findings.iter().filter(is_shown).collect();
    findings.sort_by_key(|it| Reverse((it.is_denied(deny_potential), it.finding.severity)));
    let denied = findings.iter().filter(|it| it.is_denied(deny_potential)).count();
    let left = findings.split_off(findings.len().min(denied.max(FINDINGS))).len();
    let told = |it: &Assessed| render::finding_diagnostic(&input.model, library, it, it.is_denied(deny_potential));
    shown.extend(findings.into_iter().map(told));
    let mut text = input.show(&shown, style);
    if left > 0 {
        let more = if left == 1 { "finding is" } else { "findings are" };
        let _ = writeln!(text, "\n{left} more confirmed {more} no worse: `cargo tm findings` lists all");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let (name, evaluated) = (&input.name, analysis.evaluated());
    let questions = &ask::deciding_questions(&input.model, library, assessment);
    let next = render::top_questions(Asked { name, evaluated, questions, notation }, QUESTIONS);
    if !next.is_empty() {
        text.push_str(&next);
        text.push('\n');
    }
    text.push_str(&summary(analysis));
    if !next.is_empty() {
        text.push_str(
            "  = help: `cargo tm questions` shows what each answer decides, `cargo tm findings` lists all findings\n",
        );
    }
    text
}
