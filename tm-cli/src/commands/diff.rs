//! `cargo tm diff`: what a change does to the threat model.

use cargo_metadata::camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use tm_core::compare::{Comparison, Gate, Judged, compare};
use tm_core::render::{self, Compared, Sides};

use crate::analysis::Analysis;
use crate::config;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::history::revision::Repository;
use crate::history::worktree;
use crate::input::{self, Input};
use crate::options::{ModelOptions, OutputOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{output, signals};

/// Show what a change does to the model: its parts, its findings, and data that goes new ways
///
/// The model of REV is built from a checkout beside the work tree, with the toolchain of today, and compared with the work tree,
/// or with REV2. Both are judged by the library and tm.toml of today, so that what differs is what the code says. A commit that
/// has no threat model has an empty one. The work tree, the index and what cargo built are not touched; dependencies
/// are compiled once more, into `target/tm/diff`, and kept there.
///
/// Findings are new, reopened (decided before, and open now), worse (confirmed or graver now), changed, decided or gone. Nothing
/// fails unless `--deny` says so, and then only what the change brings: a finding that is open and confirmed.
#[derive(Args, Debug)]
#[command(after_long_help = "Exit codes: 0 nothing is denied, 1 a finding is denied, 2 there is no result.

Examples:
  cargo tm diff main
  cargo tm diff v1.2 v1.3 -p web
  cargo tm diff $(git merge-base origin/main HEAD) --deny new=high --deny reopened=high
  cargo tm diff main --format markdown -o comment.md       a comment for a pull request
  cargo tm diff --before tm kept.json                      the file that `cargo tm model -o kept.json` wrote then")]
pub struct DiffArgs {
    /// The commit to compare with: a branch, a tag, a hash
    #[arg(value_name = "REV", required_unless_present = "before")]
    rev: Option<String>,
    /// The commit to compare, instead of the work tree
    #[arg(value_name = "REV2", requires = "rev", conflicts_with = "from")]
    rev2: Option<String>,
    /// Compare with a model file instead of a commit: `--before tm model.json`; repeated, the files make one model
    #[arg(long, num_args = 2, value_names = ["FORMAT", "FILE"], action = clap::ArgAction::Append, conflicts_with = "rev")]
    before: Vec<String>,
    /// Fail if the change brings it: `new=high`, `reopened=cwe::89`, `worse=DR01`
    #[arg(long, value_name = "CHANGE=NAME", value_parser = str::parse::<Gate>)]
    deny: Vec<Gate>,
    /// Let findings that rest on what nobody has stated fail too
    #[arg(long, requires = "deny")]
    deny_potential: bool,
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    /// Threat files (TOML, or pytm's JSON) that replace the shipped library
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Threats")]
    threats: Vec<Utf8PathBuf>,
    /// Threat files that add to the library
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Threats")]
    add_threats: Vec<Utf8PathBuf>,
    /// Threats to leave out, by id or alias
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = "Threats")]
    exclude: Vec<String>,
    /// The findings that are known, as `cargo tm baseline` wrote them
    #[arg(long, value_name = "FILE", help_heading = "Threats")]
    baseline: Option<Utf8PathBuf>,
    /// The day that decisions are held against, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "DATE", value_parser = crate::date::parse, help_heading = "Threats")]
    today: Option<String>,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people at a terminal
    #[default]
    Human,
    /// One JSON document
    Json,
    /// A comment for a pull request, at most 60,000 characters long
    Markdown,
}

/// The models of both sides, and what the sides are called.
struct Both {
    names: [String; 2],
    models: [Vec<Input>; 2],
}

/// Runs the command.
///
/// # Errors
/// When one of the sides has no result, or the comparison cannot be written.
pub fn run(args: &DiffArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let Both { names, models: [before, after] } = both(args, shell)?;
    after.iter().for_each(|input| input.warn(args.model.selection.color));
    let is_of_files = !args.before.is_empty() || !args.model.from.is_empty();
    let (before, after) = paired(before, after, is_of_files);
    let options = ThreatOptions {
        threats: args.threats.clone(),
        add_threats: args.add_threats.clone(),
        exclude: args.exclude.clone(),
        baseline: args.baseline.clone(),
        today: args.today.clone(),
        ..ThreatOptions::default()
    };
    let count = before.len();
    let mut before = Analysis::all(before.into_iter().chain(after).collect(), &options)?;
    let after = before.split_off(count);
    let comparisons = before.iter().zip(&after).map(|(was, is)| compared(was, is, args));
    let comparisons = comparisons.collect::<Result<Vec<_>, _>>()?;
    let models = before.iter().zip(&after).zip(&comparisons).map(|((was, is), (comparison, denied))| Compared {
        name: &is.input.name,
        before: was.evaluated(),
        after: is.evaluated(),
        comparison,
        denied,
    });
    let models: Vec<_> = models.collect();
    let sides = Sides { before: &names[0], after: &names[1] };
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => {
            let texts: Vec<_> = models.iter().map(|it| render::diff_text(sides, *it)).collect();
            output::write(path, &texts.join("\n"))?;
        }
        Format::Json => output::stream(path, |out| render::diff_json(out, sides, &models))?,
        Format::Markdown => output::write(path, &render::diff_markdown(sides, &models))?,
    }
    let is_denied = comparisons.iter().any(|(_, denied)| denied.contains(&true));
    Ok(if is_denied { ExitCode::Denied } else { ExitCode::Clean })
}

