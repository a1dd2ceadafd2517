//! `cargo tm taint`: what the functions of a program do with data.

mod baseline;
mod callgraph;
mod explain;
mod filter;
mod ir;
mod judged;
mod named;
mod show;

use clap::{Args, Subcommand, ValueEnum};
use tm_diagnostic::render::{Style, github, sarif};

use self::filter::FilterArgs;
use self::judged::{Analysed, DecisionArgs};
use self::show::Shown;
use crate::cargo_messages::CargoMessages;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::OutputOptions;
use crate::project::{CompilerMessages, Selection};
use crate::shell::Shell;
use crate::taint::{self, CoverageReport, ReadProgram, Wanted};
use crate::{input, output, repository};

/// Follow data through a program, from where it comes in to where it must not get to
///
/// `#[tm::source(UserInput)]` and `#[tm::sink(Sql)]` in your code, and what is known of the standard library and some crates, say where
/// data comes from and where it matters; rules say which must not meet. Each flow that breaks a rule is shown at the sink, with its
/// way there; then how much of the program was understood. Rules and kinds of your own, levels and decisions go into tm.toml;
/// `#[tm::expect(T0003, reason = "…")]` decides where the code is.
///
/// Without configuration issues only warn. What is denied, with `-D` or in tm.toml, fails when nobody has decided it.
///
/// The selected packages are checked as `cargo check` does it, in your own target folder, and what the compiler makes of each
/// function is kept there; the next run reads again only what has changed. Your next `cargo check` finds everything as it
/// was.
///
/// The compiler shows it only where unstable flags are allowed, so `RUSTC_BOOTSTRAP=1` is set for those calls. Build scripts and
/// proc macros are compiled without it.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(
    after_long_help = "Exit codes: 0 nothing is denied, 1 an issue is denied, a decision names no rule, or less was understood than `--strict` asks for, \
2 there is no result.

Examples:
  cargo tm taint -p web
  cargo tm taint -D high -A T0007 --baseline taint-baseline.json
  cargo tm taint --sink Sql --without-feature always-type:scalar
  cargo tm taint --format sarif -o taint.sarif
  cargo tm taint --strict=99 --format json --models -o taint.json
  cargo tm taint explain post_comment
  cargo tm taint ir post_comment
  cargo tm taint callgraph --format dot | dot -Tsvg -o calls.svg"
)]
pub struct TaintArgs {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    decisions: DecisionArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// With `--format json`, also what is known of each function: sources, sinks and flows by port
    #[arg(long)]
    models: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Ir(ir::IrArgs),
    Callgraph(callgraph::CallgraphArgs),
    Baseline(baseline::BaselineArgs),
    Explain(explain::ExplainArgs),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, as the compiler does
    #[default]
    Human,
    /// Issues, and how much of the program was understood, as one JSON document
    Json,
    /// SARIF 2.1.0 with code flows, for code scanning
    Sarif,
    /// Commands of GitHub Actions, which annotate the changed lines
    Github,
    /// The compiler's messages and ours, as `cargo check --message-format=json` writes them, for editors
    CargoJson,
}

/// What is analysed.
#[derive(Args, Debug)]
struct AnalysisArgs {
    #[command(flatten)]
    selection: Selection,
    /// Read the functions of dependencies too; they are checked in a folder of our own, `tm/taint` in the target folder
    #[arg(long, help_heading = "Analysis")]
    deps: bool,
    /// Set `RUSTC_BOOTSTRAP` for no call: then only a nightly compiler can be used
    ///
    /// A stable compiler prints no MIR that tells where in the code it is, and none at all of a program whose dependencies were
    /// only checked.
    #[arg(long, help_heading = "Analysis")]
    no_bootstrap: bool,
    /// Fail where less than this share of all statements is understood
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "99.5",
          value_parser = percent, help_heading = "Analysis")]
    strict: Option<f64>,
}

fn percent(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok().filter(|it| (0.0..=100.0).contains(it));
    percent.ok_or_else(|| "a share is a number from 0 to 100".to_owned())
}

