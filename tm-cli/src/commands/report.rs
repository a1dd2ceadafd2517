//! `cargo tm report`: the document people read.

use cargo_metadata::camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use tm_core::render::report::{self, Format, Meta, ReportContext, Shipped};

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, FileError, Misuse};
use crate::options::{ModelOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Write the threat model as a document
///
/// The document has the diagrams, every element with what threatens it and why, the decisions taken and the questions
/// left open. Without `-o` it goes to target/tm/PACKAGE/report.html, and its path to stdout. Findings never fail it.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm report
  cargo tm report --format md -o THREATS.md
  cargo tm report --template slides -o slides.html
  cargo tm report --template house-style.html -o out/")]
pub struct ReportArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    /// Write to this file, or into this folder
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<Utf8PathBuf>,
    /// What to write: one self-contained page, or Markdown
    #[arg(long, value_enum, default_value_t)]
    format: FormatName,
    /// Fill another template: `basic`, `advanced` or `slides`, or a minijinja file of yours
    ///
    /// `basic` has flows, data and threats, `advanced` also every element with its findings, and `slides` (HTML alone) is
    /// a deck. docs/templates.md lists the variables of a file of yours; one called `basic` is named `./basic`.
    #[arg(long, value_name = "NAME|FILE")]
    template: Option<Utf8PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FormatName {
    /// One self-contained HTML page
    #[default]
    Html,
    /// Markdown
    Md,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Html => Format::Html,
            FormatName::Md => Format::Markdown,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When there is no model, the template has a fault, or the result cannot be written.
pub fn run(args: &ReportArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let template = template(args)?;
    let inputs = input::models(&args.model, shell)?;
    if inputs.len() > 1 && args.output.as_deref().is_some_and(|path| !is_folder(path)) {
        let names: Vec<_> = inputs.iter().map(|input| format!("`{}`", input.name)).collect();
        let error = Misuse(format!("one file cannot hold the reports of {} models: {}", names.len(), names.join(", ")));
        return Err(Failure::new(error).help("choose one with `-p NAME`, or leave out `-o`"));
    }
    let several = inputs.len() > 1;
    for input in inputs {
        input.warn(args.model.selection.color);
        let analysis = Analysis::new(input, &args.threats)?;
        let path = path(args, &analysis, several);
        let text = text(
            args,
            &analysis,
            template.as_ref().map(|(name, text)| (name.as_str(), text.as_str())),
            path.as_deref(),
        )?;
        write(args, path.as_deref(), &text)?;
    }
    Ok(ExitCode::Clean)
}

/// The name and text of the template that is asked for.
fn template(args: &ReportArgs) -> Result<Option<(String, String)>, Failure> {
    let Some(path) = &args.template else { return Ok(None) };
    let Some(shipped) = Shipped::named(path.as_str()) else {
        return Ok(Some((path.to_string(), input::read(path)?)));
    };
    match shipped.template(args.format.into()) {
        Some((name, text)) => Ok(Some((name.to_owned(), text.to_owned()))),
        None => {
            let error = Misuse(format!("the template `{path}` is not there in Markdown"));
            Err(Failure::new(error).help("leave out `--format md`"))
        }
    }
}

fn text(
    args: &ReportArgs,
    analysis: &Analysis,
    template: Option<(&str, &str)>,
    path: Option<&Utf8Path>,
) -> Result<String, Failure> {
    let folder = path.and_then(Utf8Path::parent).unwrap_or(Utf8Path::new("."));
    let source_base = relative(folder, &analysis.input.root);
    let meta = Meta {
        title: &analysis.input.name,
        today: &analysis.terms.today,
        tool_version: env!("CARGO_PKG_VERSION"),
        source_base: &source_base,
        notation: args.model.notation(),
    };
    let model = &analysis.input.model;
    let context = ReportContext::new(model, &analysis.library, &analysis.assessment, &analysis.diagnostics, &meta);
    report::report(args.format.into(), template, &context).map_err(Failure::new)
}

/// Where the report of one model goes; nowhere means stdout.
fn path(args: &ReportArgs, analysis: &Analysis, several: bool) -> Option<Utf8PathBuf> {
    let name = match args.format {
        FormatName::Html => "report.html",
        FormatName::Md => "report.md",
    };
    match &args.output {
        Some(path) if is_folder(path) && several => Some(path.join(&analysis.input.name).join(name)),
        Some(path) if is_folder(path) => Some(path.join(name)),
        Some(path) => Some(path.clone()),
        None => analysis.input.documents.as_ref().map(|folder| folder.join(name)),
    }
}

fn write(args: &ReportArgs, path: Option<&Utf8Path>, text: &str) -> Result<(), Failure> {
    if let Some(path) = path {
        // Folders of our own are made; a folder that somebody names must be there, or be asked for by a final slash.
        let ours = args.output.as_deref().is_none_or(is_folder);
        if let Some(folder) = path.parent().filter(|_| ours) {
            let failed = |source| FileError::Write { path: folder.to_owned(), source };
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
    }
    output::write(path, text)?;
    match path {
        Some(path) if args.output.is_none() => output::write(None, &format!("{path}\n")),
        _ => Ok(()),
    }
}

fn is_folder(path: &Utf8Path) -> bool {
    path.as_str().ends_with('/') || path.is_dir()
}

/// The way from `folder` to `root` in a link, with `/` at its end; empty where there is none or it is no way at all.
fn relative(folder: &Utf8Path, root: &Utf8Path) -> String {
    let (Some(folder), Some(root)) = (absolute(folder), absolute(root)) else { return String::new() };
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), root.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| "..");
    let down = to[common..].iter().map(Utf8Component::as_str);
    up.chain(down).map(|part| format!("{part}/")).collect()
}

fn absolute(path: &Utf8Path) -> Option<Utf8PathBuf> {
    Utf8PathBuf::from_path_buf(std::path::absolute(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_back_to_the_root() {
        for (folder, root, expected) in
            [("/w/target/tm/web", "/w", "../../../"), ("/w", "/w", ""), ("/tmp", "/home/me/w", "../home/me/w/")]
        {
            assert_eq!(relative(Utf8Path::new(folder), Utf8Path::new(root)), expected, "{folder}");
        }
    }
}
