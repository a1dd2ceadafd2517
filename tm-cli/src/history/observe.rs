//! Looks up when every annotation of a model, and the code it is about, was last changed.
//!
//! ```text
//! files with annotations ──several at a time──▶ text, items, git blame ──▶ last change of each side
//! sources                ──once──────────────▶ git ls-files, log, diff ──▶ last change of each source
//! code newer than its annotation ──once──────▶ git cat-file: was only the format changed?
//! ```
//!
//! Git is started once for each file that holds annotations, and a few times for each repository.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;

use cargo_metadata::camino::Utf8Path;
use tempfile::TempDir;
use tm_core::freshness::{Change, Day, Observed, Touched, Unknown};
use tm_core::model::{Model, Target, Value};
use tm_diagnostic::{Location, Position};

use super::blame::{LastChange, blame};
use super::git::{Git, GitError};
use super::repository::{Repositories, Repository, unknown};
use super::source::{Source, bytes_of};
use super::sources::{Tracked, Wanted, wanted};

/// Where and when a model is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The folder that its places are relative to.
    pub root: &'a Utf8Path,
    /// The file that declares what has no place of its own: a model file.
    pub file: &'a str,
    /// What is not committed was changed today.
    pub today: Day,
    /// Whether the time of a file may stand in where there is no history.
    pub file_times: bool,
}

/// A thing of the model, and what is to be looked up of it.
struct Thing {
    target: Target,
    file: String,
    /// The lines of its annotation; none for all of the file.
    annotation: Option<RangeInclusive<u32>>,
    /// The lines of its item.
    code: Option<RangeInclusive<u32>>,
    /// What its `source` names, in the folder of its package.
    sources: Vec<String>,
    folder: PathBuf,
}

/// The last changes of both sides of a thing, in one file.
struct Sides {
    annotation: Result<Change, Unknown>,
    code: Option<Result<Change, Unknown>>,
    /// The commit and the file in which the annotation was last changed.
    since: Option<(String, Vec<u8>)>,
}

/// Observes all things of `model` that have code.
pub fn observe(model: &Model, circumstances: Circumstances<'_>) -> Vec<Observed> {
    let things: Vec<Thing> = model.targets().filter_map(|target| thing(model, target, circumstances)).collect();
    let mut repositories = Repositories::default();
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, thing) in things.iter().enumerate() {
        files.entry(&thing.file).or_default().push(index);
    }
    let jobs: Vec<_> = files.into_iter().collect();
    let homes: Vec<_> =
        jobs.iter().map(|(file, _)| repositories.of(circumstances.root.join(file).as_std_path(), file)).collect();
    let indexed = indexed(&homes);
    let work = |job: usize| {
        let (file, members) = &jobs[job];
        let things: Vec<&Thing> = members.iter().map(|it| &things[*it]).collect();
        AnnotatedFile::look(file, &homes[job], &indexed, &things, circumstances)
    };
    let mut sides: Vec<Option<Sides>> = things.iter().map(|_| None).collect();
    let mut read = Vec::with_capacity(jobs.len());
    for ((_, members), looked) in jobs.iter().zip(several_at_a_time(jobs.len(), work)) {
        for (member, it) in members.iter().zip(looked.sides) {
            sides[*member] = Some(it);
        }
        read.push(looked.source);
    }
    let formatted = only_formatted(&jobs, &homes, &read, &things, &sides);
    let sources = source_changes(&things, &mut repositories, circumstances);
    let each = things.iter().zip(sides).enumerate().map(|(index, (thing, sides))| {
        let sides = sides.expect("each thing is in one file");
        let no_code = Vec::new();
        let sources = sources.get(&index).unwrap_or(&no_code);
        combine(thing, sides, formatted.contains(&index), sources, circumstances)
    });
    each.collect()
}

/// What is to be looked up of `target`; nothing if it has no code.
fn thing(model: &Model, target: Target, circumstances: Circumstances<'_>) -> Option<Thing> {
    let entity = model.entity(target);
    let origin = entity.origin.as_ref();
    let lines = |at: &Location| at.start.line..=at.end.line.max(at.start.line);
    let code = origin.and_then(|it| it.code.as_ref()).map(|it| lines(&it.at));
    let sources = sources(model, target);
    if code.is_none() && sources.is_empty() {
        return None;
    }
    let folder = origin.map_or_else(|| circumstances.root.into(), |it| PathBuf::from(&it.folder));
    let annotation = origin.map(|it| lines(&it.annotation)).or(entity.at.as_ref().map(lines));
    let file = entity.at.as_ref().map_or(circumstances.file, |at| at.file.as_str()).to_owned();
    Some(Thing { target, file, annotation, code, sources, folder })
}

