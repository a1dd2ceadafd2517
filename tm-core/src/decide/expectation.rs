//! Which decisions in the code hold.

use std::borrow::Cow;

use tm_diagnostic::Diagnostic;

use super::Subject;
use crate::code::Code;
use crate::freshness::review::{self, Review, Reviews};
use crate::model::{Entity, Expectation, Model, Target};
use crate::threat::Library;

/// A decision that holds.
pub(super) struct Standing<'m> {
    pub(super) subject: Subject,
    pub(super) expectation: Cow<'m, Expectation>,
}

impl Standing<'_> {
    /// The complaint that no finding needs it.
    pub(super) fn unfulfilled(&self, model: &Model) -> Diagnostic {
        let Expectation { threat, at, .. } = self.expectation.as_ref();
        let name = &model.entity(self.subject.0).name;
        let message = match self.expectation {
            Cow::Borrowed(_) => format!("`{name}` expects {threat}, which does not apply to it"),
            Cow::Owned(_) => format!("{threat} is accepted on `{name}`, to which it does not apply"),
        };
        let fault = Code::UnfulfilledExpectation.diagnostic(message).at(at.clone(), "decides nothing");
        fault.with_help("remove it; a decision that outlives its finding hides the next one")
    }
}

/// What decisions are held against.
#[derive(Clone, Copy)]
pub(super) struct Now<'m, 'r> {
    pub(super) model: &'m Model,
    pub(super) today: &'r str,
    /// What has become of the code since it was reviewed; unset where there is no code.
    pub(super) reviews: Option<&'r Reviews<'r>>,
}

/// The decisions that hold, at most one for a finding.
pub(super) fn standing<'m>(library: &Library, now: Now<'m, '_>, complaints: &mut Vec<Diagnostic>) -> Vec<Standing<'m>> {
    let model = now.model;
    let mut standing: Vec<Standing<'_>> = Vec::new();
    for target in model.targets() {
        let first_of_target = standing.len();
        for expectation in &model.entity(target).expectations {
            let said = format!("`{}` expects", model.entity(target).name);
            let Some(threat) = threat(library, expectation, &said, complaints) else { continue };
            if has_ended(target, expectation, now, complaints) {
                continue;
            }
            match standing[first_of_target..].iter().find(|it| it.subject.1 == threat) {
                Some(first) => {
                    complaints.push(second_decision(&model.entity(target).name, &first.expectation, expectation));
                }
                None => standing.push(Standing { subject: (target, threat), expectation: Cow::Borrowed(expectation) }),
            }
        }
    }
    standing
}

/// The threat that a decision is about, if the library has it.
pub(super) fn threat(
    library: &Library,
    decision: &Expectation,
    said: &str,
    complaints: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let known = library.position(&decision.threat);
    if known.is_none() && !library.leaves_out(&decision.threat) {
        let message = format!("{said} `{}`, which no threat is called", decision.threat);
        let fault = Code::UnknownThreat.diagnostic(message).at(decision.at.clone(), "unknown threat");
        complaints.push(match library.suggest(&decision.threat) {
            Some(near) => fault.with_help(format!("did you mean `{near}`?")),
            None => fault.with_help("`cargo tm threats list` shows them all"),
        });
    }
    known
}

/// Whether the last day of a decision has passed, or the code that it was made about has changed.
pub(super) fn has_ended(
    target: Target,
    decision: &Expectation,
    now: Now<'_, '_>,
    complaints: &mut Vec<Diagnostic>,
) -> bool {
    let complaint =
        expired(&now.model.entity(target).name, decision, now.today).or_else(|| changed(target, decision, now));
    let has_ended = complaint.is_some();
    complaints.extend(complaint);
    has_ended
}

/// The complaint that the last day of a decision on what is called `name` has passed.
pub(super) fn expired(name: &str, decision: &Expectation, today: &str) -> Option<Diagnostic> {
    let until = decision.until.as_deref().filter(|until| *until < today)?;
    let message = format!("the decision on {} of `{name}` ended on {until}", decision.threat);
    let mut fault = Code::ExpiredExpectation.diagnostic(message).at(decision.at.clone(), "past its last day");
    if !decision.owner.is_empty() {
        fault = fault.with_note(format!("its owner is {}", decision.owner));
    }
    Some(fault.with_help("decide again, with a new `until`, or answer the threat"))
}

/// The complaint that the code is not, or may not be, what it was when it was decided about.
fn changed(target: Target, decision: &Expectation, now: Now<'_, '_>) -> Option<Diagnostic> {
    let reviews = now.reviews.filter(|_| decision.until_changed)?;
    let Entity { id, name, .. } = now.model.entity(target);
    let about = format!("the decision on {} of `{name}`", decision.threat);
    let found = reviews.of(target);
    match &found {
        Review::Fresh(_) | Review::Moved(_) => None,
        Review::Changed(..) => {
            let message = format!("{about} held until its code changed, and it has");
            let fault =
                Code::ChangedExpectation.diagnostic(message).at(decision.at.clone(), "decides nothing any more");
            let fault = found.since().into_iter().fold(fault, Diagnostic::with_note);
            Some(fault.with_help(format!("if it is still right, say so: `{}`", review::command(id))))
        }
        Review::Never => {
            let (why, help) = match reviews.has_code(target) {
                true => (
                    "nobody has reviewed the code",
                    format!("look at the code, then write it down: `{}`", review::command(id)),
                ),
                false => {
                    ("it has no code", "name what implements it with `source = \"…\"`, or give a last day".to_owned())
                }
            };
            let message = format!("{about} holds until its code changes, and {why}");
            let fault = Code::UnreviewedExpectation.diagnostic(message).at(decision.at.clone(), "decides nothing yet");
            Some(fault.with_help(help))
        }
    }
}

/// The complaint that a second decision was made on what is called `name`.
pub(super) fn second_decision(name: &str, first: &Expectation, second: &Expectation) -> Diagnostic {
    let message = format!("two decisions on {} of `{name}`", second.threat);
    let fault = Code::DuplicateDecision.diagnostic(message).at(second.at.clone(), "the second one");
    let fault = fault.with_secondary(first.at.clone(), "the first one, which stands");
    fault.with_help("keep one of them")
}
