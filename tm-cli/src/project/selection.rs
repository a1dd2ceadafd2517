//! Which packages and targets to look at, in cargo's own words.

use super::place::Place;
use cargo_metadata::camino::Utf8PathBuf;
use clap::{ArgAction, Args, ColorChoice};
use std::time::Duration;

/// The options that say which packages and targets are looked at, and how cargo builds them.
///
/// Without any, these are the library and the binaries of cargo's default packages. `--lib`, `--bin`, `--example` and
/// `--test` name exactly what to look at, as for `cargo build`; `--examples`, `--tests` and `--all-targets` add to the
/// library and the binaries.
#[derive(Args, Clone, Debug)]
pub struct Selection {
    /// Look at these packages only
    #[arg(short, long, value_name = "SPEC", help_heading = "Package Selection")]
    pub package: Vec<String>,
    /// Look at every package of the workspace
    #[arg(long, visible_alias = "all", conflicts_with = "package", help_heading = "Package Selection")]
    pub workspace: bool,

    /// Look at the library only
    #[arg(long, help_heading = "Target Selection")]
    pub lib: bool,
    /// Look at all binaries
    #[arg(long, help_heading = "Target Selection")]
    pub bins: bool,
    /// Look at this binary only
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    pub bin: Vec<String>,
    /// Look at all examples too
    #[arg(long, help_heading = "Target Selection")]
    pub examples: bool,
    /// Look at this example only
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    pub example: Vec<String>,
    /// Look at all test targets too
    #[arg(long, help_heading = "Target Selection")]
    pub tests: bool,
    /// Look at this integration test only
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    pub test: Vec<String>,
    /// Look at all targets
    #[arg(long, help_heading = "Target Selection")]
    pub all_targets: bool,

    /// Space or comma separated list of features to activate
    #[arg(short = 'F', long, value_name = "FEATURES", help_heading = "Feature Selection")]
    pub features: Vec<String>,
    /// Activate all available features
    #[arg(long, help_heading = "Feature Selection")]
    pub all_features: bool,
    /// Do not activate the `default` feature
    #[arg(long, help_heading = "Feature Selection")]
    pub no_default_features: bool,

    /// Build in release mode; a model is there only if the profile has debug assertions
    #[arg(short, long, conflicts_with = "profile", help_heading = "Compilation Options")]
    pub release: bool,
    /// Build with this profile; a model is there only if it has debug assertions
    #[arg(long, value_name = "PROFILE-NAME", help_heading = "Compilation Options")]
    pub profile: Option<String>,
    /// Build for this target triple; programs that are asked for a model must run here or have a runner
    #[arg(long, value_name = "TRIPLE", help_heading = "Compilation Options")]
    pub target: Option<String>,
    /// Directory for all generated artifacts
    #[arg(long, value_name = "DIRECTORY", help_heading = "Compilation Options")]
    pub target_dir: Option<Utf8PathBuf>,

    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", help_heading = "Manifest Options")]
    pub manifest_path: Option<Utf8PathBuf>,
    /// Assert that `Cargo.lock` will remain unchanged
    #[arg(long, help_heading = "Manifest Options")]
    pub locked: bool,
    /// Run without accessing the network
    #[arg(long, help_heading = "Manifest Options")]
    pub offline: bool,
    /// Equivalent to specifying both --locked and --offline
    #[arg(long, help_heading = "Manifest Options")]
    pub frozen: bool,

    /// Where cargo is called, if not in the working directory.
    #[arg(skip)]
    pub place: Option<Place>,

    /// Use verbose output (-vv very verbose)
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
    /// Do not print cargo's and our own progress
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Coloring
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto, hide_possible_values = true)]
    pub color: ColorChoice,
}

/// How programs are asked for their declarations.
#[derive(Args, Clone, Debug)]
pub struct Asking {
    /// Keep declarations of crates outside the workspace
    #[arg(long, help_heading = "Target Selection")]
    pub with_deps: bool,
    /// Seconds a program has to write its declarations
    #[arg(long, value_name = "SECONDS", default_value_t = 20, help_heading = "Compilation Options")]
    pub run_timeout: u64,
}

/// The kind of a target that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// The package's library.
    Lib,
    /// A binary.
    Bin,
    /// An example.
    Example,
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
}

impl TargetKind {
    /// The kind of cargo's `target`, if it is one that can be asked.
    pub(super) fn of(target: &cargo_metadata::Target) -> Option<TargetKind> {
        use cargo_metadata::TargetKind as Cargo;
        target.kind.iter().find_map(|it| match it {
            Cargo::Lib | Cargo::RLib | Cargo::DyLib | Cargo::CDyLib | Cargo::StaticLib => Some(TargetKind::Lib),
            Cargo::Bin => Some(TargetKind::Bin),
            Cargo::Example => Some(TargetKind::Example),
            Cargo::Test => Some(TargetKind::Test),
            Cargo::Bench => Some(TargetKind::Bench),
            _ => None,
        })
    }
}

