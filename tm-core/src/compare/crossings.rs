//! Sensitive data that goes over a boundary where it did not before.
//!
//! ```text
//! Email (Restricted, personal data)   leaves Web   on "Send a mail"        for the first time
//! Comment (Restricted)                enters Web   on "Import comments"    a new way
//! ```
//!
//! The flow may be new, carry more than before, or have an end elsewhere; or the data was not known to be sensitive.

use std::collections::{BTreeMap, HashSet};

use super::pairs::Pairs;
use crate::model::{BoundaryId, Crossing, DataId, DataflowId, Direction, Model, Target};

/// A datum that crosses a boundary on flows on which it did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCrossing {
    /// What crosses.
    pub datum: DataId,
    /// What is crossed.
    pub boundary: BoundaryId,
    /// Which way.
    pub direction: Direction,
    /// The flows that are new in this.
    pub dataflows: Vec<DataflowId>,
    /// Whether it crossed the boundary that way on no flow before.
    pub is_first: bool,
}

/// The new crossings of `after`: the most secret data first, then in the model's order.
pub(super) fn new(before: &Model, after: &Model, pairs: &Pairs) -> Vec<NewCrossing> {
    let old = |it: Crossing| {
        let Some(Target::Data(datum)) = pairs.after(Target::Data(it.datum)) else { return None };
        let Some(Target::Boundary(boundary)) = pairs.after(Target::Boundary(it.boundary)) else { return None };
        let dataflow = pairs.after(Target::Dataflow(it.dataflow));
        Some(((datum, boundary, it.direction), dataflow))
    };
    let old: Vec<_> = before.crossings().filter(|it| is_sensitive(before, it.datum)).filter_map(old).collect();
    let ways: HashSet<_> = old.iter().map(|(way, _)| *way).collect();
    let known: HashSet<_> = old.iter().copied().collect();
    let mut new: BTreeMap<_, Vec<DataflowId>> = BTreeMap::new();
    for it in after.crossings().filter(|it| is_sensitive(after, it.datum)) {
        let way = (it.datum, it.boundary, it.direction);
        if !known.contains(&(way, Some(Target::Dataflow(it.dataflow)))) {
            let flows = new.entry((std::cmp::Reverse(after.classification(it.datum)), way)).or_default();
            flows.push(it.dataflow);
        }
    }
    let crossing = |((_, way), dataflows)| {
        let (datum, boundary, direction) = way;
        NewCrossing { datum, boundary, direction, dataflows, is_first: !ways.contains(&way) }
    };
    new.into_iter().map(crossing).collect()
}

/// Whether somebody stated that a datum is more than public, tells of a person, or lets its holder in.
pub fn is_sensitive(model: &Model, datum: DataId) -> bool {
    const PUBLIC: u8 = 1;
    let entity = &model.datum(datum).entity;
    model.classification(datum) > PUBLIC || entity.flag("is_pii") || entity.flag("is_credentials")
}
