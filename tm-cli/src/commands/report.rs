//! `cargo tm report`: the document people read.

use cargo_metadata::camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use tm_core::render::Notation;
use tm_core::render::picture::Frame;
use tm_core::render::report::{self, Format, Meta, Pictures, ReportContext, Shipped, WebSource};

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, FileError, Misuse};
use crate::layout::Elk;
use crate::options::{ModelOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{browser, input, output, source_link};

/// Write the threat model as a document
///
/// The document has the diagrams, every element with what threatens it and why, the decisions taken and the questions
/// left open. Without `-o` it goes to target/tm/PACKAGE/report.html, and its path to stdout. Findings never fail it.
/// `cargo tm serve` shows it while you write.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm report
  cargo tm report --open
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
    /// Open the document in the browser, or what BROWSER names; of several documents the first
    #[arg(long)]
    open: bool,
    /// Let places lead to this address, in which {file} and {line} stand for the place
    ///
    /// Without it they lead to the commit at the remote `origin`, if that is on GitHub, GitLab, Codeberg, Forgejo or
    /// Bitbucket, the commit was pushed and the file is unchanged since; else to the file here.
    #[arg(long, value_name = "URL", value_parser = source_link::address)]
    source_link: Option<String>,
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
    let format = args.format.into();
    let template = template(args.template.as_deref(), format)?;
    let inputs = input::models(&args.model, shell)?;
    if inputs.len() > 1 && args.output.as_deref().is_some_and(|path| !is_folder(path)) {
        let names: Vec<_> = inputs.iter().map(|input| format!("`{}`", input.name)).collect();
        let error = Misuse(format!("one file cannot hold the reports of {} models: {}", names.len(), names.join(", ")));
        return Err(Failure::new(error).help("choose one with `-p NAME`, or leave out `-o`"));
    }
    if args.open && args.output.is_none() && inputs.iter().any(|it| it.documents.is_none()) {
        let error = Misuse("the report of a model file goes to stdout, where `--open` has nothing to open".into());
        return Err(Failure::new(error).help("name a file with `-o FILE`"));
    }
    let several = inputs.len() > 1;
    let mut first = None;
    for input in inputs {
        input.warn(args.model.selection.color);
        let analysis = Analysis::new(input, &args.threats)?;
        let path = path(args, &analysis, several);
        let folder = path.as_deref().and_then(Utf8Path::parent).unwrap_or(Utf8Path::new("."));
        let source_base = relative(folder, &analysis.input.root);
        let web = match &args.source_link {
            Some(address) => Some(WebSource { address: address.clone(), ..WebSource::default() }),
            None => source_link::of_repository(&analysis.input.root),
        };
        let frame = if format == Format::Html { Frame::Page } else { Frame::File };
        let has_pictures = template.as_ref().is_none_or(|(_, text)| Pictures::are_in(text));
        let mut pictures = if has_pictures { pictures(&analysis, frame, shell) } else { Pictures::default() };
        // Markdown holds no pictures: they go beside a file of that name, and Mermaid's text stands in for them elsewhere.
        let beside = path.as_deref().filter(|it| format == Format::Markdown && (it.is_file() || !it.exists()));
        let stem = beside.and_then(Utf8Path::file_stem);
        let mut files = stem.map_or(Vec::new(), |stem| pictures.name_files(&analysis.input.model, stem));
        let (base, notation) = (source_base.as_str(), args.model.notation());
        let text = text(&analysis, format, template.as_ref(), base, web.as_ref(), notation, &pictures)?;
        // A template of the user's may show none of them, or some.
        let own = |name: &str| name[stem.map_or(0, str::len)..].to_owned();
        files.retain(|(name, _)| text.contains(&own(name)));
        write(args, path.as_deref(), &text, &files)?;
        first = first.or(path);
    }
    if let Some(path) = first.filter(|_| args.open) {
        open(&path, shell);
    }
    Ok(ExitCode::Clean)
}

/// The document is there, so that nobody can show it is no failure.
fn open(path: &Utf8Path, shell: &mut Shell) {
    // The browser may already run, in another folder.
    let path = absolute(path).unwrap_or_else(|| path.to_owned());
    if let Err(error) = browser::open(&path) {
        shell.warn(format_args!("`{path}` was written, but not opened: {error}"), Some("open it by hand"));
    }
}

/// The name and text of a template.
pub(crate) type Template = (String, String);

/// The template that is asked for, if one is: a shipped one, or a file.
pub(crate) fn template(path: Option<&Utf8Path>, format: Format) -> Result<Option<Template>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let Some(shipped) = Shipped::named(path.as_str()) else {
        return Ok(Some((path.to_string(), input::read(path)?)));
    };
    match shipped.template(format) {
        Some((name, text)) => Ok(Some((name.to_owned(), text.to_owned()))),
        None => {
            let error = Misuse(format!("the template `{path}` is not there in Markdown"));
            Err(Failure::new(error).help("leave out `--format md`"))
        }
    }
}

/// What the report shows in pictures; what cannot be drawn is left out with a warning.
pub(crate) fn pictures(analysis: &Analysis, frame: Frame, shell: &mut Shell) -> Pictures {
    let drawn = Pictures::draw(&analysis.input.model, &analysis.assessment, &Elk, frame);
    if let Some(fault) = drawn.fault {
        shell.warn(format_args!("a picture is missing: {fault}"), None::<&str>);
    }
    drawn.pictures
}

/// The document itself; `source_base` stands before each path in its links to source files.
pub(crate) fn text(
    analysis: &Analysis,
    format: Format,
    template: Option<&Template>,
    source_base: &str,
    web: Option<&WebSource>,
    notation: Notation,
    pictures: &Pictures,
) -> Result<String, Failure> {
    let meta = Meta {
        title: &analysis.input.name,
        today: &analysis.terms.today,
        tool_version: env!("CARGO_PKG_VERSION"),
        source_base,
        web,
        notation,
    };
    let model = &analysis.input.model;
    let Analysis { library, assessment, diagnostics, .. } = analysis;
    let context = ReportContext::new(model, library, assessment, diagnostics, &meta, pictures);
    let template = template.map(|(name, text)| (name.as_str(), text.as_str()));
    report::report(format, template, &context).map_err(Failure::new)
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

fn write(args: &ReportArgs, path: Option<&Utf8Path>, text: &str, beside: &[(String, String)]) -> Result<(), Failure> {
    if let Some(path) = path {
        // Folders of our own are made; a folder that somebody names must be there, or be asked for by a final slash.
        let ours = args.output.as_deref().is_none_or(is_folder);
        if let Some(folder) = path.parent().filter(|_| ours) {
            let failed = |source| FileError::Write { path: folder.to_owned(), source };
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
    }
    match path.and_then(|path| Some((path.parent()?, path.file_name()?))) {
        Some((folder, name)) if !beside.is_empty() => {
            let here = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
            let mut files = vec![(name, text)];
            files.extend(beside.iter().map(|(name, svg)| (name.as_str(), svg.as_str())));
            output::write_folder(here, &files, true)?;
        }
        _ => output::write(path, text)?,
    }
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