fn both(args: &DiffArgs, shell: &mut Shell) -> Result<Both, Failure> {
    let files =
        |pairs: &[String]| pairs.chunks(2).filter_map(|pair| pair.get(1)).cloned().collect::<Vec<_>>().join(", ");
    let now = if args.model.from.is_empty() { "the work tree".to_owned() } else { files(&args.model.from) };
    let Some(rev) = &args.rev else {
        let after = input::model(&args.model, shell)?;
        let before = input::of_files(&args.before)?;
        return Ok(Both { names: [files(&args.before), now], models: [vec![before], vec![after]] });
    };
    let repository = Repository::of(&args.model.selection)?;
    let revision = repository.revision(rev)?;
    let second = args.rev2.as_deref().map(|rev| repository.revision(rev)).transpose()?;
    let after = match second {
        None => Some(input::models(&args.model, shell)?),
        Some(_) => None,
    };
    signals::heed(worktree::remove_standing)
        .map_err(|source| Failure::new(Misuse(format!("signals cannot be heeded: {source}"))))?;
    let before = repository.models(&revision, &args.model, shell)?;
    if before.len() > 1 && !args.model.from.is_empty() {
        let names: Vec<_> = before.iter().map(|it| format!("`{}`", it.name)).collect();
        let error = Misuse(format!("one file cannot be compared with the models of {}", names.join(", ")));
        return Err(Failure::new(error).help("keep the one that is meant with `cargo tm model -p NAME -o FILE`"));
    }
    let (now, after) = match (second, after) {
        (Some(second), _) => (second.to_string(), repository.models(&second, &args.model, shell)?),
        (None, after) => (now, after.unwrap_or_default()),
    };
    Ok(Both { names: [revision.to_string(), now], models: [before, after] })
}

/// The models of one package beside each other; where one side has none there is an empty one. A package is known by its
/// name, then by its folder; model files stand for whatever they are compared with.
fn paired(before: Vec<Input>, after: Vec<Input>, is_of_files: bool) -> (Vec<Input>, Vec<Input>) {
    let mut before: Vec<Option<Input>> = before.into_iter().map(Some).collect();
    let mut partners: Vec<Option<Input>> = after.iter().map(|_| None).collect();
    type Rule = fn(&Input, &Input) -> bool;
    let same_name: Rule = |was, is| was.name == is.name;
    let same_folder: Rule = |was, is| was.package.is_some() && was.package == is.package;
    let rules = if is_of_files { vec![(|_, _| true) as Rule] } else { vec![same_name, same_folder] };
    for is_same in rules {
        for (is, partner) in after.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let found = before.iter_mut().find(|was| was.as_ref().is_some_and(|was| is_same(was, is)));
            *partner = found.and_then(Option::take);
        }
    }
    let (mut all_before, mut all_after) = (Vec::new(), Vec::new());
    for (is, was) in after.into_iter().zip(partners) {
        let was = was.unwrap_or_else(|| is.emptied());
        // Settings are those of today, wherever the model comes from.
        all_before.push(Input { package: is.package.clone(), root: is.root.clone(), ..was });
        all_after.push(is);
    }
    for was in before.into_iter().flatten() {
        all_after.push(was.emptied());
        all_before.push(was);
    }
    (all_before, all_after)
}

/// What differs, and which findings of it are denied.
fn compared(before: &Analysis, after: &Analysis, args: &DiffArgs) -> Result<(Comparison, Vec<bool>), Failure> {
    fn judged(it: &Analysis) -> Judged<'_> {
        Judged { model: &it.input.model, assessment: &it.assessment }
    }
    let comparison = compare(judged(before), judged(after));
    let (library, pinned) = (&after.library, after.terms.pinned);
    let denied =
        Gate::denied(&args.deny, library, &comparison.findings, &after.assessment, args.deny_potential, pinned)
            .map_err(|unknown| config::refused(&unknown))?;
    Ok((comparison, denied))
}
