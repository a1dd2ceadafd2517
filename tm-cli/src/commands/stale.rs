//! `cargo tm stale`: what of the model may no longer be true of its code.

use clap::{Args, ValueEnum};
use tm_core::freshness::review::Reviews;
use tm_core::freshness::{self, judge};
use tm_core::render::{self, Judged};
use tm_diagnostic::{Diagnostic, Level, LintLevel};

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::history::observe::{Circumstances, observe};
use crate::history::reviews;
use crate::options::{ModelOptions, OutputOptions};
use crate::shell::Shell;
use crate::{date, input, output};

/// Say which annotations are older than the code they are about
///
/// For everything that is annotated, the last change of the annotation's own lines is held against that of the item's, as git
/// knows them: by the dates of authors, so that a rebase changes nothing. Comments, blanks and mere formatting do not count.
/// What is not committed was changed today. The files that `source = "…"` names are held against the lines that name them.
///
/// A review (`cargo tm review`) is a look at the model too: what has been reviewed is in step for as long as its tokens stay.
#[derive(Args, Debug)]
#[command(
    after_long_help = "Exit codes: 0 nothing is over `--days`, or no limit was given; 1 something is; 2 there is no result.

Examples:
  cargo tm stale
  cargo tm stale --days 90
  cargo tm stale --format json -o stale.json
  cargo tm check --stale-days 90"
)]
pub struct StaleArgs {
    /// Fail where the code is newer than its annotation by more than so many days
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    days: Option<i64>,
    /// Go by the time of files where there is no history: it means nothing in a fresh clone
    #[arg(long)]
    file_times: bool,
    /// The day on which what is not committed was changed, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    today: Option<String>,
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
    /// What is not in step, the worst first
    #[default]
    Human,
    /// Everything that has code, as one JSON document
    Json,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, a review cannot be read, or the result cannot be written.
pub fn run(args: &StaleArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let today = date::day(args.today.as_deref())?;
    let inputs = input::models(&args.model, shell)?;
    inputs.iter().for_each(|input| input.warn(args.model.selection.color));
    let locks = inputs.iter().map(reviews::lock).collect::<Result<Vec<_>, _>>()?;
    let reviews: Vec<_> = inputs.iter().zip(&locks).map(|(input, lock)| Reviews::new(&input.model, lock)).collect();
    let judged: Vec<_> = inputs
        .iter()
        .zip(&reviews)
        .map(|(input, reviews)| {
            let circumstances =
                Circumstances { root: &input.root, file: &input.file, today, file_times: args.file_times };
            judge(observe(&input.model, circumstances), reviews, today)
        })
        .collect();
    let models: Vec<_> = inputs
        .iter()
        .zip(&reviews)
        .zip(&judged)
        .map(|((input, reviews), things)| Judged {
            name: &input.name,
            model: &input.model,
            things,
            deleted: &reviews.deleted,
        })
        .collect();
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => {
            let texts: Vec<_> = models.iter().map(|it| render::stale(*it)).collect();
            output::write(path, &texts.join("\n"))?;
        }
        Format::Json => output::stream(path, |out| render::stale_json(out, &models, today, args.days))?,
    }
    let is_over = |limit: i64| judged.iter().flatten().any(|it| it.verdict.is_over(limit));
    Ok(if args.days.is_some_and(is_over) { ExitCode::Denied } else { ExitCode::Clean })
}

/// What `cargo tm check --stale-days` adds, at the level that the policy has for it.
///
/// # Errors
/// When a review cannot be read.
pub(super) fn diagnostics(analysis: &Analysis, limit: i64) -> Result<Vec<Diagnostic>, Failure> {
    let Analysis { input, terms, .. } = analysis;
    let level = terms.policy.stale();
    if level == LintLevel::Allow {
        return Ok(Vec::new());
    }
    let today = date::day(Some(&terms.today))?;
    let lock = reviews::lock(input)?;
    let circumstances = Circumstances { root: &input.root, file: &input.file, today, file_times: false };
    let judged = judge(observe(&input.model, circumstances), &Reviews::new(&input.model, &lock), today);
    let raised = |it: Diagnostic| match (level, it.level) {
        (LintLevel::Deny, Level::Warning) => Diagnostic { level: Level::Error, ..it },
        _ => it,
    };
    Ok(freshness::diagnostics(&input.model, &judged, limit).into_iter().map(raised).collect())
}
