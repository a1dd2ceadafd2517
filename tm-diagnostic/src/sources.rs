//! Where renderers get the lines they quote.

use std::collections::BTreeMap;

/// The texts of source files, for quoting; the caller reads them.
///
/// A map from file names to texts is one, and `()` is the one that has no text at all.
pub trait Sources {
    /// The whole text of `file`, named as in [`Location::file`](crate::Location::file); `None` when it is not at hand.
    fn text(&self, file: &str) -> Option<&str>;
}

impl Sources for BTreeMap<String, String> {
    fn text(&self, file: &str) -> Option<&str> {
        self.get(file).map(String::as_str)
    }
}

impl Sources for () {
    fn text(&self, _file: &str) -> Option<&str> {
        None
    }
}
