//! What `tm::reveal_taint!(x)` shows: what is believed of a value at that place.
//!
//! ```text
//! note[reveal]: it holds Secret
//!   --> src/login.rs:9:5
//!    | 9 |  tm::reveal_taint!(login);
//!    |      ^^^^^^^^^^^^^^^^^^^^^^^^ it
//!    = note: `it.password`: Secret
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tm_diagnostic::Diagnostic;

use super::diagnostic::text;
use super::location;
use crate::analysis::{How, Revealed, RevealedPart};
use crate::model::Kinds;
use crate::program::Program;

/// What is believed of a value that the user asks for, as a note.
pub fn revealed(program: &Program, kinds: &Kinds, revealed: &Revealed) -> Diagnostic {
    let names: BTreeSet<&str> = revealed.parts.iter().filter_map(|part| part.kind.as_deref()).collect();
    let message = match (names.len(), revealed.parts.is_empty()) {
        (0, true) => "nothing is known to be in it".to_owned(),
        (0, false) => "it holds what its function was given".to_owned(),
        _ => format!("it holds {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let mut diagnostic = Diagnostic::note("reveal", message).at(revealed.span.map(|it| location(program, it)), "it");
    let mut seen: BTreeSet<_> = revealed.span.into_iter().collect();
    for step in revealed.parts.iter().flat_map(|part| &part.steps) {
        if let Some(span) = step.span.filter(|span| seen.insert(*span)) {
            diagnostic = diagnostic.with_secondary(Some(location(program, span)), text(program, kinds, step));
        }
    }
    revealed.parts.iter().fold(diagnostic, |diagnostic, part| diagnostic.with_note(note(part)))
}

fn note(part: &RevealedPart) -> String {
    let what = match (&part.kind, &part.given) {
        (Some(kind), _) => kind.clone(),
        (None, Some(given)) => format!("what `{given}` was when the function began"),
        (None, None) => "unknown".to_owned(),
    };
    format!("`{}`: {what}{}", part.at, conditions(&part.how))
}

/// What is ruled out, and the features of the way.
pub fn conditions(how: &How) -> String {
    let mut text = String::new();
    let lists = [
        ("; nothing of ", &how.without_sources),
        ("; safe for ", &how.without_sinks),
        ("; always ", &how.always),
        ("; sometimes ", &how.sometimes),
    ];
    for (word, names) in lists {
        if !names.is_empty() {
            let _ = write!(text, "{word}{}", names.join(", "));
        }
    }
    text
}
