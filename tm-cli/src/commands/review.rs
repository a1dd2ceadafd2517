//! `cargo tm review`: writes down that code was held against the model, and says what has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use tm_core::freshness::Day;
use tm_core::freshness::review::{Lock, Review, Reviewed, Reviews, file_of, reviewable};
use tm_core::model::Target;
use tm_core::render::{self, ReviewStatus};

use crate::commands::explain::find;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, FileError, Misuse};
use crate::history::difference::difference;
use crate::history::git::Git;
use crate::history::repository::Repositories;
use crate::history::reviews;
use crate::input::Input;
use crate::options::ModelOptions;
use crate::shell::Shell;
use crate::{date, input, output};

/// Record that code was held against the model, or show what has changed since
///
/// A review writes the fingerprint of an item's tokens, with the day, the commit and the reviewer, to a file of its own in the
/// folder `tm-review` of the package: commit it with the code. From then on the item is fresh until its signature, its body
/// or what it calls changes; formatting, comments and the annotation itself do not count.
///
/// Without ELEMENT and `--all` nothing is written: it shows what is fresh, what has changed since its review and how, what
/// has moved, what was deleted, and what nobody has reviewed.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm review
  cargo tm review post_comment \"Comments database\"
  cargo tm review --all --reviewer \"Ada Lovelace <ada@example.org>\"
  cargo tm review --status post_comment")]
pub struct ReviewArgs {
    /// What was reviewed, by id or name
    #[arg(value_name = "ELEMENT")]
    elements: Vec<String>,
    /// Everything that is not fresh was reviewed; reviews of what was deleted are removed
    #[arg(long, conflicts_with = "elements")]
    all: bool,
    /// Only show how ELEMENT stands to its review
    #[arg(long, conflicts_with = "all")]
    status: bool,
    /// Who did it [default: git's user.name and user.email]
    #[arg(long, value_name = "NAME", conflicts_with = "status")]
    reviewer: Option<String>,
    /// The day of the review, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    today: Option<String>,
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, an element is unknown or has no code, nobody is known to have reviewed it, or a review cannot
/// be read or written.
pub fn run(args: &ReviewArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    if !args.model.from.is_empty() {
        let error = Misuse("a review is of code, and `--from` reads none".into());
        return Err(Failure::new(error).help("run it in the workspace that has the code"));
    }
    let inputs = input::models(&args.model, shell)?;
    inputs.iter().for_each(|input| input.warn(args.model.selection.color));
    let chosen = chosen(&inputs, &args.elements)?;
    let records = !args.status && (args.all || !args.elements.is_empty());
    let mut text = String::new();
    for (input, chosen) in inputs.iter().zip(&chosen) {
        let Some(folder) = input.package.as_ref().map(|it| it.join(reviews::FOLDER)) else { continue };
        let files = reviews::read(&folder)?;
        let lock = reviews::lock(input)?;
        let reviewing = Reviewing { input, folder: &folder, files: &files, lock: &lock };
        match records {
            true => text.push_str(&reviewing.record(args, chosen)?),
            false => {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&reviewing.status(chosen, !args.elements.is_empty()));
            }
        }
    }
    output::write(None, &text)?;
    Ok(ExitCode::Clean)
}

