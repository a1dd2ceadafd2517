//! One thing to tell the user, and the places it is about.

use serde::Serialize;

use crate::{Level, Location};

/// A place and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The place.
    #[serde(rename = "location")]
    pub at: Location,
    /// A few words, shown beside the underlined place; may be empty.
    pub text: String,
}

/// One thing to tell the user: a stable code, a sentence of fact, the places, and what helps.
///
/// Texts are plain. Line breaks are kept in messages, notes and helps; every renderer makes other control characters
/// harmless, so text taken from the user's files needs no preparation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code, such as `TM0004`; empty when there is none.
    pub code: String,
    /// How serious it is.
    pub level: Level,
    /// One sentence of fact: lower case at the start, no full stop at the end, as rustc writes them.
    pub message: String,
    /// The place it is about; `None` when it is about no place in the code.
    pub primary: Option<Label>,
    /// Other places that explain it, in the order they are to be read; they may be in other files.
    pub secondary: Vec<Label>,
    /// Facts that belong to it.
    pub notes: Vec<String>,
    /// What the user can do.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic of level [`Level::Error`], without a place.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code.into(), message.into())
    }

    /// A diagnostic of level [`Level::Warning`], without a place.
    pub fn warning(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code.into(), message.into())
    }

    /// A diagnostic of level [`Level::Note`], without a place.
    pub fn note(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Level::Note, code.into(), message.into())
    }

    /// Sets the place it is about; without a location nothing changes.
    #[must_use]
    pub fn at(mut self, location: Option<Location>, label: impl Into<String>) -> Self {
        if let Some(at) = location {
            self.primary = Some(Label { at, text: label.into() });
        }
        self
    }

    /// Adds a place that explains it; without a location nothing changes.
    #[must_use]
    pub fn with_secondary(mut self, location: Option<Location>, label: impl Into<String>) -> Self {
        self.secondary.extend(location.map(|at| Label { at, text: label.into() }));
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds something the user can do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    fn new(level: Level, code: String, message: String) -> Self {
        let (secondary, notes, helps) = (Vec::new(), Vec::new(), Vec::new());
        Diagnostic { code, level, message, primary: None, secondary, notes, helps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;

    #[test]
    fn a_missing_location_adds_no_label() {
        let diagnostic = Diagnostic::warning("TM0001", "message").at(None, "here").with_secondary(None, "there");
        assert_eq!(diagnostic, Diagnostic::warning("TM0001", "message"));
    }

    #[test]
    fn a_missing_location_keeps_the_place_already_set() {
        let start = Position { line: 1, column: 1 };
        let place = Location { file: "src/lib.rs".into(), start, end: start };
        let diagnostic = Diagnostic::note("TM0001", "message").at(Some(place.clone()), "here").at(None, "there");
        assert_eq!(diagnostic.primary, Some(Label { at: place, text: "here".into() }));
    }
}
