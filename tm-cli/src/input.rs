//! The models and the library that a command works on.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::sync::Arc;

use cargo_metadata::Package;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::ColorChoice;
use tm_core::code::Code;
use tm_core::declared::{Declaration, export, file, merge, pytm};
use tm_core::model::Model;
use tm_core::threat::{self, Library};
use tm_diagnostic::render::{Style, human};
use tm_diagnostic::{Diagnostic, Level};
use tm_schema::Class;

use crate::cargo_messages::Workplace;
use crate::config::Configured;
use crate::failure::{Failure, Faulty, FileError, Misuse};
use crate::options::{ModelOptions, ThreatOptions};
use crate::project::{self, Collected, CollectedModel, CompilerMessages, ProjectWarning, TargetKind};
use crate::shell::Shell;

/// The most that is read of a model or threat file: a model of 100,000 elements has about 40 MB.
const FILE_LIMIT: u64 = 64 * 1024 * 1024;

/// A model and where it comes from.
pub struct Input {
    /// The package, or the name of the model file.
    pub name: String,
    /// The model.
    pub model: Model,
    /// The faults of its text.
    pub diagnostics: Vec<Diagnostic>,
    /// The folder that its source positions are relative to.
    pub root: Utf8PathBuf,
    /// Where documents go that nobody gave a place; none for model files.
    pub documents: Option<Utf8PathBuf>,
    /// The folder of its package; none for model files.
    pub package: Option<Utf8PathBuf>,
    /// The file to point at where nothing else is: the package's manifest or the model file, relative to the root.
    pub file: String,
    /// The workspace's members; none for model files.
    pub packages: Arc<[Package]>,
}

/// The models that the options select: of files, or of the packages that cargo builds.
///
/// # Errors
/// When there is none, or what there is cannot be read.
pub fn models(options: &ModelOptions, shell: &mut Shell) -> Result<Vec<Input>, Failure> {
    models_and_messages(options, shell, CompilerMessages::Shown)
}

/// The same; `messages` says what becomes of those of the compiler.
///
/// # Errors
/// As [`models`].
pub fn models_and_messages(
    options: &ModelOptions,
    shell: &mut Shell,
    messages: CompilerMessages<'_>,
) -> Result<Vec<Input>, Failure> {
    if !options.from.is_empty() {
        return Ok(vec![of_files(&options.from)?]);
    }
    let collected = project::collect(&options.selection, &options.asking, shell, messages)?;
    let packages: Arc<[Package]> = collected.packages.as_slice().into();
    let models = collected.models.iter().map(|model| of_package(model, &collected, &packages));
    let mut models = models.collect::<Result<Vec<_>, _>>()?;
    for warning in &collected.warnings {
        let about = |it: &&mut Input| match warning {
            ProjectWarning::Silent { model, .. } => it.name == *model,
            _ => true,
        };
        match code(warning) {
            None => shell.warn(warning, warning.help()),
            Some(code) => {
                let fault = code.diagnostic(warning.to_string());
                let fault = warning.help().into_iter().fold(fault, Diagnostic::with_help);
                models.iter_mut().filter(about).for_each(|it| it.diagnostics.push(fault.clone()));
            }
        }
    }
    Ok(models)
}

/// The code of a warning that is a fault of a model.
fn code(warning: &ProjectWarning) -> Option<Code> {
    match warning {
        ProjectWarning::Silent { .. } => Some(Code::SilentCrate),
        ProjectWarning::ShippedModel { .. } => Some(Code::ModelInRelease),
        ProjectWarning::Unmodelled { .. } | ProjectWarning::Foreign { .. } => None,
    }
}

/// The one model that the options select.
///
/// # Errors
/// As [`models`], and when there are several.
pub fn model(options: &ModelOptions, shell: &mut Shell) -> Result<Input, Failure> {
    let mut models = models(options, shell)?;
    if models.len() > 1 {
        let names: Vec<_> = models.iter().map(|input| format!("`{}`", input.name)).collect();
        let error =
            Misuse(format!("this writes one document, and there are {} models: {}", names.len(), names.join(", ")));
        return Err(Failure::new(error).help("choose one with `-p NAME`"));
    }
    models.pop().ok_or_else(|| Failure::new(Misuse("there is no model".into())))
}

