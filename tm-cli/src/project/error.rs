//! Why there is no model, and what to do about it.

use super::run::Target;
use cargo_metadata::camino::Utf8PathBuf;
use std::io;
use thiserror::Error;

/// Why a selection did not give a model. [`ProjectError::help`] says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// cargo itself cannot be started.
    #[error("failed to start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// cargo finds no workspace, or it is faulty.
    #[error("cargo cannot read the workspace: {0}")]
    Metadata(String),
    /// A file or folder of ours cannot be read or written.
    #[error("failed to use `{path}`")]
    File {
        /// Which one.
        path: Utf8PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// `[workspace.metadata.tm]` says something that means nothing.
    #[error("`[workspace.metadata.tm]` has no `{name}`")]
    UnknownSetting {
        /// The key.
        name: String,
    },
    /// A cargo configuration file is faulty.
    #[error("failed to read cargo's configuration `{path}`: {message}")]
    Config {
        /// Which one.
        path: Utf8PathBuf,
        /// What is wrong.
        message: String,
    },
    /// `-p` names no member of the workspace.
    #[error("package `{name}` is not a member of this workspace")]
    UnknownPackage {
        /// What was written.
        name: String,
        /// The members.
        members: Vec<String>,
    },
    /// `[workspace.metadata.tm] model` names no member.
    #[error("`[workspace.metadata.tm] model = \"{name}\"` names no member of this workspace")]
    UnknownModelPackage {
        /// What was written.
        name: String,
        /// The members.
        members: Vec<String>,
    },
    /// A package has neither library nor program among the selected targets.
    #[error("no target to ask for declarations in {}", named(.packages))]
    NoTarget {
        /// The packages.
        packages: Vec<String>,
    },
    /// A proc-macro crate runs inside the compiler only.
    #[error("a proc-macro crate cannot be asked for declarations: {}", named(.packages))]
    ProcMacro {
        /// The packages.
        packages: Vec<String>,
    },
    /// The target has no processes that read an environment and write files.
    #[error("programs for `{triple}` cannot be asked for declarations")]
    NoProcess {
        /// The target.
        triple: String,
    },
    /// The code does not compile, or cargo refuses a flag; it has said why.
    #[error("cargo could not build the code, so there is no model")]
    Build,
    /// The same of a check.
    #[error("cargo could not check the code, so there is nothing to analyse")]
    Check,
    /// Nothing that is selected has functions of the program.
    #[error("nothing to analyse in {}: neither library nor program", named(.packages))]
    NothingChecked {
        /// The packages.
        packages: Vec<String>,
    },
    /// No dependency on threat-model.
    #[error("no dependency on `threat-model` in {}", named(.packages))]
    NotADependent {
        /// The packages.
        packages: Vec<String>,
    },
    /// The profile has no debug assertions.
    #[error("built without debug assertions, and so without a threat model: {}", named(.packages))]
    NoDebugAssertions {
        /// The packages.
        packages: Vec<String>,
        /// The profile's name.
        profile: String,
    },
    /// A profile override turned debug assertions off for some crates.
    #[error("a profile override builds {} without debug assertions, and so without a threat model", named(.packages))]
    DebugAssertionsOverridden {
        /// The packages, `threat-model` among them or not.
        packages: Vec<String>,
    },
    /// Nothing declares anything.
    #[error("nothing is annotated in {}", named(.packages))]
    NothingDeclared {
        /// The packages.
        packages: Vec<String>,
    },
    /// Several packages declare something and none has `model!`.
    #[error("several packages declare elements, but none of them has a `model!`: {}", .packages.join(", "))]
    NoModel {
        /// The packages.
        packages: Vec<String>,
    },
    /// The runner for a library does not link.
    #[error("the runner for the library of `{package}` does not link\n{message}")]
    Link {
        /// The package.
        package: String,
        /// What the compiler said.
        message: String,
    },
    /// Executable of another kind of machine.
    #[error("{target} cannot run on this machine")]
    ForeignMachine {
        /// The program.
        target: Target,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The program ended on a signal or with an error before it answered.
    #[error("{target} ended before it wrote its declarations: {status}{}", quoted(.stderr))]
    Crashed {
        /// The program.
        target: Target,
        /// How it ended.
        status: String,
        /// The first and the last lines it wrote.
        stderr: String,
    },
    /// The program did not end in time.
    #[error("{target} did not write its declarations within {seconds} s{}", quoted(.stderr))]
    Hangs {
        /// The program.
        target: Target,
        /// The limit.
        seconds: u64,
        /// The first and the last lines it wrote.
        stderr: String,
    },
    /// The program ran as if not asked.
    #[error("{target} ran without writing its declarations")]
    DidNotAnswer {
        /// The program.
        target: Target,
    },
    /// The answer is not what threat-model writes.
    #[error("{target} wrote something that is not an export: {reason}")]
    Malformed {
        /// The program.
        target: Target,
        /// What is wrong.
        reason: String,
    },
    /// The answer is of a later version.
    #[error("{target} wrote an export of version {version}, which this cargo-tm does not know")]
    Newer {
        /// The program.
        target: Target,
        /// The version of the format.
        version: u64,
    },
    /// Several versions of threat-model in one program.
    #[error("{target} holds {} versions of `threat-model`: {}", .versions.len(), .versions.join(" and "))]
    SeveralVersions {
        /// The program.
        target: Target,
        /// The versions, each as often as it is there.
        versions: Vec<String>,
    },
}

impl ProjectError {
    /// What to do about it, as one sentence.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            ProjectError::UnknownPackage { name, members } | ProjectError::UnknownModelPackage { name, members } => {
                return Some(match nearest(name, members) {
                    Some(it) => format!("did you mean `{it}`?"),
                    None => format!("the members are {}", members.join(", ")),
                });
            }
            ProjectError::UnknownSetting { .. } => "it has `model = \"PACKAGE\"`, for one model of the whole workspace",
            ProjectError::NoTarget { .. } => "select a library, binary, example or test of the package",
            ProjectError::NothingChecked { .. } => {
                "build scripts and proc macros are left out: they run in the compiler"
            }
            ProjectError::ProcMacro { .. } => "annotate the crate that uses it",
            ProjectError::NotADependent { .. } => "`cargo tm init` adds the dependency and a starter model",
            ProjectError::NoDebugAssertions { profile, .. } if profile == "dev" => {
                "write `debug-assertions = true` under `[profile.dev]`"
            }
            ProjectError::NoDebugAssertions { profile, .. } => {
                return Some(format!(
                    "use the dev profile, or write `debug-assertions = true` under `[profile.{profile}]`; \
                     what is shipped then holds the model"
                ));
            }
            ProjectError::DebugAssertionsOverridden { packages } => {
                let package = packages.first().map_or("threat-model", |it| it);
                return Some(format!("write `[profile.dev.package.{package}] debug-assertions = true` in Cargo.toml"));
            }
            ProjectError::NothingDeclared { .. } => {
                "annotate an item with `#[element(Server)]`, and see that the crate is used by a target that is asked"
            }
            ProjectError::NoModel { .. } => "write `model! { name = \"…\" }` in one of them, or select one with `-p`",
            ProjectError::NoProcess { .. } => "build the model for the host: `--target host-tuple`",
            ProjectError::ForeignMachine { .. } => "set `target.<triple>.runner` in .cargo/config.toml",
            ProjectError::Crashed { .. } => {
                "code that runs before `main` (a `#[ctor]`, the global allocator) runs here too"
            }
            ProjectError::Hangs { .. } => "`--run-timeout SECONDS` gives it more time",
            ProjectError::DidNotAnswer { .. } => {
                "`threat-model` may be in a dynamic library, or a runner may not pass the environment on"
            }
            ProjectError::Newer { .. } => "update cargo-tm",
            ProjectError::SeveralVersions { .. } => {
                "`cargo tree -i threat-model` shows who wants which; let all of them want one"
            }
            _ => return None,
        };
        Some(help.to_owned())
    }
}

