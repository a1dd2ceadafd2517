//! Whether a crate has what a model file speaks of: a small Rust file that names each thing once, for the compiler to judge.
//!
//! ```text
//! fn query(#[sink(Sql)] sql: _) -> _;     fn m0() { let _ = ::sqlx::query(any()); }
//! impl sqlx::query::Query<'_> { … bind }  fn m1() { let _ = ::sqlx::query::Query::bind(any(), any()); }
//! struct Query<T>(#[source(A)] pub T);    fn m2() { let ::axum::extract::Query { 0: _, .. } = any(); }
//! pub use http;  in  mod axum             fn m3() { use ::axum::http as _it; }
//! ```
//!
//! Of what the compiler says, only what is about names and numbers of arguments counts: which types these would have to be,
//! nothing tells it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tm_diagnostic::{Diagnostic, Location};

use super::{FAULT, ModelFile, Subject};

/// What the compiler says of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompilerError {
    /// The line, from one.
    pub line: usize,
    /// `E0425`.
    pub code: String,
    /// Its first line.
    pub message: String,
    /// What it would write instead.
    pub suggestion: Option<String>,
}

/// The Rust file that asks whether all is there.
#[derive(Clone, Debug)]
pub struct ModelCheck<'f> {
    file: &'f ModelFile,
    lines: Vec<Line>,
    faults: BTreeMap<usize, Diagnostic>,
}

/// One line, and what it is about.
#[derive(Clone, Debug)]
struct Line {
    text: String,
    path: String,
    parameters: Option<usize>,
    at: Location,
}

const HEAD: &str = "#![allow(warnings)]\nfn any<T>() -> T { loop {} }\n";
/// How many lines that is.
const HEAD_LINES: usize = 2;

/// What is not there, not to be seen, or of another shape. Everything else is about types.
const CODES: [&str; 18] = [
    "E0026", "E0061", "E0223", "E0405", "E0412", "E0423", "E0425", "E0432", "E0433", "E0451", "E0463", "E0531",
    "E0574", "E0576", "E0599", "E0603", "E0616", "E0624",
];

impl<'f> ModelCheck<'f> {
    /// Of a model file.
    pub fn new(file: &'f ModelFile) -> ModelCheck<'f> {
        let mut lines: Vec<Line> = Vec::new();
        for entry in &file.entries {
            let (text, parameters) = match &entry.subject {
                Subject::Function { parameters, of_type } => {
                    (call(&entry.path, *parameters, of_type.as_deref()), Some(*parameters))
                }
                Subject::Field => {
                    let (of, field) = entry.path.rsplit_once('.').unwrap_or((&entry.path, ""));
                    (format!("let ::{of} {{ {field}: _, .. }} = any();"), None)
                }
                Subject::Type => (format!("use ::{} as _it;", entry.path), None),
                Subject::Static => (format!("let _ = &::{};", entry.path), None),
            };
            // A field with a name is one entry by its name, and one by its number.
            let is_number = |path: &str| path.rsplit('.').next().is_some_and(|it| it.parse::<u32>().is_ok());
            let is_same = |it: &Line| it.at == entry.at && !is_number(&it.path) && is_number(&entry.path);
            if entry.subject != Subject::Field || !lines.last().is_some_and(is_same) {
                lines.push(Line { text, path: entry.path.clone(), parameters, at: entry.at.clone() });
            }
        }
        for alias in &file.aliases {
            let text = format!("use ::{} as _it;", alias.path);
            lines.push(Line { text, path: alias.path.clone(), parameters: None, at: alias.at.clone() });
        }
        ModelCheck { file, lines, faults: BTreeMap::new() }
    }

    /// The text to compile: without the lines that are known to be wrong, since the compiler stops at names before it counts
    /// arguments.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (number, line) in self.lines.iter().enumerate() {
            match self.faults.contains_key(&number) {
                true => text.push('\n'),
                false => _ = writeln!(text, "fn m{number}() {{ {} }}", line.text),
            }
        }
        text
    }

    /// Takes in what the compiler says of [`ModelCheck::text`]; whether there was anything new, so that it has to be asked again.
    pub fn judge(&mut self, version: &str, errors: &[CompilerError]) -> bool {
        let before = self.faults.len();
        for error in errors.iter().filter(|it| CODES.contains(&it.code.as_str())) {
            let Some(number) = error.line.checked_sub(HEAD_LINES + 1).filter(|it| *it < self.lines.len()) else {
                continue;
            };
            let fault = self.fault(&self.lines[number], version, error);
            self.faults.entry(number).or_insert(fault);
        }
        self.faults.len() > before
    }

    /// What the crate does not have, in the order of the file.
    pub fn faults(self) -> Vec<Diagnostic> {
        self.faults.into_values().collect()
    }

    fn fault(&self, line: &Line, version: &str, error: &CompilerError) -> Diagnostic {
        let krate = format!("{} {version}", self.file.krate);
        let krate = krate.trim_end();
        let path = &line.path;
        let message = match (error.code.as_str(), line.parameters) {
            ("E0061", Some(written)) => {
                let takes = number_after(&error.message, "takes ");
                let takes = takes.map_or("another number of".to_owned(), |it| it.to_string());
                format!("`{path}` of {krate} has {takes} parameters, and {written} are written here")
            }
            ("E0451" | "E0603" | "E0616" | "E0624", _) => format!("`{path}` of {krate} is private"),
            _ => format!("{krate} has no `{path}`"),
        };
        let fault = Diagnostic::error(FAULT, message)
            .at(Some(line.at.clone()), "")
            .with_note(format!("rustc: {}", error.message));
        match error.suggestion.as_deref().map(str::trim).filter(|it| is_path(it)) {
            Some(suggestion) => fault.with_help(format!("did you mean `{suggestion}`?")),
            None => fault,
        }
    }
}

/// A call of a function with as many arguments as the model has parameters.
fn call(path: &str, parameters: usize, of_type: Option<&str>) -> String {
    let arguments = vec!["any()"; parameters].join(", ");
    match of_type {
        None => format!("let _ = {}({arguments});", expression(path)),
        Some(of_type) => {
            // The type's arguments are unknown, so that it is named apart from the method.
            let of = of_type.trim_start_matches('&');
            let named = if of == "[]" || !of.contains("::") { String::new() } else { format!("use ::{of} as _it; ") };
            let method = path.split_once(" as ").map_or(path, |(_, rest)| rest).replacen(">::", "::", 1);
            format!("{named}let _ = {}({arguments});", expression(&method))
        }
    }
}

/// A path of models as an expression: `slice::repeat` is a method of `[_]`.
fn expression(path: &str) -> String {
    match path.split_once("::") {
        Some(("slice", method)) => format!("<[_]>::{method}"),
        Some(("array", method)) => format!("<[_; 0]>::{method}"),
        Some((first, _)) if is_primitive(first) => path.to_owned(),
        _ => format!("::{path}"),
    }
}

fn is_primitive(name: &str) -> bool {
    const NAMES: [&str; 17] = [
        "str", "char", "bool", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64",
    ];
    NAMES.contains(&name)
}

fn number_after(text: &str, word: &str) -> Option<u32> {
    let rest = text.split_once(word)?.1;
    rest.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok()
}

/// Whether a suggestion is a name, and not a change of the line that we made up.
fn is_path(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|it: char| it.is_ascii_digit())
        && text.chars().all(|it| it.is_alphanumeric() || it == '_' || it == ':')
}
