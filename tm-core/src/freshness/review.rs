//! What was reviewed: the fingerprints of items at the time somebody held them against the model.
//!
//! ```toml
//! version = 1
//! element = "shop::save_order"
//! file = "src/orders.rs"
//! reviewed = "2026-11-22"
//! reviewer = "Ada Lovelace <ada@example.org>"
//! commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
//! signature = "6c62272e07bb014262b821756295c58d"
//! body = "3f0d29b34c9d1bb4c0bff6d4a2b3f7a8"
//! calls = [".insert", "clean"]
//! ```
//!
//! One such file a thing, so that branches which review different ones merge without conflict, whatever tool merges them.
//! A thing whose code has another id or another file, and the same fingerprint, has *moved*: it is what was reviewed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use tm_schema::Fingerprint;

use super::Day;
use crate::model::{Model, Target};

/// What is known of the code of a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// Of its item.
    pub item: Option<Fingerprint>,
    /// Of the files that its `source` names.
    pub files: Option<u128>,
}

/// A review of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// The id of what was reviewed.
    pub element: String,
    /// The file that it was annotated in, as places name it.
    pub file: String,
    /// The day of the review.
    pub day: Day,
    /// Who did it.
    pub reviewer: String,
    /// The commit that was checked out; none outside of history.
    pub commit: Option<String>,
    /// What the code was.
    pub print: Print,
}

/// A review as it is written down.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u64,
    element: String,
    file: String,
    reviewed: String,
    reviewer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    calls: Vec<String>,
}

/// The version of what is written down.
const VERSION: u64 = 1;

impl Reviewed {
    /// Reads the text of a review.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Reviewed, String> {
        #[derive(Deserialize)]
        struct Head {
            version: u64,
        }
        let message = |error: toml::de::Error| error.message().to_owned();
        let head: Head = toml::from_str(text).map_err(message)?;
        if head.version != VERSION {
            return Err(format!(
                "it is of version {}, and this cargo-tm reads {VERSION}: update cargo-tm",
                head.version
            ));
        }
        let it: Written = toml::from_str(text).map_err(message)?;
        let number = |name: &str, digits: Option<String>| match digits {
            None => Ok(None),
            Some(digits) => match u128::from_str_radix(&digits, 16) {
                Ok(number) if digits.len() == 32 => Ok(Some(number)),
                _ => Err(format!("its `{name}` is no fingerprint")),
            },
        };
        let (head, body) = (number("signature", it.signature)?, number("body", it.body)?);
        let item = head.map(|head| Fingerprint { head, body, calls: it.calls });
        let is_id = |it: &String| it.bytes().all(|byte| byte.is_ascii_hexdigit()) && (40..=64).contains(&it.len());
        if !it.commit.as_ref().is_none_or(is_id) {
            return Err("its `commit` is no full id of a commit".to_owned());
        }
        Ok(Reviewed {
            element: it.element,
            file: it.file,
            day: Day::parse(&it.reviewed).ok_or_else(|| format!("`{}` is no day of the calendar", it.reviewed))?,
            reviewer: it.reviewer,
            commit: it.commit,
            print: Print { item, files: number("files", it.files)? },
        })
    }

    /// The text of it.
    pub fn text(&self) -> String {
        let hex = |it: u128| format!("{it:032x}");
        let item = self.print.item.as_ref();
        let written = Written {
            version: VERSION,
            element: self.element.clone(),
            file: self.file.clone(),
            reviewed: self.day.to_string(),
            reviewer: self.reviewer.clone(),
            commit: self.commit.clone(),
            signature: item.map(|it| hex(it.head)),
            body: item.and_then(|it| it.body).map(hex),
            files: self.print.files.map(hex),
            calls: item.map(|it| it.calls.clone()).unwrap_or_default(),
        };
        toml::to_string_pretty(&written).expect("texts, numbers and a list of texts can be written")
    }

    /// The name of its file: what people see of the id, and a number that tells all ids apart, also on systems that do not
    /// tell capitals from small letters or keep some names to themselves.
    pub fn file_name(element: &str) -> String {
        let plain = |it: char| if it.is_ascii_alphanumeric() || it == '_' { it.to_ascii_lowercase() } else { '-' };
        let mut name: String = element.chars().map(plain).collect();
        while name.contains("--") {
            name = name.replace("--", "-");
        }
        name.truncate(80);
        let name = name.trim_matches('-');
        let name = if name.is_empty() { "element" } else { name };
        let number = tm_schema::digest(element.bytes());
        format!("{name}-{:016x}.toml", (number >> 64) as u64 ^ number as u64)
    }
}