/// Something that does not keep the model from being made, but may make it incomplete.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProjectWarning {
    /// A workspace crate is annotated and was built, but is not linked into the model's programs.
    #[error("`{package}` is annotated, but nothing of it is linked into `{model}`")]
    Silent {
        /// The model's package.
        model: String,
        /// The silent package.
        package: String,
        /// Its library's name in code.
        crate_name: String,
    },
    /// Declarations that belong to no model.
    #[error("the declarations of `{package}` are in no model: it has no `model!` and no model links it")]
    Unmodelled {
        /// The package.
        package: String,
    },
    /// Declarations from outside the workspace were left out.
    #[error("declarations from outside the workspace are left out: {count} of {}", .packages.join(", "))]
    Foreign {
        /// The model's package.
        model: String,
        /// How many.
        count: usize,
        /// Whose.
        packages: Vec<String>,
    },
    /// A profile for shipping keeps debug assertions, and so the model.
    #[error("`[profile.{profile}]` has debug assertions on, so what it builds holds the threat model")]
    ShippedModel {
        /// The profile.
        profile: String,
    },
}

impl ProjectWarning {
    /// What to do about it, as one sentence.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            ProjectWarning::Silent { crate_name, model, .. } => format!("add `use {crate_name} as _;` to `{model}`"),
            ProjectWarning::Unmodelled { package } => {
                format!("write `model! {{ name = \"…\" }}` in `{package}`, or use it from a crate that has one")
            }
            ProjectWarning::Foreign { .. } => "`--with-deps` takes them in".to_owned(),
            ProjectWarning::ShippedModel { .. } => {
                "turn them off there, or accept that the program can be asked".to_owned()
            }
        })
    }
}

fn named(names: &[String]) -> String {
    names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

fn quoted(stderr: &str) -> String {
    if stderr.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = stderr.lines().map(|it| format!("\n  | {it}")).collect();
    format!("; it wrote{}", lines.concat())
}

fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a String> {
    known
        .iter()
        .map(|it| (strsim::damerau_levenshtein(name, it), it))
        .filter(|(distance, it)| *distance <= 1.max(it.len() / 3))
        .min()
        .map(|(_, it)| it)
}
