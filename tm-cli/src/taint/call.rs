//! Which calls of the compiler are cargo's own checks of a library or program.
//!
//! ```text
//! rustc --crate-name web … --emit=dep-info,metadata -C metadata=… -C extra-filename=-0123 --out-dir …   dumped
//! rustc --crate-name build_script_build … --emit=dep-info,link …                                        build script
//! rustc --crate-name derive --crate-type proc-macro … --emit=dep-info,metadata …                        proc macro
//! rustc --crate-name probe --emit=metadata --out-dir …                                                  a build script's
//! rustc -vV                                                                                             cargo asks
//! ```
//!
//! Under `cargo check` only what runs in the program is compiled to metadata alone. Build scripts that try out what the
//! compiler can do call it through the wrapper as well, but name no file of their own.

use std::path::{Path, PathBuf};

/// One of cargo's checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// The name of the crate in paths. That of a program beside a library of its name ends in `_bin`: the one's `web::run` is
    /// not the other's.
    pub(super) crate_name: String,
    /// The names that it has for other crates, where they have others of their own.
    pub(super) renamed: Vec<(String, String)>,
    /// Its root file, from the folder that the compiler runs in.
    pub(super) root: String,
    /// Where its metadata goes.
    pub(super) folder: PathBuf,
    /// What its files there are called, without `lib` and ending: `web-0123456789abcdef`.
    pub(super) stem: String,
}

impl Call {
    /// The call, if these arguments are those of a check.
    pub(super) fn of_check(arguments: &[String]) -> Option<Call> {
        let name = value(arguments, "--crate-name")?;
        let emits: Vec<_> = values(arguments, "--emit").flat_map(|it| it.split(',')).map(kind).collect();
        let is_proc_macro = values(arguments, "--crate-type").any(|it| it.split(',').any(|it| it == "proc-macro"));
        let is_of_cargo =
            value(arguments, "--error-format") == Some("json") && codegen(arguments, "metadata").is_some();
        let is_check = emits.contains(&"metadata") && !emits.contains(&"link") && !is_proc_macro && is_of_cargo;
        let folder = PathBuf::from(value(arguments, "--out-dir")?);
        let stem = format!("{name}{}", codegen(arguments, "extra-filename").filter(|it| !it.is_empty())?);
        let root = root(arguments)?.to_owned();
        let crate_name = name_in_paths(name, arguments);
        is_check.then(|| Call { crate_name, renamed: renamed(arguments), root, folder, stem })
    }
}

/// The crate's name, or one that no crate has which it uses.
fn name_in_paths(name: &str, arguments: &[String]) -> String {
    let mut chosen = name.to_owned();
    while externs(arguments).any(|(it, _)| it == chosen) {
        chosen += "_bin";
    }
    chosen
}

/// The crates that it uses, by its own names for them, and their files: `store` and `/t/libstore-0123.rmeta` of
/// `--extern noprelude:store=/t/libstore-0123.rmeta`.
fn externs(arguments: &[String]) -> impl Iterator<Item = (&str, Option<&str>)> {
    values(arguments, "--extern").map(|it| {
        let (name, file) = it.split_once('=').map_or((it, None), |(name, file)| (name, Some(file)));
        (name.rsplit_once(':').map_or(name, |(_, name)| name), file)
    })
}

/// The names of crates that are used under another one. What a crate is called itself, its file is called after.
fn renamed(arguments: &[String]) -> Vec<(String, String)> {
    let own_name = |file: &str| {
        let stem = Path::new(file).file_stem()?.to_str()?;
        let stem = stem.strip_prefix("lib").unwrap_or(stem);
        Some(stem.split_once('-').map_or(stem, |(name, _)| name).to_owned())
    };
    let named = externs(arguments).filter_map(|(name, file)| Some((name.to_owned(), own_name(file?)?)));
    named.filter(|(name, own)| name != own).collect()
}

/// The kind of output in `metadata=path`.
fn kind(emit: &str) -> &str {
    emit.split_once('=').map_or(emit, |(kind, _)| kind)
}

fn value<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    values(arguments, name).next()
}

/// What follows each `name`, behind `=` or as the next argument.
fn values<'a>(arguments: &'a [String], name: &str) -> impl Iterator<Item = &'a str> {
    arguments.iter().enumerate().filter_map(move |(index, it)| match it.strip_prefix(name)? {
        "" => arguments.get(index + 1).map(String::as_str),
        rest => rest.strip_prefix('='),
    })
}

/// Options of cargo's without a value; what follows all others belongs to them.
const FLAGS: [&str; 4] = ["--test", "-O", "-g", "-v"];