impl Asking {
    /// How long a program may take to answer.
    pub(super) fn time_limit(&self) -> Duration {
        Duration::from_secs(self.run_timeout)
    }
}

impl Selection {
    /// Whether the command line says exactly which targets.
    fn is_exact(&self) -> bool {
        self.lib || self.bins || self.names_targets()
    }

    /// Whether it gives names of targets.
    pub(super) fn names_targets(&self) -> bool {
        !(self.bin.is_empty() && self.example.is_empty() && self.test.is_empty())
    }

    /// Whether `kind` target `name` is to be asked.
    pub(super) fn wants(&self, kind: TargetKind, name: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|it| matches(it, name));
        let all = self.all_targets || !self.is_exact();
        match kind {
            TargetKind::Lib => all || self.lib,
            TargetKind::Bin => all || self.bins || named(&self.bin),
            TargetKind::Example => self.all_targets || self.examples || named(&self.example),
            TargetKind::Test => self.all_targets || self.tests || named(&self.test),
            TargetKind::Bench => self.all_targets,
        }
    }

    /// What cargo needs to find the workspace.
    pub(super) fn manifest_arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        if let Some(path) = &self.manifest_path {
            arguments.extend(["--manifest-path".to_owned(), path.to_string()]);
        }
        for (flag, is_set) in [("--locked", self.locked), ("--offline", self.offline), ("--frozen", self.frozen)] {
            if is_set {
                arguments.push(flag.to_owned());
            }
        }
        arguments
    }

    /// What cargo needs to build the same way, whatever the targets.
    pub(super) fn build_arguments(&self) -> Vec<String> {
        let mut arguments = self.manifest_arguments();
        arguments.extend(self.features.iter().flat_map(|it| ["--features".to_owned(), it.clone()]));
        let target_dir = self.target_dir.as_ref().map(|it| it.as_str());
        for (option, value) in
            [("--profile", self.profile.as_deref()), ("--target", self.target.as_deref()), ("--target-dir", target_dir)]
        {
            arguments.extend(value.into_iter().flat_map(|it| [option.to_owned(), it.to_owned()]));
        }
        for (flag, is_set) in [
            ("--all-features", self.all_features),
            ("--no-default-features", self.no_default_features),
            ("--release", self.release),
            ("--quiet", self.quiet),
        ] {
            if is_set {
                arguments.push(flag.to_owned());
            }
        }
        arguments.extend((0..self.verbose).map(|_| "--verbose".to_owned()));
        match self.color {
            ColorChoice::Auto => {}
            color => arguments.push(format!("--color={color}")),
        }
        arguments
    }

    /// The targets, as `cargo build` takes them. `has_library`: whether one of the selected packages has one.
    pub(super) fn target_arguments(&self, has_library: bool) -> Vec<String> {
        let mut arguments = Vec::new();
        let adds = !self.is_exact() && (self.examples || self.tests);
        for (flag, is_set) in [
            // cargo takes `--lib` for an error where no package has one.
            ("--lib", self.lib || adds && has_library),
            ("--bins", self.bins || adds),
            ("--examples", self.examples),
            ("--tests", self.tests),
            ("--all-targets", self.all_targets),
        ] {
            if is_set {
                arguments.push(flag.to_owned());
            }
        }
        for (option, names) in [("--bin", &self.bin), ("--example", &self.example), ("--test", &self.test)] {
            arguments.extend(names.iter().flat_map(|it| [option.to_owned(), it.clone()]));
        }
        arguments
    }
}

/// Whether `name` matches cargo's glob `pattern`, of which `*` and `?` are understood.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = name.chars();
    let mut pattern = pattern.chars();
    while let Some(it) = pattern.next() {
        match it {
            '*' => {
                let behind = pattern.as_str();
                return name_suffixes(rest.as_str()).any(|suffix| matches(behind, suffix));
            }
            '?' if rest.next().is_some() => {}
            _ if rest.next() == Some(it) => {}
            _ => return false,
        }
    }
    rest.as_str().is_empty()
}

fn name_suffixes(name: &str) -> impl Iterator<Item = &str> {
    name.char_indices().map(|(at, _)| &name[at..]).chain([""])
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        selection: Selection,
    }

    #[test]
    fn globs_match_as_in_cargo() {
        for (pattern, name, expected) in [
            ("web", "web", true),
            ("web", "web-api", false),
            ("web*", "web-api", true),
            ("*-api", "web-api", true),
            ("w?b", "web", true),
            ("w?b", "wb", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn plurals_add_and_names_restrict() {
        for (line, expected) in [
            ("", ""),
            ("--examples", "--lib --bins --examples"),
            ("--tests", "--lib --bins --tests"),
            ("--all-targets", "--all-targets"),
            ("--lib", "--lib"),
            ("--example web", "--example web"),
            ("--lib --examples", "--lib --examples"),
        ] {
            let words = ["tm"].into_iter().chain(line.split_whitespace());
            let selection = Line::try_parse_from(words).map(|it| it.selection).expect("the line is right");
            assert_eq!(selection.target_arguments(true).join(" "), expected, "{line}");
        }
    }
}