fn of_package(collected: &CollectedModel, workspace: &Collected, packages: &Arc<[Package]>) -> Result<Input, Failure> {
    let root = &workspace.workspace_root;
    let exports: Vec<_> = collected
        .exports
        .iter()
        .map(|it| export::Export {
            text: it.text.clone(),
            target: export::TargetName {
                kind: match it.target_kind {
                    TargetKind::Lib => export::TargetKind::Lib,
                    TargetKind::Bin => export::TargetKind::Bin,
                    TargetKind::Example => export::TargetKind::Example,
                    TargetKind::Test | TargetKind::Bench => export::TargetKind::Test,
                },
                name: it.target_name.clone(),
                library: it.library.clone(),
            },
        })
        .collect();
    let exported = export::read(&exports, root.as_str()).map_err(Failure::new)?;
    // A linked crate may have a `model!` of its own; there it names another model.
    let is_ours = |(folder, it): &(String, Declaration)| it.class != Class::Model || *folder == collected.manifest_dir;
    let declarations = exported.declarations.into_iter().filter(is_ours).map(|(_, declaration)| declaration).collect();
    let (model, diagnostics) = tm_core::model::build(declarations);
    let documents = workspace.target_directory.join("tm").join(&collected.package);
    let manifest = collected.manifest_dir.join("Cargo.toml");
    Ok(Input {
        name: collected.package.clone(),
        model,
        diagnostics,
        root: root.to_owned(),
        documents: Some(documents),
        package: Some(collected.manifest_dir.clone()),
        file: manifest.strip_prefix(root).unwrap_or(&manifest).as_str().replace('\\', "/"),
        packages: Arc::clone(packages),
    })
}

/// The model that a file of a format describes.
///
/// # Errors
/// When the format is unknown, or the file cannot be read or holds no model.
pub fn of_file(format: &str, path: &Utf8Path) -> Result<Input, Failure> {
    if format == "pytm" && is_python(path) {
        return Err(python(path, "cargo tm import pytm"));
    }
    of_files(&[format.to_owned(), path.to_string()])
}

/// The one model that files describe: of each, its format and its path.
///
/// # Errors
/// As [`of_file`].
pub fn of_files(from: &[String]) -> Result<Input, Failure> {
    let mut files: Vec<Vec<Declaration>> = Vec::new();
    let mut name = String::new();
    for pair in from.chunks(2) {
        let [format, path] = pair else { continue };
        let path = Utf8Path::new(path);
        let reader = match format.as_str() {
            "tm" => file::read,
            "pytm" if is_python(path) => return Err(python(path, "--from pytm")),
            "pytm" => pytm::read,
            _ => {
                let error = Misuse(format!("there is no model format `{format}`"));
                let help = "`tm` is the JSON that `cargo tm model` writes, `pytm` that of a pytm model";
                return Err(Failure::new(error).help(help));
            }
        };
        let malformed = |source| FileError::Malformed { path: path.to_owned(), format: "JSON", source };
        let value = serde_json::from_str(&read(path)?).map_err(|error| malformed(Box::new(error)))?;
        let (more, faults) = reader(value, path.as_str());
        refuse(&faults, &format!("the model file `{path}`"))?;
        if more.is_empty() {
            let error = Misuse(format!("`{path}` holds no model"));
            return Err(Failure::new(error).help("`cargo tm model` writes models"));
        }
        if name.is_empty() {
            name = path.file_stem().unwrap_or("model").to_owned();
        }
        files.push(more);
    }
    let (declarations, mut diagnostics) = merge(files);
    let (model, faults) = tm_core::model::build(declarations);
    diagnostics.extend(faults);
    let file = from[1].clone();
    let packages = Arc::default();
    Ok(Input { name, model, diagnostics, root: ".".into(), documents: None, package: None, file, packages })
}

fn is_python(path: &Utf8Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("py"))
}

