//! `cargo tm init`: the dependency and a first model for a crate.

use std::process::Command;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Dependency, DependencyKind, MetadataCommand, Package, TargetKind};
use clap::Args;

use crate::exit_code::ExitCode;
use crate::failure::{Failure, FileError, Misuse};
use crate::shell::Shell;
use crate::{input, output, root_file};

/// Start a threat model in a package
///
/// Adds the dependency `threat-model`, whose library is called `tm`, and a file `threat_model.rs` with a first model: its
/// name, a boundary and an actor. It then says what to write next. Nothing that exists is overwritten.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The package; the one of the current folder if not given
    #[arg(short, long, value_name = "SPEC")]
    package: Option<String>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<Utf8PathBuf>,
    /// Run without accessing the network
    #[arg(long)]
    offline: bool,
}

/// Where this program was built: the library of the same version lies beside it.
const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tm");

const MODULE: &str = "threat_model";

/// Runs the command.
///
/// # Errors
/// When there is no such package, it has a model already, or its files cannot be changed.
pub fn run(args: &InitArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let package = package(args)?;
    let root = root_file(&package)?;
    let folder = root.parent().unwrap_or(Utf8Path::new("."));
    let file = folder.join(format!("{MODULE}.rs"));
    if file.exists() || folder.join(MODULE).exists() {
        return Err(FileError::Exists { path: file }.into());
    }
    if let Some(place) = existing_model(folder) {
        let error = Misuse(format!("`{}` has a model already: {place}", package.name));
        return Err(Failure::new(error).help("nothing was changed; `cargo tm check` says what is known of it"));
    }
    let text = input::read(&root)?;
    let with_module = root_file::with_module(&text, MODULE);
    let is_there = |it: &Dependency| it.name == "threat-model" && it.kind == DependencyKind::Normal;
    let needs_dependency = !package.dependencies.iter().any(is_there);
    output::write_file(&file, &starter(&package))?;
    let written = output::write_file(&root, &with_module);
    // Last, because cargo changes more than one file.
    let added = written.and_then(|()| if needs_dependency { add_dependency(args, &package) } else { Ok(()) });
    if let Err(failure) = added {
        // Leave nothing half done.
        let _ = std::fs::remove_file(&file);
        let _ = output::write_file(&root, &text);
        return Err(failure);
    }
    shell.status("Created", &file);
    shell.status("Changed", format_args!("{root}: `mod {MODULE};`"));
    output::write(None, NEXT)?;
    Ok(ExitCode::Clean)
}

fn package(args: &InitArgs) -> Result<Package, Failure> {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(path) = &args.manifest_path {
        command.manifest_path(path);
    }
    let metadata = command.exec().map_err(|error| {
        Failure::new(error).help("run it in the folder of a package, or name one with `--manifest-path`")
    })?;
    let members = metadata.workspace_packages();
    let names: Vec<_> = members.iter().map(|it| format!("`{}`", it.name)).collect();
    let choose = |what: String| Failure::new(Misuse(what)).help(format!("the workspace has {}", names.join(", ")));
    if let Some(name) = &args.package {
        let found = members.iter().find(|it| it.name.as_str() == name);
        return found.map(|it| (*it).clone()).ok_or_else(|| choose(format!("no package is called `{name}`")));
    }
    let here = std::env::current_dir().ok().and_then(|it| Utf8PathBuf::from_path_buf(it).ok()).unwrap_or_default();
    let manifest = args.manifest_path.as_ref().and_then(|it| it.canonicalize_utf8().ok());
    let is_here = |it: &Package| match &manifest {
        Some(path) => it.manifest_path == *path,
        None => it.manifest_path.parent().is_some_and(|folder| here.starts_with(folder)),
    };
    // Of nested packages the innermost is meant.
    let found = members.iter().filter(|it| is_here(it)).max_by_key(|it| it.manifest_path.as_str().len());
    match (found, members.as_slice()) {
        (Some(package), _) => Ok((*package).clone()),
        (None, [only]) => Ok((*only).clone()),
        (None, _) => Err(choose("the current folder is in no package".into())
            .help(format!("choose one with `-p NAME`: {}", names.join(", ")))),
    }
}

