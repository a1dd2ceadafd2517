//! What cargo's own configuration says about running and linking a program.
//!
//! ```toml
//! [env]
//! DATABASE_URL = "sqlite::memory:"
//! [target.aarch64-unknown-linux-gnu]
//! runner = "qemu-aarch64 -L /usr/aarch64-linux-gnu"
//! linker = "aarch64-linux-gnu-gcc"
//! ```
//!
//! `cargo config get` is unstable and `cargo run` builds again at each call, so the files are read here: the working
//! directory's `.cargo/config.toml`, those of the folders above it, and the one in cargo's home, the nearest first. Only
//! the keys below are looked at.

use super::error::ProjectError;
use super::place::{self, Place};
use super::workspace::not_started;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::cargo_platform::{Cfg, Platform};
use std::cell::OnceCell;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use toml::{Table, Value};

/// Nobody has more configuration files; files that include each other do.
const MOST_FILES: usize = 1000;

/// Cargo's configuration as the working directory sees it.
pub(super) struct Config {
    files: Vec<ConfigFile>,
    place: Option<Place>,
    selected_triple: Option<String>,
    host: OnceCell<String>,
    cfgs: OnceCell<Vec<Cfg>>,
}

struct ConfigFile {
    /// The folder that holds `.cargo`, to which paths are relative.
    base: PathBuf,
    text: String,
    table: Table,
}