/// A part of the code that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// What stands in front of the body; of an item without one, all.
    Signature,
    /// What stands in the body.
    Body,
    /// What the body calls.
    Calls {
        /// What was not called before.
        added: Vec<String>,
        /// What is not called any more.
        removed: Vec<String>,
    },
    /// The files that `source` names.
    Files,
}

impl Part {
    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Part::Signature => "signature",
            Part::Body => "body",
            Part::Calls { .. } => "calls",
            Part::Files => "files",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Calls { added, removed } => {
                let signed = |sign: char, names: &[String]| names.iter().map(|it| format!("{sign}{it}")).collect();
                let names: [Vec<String>; 2] = [signed('+', added), signed('-', removed)];
                write!(f, "calls {}", names.concat().join(" "))
            }
            _ => f.write_str(self.name()),
        }
    }
}

/// What the reviews say of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Review<'r> {
    /// Nobody has reviewed it.
    Never,
    /// It is what was reviewed.
    Fresh(&'r Reviewed),
    /// It is what was reviewed, under another id or in another file.
    Moved(&'r Reviewed),
    /// It is not what was reviewed: these parts differ.
    Changed(&'r Reviewed, Vec<Part>),
}

impl<'r> Review<'r> {
    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Review::Never => "never_reviewed",
            Review::Fresh(_) => "fresh",
            Review::Moved(_) => "moved",
            Review::Changed(..) => "changed",
        }
    }

    /// What has changed since the review, in a sentence; none if nothing has.
    pub fn since(&self) -> Option<String> {
        let (it, what) = match self {
            Review::Never | Review::Fresh(_) => return None,
            Review::Moved(it) => (it, format!("moved from `{}` in {}", it.element, it.file)),
            Review::Changed(it, parts) => {
                let parts: Vec<_> = parts.iter().map(Part::to_string).collect();
                (it, format!("changed: {}", parts.join(", ")))
            }
        };
        Some(format!("since its review on {} by {}, it has {what}", it.day, it.reviewer))
    }

    /// The review itself.
    pub fn reviewed(&self) -> Option<&'r Reviewed> {
        match self {
            Review::Never => None,
            Review::Fresh(it) | Review::Moved(it) | Review::Changed(it, _) => Some(it),
        }
    }
}

/// The reviews of a model, as they were written down, and what the sources are now.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// The reviews, by id.
    pub reviewed: Vec<Reviewed>,
    /// The fingerprints of the files that things name by `source`, by the things' ids.
    pub files: BTreeMap<String, u128>,
}

/// What the reviews say of every thing of a model.
#[derive(Debug)]
pub struct Reviews<'r> {
    by_target: HashMap<Target, Review<'r>>,
    /// The reviews of what is no longer there.
    pub deleted: Vec<&'r Reviewed>,
}

