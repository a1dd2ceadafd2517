//! Looks for parts of a condition that no case notices.
//!
//! ```text
//! target.is_admin and not target.controls.uses_mfa
//!
//! flipped: not target.is_admin and …    some case must come out otherwise
//! left out: not target.controls.uses_mfa    and here too
//! ```
//!
//! A change that makes no difference in any model is not asked for; a part that can be left out without one is needless.

use std::collections::BTreeMap;

use tm_diagnostic::Diagnostic;

use super::case::fires;
use crate::code::Code;
use crate::condition::{Answer, Change, Mutant};
use crate::model::Model;
use crate::threat::Threat;

/// What came of the changes to one part, by where it starts and ends.
type Parts = BTreeMap<(usize, usize), Vec<(Change, Difference)>>;

/// How a changed condition that no case notices differs from the original.
enum Difference {
    None,
    /// In a model of which this is said, where the original fires, or does not.
    In(bool, Vec<String>),
    Undecided,
}

/// The faults of the threat's parts, and how many changes could not be judged; `cases` are models in which it fires or not.
pub(super) fn unproven(threat: &Threat, cases: &[(Model, bool)]) -> (Vec<Diagnostic>, usize) {
    let mut parts = Parts::new();
    for mutant in threat.condition.mutants() {
        let notices = |(model, fired): &(Model, bool)| {
            fires(threat, model, |model, target| mutant.holds(model, target)) != *fired
        };
        if !cases.iter().any(notices) {
            let part = parts.entry((mutant.range.start, mutant.range.end)).or_default();
            part.push((mutant.change, difference(threat, &mutant)));
        }
    }
    let undecided = parts.values().flatten().filter(|(_, it)| matches!(it, Difference::Undecided)).count();
    let mut faults: Vec<_> = parts.iter().filter_map(|(range, changes)| fault(threat, *range, changes)).collect();
    // What a case has to show is clear only once the needless parts are gone.
    let is_needless = |fault: &Diagnostic| fault.code == Code::RedundantPart.to_string();
    if faults.iter().any(is_needless) {
        faults.retain(is_needless);
    }
    (faults, undecided)
}

fn difference(threat: &Threat, mutant: &Mutant) -> Difference {
    let mut is_decided = true;
    for holds in [false, true] {
        match mutant.can_differ(holds, &threat.condition, &threat.targets) {
            Answer::Possible(example) => return Difference::In(!holds, example),
            Answer::Impossible => {}
            Answer::Undecided => is_decided = false,
        }
    }
    if is_decided { Difference::None } else { Difference::Undecided }
}

fn fault(threat: &Threat, (start, end): (usize, usize), changes: &[(Change, Difference)]) -> Option<Diagnostic> {
    let text = &threat.condition.text()[start..end];
    let at = Some(threat.origin.location(start..end));
    if changes.iter().any(|(change, it)| *change == Change::Dropped && matches!(it, Difference::None)) {
        let message = format!("condition of `{}`: `{}` makes no difference", threat.id, one_line(text));
        let fault = Code::RedundantPart.diagnostic(message).at(at, "the condition says the same without it");
        return Some(fault.with_help("leave it out, or say what was meant"));
    }
    let unnoticed = |change: &&(Change, Difference)| matches!(change.1, Difference::In(..));
    let unnoticed: Vec<_> = changes.iter().filter(unnoticed).collect();
    // Left out says most plainly what a case has to show; a bound is moved only where nothing else is unnoticed.
    let ranks = [Change::Dropped, Change::Flipped, Change::Moved];
    let plainest = ranks.iter().find_map(|rank| unnoticed.iter().find(|(change, _)| change == rank))?;
    let Difference::In(fires, example) = &plainest.1 else { return None };
    let done: Vec<_> = ranks.iter().filter(|rank| unnoticed.iter().any(|(change, _)| change == *rank)).collect();
    let done: Vec<_> = done.into_iter().map(|change| verb(*change)).collect();
    let message = format!("no case of `{}` shows what `{}` is for", threat.id, one_line(text));
    let label = format!("{}, and every case comes out the same", done.join(" or "));
    let help = format!("add a case with `fires = {fires}`, for instance one where {}", example.join(", "));
    Some(Code::UnprovenPart.diagnostic(message).at(at, label).with_help(help))
}

fn verb(change: Change) -> &'static str {
    match change {
        Change::Flipped => "negate it",
        Change::Dropped => "leave it out",
        Change::Moved => "move its bound by one",
    }
}

/// `text` with each stretch of white space as one blank.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
