//! `tm.toml`: the workspace's, then the package's own, then what the command line says.

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use tm_core::config::{Config, Taint, read};
use tm_core::decide::{Acceptance, Terms};
use tm_core::threat::{Library, Version};
use tm_diagnostic::{Baseline, Layer, Policy, Rule, Setting, UnknownName};

use crate::failure::{Failure, FileError, Misuse};
use crate::input::{self, Input};
use crate::levels::LevelFlags;
use crate::options::ThreatOptions;
use crate::taint::Rules;

const NAME: &str = "tm.toml";

/// Which names a level may be said of.
const THREAT_NAMES: &str = "`cargo tm threats list` shows the ids; groups are such as `stride::spoofing` and `cwe::79`";

/// What the files say, the later on top.
#[derive(Debug, Default)]
pub struct Configured {
    /// The levels of each file.
    pub layers: Vec<Layer>,
    acceptances: Vec<Acceptance>,
    /// The decisions on issues of the taint analysis.
    pub accepted_issues: Vec<Acceptance>,
    /// What each file says of the taint analysis.
    pub taint: Vec<Taint>,
    /// Whether the shipped library is used.
    pub shipped: bool,
    /// Threat files and folders, relative to the current folder.
    pub files: Vec<Utf8PathBuf>,
    /// The version of the library that the team has seen.
    pub pinned: Option<Version>,
    /// Model files of the taint analysis, with their folders.
    pub models: Vec<Utf8PathBuf>,
}

impl Configured {
    /// Of a model: of its workspace, then of its package; of a model file the nearest.
    ///
    /// # Errors
    /// When a tm.toml cannot be read or has a fault.
    pub fn of_model(input: &Input) -> Result<Configured, Failure> {
        match &input.package {
            Some(package) => Configured::of(&[&input.root, package], &input.root),
            None => Configured::nearest(),
        }
    }

    /// Of a workspace and of packages in it: for commands that ask for no model.
    ///
    /// # Errors
    /// When a tm.toml cannot be read or has a fault.
    pub fn of_packages(root: &Utf8Path, packages: &[&Utf8Path]) -> Result<Configured, Failure> {
        let folders: Vec<&Utf8Path> = [root].into_iter().chain(packages.iter().copied()).collect();
        Configured::of(&folders, root)
    }

    /// Of the tm.toml in each of `folders`, as far as there is one, named in messages as from `base`.
    fn of(folders: &[&Utf8Path], base: &Utf8Path) -> Result<Configured, Failure> {
        let mut all = Configured { shipped: true, ..Configured::default() };
        for (index, folder) in folders.iter().enumerate() {
            let path = folder.join(NAME);
            if folders[..index].contains(folder) || !path.exists() {
                continue;
            }
            let text = input::read(&path)?;
            let name = path.strip_prefix(base).unwrap_or(&path).to_string();
            let (config, faults) = read(&name, &text);
            input::refuse_with(&faults, &format!("`{name}`"), &[(name.clone(), text)].into())?;
            all.add(config, folder);
        }
        Ok(all)
    }

    /// Of the nearest tm.toml, from the current folder up: for commands that ask no package.
    ///
    /// # Errors
    /// When it cannot be read or has a fault.
    pub fn nearest() -> Result<Configured, Failure> {
        let here = Utf8PathBuf::from_path_buf(std::env::current_dir().unwrap_or_default()).unwrap_or_default();
        match here.ancestors().find(|folder| folder.join(NAME).exists()) {
            Some(folder) => Configured::of(&[folder], &here),
            None => Configured::of(&[], &here),
        }
    }

    fn add(&mut self, config: Config, folder: &Utf8Path) {
        self.layers.push(Layer::File(config.levels));
        self.acceptances.extend(config.acceptances);
        self.accepted_issues.extend(config.accepted_issues);
        self.shipped = config.threats.shipped.unwrap_or(self.shipped);
        self.files.extend(config.threats.files.iter().map(|file| folder.join(file)));
        self.pinned = config.threats.library.or(self.pinned);
        self.models.extend(config.taint.models.iter().map(|file| folder.join(file)));
        self.taint.push(config.taint);
    }

    /// The terms that these files and the command line make, on the day `today`.
    ///
    /// # Errors
    /// When a level is said of a name that the library does not have, or the baseline cannot be read.
    pub fn terms(self, options: &ThreatOptions, library: &Library, today: String) -> Result<Terms, Failure> {
        let rules = library.rules(self.pinned);
        let issues = Rules::new(&self.taint).policy_rules();
        let policy = policy(self.layers, &options.levels, &rules, &issues, THREAT_NAMES)?;
        let baseline = known(options.baseline.as_deref())?;
        let (acceptances, pinned) = (self.acceptances, self.pinned);
        Ok(Terms { policy, acceptances, baseline, pinned, reviews: None, today })
    }
}

/// The policy of files and flags. A file speaks of threats and of rules of the taint analysis; flags only of `own` ones, those of
/// the command. `list` says which names there are.
///
/// # Errors
/// When a level is said of a name that nothing has.
pub fn policy(
    files: Vec<Layer>,
    levels: &LevelFlags,
    own: &[Rule],
    others: &[Rule],
    list: &str,
) -> Result<Policy, Failure> {
    let flags = Layer::Flags(levels.settings().to_vec());
    let not_ours = Policy::new([flags.clone()], own).err().unwrap_or_default();
    let all: Vec<Rule> = own.iter().chain(others).cloned().collect();
    let (policy, mut unknown) = match Policy::new(files.into_iter().chain([flags]), &all) {
        Ok(policy) => (policy, Vec::new()),
        Err(unknown) => (Policy::default(), unknown),
    };
    for it in not_ours {
        match unknown.iter_mut().find(|known| known.setting == it.setting) {
            Some(known) => known.suggestion = it.suggestion,
            None => unknown.push(it),
        }
    }
    if unknown.is_empty() { Ok(policy) } else { Err(refused_with(&unknown, list)) }
}

/// The failure that names all unknown names.
pub fn refused(unknown: &[UnknownName]) -> Failure {
    refused_with(unknown, THREAT_NAMES)
}

fn refused_with(unknown: &[UnknownName], list: &str) -> Failure {
    let place = |setting: &Setting| match &setting.at {
        Some(at) => format!("{}:{}", at.file, at.start.line),
        None => format!("--{}", setting.level.name()),
    };
    let said: Vec<_> = unknown.iter().map(|it| format!("`{}` ({})", it.setting.name, place(&it.setting))).collect();
    let error = Failure::new(Misuse(format!("no threat, group or severity is called {}", said.join(", "))));
    let near: Vec<_> = unknown.iter().filter_map(|it| it.suggestion.as_ref()).map(|it| format!("`{it}`")).collect();
    match near.is_empty() {
        true => error.help(list),
        false => error.help(format!("did you mean {}?", near.join(", "))),
    }
}

/// What a baseline knows; nothing without one.
///
/// # Errors
/// When it cannot be read.
pub fn known(path: Option<&Utf8Path>) -> Result<Baseline, Failure> {
    path.map(baseline).transpose().map(Option::unwrap_or_default)
}

fn baseline(path: &Utf8Path) -> Result<Baseline, Failure> {
    let malformed =
        |source: String| FileError::Malformed { path: path.to_owned(), format: "a baseline", source: source.into() };
    Baseline::read(&input::read(path)?)
        .map_err(|error| Failure::new(malformed(error)).help("`cargo tm baseline -o FILE` writes one"))
}