impl Config {
    /// Reads the files that apply at `place`, or in the working directory.
    pub(super) fn read(target: Option<&str>, place: Option<&Place>) -> Result<Config, ProjectError> {
        let mut folders = Vec::new();
        let here = place.map(|it| it.folder.clone().into_std_path_buf());
        if let Some(current) = here.or_else(|| env::current_dir().ok()) {
            folders.extend(current.ancestors().map(|it| it.join(".cargo")));
        }
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| env::home_dir().map(|it| it.join(".cargo")));
        folders.extend(home.filter(|it| !folders.contains(it)));
        let mut files = Vec::new();
        for folder in folders {
            // cargo prefers the name without the extension where both are.
            for name in ["config", "config.toml"] {
                if read(&folder.join(name), folder.parent().unwrap_or(&folder), &mut files)? {
                    break;
                }
            }
        }
        let place = place.cloned();
        let mut config = Config { files, place, selected_triple: None, host: OnceCell::new(), cfgs: OnceCell::new() };
        config.selected_triple = target
            .map(str::to_owned)
            .or_else(|| env::var("CARGO_BUILD_TARGET").ok().filter(|it| !it.is_empty()))
            .or_else(|| config.first(&["build", "target"]).and_then(|(_, it)| words(it).into_iter().next()))
            // cargo's own word for the machine it runs on.
            .filter(|it| it != "host-tuple");
        Ok(config)
    }

    /// The triple that was asked for, if it is not left to the host's.
    pub(super) fn selected_triple(&self) -> Option<&str> {
        self.selected_triple.as_deref()
    }

    /// The variables of `[env]` that a program gets.
    pub(super) fn environment(&self) -> Vec<(String, OsString)> {
        let mut variables: Vec<(String, OsString)> = Vec::new();
        for file in &self.files {
            let Some(table) = file.table.get("env").and_then(Value::as_table) else { continue };
            for (name, value) in table {
                let (text, force, relative) = match value {
                    Value::Table(it) => {
                        let flag = |name| it.get(name).and_then(Value::as_bool).unwrap_or(false);
                        (it.get("value").and_then(Value::as_str), flag("force"), flag("relative"))
                    }
                    it => (it.as_str(), false, false),
                };
                let known = variables.iter().any(|(it, _)| it == name) || (!force && env::var_os(name).is_some());
                if let (Some(text), false) = (text, known) {
                    let value = if relative { file.base.join(text).into_os_string() } else { text.into() };
                    variables.push((name.clone(), value));
                }
            }
        }
        variables
    }

    /// The words in front of a program of the selected target.
    pub(super) fn runner(&self) -> Result<Vec<OsString>, ProjectError> {
        if let Some(runner) = self.target_variable("RUNNER")? {
            return Ok(runner.split_whitespace().map(OsString::from).collect());
        }
        let runners = self.target_values("runner")?;
        Ok(runners.into_iter().next().map_or_else(Vec::new, |(file, value)| {
            let mut words = words(value).into_iter();
            let program = words.next().map(|it| file.program(&it));
            program.into_iter().chain(words.map(OsString::from)).collect()
        }))
    }

    /// The compiler that cargo uses.
    pub(super) fn rustc(&self) -> OsString {
        let variable = ["RUSTC", "CARGO_BUILD_RUSTC"].into_iter().find_map(env::var_os).filter(|it| !it.is_empty());
        variable
            .or_else(|| self.first(&["build", "rustc"]).and_then(|(file, it)| Some(file.program(it.as_str()?))))
            .unwrap_or_else(|| "rustc".into())
    }

    /// The compiler, about to be called.
    pub(super) fn compiler(&self) -> Command {
        place::at(self.place.as_ref(), Command::new(self.rustc()))
    }

    /// A program that the user has in front of the compiler: `rustc-wrapper`, or `rustc-workspace-wrapper`.
    pub(super) fn wrapper(&self, key: &str) -> Option<OsString> {
        let name = key.to_uppercase().replace('-', "_");
        let variable = [name.clone(), format!("CARGO_BUILD_{name}")].iter().find_map(env::var_os);
        let program =
            variable.or_else(|| self.first(&["build", key]).and_then(|(file, it)| Some(file.program(it.as_str()?))));
        // One that is empty stands for none, whatever the files say.
        program.filter(|it| !it.is_empty())
    }

    /// What cargo adds to each call of the compiler for the selected target: flags and linker.
    pub(super) fn rustc_arguments(&self) -> Result<Vec<OsString>, ProjectError> {
        let mut arguments: Vec<OsString> = self.rustflags()?.into_iter().map(OsString::from).collect();
        let linker = match self.target_variable("LINKER")? {
            Some(it) => Some(it.into()),
            None => {
                self.target_values("linker")?.into_iter().next().and_then(|(file, it)| Some(file.program(it.as_str()?)))
            }
        };
        if let Some(linker) = linker {
            let mut argument = OsString::from("-Clinker=");
            argument.push(linker);
            arguments.push(argument);
        }
        Ok(arguments)
    }

    // One source only, as cargo has it: the first that is there.
    fn rustflags(&self) -> Result<Vec<String>, ProjectError> {
        if let Ok(flags) = env::var("CARGO_ENCODED_RUSTFLAGS") {
            return Ok(flags.split('\u{1f}').filter(|it| !it.is_empty()).map(str::to_owned).collect());
        }
        if let Ok(flags) = env::var("RUSTFLAGS") {
            return Ok(flags.split_whitespace().map(str::to_owned).collect());
        }
        let mut flags: Vec<String> =
            self.target_values("rustflags")?.into_iter().rev().flat_map(|(_, it)| words(it)).collect();
        if let Some(variable) = self.target_variable("RUSTFLAGS")? {
            flags.extend(variable.split_whitespace().map(str::to_owned));
        }
        if !flags.is_empty() {
            return Ok(flags);
        }
        if let Ok(flags) = env::var("CARGO_BUILD_RUSTFLAGS") {
            return Ok(flags.split_whitespace().map(str::to_owned).collect());
        }
        let files = self.files.iter().rev();
        Ok(files.filter_map(|it| it.get(&["build", "rustflags"])).flat_map(words).collect())
    }

    /// Stands for all that could change what [`Config::rustc_arguments`] gives, at the price of no process.
    pub(super) fn fingerprint(&self, hasher: &mut DefaultHasher) {
        self.selected_triple.hash(hasher);
        self.rustc().hash(hasher);
        for file in &self.files {
            (&file.base, &file.text).hash(hasher);
        }
        let mut variables: Vec<_> = env::vars_os()
            .filter(|(name, _)| {
                let name = name.to_string_lossy();
                name.ends_with("RUSTFLAGS") || (name.starts_with("CARGO_TARGET_") && name.ends_with("_LINKER"))
            })
            .collect();
        variables.sort();
        variables.hash(hasher);
    }

    /// The value at `path` in the nearest file that has it.
    fn first(&self, path: &[&str]) -> Option<(&ConfigFile, &Value)> {
        self.files.iter().find_map(|it| Some((it, it.get(path)?)))
    }

    /// `CARGO_TARGET_<TRIPLE>_<KEY>`. The triple is looked up only if any such variable is set.
    fn target_variable(&self, key: &str) -> Result<Option<String>, ProjectError> {
        let end = format!("_{key}");
        let is_candidate = |(name, _): &(OsString, OsString)| {
            let name = name.to_string_lossy();
            name.starts_with("CARGO_TARGET_") && name.ends_with(&end)
        };
        if !env::vars_os().any(|it| is_candidate(&it)) {
            return Ok(None);
        }
        let triple = self.triple()?.to_uppercase().replace(['-', '.'], "_");
        Ok(env::var(format!("CARGO_TARGET_{triple}_{key}")).ok().filter(|it| !it.is_empty()))
    }

    /// `target.<triple>.<key>` of each file, then `target.'cfg(…)'.<key>`. The compiler is asked only if any is there.
    fn target_values(&self, key: &str) -> Result<Vec<(&ConfigFile, &Value)>, ProjectError> {
        let mut named = Vec::new();
        let mut conditional = Vec::new();
        for file in &self.files {
            for (name, table) in file.table.get("target").and_then(Value::as_table).into_iter().flatten() {
                let Some(value) = table.get(key) else { continue };
                if name.starts_with("cfg(") {
                    if let Ok(platform) = Platform::from_str(name)
                        && platform.matches(self.triple()?, self.cfgs()?)
                    {
                        conditional.push((file, value));
                    }
                } else if *name == self.triple()? {
                    named.push((file, value));
                }
            }
        }
        named.append(&mut conditional);
        Ok(named)
    }

    fn triple(&self) -> Result<&str, ProjectError> {
        if let Some(triple) = &self.selected_triple {
            // A target described by a file is called like the file.
            return Ok(triple.strip_suffix(".json").map_or(triple, |it| Utf8Path::new(it).file_name().unwrap_or(it)));
        }
        if self.host.get().is_none() {
            let version = self.ask_rustc(&["-vV"])?;
            let host = version.lines().find_map(|it| it.strip_prefix("host: ")).unwrap_or_default();
            let _ = self.host.set(host.to_owned());
        }
        Ok(self.host.get().map_or("", String::as_str))
    }

    fn cfgs(&self) -> Result<&[Cfg], ProjectError> {
        if self.cfgs.get().is_none() {
            let mut arguments = vec!["--print", "cfg"];
            if let Some(triple) = &self.selected_triple {
                arguments.extend(["--target", triple]);
            }
            let printed = self.ask_rustc(&arguments)?;
            let _ = self.cfgs.set(printed.lines().filter_map(|it| Cfg::from_str(it).ok()).collect());
        }
        Ok(self.cfgs.get().map_or(&[], Vec::as_slice))
    }

    /// The folder of the standard library's shared objects for the selected target.
    pub(super) fn standard_library_folder(&self) -> Result<Utf8PathBuf, ProjectError> {
        let mut arguments = vec!["--print", "target-libdir"];
        if let Some(triple) = &self.selected_triple {
            arguments.extend(["--target", triple]);
        }
        self.ask_rustc(&arguments).map(|it| it.trim().into())
    }

    pub(super) fn ask_rustc(&self, arguments: &[&str]) -> Result<String, ProjectError> {
        let mut rustc = self.compiler();
        let output = rustc.args(arguments).output().map_err(|source| not_started(&rustc, source))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl ConfigFile {
    fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.table.get(*first)?, |value, key| value.get(key))
    }

    /// A program's name, or its path relative to this file's folder.
    fn program(&self, name: &str) -> OsString {
        if name.contains(['/', '\\']) { self.base.join(name).into_os_string() } else { name.into() }
    }
}

