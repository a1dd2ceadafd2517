//! Whether the model still speaks of the code as it is.
//!
//! ```text
//! #[element(Server, …)]          last changed on 2026-03-02, in 1a2b3c4
//! pub fn post_comment() { … }    last changed on 2026-04-12, in 5d6e7f8     code newer, by 41 days
//! ```
//!
//! What is said of an element was last looked at when its annotation was changed, or when somebody reviewed it, whichever
//! came later. What changed of its code after that is what the model may not know. A review also knows *what* was looked at:
//! as long as nothing that counts has changed since ([`review`]), the element is in step, whatever happened to its lines.
//!
//! Who changed what and when comes from outside: nothing here asks git or a clock.

mod day;
pub mod review;

use tm_diagnostic::{Diagnostic, Location};

use crate::code::Code;
use crate::model::{Model, Target};
pub use day::Day;
use review::{Review, Reviews};

/// When something was last changed, as far as its history tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// In a commit, on the day its author made it.
    Committed {
        /// The day.
        day: Day,
        /// The commit's full id.
        commit: String,
    },
    /// In the work tree: that is today.
    Uncommitted {
        /// Today.
        day: Day,
    },
    /// In a commit before the oldest one that is there, in a shallow clone.
    Earlier {
        /// The day of the oldest one.
        day: Day,
        /// Its full id.
        commit: String,
    },
    /// When the file was written, which in a fresh clone is the day of the clone.
    FileTime {
        /// The day.
        day: Day,
    },
}

impl Touched {
    /// The day: the last possible one where it is not known exactly.
    pub fn day(&self) -> Day {
        match self {
            Touched::Committed { day, .. }
            | Touched::Uncommitted { day }
            | Touched::Earlier { day, .. }
            | Touched::FileTime { day } => *day,
        }
    }

    /// The commit, where it was one.
    pub fn commit(&self) -> Option<&str> {
        match self {
            Touched::Committed { commit, .. } | Touched::Earlier { commit, .. } => Some(commit),
            Touched::Uncommitted { .. } | Touched::FileTime { .. } => None,
        }
    }

    fn is_earlier(&self) -> bool {
        matches!(self, Touched::Earlier { .. })
    }
}

impl std::fmt::Display for Touched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = |commit: &str| commit.chars().take(8).collect::<String>();
        match self {
            Touched::Committed { day, commit } => write!(f, "changed on {day} in {}", short(commit)),
            Touched::Uncommitted { .. } => write!(f, "changed, and not committed yet"),
            Touched::Earlier { day, commit } => write!(f, "changed on {day} in {} or before", short(commit)),
            Touched::FileTime { day } => write!(f, "written on {day}, as the file's time says"),
        }
    }
}

/// Why it is not known when something was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no git.
    NoGit,
    /// The file is in no repository.
    NoRepository {
        /// The file.
        file: String,
    },
    /// The file was never committed.
    NotCommitted {
        /// The file.
        file: String,
    },
    /// Both sides are older than the oldest commit of a shallow clone.
    Shallow,
    /// No file is there that `source` names.
    NoFile {
        /// What was written.
        source: String,
    },
    /// Git failed.
    Failed {
        /// What it said.
        message: String,
    },
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unknown::NoGit => write!(f, "git is not installed"),
            Unknown::NoRepository { file } => write!(f, "`{file}` is in no git repository"),
            Unknown::NotCommitted { file } => write!(f, "`{file}` is not committed yet"),
            Unknown::Shallow => write!(f, "both sides are older than what this shallow clone has"),
            Unknown::NoFile { source } => write!(f, "there is no file `{source}`"),
            Unknown::Failed { message } => write!(f, "{message}"),
        }
    }
}

/// The last change of one side, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it was.
    pub touched: Touched,
    /// The line, or the first of a file's.
    pub at: Location,
}

/// What history says of one thing of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The thing.
    pub target: Target,
    /// The last change of its annotation.
    pub annotation: Result<Change, Unknown>,
    /// The last change of its code; none where there is no code beside the annotation.
    pub code: Option<Result<Change, Unknown>>,
    /// Whether the code is known to be what it was when the annotation was last changed, formatting and comments aside.
    pub only_format: bool,
}

/// What becomes of the two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Neither is newer than the other, or what is newer does not count.
    InStep,
    /// The code has changed since.
    CodeNewer {
        /// By how many days.
        days: i64,
        /// Whether it may be more: a shallow clone ends before the older side.
        at_least: bool,
    },
    /// The annotation has changed since.
    ModelNewer {
        /// By how many days.
        days: i64,
        /// Whether it may be more.
        at_least: bool,
    },
    /// Nobody can tell.
    Unknown(Unknown),
    /// It has no code of its own.
    NoCode,
}

