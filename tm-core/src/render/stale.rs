//! What of a model may no longer be true of its code, for people.
//!
//! ```text
//! shop: the code of 2 is newer than what the model says of them; 1 the other way round, 9 in step, 1 unknown
//!
//! code newer
//!   41 days  shop::save  Server  src/orders.rs:40
//!            annotation changed on 2026-03-02 in 1a2b3c4d
//!            code changed on 2026-04-12 in 5d6e7f80, src/orders.rs:47
//! ```

use std::fmt::Write as _;

use super::words;
use crate::freshness::review::Reviewed;
use crate::freshness::{Change, Freshness, Unknown, Verdict};
use crate::model::Model;

/// A model, and how it stands to its code.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The package, or the model file's name.
    pub name: &'a str,
    /// The model.
    pub model: &'a Model,
    /// Each thing that has code.
    pub things: &'a [Freshness<'a>],
    /// The reviews of what is no longer there.
    pub deleted: &'a [&'a Reviewed],
}

/// What is not in step, the worst first, and how many are.
pub fn stale(judged: Judged<'_>) -> String {
    let Judged { name, things, deleted, .. } = judged;
    let of = |verdict: &str| {
        let mut found: Vec<_> = things.iter().filter(|it| it.verdict.name() == verdict).collect();
        found.sort_by_key(|it| std::cmp::Reverse(days(&it.verdict)));
        found
    };
    let (code, model, unknown) = (of("code_newer"), of("model_newer"), of("unknown"));
    let mut text = format!("{name}: {}", summary(things));
    text.push('\n');
    for (title, found) in [("code newer", code), ("model newer", model)] {
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{title}");
        let width = found.iter().map(|it| it.verdict.lag().len()).max().unwrap_or(0);
        for it in found {
            let _ = writeln!(text, "  {:>width$}  {}", it.verdict.lag(), thing(judged, it));
            for line in sides(it) {
                let _ = writeln!(text, "  {:width$}  {line}", "");
            }
        }
    }
    if !unknown.is_empty() {
        text.push_str("\nunknown\n");
        for it in unknown {
            let Verdict::Unknown(why) = &it.verdict else { continue };
            let _ = writeln!(text, "  {}: {}", thing(judged, it), words::one_line(&why.to_string()));
        }
    }
    if !deleted.is_empty() {
        text.push_str("\nreviewed, and no longer there\n");
        for it in deleted {
            let _ = writeln!(text, "  {}  {}", words::one_line(&it.element), words::one_line(&it.file));
        }
    }
    text
}

/// How many things there are of each kind, in a sentence.
fn summary(things: &[Freshness<'_>]) -> String {
    let count = |verdict: &str| things.iter().filter(|it| it.verdict.name() == verdict).count();
    let (code, model, unknown) = (count("code_newer"), count("model_newer"), count("unknown"));
    let in_step = count("in_step");
    let newer = match code {
        0 => "no code is newer than what the model says of it".to_owned(),
        1 => "the code of 1 thing is newer than what the model says of it".to_owned(),
        _ => format!("the code of {code} things is newer than what the model says of them"),
    };
    let mut rest = vec![format!("{in_step} in step")];
    if model > 0 {
        rest.insert(0, format!("{model} the other way round"));
    }
    if unknown > 0 {
        rest.push(format!("{unknown} unknown"));
    }
    format!("{newer}; {}", rest.join(", "))
}

fn days(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::CodeNewer { days, .. } | Verdict::ModelNewer { days, .. } => *days,
        _ => 0,
    }
}

fn thing(judged: Judged<'_>, it: &Freshness<'_>) -> String {
    let entity = judged.model.entity(it.observed.target);
    let place = entity.at.as_ref().map(words::place).unwrap_or_default();
    let place = if place.is_empty() { place } else { format!("  {place}") };
    format!("{}  {}{place}", words::one_line(&entity.id), entity.class.name())
}

/// What is known of both sides, and of the review.
fn sides(it: &Freshness<'_>) -> Vec<String> {
    let side = |name: &str, change: &Result<Change, Unknown>| match change {
        Ok(change) => {
            let place = if name == "code" { format!(", {}", words::place(&change.at)) } else { String::new() };
            words::one_line(&format!("{name} {}{place}", change.touched))
        }
        Err(unknown) => words::one_line(&format!("{name}: {unknown}")),
    };
    let mut lines = vec![side("annotation", &it.observed.annotation)];
    lines.extend(it.observed.code.as_ref().map(|code| side("code", code)));
    lines.extend(it.review.since().map(|text| words::one_line(&text)));
    lines
}
