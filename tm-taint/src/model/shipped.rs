//! The models that come with the engine: how data goes through the standard library.
//!
//! ```toml
//! [[model]]
//! of = ["std::vec::Vec::push", "std::vec::Vec::insert"]
//! flow = ["2 => 1.*.elem"]
//! ```

use serde::Deserialize;

use super::{Models, Statement};

const FILES: &[&str] = &[include_str!("../../models/std.toml")];

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

/// Adds the models that come with the engine.
///
/// # Panics
/// Where one of them cannot be read, which a test would have shown.
pub fn shipped(models: &mut Models) {
    for text in FILES {
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("a shipped model file: {error}"));
        for entry in file.model {
            let statements: Vec<Statement> = entry
                .flow
                .iter()
                .map(|flow| Statement::parse(flow).unwrap_or_else(|error| panic!("a shipped model: {error}")))
                .collect();
            for path in &entry.of {
                models.insert_shipped(path, &statements);
            }
        }
    }
}