/// The files, folders and patterns that a thing names as its code.
pub fn sources(model: &Model, target: Target) -> Vec<String> {
    let entity = model.entity(target);
    let known = tm_schema::lookup(entity.class, "source_files").and_then(|it| entity.known(it));
    match known.map(|it| &it.value) {
        Some(Value::Texts(paths)) => paths.clone(),
        _ => Vec::new(),
    }
}

/// A file that holds annotations.
struct AnnotatedFile {
    source: Option<Source>,
    sides: Vec<Sides>,
}

/// From so many files on it takes less time to index a repository than to do without.
const FILES: usize = 16;

/// Git with an index, by the topmost folders of repositories that hold many files.
type Indexed = HashMap<PathBuf, (Git, TempDir)>;

fn indexed(homes: &[Home]) -> Indexed {
    let mut files: HashMap<&Path, (&Repository, usize)> = HashMap::new();
    for (repository, _) in homes.iter().flatten() {
        files.entry(&repository.top).or_insert((repository, 0)).1 += 1;
    }
    let large = files.into_values().filter(|(_, count)| *count >= FILES);
    large.filter_map(|(repository, _)| Some((repository.top.clone(), repository.indexed()?))).collect()
}

/// Where a file is kept.
type Home = Result<(Arc<Repository>, PathBuf), Unknown>;

impl AnnotatedFile {
    fn look(
        file: &str,
        home: &Home,
        indexed: &Indexed,
        things: &[&Thing],
        circumstances: Circumstances<'_>,
    ) -> AnnotatedFile {
        let text = bytes_of(circumstances.root.join(file).as_std_path());
        let text = String::from_utf8_lossy(&text);
        let count = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
        let source = Source::read(&text);
        // A model file may name lines that there are not.
        let annotation = |thing: &Thing| match &thing.annotation {
            None => 1..=count,
            Some(lines) => *lines.start()..=(*lines.end()).min(count),
        };
        // The lines of all annotations, those of other things included, are nobody's code.
        let known = source.iter().flat_map(|it| it.items.iter().map(|it| it.annotation.clone()));
        let said: Vec<RangeInclusive<u32>> = known.chain(things.iter().map(|it| annotation(it))).collect();
        let is_said = |line: u32| said.iter().any(|it| it.contains(&line));
        let has_code = |line: u32| source.as_ref().is_none_or(|it| it.has_code(line));
        // An item that shares its lines with its annotation cannot be told from it.
        let own = |thing: &Thing| -> Option<Vec<u32>> {
            let lines = thing.code.clone()?.filter(|line| !is_said(*line) && has_code(*line));
            Some(lines.collect()).filter(|it: &Vec<u32>| !it.is_empty())
        };
        let own: Vec<_> = things.iter().map(|thing| own(thing)).collect();
        let annotated = things.iter().flat_map(|it| annotation(it));
        let mut lines: BTreeSet<u32> = annotated.chain(own.iter().flatten().flatten().copied()).collect();
        lines.retain(|line| (1..=count).contains(line));
        let changes = match home {
            Err(unknown) => Err(unknown.clone()),
            Ok((repository, below)) => {
                let git = indexed.get(&repository.top).map_or(&repository.git, |(git, _)| git);
                let changes = blame(git, below, &ranges(&lines), repository.ignored.as_deref());
                changes.map_err(|error| why(error, file)).map(|changes| (repository, changes))
            }
        };
        let last = |lines: &mut dyn Iterator<Item = u32>| match &changes {
            Err(unknown) => Err(unknown.clone()),
            Ok((repository, changes)) => {
                let known = lines.filter_map(|line| Some((line, changes.get(&line)?)));
                let moment = |it: &LastChange| if it.commit.is_some() { it.seconds } else { i64::MAX };
                // Of lines that changed together, the first.
                let last = known.max_by_key(|(line, it)| (moment(it), std::cmp::Reverse(*line)));
                let missing = || Unknown::Failed { message: format!("`{file}` has changed since it was compiled") };
                last.map(|(line, it)| (line, Arc::clone(it), Arc::clone(repository))).ok_or_else(missing)
            }
        };
        let change = |(line, it, repository): &(u32, Arc<LastChange>, Arc<Repository>)| Change {
            touched: touched(it, repository, circumstances.today),
            at: place(file, *line),
        };
        let sides = things.iter().zip(own).map(|(thing, own)| {
            let annotation = last(&mut annotation(thing));
            let since = annotation.as_ref().ok().and_then(|(_, it, _)| Some((it.commit.clone()?, it.file.clone()?)));
            let code = own.map(|own| last(&mut own.into_iter()).map(|it| change(&it)));
            Sides { annotation: annotation.map(|it| change(&it)), code, since }
        });
        AnnotatedFile { sides: sides.collect(), source }
    }
}

