//! Marks in the user's code, as the macros have left them in constants.
//!
//! ```text
//! within demo::web::post    threat-model:taint:1 fn              the function itself
//!                           source UserInput => 1
//! within demo::web          threat-model:taint:1 field Login.0   what stands beside the constant
//!                           source Secret => return
//! within demo::KEY          threat-model:taint:1 static          the static itself
//!                           source Secret => return
//! within demo::web::post    threat-model:taint:1 fn              a decision: see `decision.rs`
//!                           expect⇥T0002⇥accepted⇥…
//! ```

use super::{Decision, ModelError, Models};
use crate::analysis::callable;
use crate::ir::{Crate, Marker, Tables};

impl Models {
    /// Declares what the marks of a crate say.
    ///
    /// # Errors
    /// The marks that cannot be read, which another version of the macros may have written.
    pub fn declare_marks(&mut self, krate: &Crate, tables: &Tables) -> Result<(), Vec<ModelError>> {
        let mut errors = Vec::new();
        for marker in &krate.markers {
            let within = tables.symbols.text(marker.within);
            let mut lines = tables.symbols.text(marker.text).lines();
            let subject = lines.next().and_then(|it| it.strip_prefix(Marker::PREFIX)).unwrap_or_default();
            let (kind, name) = subject.split_once(' ').unwrap_or((subject, ""));
            for statement in lines {
                if let Some(decision) = Decision::parse(callable(within), statement) {
                    match decision {
                        Ok(decision) => self.decisions.push(decision),
                        Err(reason) => {
                            let (path, statement) = (within.to_owned(), statement.to_owned());
                            errors.push(ModelError { path, statement, reason });
                        }
                    }
                    continue;
                }
                let declared = match kind {
                    "fn" => self.declare(within, statement),
                    "method" => self.declare(&format!("{within}::{name}"), statement),
                    "field" => self.declare_field(&format!("{within}::{name}"), statement),
                    "type" => self.declare_type(&format!("{within}::{name}"), statement),
                    // In its own initial value, or beside one that has none here.
                    "static" if name.is_empty() => self.declare_static(within, statement),
                    "static" => self.declare_static(&format!("{within}::{name}"), statement),
                    _ => Err(ModelError {
                        path: within.to_owned(),
                        statement: statement.to_owned(),
                        reason: format!("a mark on `{subject}` is not known here"),
                    }),
                };
                errors.extend(declared.err());
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}