/// A pytm model as people write it: only Python can run it, and `reader` reads what it writes then.
fn python(path: &Utf8Path, reader: &str) -> Failure {
    let json = path.with_extension("json");
    let error = Misuse(format!("`{path}` is a Python program, and `{reader}` reads what it writes"));
    let quoted = |path: &Utf8Path| {
        let is_plain = path.as_str().chars().all(|it| it.is_alphanumeric() || "/._-".contains(it));
        if is_plain { path.to_string() } else { format!("'{}'", path.as_str().replace('\'', "'\\''")) }
    };
    let (python, json) = (quoted(path), quoted(&json));
    Failure::new(error).help(format!("run `python {python} --json {json}`, then use `{reader} {json}`"))
}

/// The threat library that tm.toml and the options select.
///
/// # Errors
/// When a file cannot be read or has a fault, and when `--exclude` names no threat.
pub fn library(options: &ThreatOptions, configured: &Configured) -> Result<Library, Failure> {
    let ThreatFiles { library, faults, sources } = threat_files(options, configured)?;
    refuse_with(&faults, "the threat library", &sources)?;
    without(library, &options.exclude)
}

/// What is in threat files.
pub struct ThreatFiles {
    /// The threats of the sound ones.
    pub library: Library,
    /// What is wrong with the others, and what looks wrong.
    pub faults: Vec<Diagnostic>,
    /// The texts of the files, by name.
    pub sources: BTreeMap<String, String>,
}

/// The threat files that tm.toml and the options select, or the shipped ones; nothing is excluded yet.
///
/// # Errors
/// When a file cannot be read.
pub fn threat_files(options: &ThreatOptions, configured: &Configured) -> Result<ThreatFiles, Failure> {
    let is_replaced = !options.threats.is_empty();
    let uses_shipped = configured.shipped && !is_replaced;
    let configured_files = configured.files.iter().filter(|_| !is_replaced);
    let mut files: Vec<(String, String)> = Vec::new();
    for path in options.threats.iter().chain(configured_files).chain(&options.add_threats) {
        for path in threat_paths(path)? {
            files.push((path.to_string(), read(&path)?));
        }
    }
    if files.is_empty() && uses_shipped {
        let name = |id: &str| format!("{id}.toml");
        let sources = tm_threats::LIBRARY.iter().map(|(id, text)| (name(id), (*text).to_owned())).collect();
        return Ok(ThreatFiles { library: threat::shipped(), faults: Vec::new(), sources });
    }
    let shipped = tm_threats::LIBRARY.iter().map(|(id, text)| (format!("shipped/{id}.toml"), (*text).to_owned()));
    let shipped = shipped.filter(|_| uses_shipped);
    let all: Vec<_> = shipped.chain(files).collect();
    let borrowed: Vec<_> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (mut library, faults) = Library::read(&borrowed);
    if !uses_shipped {
        library.leave_out(&threat::shipped()); // the code's decisions on shipped threats are no mistakes
    }
    Ok(ThreatFiles { library, faults, sources: all.into_iter().collect() })
}

/// The threat files that a path stands for: of a folder those right in it, by name.
fn threat_paths(path: &Utf8Path) -> Result<Vec<Utf8PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    let mut paths = Vec::new();
    for entry in path.read_dir_utf8().map_err(failed)? {
        let path = entry.map_err(failed)?.into_path();
        if path.extension().is_some_and(|it| it == "toml" || it == "json") && path.is_file() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let failure = Failure::new(Misuse(format!("there is no threat file in `{path}`")));
        return Err(failure.help("threat files end in `.toml` or `.json`; folders inside a folder are not looked into"));
    }
    paths.sort();
    Ok(paths)
}

fn without(mut library: Library, exclude: &[String]) -> Result<Library, Failure> {
    for id in exclude {
        if !library.remove(id) {
            let failure = Failure::new(Misuse(format!("`--exclude {id}`: no threat is called that")));
            return Err(match library.suggest(id) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`cargo tm threats list` shows them all"),
            });
        }
    }
    Ok(library)
}