/// Runs of lines that follow one another.
fn ranges(lines: &BTreeSet<u32>) -> Vec<RangeInclusive<u32>> {
    let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some(last) if *last.end() + 1 == *line => *last = *last.start()..=*line,
            _ => ranges.push(*line..=*line),
        }
    }
    ranges
}

fn touched(it: &LastChange, repository: &Repository, today: Day) -> Touched {
    let day = Day::of_seconds(it.seconds);
    match &it.commit {
        None => Touched::Uncommitted { day: today },
        Some(commit) if repository.shallow.contains(commit) => Touched::Earlier { day, commit: commit.clone() },
        Some(commit) => Touched::Committed { day, commit: commit.clone() },
    }
}

fn place(file: &str, line: u32) -> Location {
    let start = Position { line, column: 1 };
    Location { file: file.to_owned(), start, end: start }
}

/// Why a file has no history.
fn why(error: GitError, file: &str) -> Unknown {
    let text = error.to_string();
    let is_new = ["no such path", "no such ref: HEAD"].iter().any(|it| text.contains(it));
    if is_new { Unknown::NotCommitted { file: file.to_owned() } } else { unknown(error) }
}

/// The things whose items were, when their annotations were last changed, what they are now but for their format: they
/// may have new lines and no change.
fn only_formatted(
    jobs: &[(&str, Vec<usize>)],
    homes: &[Home],
    read: &[Option<Source>],
    things: &[Thing],
    sides: &[Option<Sides>],
) -> BTreeSet<usize> {
    let mut asked: HashMap<PathBuf, Vec<(usize, usize)>> = HashMap::new();
    for (job, (_, members)) in jobs.iter().enumerate() {
        let (Ok((repository, _)), Some(_)) = (&homes[job], &read[job]) else { continue };
        for member in members.iter().filter(|it| sides[**it].as_ref().is_some_and(is_code_newer)) {
            asked.entry(repository.top.clone()).or_default().push((job, *member));
        }
    }
    let mut same = BTreeSet::new();
    for members in asked.values() {
        let Some(Ok((repository, _))) = members.first().map(|(job, _)| &homes[*job]) else { continue };
        let since = |member: usize| sides[member].as_ref().and_then(|it| it.since.as_ref());
        let mut wanted: Vec<&(String, Vec<u8>)> = members.iter().filter_map(|(_, it)| since(*it)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let names: Vec<_> = wanted.iter().map(|(commit, file)| (commit.as_str(), file.as_slice())).collect();
        let Ok(texts) = repository.files_at(&names) else { continue };
        let parse = |index: usize| {
            let text: &Vec<u8> = texts[index].as_ref()?;
            Source::read(&String::from_utf8_lossy(text))
        };
        let versions = several_at_a_time(texts.len(), parse);
        for (job, member) in members {
            let Some(now) = &read[*job] else { continue };
            let version = since(*member).and_then(|it| wanted.binary_search(&it).ok()).map(|it| &versions[it]);
            let (Some(Some(then)), Some(item)) =
                (version, now.annotated_at(things[*member].annotation.as_ref().map_or(0, |it| *it.start())))
            else {
                continue;
            };
            if then.counterpart(item, now).is_some_and(|it| it.fingerprint == item.fingerprint) {
                same.insert(*member);
            }
        }
    }
    same
}

fn is_code_newer(sides: &Sides) -> bool {
    match (&sides.annotation, &sides.code) {
        (Ok(annotation), Some(Ok(code))) => code.touched.day() > annotation.touched.day(),
        _ => false,
    }
}

/// What is looked for in one repository, each for one thing.
type Asked = Vec<(usize, Wanted)>;

/// The last change of each source, for each thing that names any.
type SourceChanges = HashMap<usize, Vec<Result<Change, Unknown>>>;

fn source_changes(
    things: &[Thing],
    repositories: &mut Repositories,
    circumstances: Circumstances<'_>,
) -> SourceChanges {
    let mut changes = SourceChanges::new();
    let mut asked: BTreeMap<PathBuf, (Arc<Repository>, Asked)> = BTreeMap::new();
    for (index, thing) in things.iter().enumerate() {
        for source in &thing.sources {
            match wanted(source, &thing.folder, repositories) {
                Ok((repository, wanted)) => {
                    let (_, all) = asked.entry(repository.top.clone()).or_insert((repository, Vec::new()));
                    all.push((index, wanted));
                }
                Err(unknown) => changes.entry(index).or_default().push(Err(unknown)),
            }
        }
    }
    for (repository, all) in asked.into_values() {
        let top = repository.top.clone();
        let wanted: Vec<Wanted> = all.iter().map(|(_, wanted)| wanted.clone()).collect();
        let found = match Tracked::of(repository) {
            Ok(tracked) => tracked.last_changes(&wanted, circumstances.today),
            Err(unknown) => wanted.iter().map(|_| Err(unknown.clone())).collect(),
        };
        let shown = |file: &str| {
            let path = top.join(file);
            let root = circumstances.root.canonicalize().unwrap_or_default();
            path.strip_prefix(root).map_or_else(|_| file.to_owned(), |it| it.to_string_lossy().replace('\\', "/"))
        };
        for ((index, _), found) in all.into_iter().zip(found) {
            let change = found.map(|(touched, file)| Change { touched, at: place(&shown(&file), 1) });
            changes.entry(index).or_default().push(change);
        }
    }
    if circumstances.file_times {
        for (index, found) in &mut changes {
            let thing = &things[*index];
            for (change, source) in found.iter_mut().zip(&thing.sources).filter(|(change, _)| change.is_err()) {
                if let Some(touched) = file_time(&thing.folder.join(source)) {
                    *change = Ok(Change { touched, at: place(source, 1) });
                }
            }
        }
    }
    changes
}

fn file_time(file: &Path) -> Option<Touched> {
    let modified = fs::metadata(file).ok().filter(fs::Metadata::is_file)?.modified().ok()?;
    let seconds = modified.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(Touched::FileTime { day: Day::of_seconds(i64::try_from(seconds).ok()?) })
}

/// What is known of a thing, of its item and its sources together.
fn combine(
    thing: &Thing,
    sides: Sides,
    is_formatted: bool,
    sources: &[Result<Change, Unknown>],
    circumstances: Circumstances<'_>,
) -> Observed {
    let Sides { mut annotation, code, .. } = sides;
    let is_by_time = |it: &Result<Change, Unknown>| matches!(it, Ok(Change { touched: Touched::FileTime { .. }, .. }));
    if annotation.is_err() && sources.iter().any(is_by_time) {
        let time = file_time(circumstances.root.join(&thing.file).as_std_path());
        annotation = time
            .map(|touched| Change {
                touched,
                at: place(&thing.file, thing.annotation.as_ref().map_or(1, |it| *it.start())),
            })
            .map_or(annotation, Ok);
    }
    let only_format = is_formatted && sources.is_empty();
    let item = code.into_iter().filter(|_| !is_formatted || only_format);
    let all: Vec<Result<Change, Unknown>> = item.chain(sources.iter().cloned()).collect();
    let latest = all.iter().filter_map(|it| it.as_ref().ok()).max_by_key(|it| it.touched.day()).cloned();
    let lost = all.iter().find_map(|it| it.as_ref().err()).cloned();
    let is_newer = |it: &Change| annotation.as_ref().is_ok_and(|said| it.touched.day() > said.touched.day());
    let code = match (latest, lost) {
        // What is newer is so, whatever the rest is.
        (Some(latest), Some(_)) if is_newer(&latest) => Some(Ok(latest)),
        (_, Some(lost)) => Some(Err(lost)),
        (latest, None) => latest.map(Ok),
    };
    Observed { target: thing.target, annotation, code, only_format }
}

/// The results of `work` on each of `count` jobs, in their order.
fn several_at_a_time<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let job = next.fetch_add(1, Ordering::Relaxed);
                    if job >= count {
                        break;
                    }
                    let result = work(job);
                    done.lock().expect("no worker panics while it holds the list").push((job, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no worker panics while it holds the list");
    done.sort_by_key(|(job, _)| *job);
    done.into_iter().map(|(_, result)| result).collect()
}