impl TaintArgs {
    /// Packages, targets and build.
    pub fn selection(&self) -> &Selection {
        match &self.command {
            None => &self.analysis.selection,
            Some(Command::Ir(args)) => &args.analysis.selection,
            Some(Command::Callgraph(args)) => &args.analysis.selection,
            Some(Command::Baseline(args)) => &args.analysis.selection,
            Some(Command::Explain(args)) => &args.analysis.selection,
        }
    }
}

impl AnalysisArgs {
    fn read(&self, shell: &mut Shell) -> Result<ReadProgram, Failure> {
        self.read_with(shell, &mut CompilerMessages::Shown)
    }

    fn read_with(&self, shell: &mut Shell, messages: &mut CompilerMessages<'_>) -> Result<ReadProgram, Failure> {
        let wanted = Wanted { selection: &self.selection, deps: self.deps, bootstrap: !self.no_bootstrap };
        taint::read(&wanted, shell, messages)
    }

    /// Whether no package was chosen: what tm.toml speaks of is there then.
    fn is_whole(&self) -> bool {
        self.selection.package.is_empty()
    }

    /// What the coverage means for the exit code; it is said if it fails.
    fn exit_code(&self, coverage: &CoverageReport<'_>, shell: &mut Shell) -> ExitCode {
        match self.strict {
            Some(threshold) if coverage.percent() < threshold => {
                let text = format_args!("less than {threshold} % of all statements is understood");
                shell.deny(
                    text,
                    Some(
                        "`cargo tm taint` shows what is not; the analysis takes such a statement for one that \
                                       mixes all it names",
                    ),
                );
                ExitCode::Denied
            }
            _ => ExitCode::Clean,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When the code does not compile, or the result cannot be written.
pub fn run(args: &TaintArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    match &args.command {
        Some(Command::Ir(args)) => ir::run(args, shell),
        Some(Command::Callgraph(args)) => callgraph::run(args, shell),
        Some(Command::Baseline(args)) => baseline::run(args, shell),
        Some(Command::Explain(args)) => explain::run(args, shell),
        None if args.models && args.format != Format::Json => {
            let error = Misuse("`--models` adds to the JSON document alone".to_owned());
            Err(Failure::new(error).help("say `--format json` too"))
        }
        None if args.format == Format::CargoJson => {
            let mut stream = CargoMessages::to(args.output.output.as_deref());
            let result = issues(args, shell, Some(&mut stream));
            stream.finish(matches!(result, Ok(ExitCode::Clean)))?;
            result
        }
        None => issues(args, shell, None),
    }
}

fn issues(
    args: &TaintArgs,
    shell: &mut Shell,
    mut stream: Option<&mut CargoMessages<'_>>,
) -> Result<ExitCode, Failure> {
    let read = match &mut stream {
        None => args.analysis.read(shell)?,
        Some(stream) => {
            let mut hand_on = |line: &[u8]| stream.hand_on(line);
            args.analysis.read_with(shell, &mut CompilerMessages::HandedOn(&mut hand_on))?
        }
    };
    let analysed = Analysed::new(&read, &args.decisions, args.analysis.is_whole())?;
    args.filter.check(&read.program, &analysed.rules.set, &analysed.models.features)?;
    let shown = Shown::new(&read, &analysed, &args.filter);
    let coverage = CoverageReport::new(&read, &read.calls());
    let code = match args.analysis.exit_code(&coverage, shell) {
        ExitCode::Clean if shown.is_denied() => ExitCode::Denied,
        code => code,
    };
    let path = args.output.output.as_deref();
    match args.format {
        Format::Human => {
            let style = match path {
                Some(_) => Style::Plain,
                None => input::style(args.analysis.selection.color, &std::io::stdout()),
            };
            output::write(path, &format!("{}\n{}", shown.human(&read, style), coverage.human()))?;
        }
        Format::Json => output::write(path, &shown.json(&coverage, args.models).map_err(Failure::new)?)?,
        Format::Sarif => {
            let folder = repository::folder(&read.root);
            output::stream(path, |out| sarif(out, &[shown.report()], &folder, code as u8))?;
        }
        Format::Github => {
            let text = github(&[shown.report()], &repository::folder(&read.root));
            output::write(path, &format!("{text}{}\n", shown.summary()))?;
        }
        Format::CargoJson => {
            if let Some(stream) = stream {
                stream.tell(&read.workplace(), &shown.report());
            }
        }
    }
    Ok(code)
}
