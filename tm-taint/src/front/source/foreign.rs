//! Files of other crates: what their macros make here has its place there.
//!
//! ```text
//! base/src/lib.rs      macro_rules! ident { ($n:ident) => { impl $crate::Act for $n { … } } }
//! base/Cargo.toml      name = "base"                      $crate is ::base
//! ```

use super::Source;

impl Source {
    /// Reads a file, if it is none of the crate's own.
    pub(in crate::front) fn read_foreign(&mut self, file: &str, sources: &dyn Fn(&str) -> Option<String>) {
        if self.texts.contains_key(file) {
            return;
        }
        if let Some(text) = sources(file) {
            self.texts.insert(file.to_owned(), text);
            self.foreign.insert(file.to_owned(), crate_of(file, sources));
        }
    }

    /// The text of a macro with the name of its crate for `$crate`, where that is known.
    pub(in crate::front) fn with_crate(&self, file: &str, text: &str) -> String {
        match self.foreign.get(file) {
            None => text.replace("$crate", "crate"),
            Some(Some(krate)) => text.replace("$crate", &format!("::{krate}")),
            Some(None) => text.to_owned(),
        }
    }
}

/// The crate that a file is of, as the nearest manifest says.
fn crate_of(file: &str, sources: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut folder = file;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        let manifest = sources(&format!("{parent}/Cargo.toml")).and_then(|it| it.parse::<toml::Table>().ok());
        let named = |section: &str| manifest.as_ref()?.get(section)?.get("name")?.as_str();
        if let Some(name) = named("lib").or_else(|| named("package")) {
            return Some(name.replace('-', "_"));
        }
        folder = parent;
    }
    None
}
