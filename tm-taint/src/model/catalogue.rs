//! All models of a run, the kinds they speak of, and the rules.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::statement::Statement;
use crate::analysis::KindId;

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
    /// What is shipped for the standard library.
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

/// Which flows are reported.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Rule {
    /// Its code: `T0001`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Kinds of sources.
    pub sources: Vec<String>,
    /// Kinds of sinks.
    pub sinks: Vec<String>,
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
    functions: BTreeMap<String, Model>,
    fields: BTreeMap<String, Model>,
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

    /// Declares the field of a struct, `demo::Login.password` or `demo::Event::Set.0`, to be a source or a sink: `source Secret =>
    /// return`, `sink Log 1`.
    ///
    /// # Errors
    /// [`ModelError`] where the statement cannot be read.
    pub fn declare_field(&mut self, path: &str, statement: &str) -> Result<(), ModelError> {
        let parsed = self.read(path, statement)?;
        if !matches!(parsed, Statement::Source { .. } | Statement::Sink { .. }) {
            let reason = "a field can be a source or a sink alone".to_owned();
            return Err(ModelError { path: path.to_owned(), statement: statement.to_owned(), reason });
        }
        self.fields.entry(path.to_owned()).or_default().statements.push(parsed);
        Ok(())
    }

    fn read(&mut self, path: &str, statement: &str) -> Result<Statement, ModelError> {
        let parsed = Statement::parse(statement).map_err(|reason| ModelError {
            path: path.to_owned(),
            statement: statement.to_owned(),
            reason,
        })?;
        self.know_kinds(std::slice::from_ref(&parsed));
        Ok(parsed)
    }

    pub(super) fn insert_shipped(&mut self, path: &str, statements: &[Statement]) {
        self.know_kinds(statements);
        let model = self.functions.entry(path.to_owned()).or_default();
        model.provenance = Provenance::Shipped;
        model.statements.extend_from_slice(statements);
    }

    pub(super) fn insert_shipped_field(&mut self, path: &str, statements: &[Statement]) {
        self.know_kinds(statements);
        let model = self.fields.entry(path.to_owned()).or_default();
        model.provenance = Provenance::Shipped;
        model.statements.extend_from_slice(statements);
    }

    fn know_kinds(&mut self, statements: &[Statement]) {
        for statement in statements {
            match statement {
                Statement::Source { kind, .. } | Statement::Sink { kind, .. } => _ = self.kinds.intern(kind),
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
}