/// The one argument that is neither an option nor the value of one.
fn root(arguments: &[String]) -> Option<&str> {
    let mut rest = arguments.iter();
    while let Some(it) = rest.next() {
        match it.strip_prefix('-') {
            None => return Some(it),
            Some("") => return None,
            // `-Cname=value`, `--name=value`
            Some(option) if option.starts_with('-') && option.contains('=') || FLAGS.contains(&it.as_str()) => {}
            Some(option) if !option.starts_with('-') && option.len() > 1 => {}
            Some(_) => drop(rest.next()),
        }
    }
    None
}

/// The value of `-C name=value`.
fn codegen<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    arguments.iter().enumerate().find_map(|(index, it)| {
        let option = if it == "-C" { arguments.get(index + 1)?.as_str() } else { it.strip_prefix("-C")? };
        option.strip_prefix(name)?.strip_prefix('=')
    })
}

/// The arguments without those that let the compiler reuse what it knows from last time: it prints only what it has built
/// in this very call.
pub(super) fn without_incremental(arguments: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(arguments.len());
    for argument in arguments {
        if argument.starts_with("incremental=") && kept.last().is_some_and(|it| it == "-C") {
            kept.pop();
        } else if !argument.starts_with("-Cincremental=") {
            kept.push(argument);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    const CARGO: &str =
        "--error-format=json --json=artifacts -C metadata=9de6 -C extra-filename=-bca9 --out-dir /t/deps";

    #[test]
    fn only_checks_of_libraries_and_programs_are_dumped() {
        for (line, expected) in [
            (format!("--crate-name web a.rs --crate-type lib --emit=dep-info,metadata {CARGO}"), Some("web-bca9")),
            (format!("--crate-name web a.rs --crate-type bin --emit dep-info,metadata {CARGO}"), Some("web-bca9")),
            (format!("--crate-name web --edition=2024 a.rs --emit=metadata --test {CARGO}"), Some("web-bca9")),
            (format!("--test -Copt-level=1 --cfg x {CARGO} --emit=metadata --crate-name web a.rs"), Some("web-bca9")),
            (
                format!("--crate-name web a.rs --crate-type cdylib --crate-type rlib --emit=metadata {CARGO}"),
                Some("web-bca9"),
            ),
            (format!("--crate-name web a.rs --crate-type lib --emit=dep-info,metadata,link {CARGO}"), None),
            (format!("--crate-name build_script_build b.rs --crate-type bin --emit=dep-info,link {CARGO}"), None),
            (format!("--crate-name derive a.rs --crate-type proc-macro --emit=dep-info,metadata {CARGO}"), None),
            ("--crate-name probe --crate-type lib --emit=dep-info,metadata --out-dir /t/out p.rs".to_owned(), None),
            (
                "--crate-name=anyhow --crate-type=lib --emit=metadata --error-format=json --out-dir /t p.rs".to_owned(),
                None,
            ),
            ("- --crate-name ___ --print=file-names --crate-type bin --print=cfg".to_owned(), None),
            ("-vV".to_owned(), None),
            (String::new(), None),
            ("--crate-name".to_owned(), None),
        ] {
            let call = Call::of_check(&words(&line));
            assert_eq!(call.as_ref().map(|it| it.stem.as_str()), expected, "{line}");
            assert!(call.is_none_or(|it| it.folder == Path::new("/t/deps") && it.root == "a.rs"), "{line}");
        }
    }

    #[test]
    fn a_program_is_told_from_the_library_of_its_name() {
        for (externs, expected) in [
            ("", "web"),
            ("--extern store=/t/libstore.rmeta --extern=webs=/t/libwebs.rmeta", "web"),
            ("--extern web=/t/libweb.rmeta", "web_bin"),
            ("--extern=noprelude:web=/t/libweb.rmeta --extern web_bin", "web_bin_bin"),
        ] {
            let line = format!("--crate-name web a.rs --emit=metadata {CARGO} {externs}");
            let call = Call::of_check(&words(&line)).expect("it is a check");
            assert_eq!((call.crate_name.as_str(), call.stem.as_str()), (expected, "web-bca9"), "{externs}");
        }
    }

    #[test]
    fn crates_have_names_of_their_own() {
        let externs = "--extern priv:db=/t/libmy_store-01-2.rmeta --extern=log=/t/liblog-3.rlib --extern proc_macro";
        let line = format!("--crate-name web a.rs --emit=metadata {CARGO} {externs} --extern derive=C:/liblib-4.so");
        let call = Call::of_check(&words(&line)).expect("it is a check");
        let renamed: Vec<_> = call.renamed.iter().map(|(name, own)| format!("{name}: {own}")).collect();
        assert_eq!(renamed, ["db: my_store", "derive: lib"]);
    }

    #[test]
    fn the_compiler_starts_anew() {
        let arguments = words("a.rs -C incremental=/t/i -C debuginfo=2 -Cincremental=/t/j --cfg incremental=x");
        assert_eq!(without_incremental(arguments).join(" "), "a.rs -C debuginfo=2 --cfg incremental=x");
    }
}
