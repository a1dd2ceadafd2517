//! All models of a run, the kinds they speak of, and the rules.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::decision::Decision;
use super::file::{Alias, ModelFile, Subject};
use super::statement::{SanitizedPort, Statement};
use crate::analysis::{FeatureNames, KindId};

/// The names of kinds of sources and sinks.
#[derive(Clone, Debug, Default)]
pub struct Kinds(IndexSet<String>);

impl Kinds {
    /// The number of a kind, which is new where nobody spoke of it yet.
    pub fn intern(&mut self, name: &str) -> KindId {
        let index = self.0.get_index_of(name).unwrap_or_else(|| self.0.insert_full(name.to_owned()).0);
        KindId(u16::try_from(index).expect("there are fewer than 65536 kinds"))
    }

    /// The number of a kind.
    pub fn get(&self, name: &str) -> Option<KindId> {
        self.0.get_index_of(name).map(|index| KindId(index as u16))
    }

    /// The name of a kind.
    pub fn name(&self, kind: KindId) -> &str {
        &self.0[kind.0 as usize]
    }
}

/// Who says what a model says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provenance {
    /// A person.
    #[default]
    Manual,
    /// A program.
    Generated,
    /// We: it comes with the engine.
    Shipped,
}

/// What is declared of one function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The statements.
    pub statements: Vec<Statement>,
    /// Who says so.
    pub provenance: Provenance,
}

/// The models of a run.
///
/// ```
/// let mut models = tm_taint::model::Models::default();
/// models.declare("demo::read", "source UserInput => return").unwrap();
/// models.declare("demo::run", "sink Command 1").unwrap();
/// assert!(models.declare("demo::run", "sink Command first").is_err());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// The kinds.
    pub kinds: Kinds,
    /// The names of features.
    pub features: FeatureNames,
    /// The decisions in the code.
    pub decisions: Vec<Decision>,
    functions: BTreeMap<String, Model>,
    fields: BTreeMap<String, Model>,
    types: BTreeMap<String, Model>,
    statics: BTreeMap<String, Model>,
}

/// A statement that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// What it is declared of.
    pub path: String,
    /// The statement.
    pub statement: String,
    /// What is wrong with it.
    pub reason: String,
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "model of `{}`: `{}`: {}", self.path, self.statement, self.reason)
    }
}

impl std::error::Error for ModelError {}

impl Models {
    /// Declares something of a function, by its absolute path. A method of a trait for one type is written
    /// `<std::vec::Vec as std::iter::IntoIterator>::into_iter`, for references to it `<&std::vec::Vec as …>`.
    ///
    /// # Errors
    /// [`ModelError`] where the statement cannot be read.
    pub fn declare(&mut self, path: &str, statement: &str) -> Result<(), ModelError> {
        let parsed = self.read(path, statement)?;
        self.functions.entry(path.to_owned()).or_default().statements.push(parsed);
        Ok(())
    }

    /// Declares the field of a struct, `demo::Login.password` or `demo::Event::Set.0`, to be a source or a sink, or to make what is in
    /// it harmless: `source Secret => return`, `sink Log 1`, `sanitize sinks Html`.
    ///
    /// # Errors
    /// [`ModelError`] where the statement cannot be read.
    pub fn declare_field(&mut self, path: &str, statement: &str) -> Result<(), ModelError> {
        let parsed = self.read(path, statement)?;
        let is_sanitizer = matches!(&parsed, Statement::Sanitize(it) if it.at == SanitizedPort::All);
        if !is_sanitizer && !matches!(parsed, Statement::Source { .. } | Statement::Sink { .. }) {
            let reason = "a field can be a source, a sink or sanitized alone".to_owned();
            return Err(ModelError { path: path.to_owned(), statement: statement.to_owned(), reason });
        }
        self.fields.entry(path.to_owned()).or_default().statements.push(parsed);
        Ok(())
    }

    /// Declares a type, by its absolute path without arguments: with `source Secret => return`, every value of it that is read or
    /// handed over is a source; with `sink Html 1`, what becomes a part of such a value reaches the sink.
    ///
    /// # Errors
    /// [`ModelError`] where the statement cannot be read.
    pub fn declare_type(&mut self, path: &str, statement: &str) -> Result<(), ModelError> {
        let parsed = self.read_place("a type", path, statement)?;
        self.types.entry(path.to_owned()).or_default().statements.push(parsed);
        Ok(())
    }

    /// Declares a static, constant or thread local, by its absolute path: `source Secret => return` of what is read from it, `sink
    /// Log 1` of what is written to it.
    ///
    /// # Errors
    /// [`ModelError`] where the statement cannot be read.
    pub fn declare_static(&mut self, path: &str, statement: &str) -> Result<(), ModelError> {
        let parsed = self.read_place("a static", path, statement)?;
        self.statics.entry(path.to_owned()).or_default().statements.push(parsed);
        Ok(())
    }

