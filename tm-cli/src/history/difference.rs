//! What an item was when it was reviewed, beside what it is.
//!
//! ```text
//! --- reviewed, src/orders.rs in 1a2b3c4d
//! +++ now, src/orders.rs
//! @@ -1,4 +1,4 @@
//!  #[element(Server)]
//!  pub fn save(order: Order) {
//! -    db::insert(clean(order));
//! +    db::insert(order);
//!  }
//! ```
//!
//! A review names the commit that was checked out. Code that was reviewed and committed together with its review is not in
//! there yet: then the commit that brought the review has it.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::sync::Arc;

use cargo_metadata::camino::Utf8Path;
use similar::TextDiff;
use tm_core::freshness::review::{Part, Reviewed, file_of};
use tm_core::model::Target;

use super::observe::sources;
use super::repository::{Repositories, Repository};
use super::source::{Item, Source, bytes_of};
use super::sources::wanted;
use crate::input::Input;

/// The difference between `target` as it was reviewed and as it is, as far as history has it; `review` is the review's file.
pub fn difference(
    input: &Input,
    target: Target,
    reviewed: &Reviewed,
    parts: &[Part],
    review: &Utf8Path,
    repositories: &mut Repositories,
) -> Option<String> {
    let (repository, commits) = commits(reviewed, review, repositories)?;
    let mut text = String::new();
    if parts.iter().any(|it| matches!(it, Part::Signature | Part::Body)) {
        text.extend(of_item(input, target, reviewed, &repository, &commits));
    }
    if parts.contains(&Part::Files) {
        text.extend(of_files(input, target, commits.first()?, repositories));
    }
    Some(printable(&text)).filter(|it| !it.is_empty())
}

/// The commits in which the reviewed code may be, the likeliest first.
fn commits(
    reviewed: &Reviewed,
    review: &Utf8Path,
    repositories: &mut Repositories,
) -> Option<(Arc<Repository>, Vec<String>)> {
    let (repository, below) = repositories.of(review.as_std_path(), review.as_str()).ok()?;
    let mut arguments: Vec<std::ffi::OsString> = ["log", "-1", "--format=%H", "--"].map(Into::into).into();
    arguments.push(below.into());
    let brought = repository.git.run(&arguments).ok();
    let brought = brought.map(|it| String::from_utf8_lossy(it.trim_ascii()).into_owned()).filter(|it| !it.is_empty());
    Some((repository, reviewed.commit.iter().cloned().chain(brought).collect()))
}

fn of_item(
    input: &Input,
    target: Target,
    reviewed: &Reviewed,
    repository: &Repository,
    commits: &[String],
) -> Option<String> {
    let root = input.root.canonicalize_utf8().ok()?;
    let below = root.as_std_path().strip_prefix(&repository.top).ok()?;
    // Git writes `/` between folders on every system.
    let file_then = below.join(&reviewed.file).to_string_lossy().replace('\\', "/");
    let file = file_of(&input.model, target);
    let text = String::from_utf8_lossy(&bytes_of(root.join(file).as_std_path())).into_owned();
    let now = Source::read(&text)?;
    let line = input.model.entity(target).origin.as_ref()?.annotation.start.line;
    let item = now.annotated_at(line)?;
    let asked: Vec<_> = commits.iter().map(|it| (it.as_str(), file_then.as_bytes())).collect();
    let texts = repository.files_at(&asked).ok()?;
    let versions: Vec<_> = commits
        .iter()
        .zip(texts)
        .filter_map(|(commit, text)| {
            let text = String::from_utf8_lossy(&text?).into_owned();
            let source = Source::read(&text)?;
            Some((commit, text, source))
        })
        .collect();
    let is_reviewed = |it: &&Item| reviewed.print.item.as_ref() == Some(&it.fingerprint);
    let exact = versions
        .iter()
        .find_map(|(commit, text, source)| Some((*commit, lines(text, source.items.iter().find(is_reviewed)?))));
    let nearest = || {
        versions.iter().find_map(|(commit, text, source)| Some((*commit, lines(text, source.counterpart(item, &now)?))))
    };
    let (commit, then) = exact.or_else(nearest)?;
    let (then, now) = (then, lines(&text, item));
    let header = format!("reviewed, {} in {}", reviewed.file, commit.get(..8).unwrap_or(commit));
    let difference = TextDiff::from_lines(&then, &now);
    Some(difference.unified_diff().header(&header, &format!("now, {file}")).to_string())
}

/// The lines of an item with its annotation, in `text`.
fn lines(text: &str, item: &Item) -> String {
    let first = *item.annotation.start().min(item.lines.start());
    let range: RangeInclusive<u32> = first..=*item.lines.end();
    let numbered = (1_u32..).zip(text.lines());
    numbered.filter(|(number, _)| range.contains(number)).fold(String::new(), |mut all, (_, line)| {
        let _ = writeln!(all, "{line}");
        all
    })
}

/// What has become of the files that a thing names as its code.
fn of_files(input: &Input, target: Target, commit: &str, repositories: &mut Repositories) -> Option<String> {
    let folder = &input.model.entity(target).origin.as_ref()?.folder;
    let mut text = String::new();
    for source in sources(&input.model, target) {
        let Ok((repository, wanted)) = wanted(&source, folder.as_ref(), repositories) else { continue };
        let mut arguments = vec!["diff", "--no-ext-diff", "--no-textconv", "--no-color", commit, "--"];
        arguments.extend(Some(wanted.root()).filter(|it| !it.is_empty()));
        text.push_str(&String::from_utf8_lossy(&repository.git.run(&arguments).ok()?));
    }
    Some(text)
}

/// Without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|it| if it.is_control() && it != '\n' && it != '\t' { '\u{fffd}' } else { it }).collect()
}
