//! How the things of a model stand to their reviews, for people.
//!
//! ```text
//! shop: 1 changed since its review, 7 fresh, 2 never reviewed
//!
//! changed since review
//!   shop::save  Server  src/orders.rs:40
//!     since its review on 2026-03-02 by Ada, it has changed: body, calls -clean
//!     --- reviewed, src/orders.rs in 1a2b3c4d
//!     …
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::words;
use crate::freshness::review::{Review, Reviewed};
use crate::model::{Model, Target};

/// A model, and how its things stand to their reviews.
#[derive(Clone, Copy, Debug)]
pub struct ReviewStatus<'a> {
    /// The package.
    pub name: &'a str,
    /// The model.
    pub model: &'a Model,
    /// The things that are shown.
    pub reviews: &'a [(Target, Review<'a>)],
    /// The reviews of what is no longer there.
    pub deleted: &'a [&'a Reviewed],
    /// What has changed, as far as history has it.
    pub differences: &'a BTreeMap<Target, String>,
}

/// What is not fresh, and how many things are of each kind.
pub fn review_status(status: ReviewStatus<'_>) -> String {
    let ReviewStatus { name, model, reviews, deleted, differences } = status;
    let of = |state: &'static str| reviews.iter().filter(move |(_, it)| it.name() == state);
    let counts = [
        (of("changed").count(), "changed since review"),
        (of("fresh").count(), "fresh"),
        (of("moved").count(), "moved"),
        (of("never_reviewed").count(), "never reviewed"),
        (deleted.len(), "deleted"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let counts: Vec<_> = counts.collect();
    let counts = if counts.is_empty() { "nothing to review".to_owned() } else { counts.join(", ") };
    let mut text = format!("{name}: {counts}\n");
    for (state, title) in
        [("changed", "changed since review"), ("moved", "moved"), ("never_reviewed", "never reviewed")]
    {
        if of(state).next().is_some() {
            let _ = writeln!(text, "\n{title}");
        }
        for (target, review) in of(state) {
            let entity = model.entity(*target);
            let place = entity.at.as_ref().map(words::place).unwrap_or_default();
            let _ = writeln!(text, "  {}  {}  {place}", words::one_line(&entity.id), entity.class.name());
            if let Some(since) = review.since() {
                let _ = writeln!(text, "    {}", words::one_line(&since));
            }
            for line in differences.get(target).into_iter().flat_map(|it| it.lines()) {
                let _ = writeln!(text, "{}", format!("    {line}").trim_end());
            }
        }
    }
    if !deleted.is_empty() {
        text.push_str("\ndeleted\n");
        for it in deleted {
            let (element, reviewer) = (words::one_line(&it.element), words::one_line(&it.reviewer));
            let _ = writeln!(text, "  {element}  {}, reviewed on {} by {reviewer}", words::one_line(&it.file), it.day);
        }
    }
    text
}
