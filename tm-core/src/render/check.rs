//! The result of `cargo tm check`: its last line, and all of it as JSON.
//!
//! ```json
//! { "version": 1, "models": [{ "name": "guestbook",
//!     "diagnostics": [{ "code": "TM0011", "level": "warning", "message": "…", … }],
//!     "findings": [{ "id": "INP05@web::post_comment", … }] }] }
//! ```
//!
//! Diagnostics are those of the model's text; `findings` and `excluded` are as in
//! `cargo tm findings --format json`.

use std::io;

use tm_diagnostic::{Diagnostic, Level};

use super::json::{Json, Writer};
use super::{Evaluated, findings_json};
use crate::decide::Assessment;
use crate::evaluate::Certainty;

/// A model that was checked.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The package or file it comes from.
    pub name: &'a str,
    /// The model and its findings.
    pub evaluated: Evaluated<'a>,
    /// The faults of its text.
    pub diagnostics: &'a [Diagnostic],
}

/// One line: how many findings and faults there are.
pub fn check_summary(name: &str, assessment: &Assessment, diagnostics: &[Diagnostic]) -> String {
    let open = |certainty| assessment.open(certainty).count();
    let level = |level| diagnostics.iter().filter(|it| it.level == level).count();
    let (confirmed, potential) = (open(Certainty::Confirmed), open(Certainty::Potential));
    let decided = assessment.decided().count();
    let (errors, warnings) = (level(Level::Error), level(Level::Warning));
    let rest = [
        (assessment.allowed(), "allowed"),
        (assessment.known(), "in the baseline"),
        (assessment.excluded.len(), "excluded by assumptions"),
    ];
    let rest: String =
        rest.iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!(", {count} {why}")).collect();
    format!(
        "{name}: {confirmed} confirmed and {potential} potential {}, {decided} decided{rest}; {errors} {} and {warnings} {} in the model\n",
        plural(potential, "finding", "findings"),
        plural(errors, "error", "errors"),
        plural(warnings, "warning", "warnings"),
    )
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// Writes the whole result as a JSON document.
///
/// # Errors
///
/// The first error of `out`.
pub fn check_json<'a>(out: &mut dyn io::Write, checked: impl Iterator<Item = Checked<'a>>) -> io::Result<()> {
    Writer::document(out, |out| {
        out.object(|out| {
            out.key("version");
            out.literal(1);
            out.key("models");
            out.list(|out| {
                for it in checked {
                    out.item();
                    out.object(|out| model(out, it));
                }
            });
        });
    })
}

fn model(out: &mut Writer<'_>, checked: Checked<'_>) {
    out.key("name");
    out.text(checked.name);
    out.key("diagnostics");
    out.value(&Json::List(checked.diagnostics.iter().map(diagnostic).collect()));
    out.key("findings");
    out.list(|out| findings_json::findings(out, checked.evaluated));
    findings_json::excluded(out, &[checked.evaluated]);
}

/// A diagnostic, as `tm-diagnostic` writes it.
fn diagnostic(diagnostic: &Diagnostic) -> Json {
    serde_json::to_value(diagnostic).expect("a diagnostic is plain data").into()
}
