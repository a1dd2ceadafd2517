//! `cargo tm import`: model files as Rust code, threats of pytm as files of ours.

use std::collections::BTreeMap;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ColorChoice, Subcommand};
use tm_core::code::Code;
use tm_core::{render, threat};
use tm_diagnostic::Diagnostic;
use tm_diagnostic::render::human;

use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::OutputOptions;
use crate::shell::Shell;
use crate::{input, output};

/// Turn a model file into Rust code, or pytm's threats into threat files
///
/// What is written has the findings of what was read. What does not come over is named on stderr.
#[derive(Args, Debug)]
#[command(after_long_help = "From pytm, once and for all:
  python model.py --json model.json
  cargo tm import pytm model.json -o src/threat_model.rs    and `mod threat_model;` in the crate's root file
  cargo tm import pytm-threats threats.json -o threats
  cargo tm check --threats threats/*.toml")]
pub struct ImportArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a pytm model as Rust code
    ///
    /// Reads pytm's JSON input, or what `python model.py --json FILE` writes. The code has a type for each element, boundary
    /// and kind of data, and a `dataflow!` for each flow; it compiles without a warning, and rustfmt has nothing to change.
    Pytm(ModelFile),
    /// Write a model JSON file as Rust code
    ///
    /// Reads what `cargo tm model` writes. The code has a type for each element, boundary and kind of data, and a
    /// `dataflow!` for each flow; it compiles without a warning, and rustfmt has nothing to change.
    Tm(ModelFile),
    /// Write the threats of a pytm threat file as TOML files, one each
    ///
    /// Conditions are written in our own language where that can say them, and stay pytm's (`pytm_condition`) where not.
    /// All files are written, or none.
    PytmThreats(ThreatFile),
}

#[derive(Args, Debug)]
struct ModelFile {
    /// The file to read
    file: Utf8PathBuf,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Args, Debug)]
struct ThreatFile {
    /// The file to read: a JSON list, as pytm's threats.json
    file: Utf8PathBuf,
    /// The folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    output: Utf8PathBuf,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// When the file cannot be read, or the result cannot be written.
pub fn run(args: &ImportArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    match &args.command {
        Command::Pytm(args) => model("pytm", args, shell),
        Command::Tm(args) => model("tm", args, shell),
        Command::PytmThreats(args) => threats(args, shell),
    }
}

fn model(format: &str, args: &ModelFile, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let input = input::of_file(format, &args.file)?;
    let (text, losses) = render::rust(&input.model, file_name(&args.file));
    input.warn(ColorChoice::Auto);
    tell(&losses);
    output::write(args.output.output.as_deref(), &text)?;
    if let Some(path) = &args.output.output {
        shell.status("Created", path);
    }
    Ok(ExitCode::Clean)
}

fn threats(args: &ThreatFile, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let text = input::read(&args.file)?;
    let (threats, skipped, faults) = threat::read_pytm(args.file.as_str(), &text);
    let sources = [(args.file.to_string(), text)].into();
    input::refuse_with(&faults, &format!("the threat file `{}`", args.file), &sources)?;
    let (files, losses) = render::threat_files(&threats, file_name(&args.file));
    let skipped = skipped.iter().map(|id| {
        let note = Diagnostic::note(Code::ImportLoss.to_string(), format!("`{id}` is left out: it is deprecated"));
        note.with_help("pytm does not look for it either")
    });
    tell(&skipped.chain(losses).collect::<Vec<_>>());
    if files.is_empty() {
        return Err(Failure::new(Misuse(format!("`{}` holds no threat", args.file))));
    }
    let files: Vec<_> = files.iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
    output::write_folder(&args.output, &files, args.force)?;
    let noun = if files.len() == 1 { "file" } else { "files" };
    shell.status("Created", format_args!("{} {noun} in {}", files.len(), args.output));
    Ok(ExitCode::Clean)
}

/// Says what does not come over.
fn tell(losses: &[Diagnostic]) {
    if !losses.is_empty() {
        let style = input::style(ColorChoice::Auto, &std::io::stderr());
        input::eprint_diagnostics(&human(losses, &BTreeMap::new(), style));
    }
}

fn file_name(path: &Utf8Path) -> &str {
    path.file_name().unwrap_or(path.as_str())
}
