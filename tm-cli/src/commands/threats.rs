//! `cargo tm threats`: look threats up, prove them, write new ones.

use cargo_metadata::camino::Utf8PathBuf;
use clap::{Args, ColorChoice, Subcommand};
use tm_core::code::Code;
use tm_core::threat::{self, Library};
use tm_core::{evaluate, render};
use tm_diagnostic::Level;

use crate::config::Configured;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, FileError, Misuse};
use crate::input::{self, ThreatFiles};
use crate::options::{OutputOptions, ThreatOptions};
use crate::output;

/// Look threats up, prove them, write new ones
///
/// A threat is a TOML file named for its id. It says which classes it is about, when it applies, and what helps.
#[derive(Args, Debug)]
#[command(after_long_help = "A threat of your own:
  cargo tm threats new ORG-001                             writes threats/ORG-001.toml
  cargo tm threats verify threats/ORG-001.toml             runs its cases and more
  cargo tm check --add-threats threats/ORG-001.toml")]
pub struct ThreatsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the library, one threat a line
    List(LibraryArgs),
    /// Show the page of a threat
    Show(ShowArgs),
    /// Write a page of the whole library, in Markdown
    ///
    /// It has tables by class, STRIDE, LINDDUN, severity and weakness, then every threat with the attributes that its
    /// condition reads, and the condition.
    Catalogue(CatalogueArgs),
    /// Run the cases of threats, and look for what is wrong with their conditions
    ///
    /// Each case must fire, or stay silent, as it says. Each part of a condition is negated, left out of its `and` or `or`,
    /// and where it is a bound moved by one: some case must come out otherwise each time, unless no model could. Conditions
    /// are compared by what they mean: two may not say the same, nor one hold only where another does, unless
    /// `overlaps = { ID = "why both are needed" }` gives a reason.
    ///
    /// Without files the shipped library proves itself. Exit code 1 means that something is wrong.
    Verify(VerifyArgs),
    /// Lay out the file of a new threat
    ///
    /// It has every field, a condition and two cases, and verifies as it stands. Its path goes to stdout. A file that
    /// exists is left alone.
    New(NewArgs),
}

#[derive(Args, Debug)]
struct LibraryArgs {
    /// Threat files (TOML, or pytm's JSON), or folders of them, that replace the shipped library
    #[arg(long, value_name = "FILE", num_args = 1..)]
    threats: Vec<Utf8PathBuf>,
    /// Threat files, or folders of them, that add to the library
    #[arg(long, value_name = "FILE", num_args = 1..)]
    add_threats: Vec<Utf8PathBuf>,
    /// Threats to leave out, by id or alias
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    exclude: Vec<String>,
}

impl LibraryArgs {
    fn library(&self) -> Result<Library, Failure> {
        let (threats, add_threats) = (self.threats.clone(), self.add_threats.clone());
        let options = ThreatOptions { threats, add_threats, exclude: self.exclude.clone(), ..ThreatOptions::default() };
        input::library(&options, &Configured::nearest()?)
    }
}

#[derive(Args, Debug)]
struct ShowArgs {
    /// The threat, by id or alias
    id: String,
    #[command(flatten)]
    threats: LibraryArgs,
}

#[derive(Args, Debug)]
struct CatalogueArgs {
    /// Instead, how conditions differ from those of pytm's threats of the same ids
    #[arg(long)]
    differences: bool,
    #[command(flatten)]
    threats: LibraryArgs,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Args, Debug)]
struct VerifyArgs {
    /// Threat files (TOML, or pytm's JSON), or folders of them
    #[arg(value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
}

#[derive(Args, Debug)]
struct NewArgs {
    /// The id: capital letters, digits, dashes, such as ORG-001
    id: String,
    /// The folder it goes to; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "threats")]
    dir: Utf8PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When a threat is unknown, or a file cannot be read or written.
pub fn run(args: &ThreatsArgs) -> Result<ExitCode, Failure> {
    match &args.command {
        Command::List(args) => {
            output::write(None, &render::threats_list(&args.library()?))?;
            Ok(ExitCode::Clean)
        }
        Command::Show(args) => show(args),
        Command::Catalogue(args) => catalogue(args),
        Command::Verify(args) => verify(args),
        Command::New(args) => new(args),
    }
}

fn show(args: &ShowArgs) -> Result<ExitCode, Failure> {
    let library = args.threats.library()?;
    let Some(threat) = library.get(&args.id) else {
        let failure = Failure::new(Misuse(format!("no threat is called `{}`", args.id)));
        return Err(match library.suggest(&args.id) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`cargo tm threats list` shows them all"),
        });
    };
    output::write(None, &render::explain(threat))?;
    Ok(ExitCode::Clean)
}

fn catalogue(args: &CatalogueArgs) -> Result<ExitCode, Failure> {
    let library = args.threats.library()?;
    let page = if args.differences { render::pytm_differences(&library) } else { render::catalogue(&library) };
    output::write(args.output.output.as_deref(), &page)?;
    Ok(ExitCode::Clean)
}

fn verify(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let options = ThreatOptions { threats: args.files.clone(), ..ThreatOptions::default() };
    let ThreatFiles { library, mut faults, sources } = input::threat_files(&options, &Configured::nearest()?)?;
    // What looks wrong with a condition is part of the result.
    faults.retain(|fault| fault.code != Code::SuspiciousCondition.to_string() || fault.level == Level::Error);
    input::refuse_with(&faults, "the threat library", &sources)?;
    let verified = evaluate::verify(&library);
    let style = input::style(ColorChoice::Auto, &std::io::stdout());
    output::write(None, &render::verified(&verified, &sources, style))?;
    Ok(if verified.is_sound() { ExitCode::Clean } else { ExitCode::Denied })
}

fn new(args: &NewArgs) -> Result<ExitCode, Failure> {
    let allowed = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '-';
    if !args.id.starts_with(|it: char| it.is_ascii_uppercase()) || !args.id.chars().all(allowed) {
        let failure = Failure::new(Misuse(format!("`{}` is no id of a threat", args.id)));
        return Err(failure.help("an id is a capital letter, then capital letters, digits and dashes, such as ORG-001"));
    }
    if let Some(taken) = threat::shipped().get(&args.id) {
        let failure = Failure::new(Misuse(format!("`{}` is taken by the shipped threat “{}”", args.id, taken.title)));
        return Err(failure.help("choose a prefix of your own, such as ORG-001"));
    }
    let path = args.dir.join(format!("{}.toml", args.id));
    if path.exists() {
        return Err(FileError::Exists { path }.into());
    }
    let failed = |source| FileError::Write { path: args.dir.clone(), source };
    std::fs::create_dir_all(&args.dir).map_err(failed)?;
    output::write_file(&path, threat::SKELETON)?;
    output::write(None, &format!("{path}\n"))?;
    Ok(ExitCode::Clean)
}