    /// Reads what is declared of something that holds values.
    fn read_place(&mut self, what: &str, path: &str, statement: &str) -> Result<Statement, ModelError> {
        let parsed = self.read(path, statement)?;
        if matches!(parsed, Statement::Source { .. } | Statement::Sink { .. }) {
            return Ok(parsed);
        }
        let reason = format!("{what} can be a source or a sink alone");
        Err(ModelError { path: path.to_owned(), statement: statement.to_owned(), reason })
    }

    fn read(&mut self, path: &str, statement: &str) -> Result<Statement, ModelError> {
        let parsed = Statement::parse(statement).map_err(|reason| ModelError {
            path: path.to_owned(),
            statement: statement.to_owned(),
            reason,
        })?;
        self.know_names(std::slice::from_ref(&parsed));
        Ok(parsed)
    }

    pub(super) fn insert_shipped(&mut self, path: &str, statements: &[Statement]) {
        self.know_names(statements);
        let model = self.functions.entry(path.to_owned()).or_default();
        model.provenance = Provenance::Shipped;
        model.statements.extend_from_slice(statements);
    }

    /// Declares what model files say, under all paths that the files' `pub use` give it.
    pub fn declare_files<'f>(&mut self, files: impl IntoIterator<Item = &'f ModelFile>, provenance: Provenance) {
        let files: Vec<&ModelFile> = files.into_iter().collect();
        let aliases: Vec<&Alias> = files.iter().flat_map(|file| &file.aliases).collect();
        for entry in files.iter().flat_map(|file| &file.entries) {
            self.know_names(&entry.statements);
            for path in paths(&entry.path, &aliases) {
                let declared = match entry.subject {
                    Subject::Function { .. } => &mut self.functions,
                    Subject::Field => &mut self.fields,
                    Subject::Type => &mut self.types,
                    Subject::Static => &mut self.statics,
                };
                let model = declared.entry(path).or_default();
                model.provenance = provenance;
                model.statements.extend(
                    entry.statements.iter().filter(|it| !model.statements.contains(it)).cloned().collect::<Vec<_>>(),
                );
            }
        }
    }

    fn know_names(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.features.declare(statement.via());
            match statement {
                Statement::Source { kind, .. } | Statement::Sink { kind, .. } | Statement::Handle { kind, .. } => {
                    self.kinds.intern(kind);
                }
                Statement::Sanitize(sanitizer) => {
                    for kind in sanitizer.sources.iter().chain(&sanitizer.sinks) {
                        self.kinds.intern(kind);
                    }
                }
                _ => {}
            }
        }
    }

    /// What is declared of a function.
    pub fn function(&self, path: &str) -> Option<&Model> {
        self.functions.get(path)
    }

    /// All functions of which something is declared.
    pub fn functions(&self) -> impl Iterator<Item = (&str, &Model)> {
        self.functions.iter().map(|(path, model)| (path.as_str(), model))
    }

    /// All fields of which something is declared.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Model)> {
        self.fields.iter().map(|(path, model)| (path.as_str(), model))
    }
    /// All types of which something is declared.
    pub fn types(&self) -> impl Iterator<Item = (&str, &Model)> {
        self.types.iter().map(|(path, model)| (path.as_str(), model))
    }

    /// All statics, constants and thread locals of which something is declared.
    pub fn statics(&self) -> impl Iterator<Item = (&str, &Model)> {
        self.statics.iter().map(|(path, model)| (path.as_str(), model))
    }
}

/// A path, and what it is called where crates show it elsewhere.
fn paths(path: &str, aliases: &[&Alias]) -> Vec<String> {
    let mut paths = vec![path.to_owned()];
    let mut next = 0;
    // Re-exports of re-exports are few; ones in a circle give no new path.
    while let Some(path) = paths.get(next).cloned() {
        for alias in aliases {
            paths.extend(renamed(&path, &alias.target, &alias.path).filter(|it| !paths.contains(it)));
        }
        next += 1;
        if next > 64 {
            break;
        }
    }
    paths
}

/// `axum::http::Uri::path` of `http::Uri::path`, and of `<http::Uri as …>`.
fn renamed(path: &str, from: &str, to: &str) -> Option<String> {
    let (before, rest) =
        ["<&", "<"].into_iter().find_map(|it| Some((it, path.strip_prefix(it)?))).unwrap_or(("", path));
    let rest = rest.strip_prefix(from)?;
    let is_whole = rest.is_empty() || [':', '.', ' '].iter().any(|it| rest.starts_with(*it));
    is_whole.then(|| format!("{before}{to}{rest}"))
}