/// The library's root file, else that of the first binary.
fn root_file(package: &Package) -> Result<Utf8PathBuf, Failure> {
    let is_library = |kind: &TargetKind| matches!(kind, TargetKind::Lib | TargetKind::RLib | TargetKind::DyLib);
    let library = package.targets.iter().find(|it| it.kind.iter().any(is_library));
    let binary = package.targets.iter().find(|it| it.kind.contains(&TargetKind::Bin));
    let target = library.or(binary).ok_or_else(|| {
        let error = Misuse(format!("`{}` has neither a library nor a program", package.name));
        Failure::new(error).help("a proc-macro crate cannot hold a model: annotate a crate that uses it")
    })?;
    Ok(target.src_path.clone())
}

/// Where a `model!` stands below `folder`, if one does.
fn existing_model(folder: &Utf8Path) -> Option<String> {
    const STARTS: [&str; 3] = ["model!", "tm::model!", "threat_model::model!"];
    let mut entries: Vec<_> = folder.read_dir_utf8().ok()?.flatten().map(|it| it.into_path()).collect();
    entries.sort();
    entries.iter().find_map(|path| {
        if path.is_dir() && !path.is_symlink() {
            return existing_model(path);
        }
        let text = (path.extension() == Some("rs")).then(|| input::read(path).ok()).flatten()?;
        let line = text.lines().position(|line| STARTS.iter().any(|start| line.trim_start().starts_with(start)))?;
        Some(format!("{path}:{}", line + 1))
    })
}

fn add_dependency(args: &InitArgs, package: &Package) -> Result<(), Failure> {
    let path = Utf8Path::new(CHECKOUT).canonicalize_utf8().map_err(|_| {
        let error = Misuse("the checkout that this cargo-tm was built from is gone".into());
        Failure::new(error).help("add the dependency `threat-model` by hand, then run `cargo tm init` again")
    })?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["add", "--quiet", "--manifest-path", package.manifest_path.as_str(), "--path", path.as_str()]);
    if args.offline {
        cargo.arg("--offline");
    }
    let failed = || Failure::new(Misuse(format!("cargo could not add `threat-model` to `{}`", package.name)));
    let status = cargo.status().map_err(|_| failed())?;
    if status.success() { Ok(()) } else { Err(failed()) }
}

fn starter(package: &Package) -> String {
    let description = package.description.as_deref().unwrap_or("What the system does, in a sentence.");
    let text = |it: &str| it.replace('\\', "\\\\").replace('"', "\\\"");
    STARTER.replace("{name}", &text(&package.name)).replace("{description}", &text(description))
}

const NEXT: &str = r#"Next:
  1. annotate your own items, such as a handler, a store or a job:
         #[tm::element(Server, boundary = "Service")]
         fn your_handler() { … }
  2. say who talks to whom:
         tm::dataflow! { crate::threat_model::User -> your_handler: "what happens", protocol = "HTTPS" }
  3. cargo tm check       faults of the model, and what threatens it
     cargo tm report      the same as a document

`cargo tm describe Server` lists what can be said of a server.
"#;

const STARTER: &str = r#"//! The threat model: what of it has no code of its own. Annotate the rest where it is.
#![allow(dead_code, unreachable_pub, reason = "items of the model are there to be named")]

use tm::{boundary, element, model};

model! { name = "{name}", description = "{description}" }

/// Where trust ends: anyone, anywhere.
#[boundary]
pub struct Internet;

/// What we run ourselves: put your own elements here.
#[boundary]
pub struct Service;

/// Whoever uses the system.
#[element(Actor, boundary = Internet)]
pub struct User;
"#;
