//! What pictures show of the findings on a thing: a colour, and words for those who see no colours.
//!
//! ```text
//! open on `web`: High, Low, Low ──▶ class tm-high, pill "H 3", words "3 open findings: 1 High, 2 Low"
//! ```

use std::collections::HashMap;

use super::pill::Pill;
use crate::decide::Assessment;
use crate::model::Target;
use crate::render::words;
use crate::threat::Severity;

/// How many open findings there are of each severity, and at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) struct Mark {
    counts: [usize; Severity::ALL.len()],
}

impl Mark {
    /// The worst severity.
    pub(in crate::render) fn worst(&self) -> Severity {
        let found = Severity::ALL.into_iter().rev().find(|it| self.counts[*it as usize] > 0);
        found.expect("a mark stands for a finding")
    }

    /// The class of its colour. Very Low and Info are as good as none.
    pub(in crate::render) fn class(&self) -> &'static str {
        severity_class(self.worst())
    }

    /// `VH 3`: three findings, the worst of them Very High.
    pub(in crate::render) fn pill(&self) -> Pill {
        let initials = initials(self.worst());
        Pill::new(self.class(), &format!("{initials} {}", self.counts.iter().sum::<usize>()))
    }

    /// All of them in words, the worst first.
    pub(in crate::render) fn words(&self) -> String {
        let of = |it: &Severity| {
            Some(self.counts[*it as usize]).filter(|count| *count > 0).map(|count| format!("{count} {it}"))
        };
        let parts: Vec<_> = Severity::ALL.iter().rev().filter_map(of).collect();
        format!("{}: {}", words::counted(self.counts.iter().sum(), "open finding"), parts.join(", "))
    }

    fn joined(self, other: Mark) -> Mark {
        let mut counts = self.counts;
        counts.iter_mut().zip(other.counts).for_each(|(own, more)| *own += more);
        Mark { counts }
    }
}

/// The findings on each thing that nobody has decided, counted once for all pictures of a model.
///
/// ```
/// use tm_core::decide::Assessment;
/// use tm_core::model::Model;
/// use tm_core::render::dfd::{DfdOptions, dot};
/// use tm_core::render::picture::Marks;
///
/// let marks = Marks::new(&Assessment::default());
/// dot(&Model::default(), &DfdOptions { colours: Some(&marks), ..DfdOptions::default() });
/// ```
#[derive(Clone, Debug, Default)]
pub struct Marks(HashMap<Target, Mark>);

impl Marks {
    /// Counts the findings that nobody has decided.
    pub fn new(assessment: &Assessment) -> Marks {
        let mut marks: HashMap<Target, Mark> = HashMap::new();
        for it in assessment.findings.iter().filter(|it| it.decision.is_open()) {
            let mark = marks.entry(it.finding.target).or_insert(Mark { counts: [0; Severity::ALL.len()] });
            mark.counts[it.finding.severity as usize] += 1;
        }
        Marks(marks)
    }

    /// The marks of several things as one; none if none of them has any.
    pub(in crate::render) fn of(&self, targets: impl IntoIterator<Item = Target>) -> Option<Mark> {
        targets.into_iter().filter_map(|target| self.0.get(&target).copied()).reduce(Mark::joined)
    }
}

/// The pill that stands for a severity in a legend.
pub(in crate::render) fn severity_pill(severity: Severity) -> Pill {
    Pill::new(severity_class(severity), &initials(severity))
}

/// The class of the severity's colour.
fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::VeryHigh => "tm-very-high",
        Severity::High => "tm-high",
        Severity::Medium => "tm-medium",
        Severity::Low => "tm-low",
        Severity::VeryLow | Severity::Info => "tm-none",
    }
}

fn initials(severity: Severity) -> String {
    severity.words().split(' ').filter_map(|word| word.chars().next()).collect()
}