impl Verdict {
    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::InStep => "in_step",
            Verdict::CodeNewer { .. } => "code_newer",
            Verdict::ModelNewer { .. } => "model_newer",
            Verdict::Unknown(_) => "unknown",
            Verdict::NoCode => "no_code",
        }
    }

    /// By how much one side is newer, in words; empty if none is.
    pub fn lag(&self) -> String {
        match self {
            Verdict::CodeNewer { days, at_least } | Verdict::ModelNewer { days, at_least } => {
                let least = if *at_least { "at least " } else { "" };
                format!("{least}{days} {}", if *days == 1 { "day" } else { "days" })
            }
            _ => String::new(),
        }
    }

    /// Whether the code is newer by more than `days`.
    pub fn is_over(&self, limit: i64) -> bool {
        matches!(self, Verdict::CodeNewer { days, .. } if *days > limit)
    }
}

/// One thing of the model, and whether it is in step with its code.
#[derive(Clone, Debug)]
pub struct Freshness<'r> {
    /// What history says.
    pub observed: Observed,
    /// What its review says.
    pub review: Review<'r>,
    /// What follows.
    pub verdict: Verdict,
}

/// Judges what was observed of `model`, on the day `today`.
pub fn judge<'r>(observed: Vec<Observed>, reviews: &Reviews<'r>, today: Day) -> Vec<Freshness<'r>> {
    let judged = observed.into_iter().map(|observed| {
        let review = reviews.of(observed.target);
        let verdict = verdict(&observed, &review, today);
        Freshness { observed, review, verdict }
    });
    judged.collect()
}

fn verdict(observed: &Observed, review: &Review<'_>, today: Day) -> Verdict {
    let Some(code) = &observed.code else { return Verdict::NoCode };
    match review {
        Review::Fresh(_) | Review::Moved(_) => Verdict::InStep,
        Review::Never => match (&observed.annotation, code) {
            (Err(unknown), _) | (_, Err(unknown)) => Verdict::Unknown(unknown.clone()),
            (Ok(_), Ok(_)) if observed.only_format => Verdict::InStep,
            (Ok(annotation), Ok(code)) => by_lines(&annotation.touched, &code.touched),
        },
        Review::Changed(reviewed, _) => {
            let day = |side: Option<&Change>| side.map(|it| it.touched.day());
            let looked_at = day(observed.annotation.as_ref().ok()).map_or(reviewed.day, |it| it.max(reviewed.day));
            let changed = day(code.as_ref().ok());
            match changed {
                Some(changed) if changed > looked_at => newer(changed.since(looked_at), false),
                Some(_) if looked_at > reviewed.day => Verdict::InStep,
                // Lines that were taken away leave no trace in those that are left.
                _ => newer(today.since(looked_at).max(0), false),
            }
        }
    }
}

fn by_lines(annotation: &Touched, code: &Touched) -> Verdict {
    let days = code.day().since(annotation.day());
    match (annotation.is_earlier(), code.is_earlier()) {
        (true, true) => Verdict::Unknown(Unknown::Shallow),
        // What lies before the clone's first commit may be older still, and never newer.
        (true, false) if days <= 0 => Verdict::Unknown(Unknown::Shallow),
        (false, true) if days >= 0 => Verdict::Unknown(Unknown::Shallow),
        (is_before, is_after) => match days {
            0 => Verdict::InStep,
            1.. => newer(days, is_before),
            _ => Verdict::ModelNewer { days: -days, at_least: is_after },
        },
    }
}

fn newer(days: i64, at_least: bool) -> Verdict {
    Verdict::CodeNewer { days, at_least }
}

/// What `cargo tm check --stale-days` says: of each thing whose code is newer by more than `limit` days, and of those
/// that nobody can tell of.
pub fn diagnostics(model: &Model, judged: &[Freshness<'_>], limit: i64) -> Vec<Diagnostic> {
    judged.iter().filter_map(|it| diagnostic(model, it, limit)).collect()
}

fn diagnostic(model: &Model, it: &Freshness<'_>, limit: i64) -> Option<Diagnostic> {
    let entity = model.entity(it.observed.target);
    match &it.verdict {
        Verdict::CodeNewer { .. } if it.verdict.is_over(limit) => {
            let by = it.verdict.lag();
            let message = format!("the code of `{}` is newer than what the model says of it, by {by}", entity.name);
            let mut fault = Code::StaleModel.diagnostic(message);
            let annotation = it.observed.annotation.as_ref().ok();
            let said = annotation.map_or_else(|| "said here".to_owned(), |it| it.touched.to_string());
            fault = fault.at(entity.at.clone(), said);
            if let Some(Ok(code)) = &it.observed.code {
                fault = fault.with_secondary(Some(code.at.clone()), code.touched.to_string());
            }
            fault.notes.extend(it.review.since());
            let command = review::command(&entity.id);
            Some(fault.with_help(format!("look whether it is still true, then say so: `{command}`")))
        }
        Verdict::Unknown(unknown) => {
            let message = format!("nobody can tell whether the model of `{}` is up to date: {unknown}", entity.name);
            Some(Code::UnknownHistory.diagnostic(message).at(entity.at.clone(), "said here"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
