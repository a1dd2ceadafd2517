//! The models that come with the engine.
//!
//! How data goes through the standard library:
//!
//! ```toml
//! [[model]]
//! of = ["std::vec::Vec::push", "std::vec::Vec::insert"]
//! flow = ["2 => 1.*.elem"]
//! ```
//!
//! Where data comes in and where it must not get to, one model file a crate.

use serde::Deserialize;

use super::{ModelFile, Models, Provenance, Statement, read_file};

const STD_FLOWS: &str = include_str!("../../models/std.toml");

macro_rules! model_files {
    ($($name:literal),* $(,)?) => {
        /// Names and texts of the model files.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../models/", $name)))),*];
    };
}

model_files![
    "actix-files.tm.rs",
    "actix-web.tm.rs",
    "ammonia.tm.rs",
    "askama.tm.rs",
    "axum.tm.rs",
    "bincode.tm.rs",
    "bytes.tm.rs",
    "clap.tm.rs",
    "diesel.tm.rs",
    "duct.tm.rs",
    "handlebars.tm.rs",
    "html-escape.tm.rs",
    "http.tm.rs",
    "hyper.tm.rs",
    "log.tm.rs",
    "maud.tm.rs",
    "mime.tm.rs",
    "minijinja.tm.rs",
    "mysql.tm.rs",
    "postgres.tm.rs",
    "reqwest.tm.rs",
    "rocket.tm.rs",
    "rusqlite.tm.rs",
    "serde_json.tm.rs",
    "sqlx.tm.rs",
    "std.tm.rs",
    "tar.tm.rs",
    "tera.tm.rs",
    "tiny_http.tm.rs",
    "tokio-postgres.tm.rs",
    "tokio.tm.rs",
    "tracing.tm.rs",
    "ureq.tm.rs",
    "warp.tm.rs",
    "zip.tm.rs",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    model: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    of: Vec<String>,
    flow: Vec<String>,
}

impl Entry {
    fn statements(&self) -> Vec<Statement> {
        let parse = |flow: &String| Statement::parse(flow).unwrap_or_else(|error| panic!("a shipped model: {error}"));
        self.flow.iter().map(parse).collect()
    }
}

/// Adds the models that come with the engine.
///
/// # Panics
/// Where one of them cannot be read, which a test would have shown.
pub fn shipped(models: &mut Models) {
    shipped_flows(models);
    models.declare_files(&shipped_files(), Provenance::Shipped);
}

/// Adds how data goes through the standard library, and no more.
///
/// # Panics
/// Where it cannot be read, which a test would have shown.
pub fn shipped_flows(models: &mut Models) {
    let file: File =
        toml::from_str(STD_FLOWS).unwrap_or_else(|error| panic!("the flows of the standard library: {error}"));
    for entry in file.model {
        let statements = entry.statements();
        entry.of.iter().for_each(|path| models.insert_shipped(path, &statements));
    }
}

/// The model files that come with the engine.
///
/// # Panics
/// Where one of them cannot be read, which a test would have shown.
pub fn shipped_files() -> Vec<ModelFile> {
    let read = |(name, text): &(&str, &str)| {
        let (file, faults) = read_file(&format!("tm-taint/models/{name}"), text);
        assert!(faults.is_empty(), "the shipped models: {faults:#?}");
        file
    };
    FILES.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        let mut models = Models::default();
        shipped(&mut models);
        for statement in models.functions().flat_map(|(_, model)| &model.statements) {
            assert_eq!(Statement::parse(&statement.to_string()).as_ref(), Ok(statement));
        }
    }
}
