//! `cargo tm taint`: what the functions of a program do with data.

mod callgraph;
mod ir;
mod issues;

use clap::{Args, Subcommand, ValueEnum};
use tm_diagnostic::render::{Style, human};

use self::issues::Found;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::options::OutputOptions;
use crate::project::Selection;
use crate::shell::Shell;
use crate::taint::{self, CoverageReport, ReadProgram, Wanted};
use crate::{input, output};

/// Follow data through a program, from where it comes in to where it must not get to
///
/// `#[tm::source(UserInput)]` and `#[tm::sink(Sql)]` in your code, and what is known of the standard library and some crates, say where
/// data comes from and where it matters; rules say which must not meet. Each flow that breaks a rule is shown at the sink, with its
/// way there; then how much of the program was understood.
///
/// The selected packages are checked as `cargo check` does it, in your own target folder, and what the compiler makes of each
/// function is kept there; the next run reads again only what has changed. Your next `cargo check` finds everything as it
/// was.
///
/// The compiler shows it only where unstable flags are allowed, so `RUSTC_BOOTSTRAP=1` is set for those calls. Build scripts and
/// proc macros are compiled without it.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_long_help = "Exit codes: 0 done, 1 less was understood than `--strict` asks for, 2 there is no result.

Examples:
  cargo tm taint -p web
  cargo tm taint --strict=99 --format json -o coverage.json
  cargo tm taint ir post_comment
  cargo tm taint callgraph --format dot | dot -Tsvg -o calls.svg")]
pub struct TaintArgs {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputOptions,
    /// How to write how much of the program was understood
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Command {
    Ir(ir::IrArgs),
    Callgraph(callgraph::CallgraphArgs),
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
}

/// What is analysed.
#[derive(Args, Debug)]
struct AnalysisArgs {
    #[command(flatten)]
    selection: Selection,
    /// Read the functions of dependencies too; they are checked in a folder of our own, `tm/taint` in the target folder
    #[arg(long, help_heading = "Analysis")]
    deps: bool,
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
        }
    }
}

impl AnalysisArgs {
    fn read(&self, shell: &mut Shell) -> Result<ReadProgram, Failure> {
        taint::read(&Wanted { selection: &self.selection, deps: self.deps }, shell)
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
        None => {
            let program = args.analysis.read(shell)?;
            let coverage = CoverageReport::new(&program, &program.calls());
            let path = args.output.output.as_deref();
            if let Format::Json = args.format {
                output::write(path, &coverage.json().map_err(Failure::new)?)?;
                return Ok(args.analysis.exit_code(&coverage, shell));
            }
            let found = Found::of(&program.program).map_err(|error| {
                Failure::new(error).help("`threat-model` and `cargo-tm` have to be of the same version")
            })?;
            let diagnostics = found.diagnostics(&program.program);
            let style = match path {
                Some(_) => Style::Plain,
                None => input::style(args.analysis.selection.color, &std::io::stdout()),
            };
            let text = human(&diagnostics, &input::sources_below(&program.root, &diagnostics), style);
            let count = match diagnostics.len() {
                0 => "no rule is broken".to_owned(),
                1 => "1 flow breaks a rule".to_owned(),
                count => format!("{count} flows break a rule"),
            };
            let gap = if text.is_empty() { "" } else { "\n" };
            output::write(path, &format!("{text}{gap}{count}\n\n{}", coverage.human()))?;
            Ok(args.analysis.exit_code(&coverage, shell))
        }
    }
}
