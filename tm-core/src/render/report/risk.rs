//! The open findings by how bad they are and how likely.
//!
//! ```text
//!            High   Medium   not said
//! Very High  2+1?   –        –             two apply and one may
//! Medium     –      3        1?
//! ```
//!
//! The severity is the finding's, the likelihood that of its threat in general. Rows and columns without a finding are
//! left out.

use super::context::{RiskContext, RiskRowContext, RisksContext};
use super::gather::{Gatherer, slug};
use crate::decide::Assessed;
use crate::evaluate::Certainty;
use crate::threat::{Likelihood, Severity};

impl Gatherer<'_> {
    pub(super) fn risks(&self, ranked: &[(usize, &Assessed)]) -> RisksContext {
        let open: Vec<&Assessed> = ranked.iter().map(|(_, it)| *it).filter(|it| it.decision.is_open()).collect();
        let likelihood = |it: &Assessed| self.threat(it).likelihood;
        let mut columns: Vec<Option<Likelihood>> = Likelihood::ALL.into_iter().rev().map(Some).chain([None]).collect();
        columns.retain(|column| open.iter().any(|it| likelihood(it) == *column));
        let mut severities: Vec<Severity> = open.iter().map(|it| it.finding.severity).collect();
        severities.dedup();
        let cell = |severity: Severity, column: Option<Likelihood>| {
            let of = |it: &&&Assessed| it.finding.severity == severity && likelihood(it) == column;
            let count = |certainty| open.iter().filter(of).filter(|it| it.finding.certainty == certainty).count();
            RiskContext {
                likelihood: name(column),
                confirmed: count(Certainty::Confirmed),
                potential: count(Certainty::Potential),
                first: open.iter().find(of).map(|it| self.finding_anchor(it)),
            }
        };
        let row = |severity: Severity| RiskRowContext {
            severity: severity.to_string(),
            slug: slug(severity),
            cells: columns.iter().map(|column| cell(severity, *column)).collect(),
        };
        RisksContext {
            likelihoods: columns.iter().map(|it| name(*it)).collect(),
            rows: severities.into_iter().map(row).collect(),
        }
    }
}

fn name(likelihood: Option<Likelihood>) -> String {
    likelihood.map_or_else(String::new, |it| it.to_string())
}