/// Reads a text file of at most 64 MiB.
///
/// # Errors
/// When it is missing, too large, or no UTF-8.
pub fn read(path: &Utf8Path) -> Result<String, Failure> {
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > FILE_LIMIT {
        return Err(FileError::TooLarge { path: path.to_owned(), size, limit: FILE_LIMIT }.into());
    }
    let mut text = String::new();
    file.take(FILE_LIMIT).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

fn refuse(faults: &[Diagnostic], what: &str) -> Result<(), Failure> {
    refuse_with(faults, what, &BTreeMap::new())
}

/// Shows the faults of something that was asked for by name; with an error among them there is no result, and the
/// failure shows them.
///
/// # Errors
/// When one of the faults is an error.
pub fn refuse_with(faults: &[Diagnostic], what: &str, sources: &BTreeMap<String, String>) -> Result<(), Failure> {
    let shown = human(faults, sources, style(ColorChoice::Auto, &std::io::stderr()));
    if faults.iter().any(|fault| fault.level == Level::Error) {
        return Err(Failure::new(Faulty { what: what.to_owned() }).faults(shown));
    }
    eprint_diagnostics(&shown);
    Ok(())
}

/// Diagnostics that are talk and not the result.
pub fn eprint_diagnostics(text: &str) {
    use std::io::Write;
    let _ = write!(std::io::stderr(), "{text}"); // a closed stderr is no reason to stop
}

/// The texts of the files below `root` that `diagnostics` point into.
pub fn sources_below(root: &Utf8Path, diagnostics: &[Diagnostic]) -> BTreeMap<String, String> {
    let labels = diagnostics.iter().flat_map(|it| it.primary.iter().chain(&it.secondary));
    texts_below(root, labels.map(|it| it.at.file.as_str()))
}

/// The texts of `files`, as far as they are below `root`, links followed.
fn texts_below<'a>(root: &Utf8Path, files: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let Ok(root) = root.canonicalize_utf8() else { return sources };
    for file in files {
        let path = Utf8Path::new(file);
        let inside = path.components().all(|it| matches!(it, cargo_metadata::camino::Utf8Component::Normal(_)));
        if !inside || sources.contains_key(file) {
            continue;
        }
        let Ok(real) = root.join(path).canonicalize_utf8() else { continue };
        if real.starts_with(&root)
            && real.is_file()
            && let Ok(text) = read(&real)
        {
            sources.insert(file.to_owned(), text);
        }
    }
    sources
}

/// Whether `stream` takes colours.
pub fn style(choice: ColorChoice, stream: &impl IsTerminal) -> Style {
    let colour = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty()),
    };
    if colour { Style::Ansi } else { Style::Plain }
}

impl Input {
    /// The same without a model.
    pub fn emptied(&self) -> Input {
        let Input { name, root, documents, package, file, packages, .. } = self;
        Input {
            name: name.clone(),
            model: Model::default(),
            diagnostics: Vec::new(),
            root: root.clone(),
            documents: documents.clone(),
            package: package.clone(),
            file: file.clone(),
            packages: Arc::clone(packages),
        }
    }

    /// Where its files belong.
    pub fn workplace(&self) -> Workplace<'_> {
        Workplace { root: &self.root, packages: &self.packages, name: &self.name, file: &self.file }
    }

    /// The texts of the files that `diagnostics` point into.
    ///
    /// Only files below the root are read, links followed: a model file may name any.
    pub fn sources(&self, diagnostics: &[Diagnostic]) -> BTreeMap<String, String> {
        sources_below(&self.root, diagnostics)
    }

    /// The texts of `files`, as far as they are below the root.
    pub fn texts<'a>(&self, files: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
        texts_below(&self.root, files)
    }

    /// `diagnostics` as people read them, with the lines they point at.
    pub fn show(&self, diagnostics: &[Diagnostic], style: Style) -> String {
        human(diagnostics, &self.sources(diagnostics), style)
    }

    /// Puts the faults of the model's text on stderr, for commands whose result they are not.
    pub fn warn(&self, color: ColorChoice) {
        if !self.diagnostics.is_empty() {
            eprint_diagnostics(&self.show(&self.diagnostics, style(color, &std::io::stderr())));
        }
    }
}
