//! The models that come with the engine: how data goes through the standard library.
//!
//! ```toml
//! [[model]]
//! of = ["std::vec::Vec::push", "std::vec::Vec::insert"]
//! flow = ["2 => 1.*.elem"]
//! ```

use serde::Deserialize;

use super::{Models, Statement};

const FILES: &[&str] = &[include_str!("../../models/std.toml"), include_str!("../../models/endpoints.toml")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    model: Vec<Entry>,
    #[serde(default)]
    field: Vec<Entry>,
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
    for text in FILES {
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("a shipped model file: {error}"));
        for entry in file.model {
            let statements = entry.statements();
            entry.of.iter().for_each(|path| models.insert_shipped(path, &statements));
        }
        for entry in file.field {
            let statements = entry.statements();
            entry.of.iter().for_each(|path| models.insert_shipped_field(path, &statements));
        }
    }
}