/// Adds the file at `path`, then the files it includes, over which it wins; whether it is there.
fn read(path: &Path, base: &Path, files: &mut Vec<ConfigFile>) -> Result<bool, ProjectError> {
    let name = || Utf8PathBuf::from(path.to_string_lossy().into_owned());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(false);
        }
        // `.cargo/config` may be a folder of somebody else's.
        Err(_) if path.is_dir() => return Ok(false),
        Err(source) => return Err(ProjectError::File { path: name(), source }),
    };
    let faulty = |message: &str| ProjectError::Config { path: name(), message: message.to_owned() };
    let table = text.parse::<Table>().map_err(|it| faulty(it.message()))?;
    let included: Vec<String> = match table.get("include") {
        Some(Value::Array(list)) => list.iter().filter_map(included_path).collect(),
        Some(one) => included_path(one).into_iter().collect(),
        None => Vec::new(),
    };
    files.push(ConfigFile { base: base.to_owned(), text, table });
    if files.len() > MOST_FILES {
        return Err(faulty("its includes never end"));
    }
    // Of several, the last wins.
    for it in included.iter().rev() {
        read(&path.parent().unwrap_or(path).join(it), base, files)?;
    }
    Ok(true)
}

fn included_path(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get("path")?.as_str()).map(str::to_owned)
}

/// A string's words, or an array's strings.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(it) => it.split_whitespace().map(str::to_owned).collect(),
        Value::Array(it) => it.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