impl<'r> Reviews<'r> {
    /// Holds the reviews in `lock` against `model`.
    pub fn new(model: &Model, lock: &'r Lock) -> Reviews<'r> {
        let by_id: HashMap<&str, &Reviewed> = lock.reviewed.iter().map(|it| (it.element.as_str(), it)).collect();
        let things: Vec<(Target, Print)> =
            reviewable(model, &lock.files).map(|target| (target, lock.print(model, target))).collect();
        let ids: HashSet<&str> = things.iter().map(|(target, _)| model.entity(*target).id.as_str()).collect();
        let mut deleted: Vec<&Reviewed> =
            lock.reviewed.iter().filter(|it| !ids.contains(it.element.as_str())).collect();
        let mut by_target = HashMap::new();
        for (target, print) in &things {
            let entity = model.entity(*target);
            let review = match by_id.get(entity.id.as_str()) {
                Some(reviewed) => compare(reviewed, print, file_of(model, *target)),
                None => {
                    // Of several that are alike nobody can tell which is which.
                    let is_only_one = || things.iter().filter(|(_, other)| other == print).count() == 1;
                    let mut same = deleted.iter().enumerate().filter(|(_, it)| it.print == *print);
                    match (same.next(), same.next()) {
                        (Some((index, _)), None) if is_only_one() => Review::Moved(deleted.remove(index)),
                        _ => Review::Never,
                    }
                }
            };
            by_target.insert(*target, review);
        }
        Reviews { by_target, deleted }
    }

    /// Whether `target` has code that can be reviewed.
    pub fn has_code(&self, target: Target) -> bool {
        self.by_target.contains_key(&target)
    }

    /// What the reviews say of `target`.
    pub fn of(&self, target: Target) -> Review<'r> {
        self.by_target.get(&target).cloned().unwrap_or(Review::Never)
    }
}

impl Lock {
    /// What the code of `target` is now.
    pub fn print(&self, model: &Model, target: Target) -> Print {
        let entity = model.entity(target);
        let code = entity.origin.as_ref().and_then(|it| it.code.as_ref());
        // A flow's annotation may stand for two flows, and has no item.
        Print { item: code.map(|it| it.fingerprint.clone()), files: self.files.get(&entity.id).copied() }
    }
}

/// The command that reviews the thing of that id, as a shell takes it.
pub fn command(id: &str) -> String {
    let is_plain = id.chars().all(|it| it.is_alphanumeric() || "_:-./#@".contains(it));
    if is_plain { format!("cargo tm review {id}") } else { format!("cargo tm review '{}'", id.replace('\'', "'\\''")) }
}

/// The things that have code to review, in the model's order: an annotated item, or files they name.
pub fn reviewable(model: &Model, files: &BTreeMap<String, u128>) -> impl Iterator<Item = Target> {
    model.targets().filter(move |target| {
        let entity = model.entity(*target);
        entity.origin.as_ref().is_some_and(|it| it.code.is_some()) || files.contains_key(&entity.id)
    })
}

/// The file that a thing is annotated in.
pub fn file_of(model: &Model, target: Target) -> &str {
    model.entity(target).at.as_ref().map_or("", |at| at.file.as_str())
}

fn compare<'r>(reviewed: &'r Reviewed, now: &Print, file: &str) -> Review<'r> {
    let then = &reviewed.print;
    if then == now {
        return if reviewed.file == file { Review::Fresh(reviewed) } else { Review::Moved(reviewed) };
    }
    let mut parts = Vec::new();
    let empty = Fingerprint::default();
    let (old, new) = (then.item.as_ref().unwrap_or(&empty), now.item.as_ref().unwrap_or(&empty));
    if old.head != new.head {
        parts.push(Part::Signature);
    }
    if old.body != new.body {
        parts.push(Part::Body);
    }
    let missing = |from: &[String], in_: &[String]| from.iter().filter(|it| !in_.contains(it)).cloned().collect();
    let (added, removed): (Vec<_>, Vec<_>) = (missing(&new.calls, &old.calls), missing(&old.calls, &new.calls));
    if !added.is_empty() || !removed.is_empty() {
        parts.push(Part::Calls { added, removed });
    }
    if then.files != now.files {
        parts.push(Part::Files);
    }
    Review::Changed(reviewed, parts)
}

#[cfg(test)]
mod tests;