/// The things that were named, of each model.
fn chosen(inputs: &[Input], names: &[String]) -> Result<Vec<BTreeSet<Target>>, Failure> {
    let mut chosen: Vec<BTreeSet<Target>> = inputs.iter().map(|_| BTreeSet::new()).collect();
    for name in names {
        let mut failure = None;
        let mut is_found = false;
        for (input, chosen) in inputs.iter().zip(&mut chosen) {
            match find(&input.model, name) {
                Ok(target) => {
                    is_found = true;
                    chosen.insert(target);
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        if let (false, Some(failure)) = (is_found, failure) {
            return Err(failure);
        }
    }
    Ok(chosen)
}

/// A model, and its reviews as they are written down.
struct Reviewing<'a> {
    input: &'a Input,
    folder: &'a Utf8Path,
    files: &'a [(Utf8PathBuf, Reviewed)],
    lock: &'a Lock,
}

impl Reviewing<'_> {
    /// How the chosen things stand to their reviews, or all of them.
    fn status(&self, chosen: &BTreeSet<Target>, is_narrowed: bool) -> String {
        let Reviewing { input, files, lock, .. } = *self;
        let mut reviews = Reviews::new(&input.model, lock);
        let mut repositories = Repositories::default();
        let mut differences = BTreeMap::new();
        let shown: Vec<(Target, Review<'_>)> = reviewable(&input.model, &lock.files)
            .filter(|it| !is_narrowed || chosen.contains(it))
            .map(|target| (target, reviews.of(target)))
            .collect();
        for (target, review) in &shown {
            let Review::Changed(reviewed, parts) = review else { continue };
            let Some((file, _)) = files.iter().find(|(_, it)| it == *reviewed) else { continue };
            let text = difference(input, *target, reviewed, parts, file, &mut repositories);
            differences.extend(text.map(|text| (*target, text)));
        }
        if is_narrowed {
            reviews.deleted.clear();
        }
        let (name, model, deleted) = (&input.name, &input.model, &reviews.deleted);
        render::review_status(ReviewStatus { name, model, reviews: &shown, deleted, differences: &differences })
    }

    /// Writes down that the chosen things were reviewed, or all that are not fresh.
    fn record(&self, args: &ReviewArgs, chosen: &BTreeSet<Target>) -> Result<String, Failure> {
        let Reviewing { input, folder, files, lock } = *self;
        let reviews = Reviews::new(&input.model, lock);
        let things: BTreeSet<Target> = reviewable(&input.model, &lock.files).collect();
        if let Some(target) = chosen.difference(&things).next() {
            let name = &input.model.entity(*target).name;
            let error = Misuse(format!("there is no code of `{name}` to review"));
            return Err(Failure::new(error).help("name what implements it with `source = \"…\"`, and commit the files"));
        }
        let is_due = |it: &Target| match args.all {
            true => !matches!(reviews.of(*it), Review::Fresh(_)),
            false => chosen.contains(it),
        };
        let due: Vec<Target> = things.into_iter().filter(is_due).collect();
        let gone: Vec<&Reviewed> = if args.all { reviews.deleted.clone() } else { Vec::new() };
        if due.is_empty() && gone.is_empty() {
            let is_asked = args.all;
            return Ok(if is_asked { format!("{}: everything is fresh\n", input.name) } else { String::new() });
        }
        let day = date::day(args.today.as_deref())?;
        let author = Author::of(folder.parent().unwrap_or(folder), args.reviewer.as_deref())?;
        let new: Vec<Reviewed> = due.iter().map(|target| self.review(*target, day, &author)).collect();
        let texts: Vec<(String, String)> = new.iter().map(|it| (Reviewed::file_name(&it.element), it.text())).collect();
        let borrowed: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        if !borrowed.is_empty() {
            output::write_folder(folder, &borrowed, true)?;
        }
        let replaced = due.iter().filter_map(|target| reviews.of(*target).reviewed());
        let old: Vec<&Reviewed> = replaced.chain(gone.iter().copied()).collect();
        let is_old = |(path, it): &&(Utf8PathBuf, Reviewed)| {
            let is_new = path.file_name().is_some_and(|name| texts.iter().any(|(new, _)| new == name));
            old.contains(&it) && !is_new
        };
        for (path, _) in files.iter().filter(is_old) {
            std::fs::remove_file(path).map_err(|source| FileError::Write { path: path.clone(), source })?;
        }
        let mut text = String::new();
        for it in &new {
            let _ = writeln!(text, "reviewed {}", it.element);
        }
        for it in gone {
            let _ = writeln!(text, "removed the review of {}, which is no longer there", it.element);
        }
        Ok(text)
    }

    fn review(&self, target: Target, day: Day, author: &Author) -> Reviewed {
        let model = &self.input.model;
        Reviewed {
            element: model.entity(target).id.clone(),
            file: file_of(model, target).to_owned(),
            day,
            reviewer: author.name.clone(),
            commit: author.commit.clone(),
            print: self.lock.print(model, target),
        }
    }
}

/// Who reviews, and what they have checked out.
struct Author {
    name: String,
    commit: Option<String>,
}

impl Author {
    /// As said, or as git knows them in `folder`.
    fn of(folder: &Utf8Path, said: Option<&str>) -> Result<Author, Failure> {
        let git = Git::at(folder);
        let ask = |arguments: &[&str]| {
            let answer = git.as_ref()?.run(arguments).ok()?;
            Some(String::from_utf8_lossy(answer.trim_ascii()).into_owned()).filter(|it| !it.is_empty())
        };
        let commit = ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
        let known = || match (ask(&["config", "--get", "user.name"]), ask(&["config", "--get", "user.email"])) {
            (Some(name), Some(email)) => Some(format!("{name} <{email}>")),
            (name, email) => name.or(email),
        };
        let said = said.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let name = said.or_else(known).ok_or_else(|| {
            let error = Misuse("nobody is known to have done the review".into());
            Failure::new(error).help("say who with `--reviewer \"Name <address>\"`, or set git's user.name")
        })?;
        Ok(Author { name, commit })
    }
}
