//! `cargo tm taint` on real packages: what is checked again and what is not, and what the user's own cargo notices of it.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_tm::{Folder, Run, golden};
use serde_json::Value;

/// A package of a workspace; `more` goes behind its dependencies.
fn package(folder: &Folder, name: &str, more: &str, files: &[(&str, &str)]) {
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}");
    folder.write(&format!("{name}/Cargo.toml"), manifest);
    for (path, text) in files {
        folder.write(&format!("{name}/{path}"), text);
    }
}

/// A program with a build script, its library, and a proc macro, each a package of one workspace.
fn workspace(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"store\", \"derive\"]\n");
    let dependencies = "[dependencies]\nstore = { path = \"../store\" }\nderive = { path = \"../derive\" }\n";
    let main = "fn main() {\n    let url = store::load(\"x\");\n    derive::nothing!();\n    drop(url);\n}\n";
    package(&folder, "app", dependencies, &[("src/main.rs", main), ("build.rs", "fn main() {}\n")]);
    let library = "pub fn load(url: &str) -> String {\n    url.to_owned()\n}\n";
    package(&folder, "store", "", &[("src/lib.rs", library)]);
    let macros = "use proc_macro::TokenStream;\n#[proc_macro]\npub fn nothing(_: TokenStream) -> TokenStream {\n    \
                  TokenStream::new()\n}\n";
    package(&folder, "derive", "[lib]\nproc-macro = true\n", &[("src/lib.rs", macros)]);
    folder
}

fn target(folder: &Folder) -> PathBuf {
    folder.path.join("target")
}

/// `program` in the folder, with the folder's own target folder.
fn command(folder: &Folder, program: Option<&Path>, arguments: &[&str]) -> Command {
    let mut command = folder.command();
    if let Some(program) = program {
        let environment: Vec<_> =
            command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
        command = Command::new(program);
        command.current_dir(&folder.path);
        for (name, value) in environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
    }
    command.env("CARGO_TARGET_DIR", target(folder)).args(arguments);
    for name in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "RUSTC_BOOTSTRAP", "CARGO_INCREMENTAL"] {
        command.env_remove(name);
    }
    command
}

/// Runs `cargo tm taint`, which must end with `code`.
#[track_caller]
fn taint(folder: &Folder, code: i32, arguments: &[&str]) -> Run {
    let run = Run::of(command(folder, None, &["taint"]).args(arguments));
    assert_eq!(run.code, Some(code), "taint {arguments:?}\n{}\n{}", run.stdout, run.stderr);
    run
}

/// Runs cargo, which must succeed: the packages it has compiled or checked.
#[track_caller]
fn cargo(folder: &Folder, arguments: &[&str]) -> BTreeSet<String> {
    let run = Run::of(&mut command(folder, Some(Path::new(env!("CARGO"))), arguments));
    assert_eq!(run.code, Some(0), "cargo {arguments:?}\n{}", run.stderr);
    built(&run)
}

/// The packages that cargo says it compiles or checks.
fn built(run: &Run) -> BTreeSet<String> {
    let lines = run.stderr.lines().map(str::trim_start);
    let names = lines.filter_map(|it| it.strip_prefix("Checking ").or_else(|| it.strip_prefix("Compiling ")));
    names.filter_map(|it| it.split(' ').next()).map(str::to_owned).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}

/// Files and folders of the target folder with an ending, without the hashes in their names: `debug/deps/app.tmir`.
fn left(folder: &Folder, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![target(folder)];
    while let Some(path) = folders.pop() {
        for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|it| it == ending) {
                let name = path.strip_prefix(target(folder)).expect("it is below").with_extension("");
                let name = name.display().to_string().replace('\\', "/");
                found.push(name.rsplit_once('-').map_or(name.as_str(), |(name, _)| name).to_owned());
            } else if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The one file of a crate.
fn ir_file(folder: &Folder, name: &str) -> PathBuf {
    let deps = fs::read_dir(target(folder).join("debug/deps")).expect("there is a target folder");
    let mut files = deps.flatten().map(|it| it.path()).filter(|it| it.extension().is_some_and(|it| it == "tmir"));
    let is_of = |it: &PathBuf| it.file_name().is_some_and(|it| it.to_string_lossy().starts_with(&format!("{name}-")));
    files.find(is_of).expect("the crate has a file")
}

#[test]
fn the_users_own_cargo_notices_nothing() {
    let folder = workspace("taint-unnoticed");
    cargo(&folder, &["check"]);
    cargo(&folder, &["build"]);
    taint(&folder, 0, &[]);
    assert_eq!(left(&folder, "tmir"), ["debug/deps/app", "debug/deps/store"]);
    assert_eq!(left(&folder, "mir"), [""; 0], "the text is deleted");
    assert_eq!(cargo(&folder, &["check"]), set(&[]));
    assert_eq!(cargo(&folder, &["build"]), set(&[]));
    folder.write("app/src/main.rs", "fn main() {}\n");
    taint(&folder, 0, &[]);
    assert_eq!(cargo(&folder, &["check"]), set(&["app"]));
    assert_eq!(built(&taint(&folder, 0, &[])), set(&[]));
}

#[test]
fn only_what_has_changed_is_checked_again() {
    let folder = workspace("taint-fresh");
    assert_eq!(built(&taint(&folder, 0, &[])), set(&["app", "derive", "store"]));
    assert_eq!(built(&taint(&folder, 0, &[])), set(&[]));
    folder.write("app/src/main.rs", "fn main() {\n    drop(store::load(\"y\"));\n}\n");
    assert_eq!(built(&taint(&folder, 0, &[])), set(&["app"]));
    folder.write("store/src/lib.rs", "pub fn load(url: &str) -> String {\n    url.to_uppercase()\n}\n");
    assert_eq!(built(&taint(&folder, 0, &[])), set(&["app", "store"]), "as cargo has it for any change");
    assert_eq!(built(&taint(&folder, 0, &["-p", "store"])), set(&[]));
    assert_eq!(built(&taint(&folder, 0, &["--release", "-p", "store"])), set(&["store"]));
    assert_eq!(left(&folder, "tmir"), ["debug/deps/app", "debug/deps/store", "release/deps/store"]);
}

#[test]
fn a_file_that_is_gone_or_of_no_use_is_made_again() {
    let folder = workspace("taint-useless");
    let first = taint(&folder, 0, &["--quiet"]).stdout;
    let file = ir_file(&folder, "app");
    let good = fs::read(&file).expect("it is there");
    let replaced = |from: &str, to: &str| {
        let at = good.windows(from.len()).position(|it| it == from.as_bytes()).expect("the head has it");
        [&good[..at], to.as_bytes(), &good[at + from.len()..]].concat()
    };
    let version = concat!("\"tool\":\"", env!("CARGO_PKG_VERSION"), "\"");
    let cases: [(&str, Option<Vec<u8>>); 7] = [
        ("gone", None),
        ("empty", Some(Vec::new())),
        ("cut off", Some(good[..good.len() / 2].to_vec())),
        ("of another version", Some(replaced(version, "\"tool\":\"0.0.1\""))),
        ("of another reader", Some(replaced("\"reader\":\"", "\"reader\":\"0"))),
        ("of another compiler", Some(replaced("rustc ", "rustc 1"))),
        ("of another format", Some(replaced("cargo-tm ir ", "cargo-tm ir 9"))),
    ];
    for (name, content) in cases {
        match content {
            None => fs::remove_file(&file).expect("it can be removed"),
            Some(content) => fs::write(&file, content).expect("it can be written"),
        }
        let run = taint(&folder, 0, &[]);
        assert_eq!(built(&run), set(&["app"]), "{name}");
        assert_eq!(run.stdout, first, "{name}");
        assert!(fs::read(&file).expect("it is there") == good, "{name}: equal input gives equal bytes");
        assert_eq!(cargo(&folder, &["check", "--quiet"]), set(&[]), "{name}");
    }
    assert_eq!(built(&taint(&folder, 0, &[])), set(&[]));
}

/// A build script that tries out what the compiler can do, as those of well-known crates do, and a proc macro compiled by it.
#[test]
fn build_scripts_and_proc_macros_see_the_compiler_as_it_is() {
    let folder = workspace("taint-probe");
    let script = r##"
use std::process::{Command, Stdio};
fn main() {
    println!("cargo::rustc-check-cfg=cfg(nightly)");
    assert!(std::env::var_os("RUSTC_BOOTSTRAP").is_none());
    let out = std::env::var("OUT_DIR").unwrap();
    let probe = format!("{out}/probe.rs");
    std::fs::write(&probe, "#![feature(never_type)] pub fn f() {}").unwrap();
    let wrappers = ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"].into_iter().filter_map(std::env::var_os);
    let mut words = wrappers.filter(|it| !it.is_empty()).chain(std::env::var_os("RUSTC"));
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(["--edition=2021", "--crate-name=probe", "--crate-type=lib", "--emit=dep-info,metadata"]);
    let status = command.arg("--out-dir").arg(&out).arg(&probe).stderr(Stdio::null()).status().unwrap();
    if status.success() {
        println!("cargo::rustc-cfg=nightly");
    }
}
"##;
    folder.write("app/build.rs", script);
    folder.write("app/src/main.rs", "fn main() {\n    #[cfg(nightly)]\n    compile_error!(\"nightly\");\n}\n");
    let is_nightly = Run::of(Command::new("rustc").arg("-vV")).stdout.contains("nightly");
    if !is_nightly {
        taint(&folder, 0, &[]);
        taint(&folder, 0, &["--deps"]);
    }
    assert!(left(&folder, "tmir").iter().all(|it| !it.contains("probe") && !it.contains("derive")));
}

/// Whoever may not set `RUSTC_BOOTSTRAP` takes a compiler that needs none.
#[test]
#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
fn without_bootstrap_the_compiler_has_to_be_a_nightly_one() {
    let folder = workspace("taint-no-bootstrap");
    let proc_macro = "use proc_macro::TokenStream;\n#[proc_macro]\npub fn nothing(_: TokenStream) -> TokenStream {\n    \
                      assert!(std::env::var_os(\"RUSTC_BOOTSTRAP\").is_none());\n    TokenStream::new()\n}\n";
    folder.write("derive/src/lib.rs", proc_macro);
    let run = |toolchain: Option<&str>| {
        let mut command = command(&folder, None, &["taint", "--quiet", "--no-bootstrap", "--strict=100"]);
        command.envs(toolchain.map(|it| ("RUSTUP_TOOLCHAIN", it)));
        Run::of(&mut command)
    };
    let is_nightly = |arguments: &[&str]| Run::of(Command::new("rustc").args(arguments)).stdout.contains("-nightly");
    if !is_nightly(&["-vV"]) {
        let run = run(None);
        assert_eq!(run.code, Some(2), "{}", run.stdout);
        assert!(run.stderr.contains(" does not print what is analysed without RUSTC_BOOTSTRAP\n"), "{}", run.stderr);
        assert!(run.stderr.ends_with("help: a nightly compiler does: `cargo +nightly tm taint --no-bootstrap`\n"));
        assert!(!target(&folder).exists(), "nothing was compiled");
    }
    if !is_nightly(&["+nightly", "-vV"]) {
        eprintln!("skipped: nightly toolchain not found");
        return;
    }
    let run = run(Some("nightly"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(left(&folder, "tmir"), ["debug/deps/app", "debug/deps/store"]);
}

#[test]
fn code_that_does_not_compile_is_shown_as_cargo_shows_it() {
    let folder = workspace("taint-broken");
    folder.write(
        "store/src/lib.rs",
        "pub fn load(url: &str) -> String {\n    let it: Option<String> = url.len();\n    it\n}\n",
    );
    let run = taint(&folder, 2, &["-p", "store"]);
    let ours = "error: cargo could not check the code, so there is nothing to analyse\n";
    let theirs = run.stderr.strip_suffix(ours).unwrap_or_else(|| panic!("{}", run.stderr));
    let plain = Run::of(&mut command(&folder, Some(Path::new(env!("CARGO"))), &["check", "-p", "store"]));
    assert_eq!(theirs, plain.stderr);
    assert!(theirs.contains("expected `Option<String>`, found `usize`"), "{theirs}");
    assert_eq!(left(&folder, "mir"), [""; 0]);
    assert_eq!(left(&folder, "tmir"), [""; 0]);
}

#[test]
fn paths_have_spaces_and_letters() {
    let folder = Folder::new("taint spaces/größe 'x'");
    package(&folder, "it is", "", &[]);
    let manifest = folder.read("it is/Cargo.toml").replace("\"it is\"", "\"taint-spaces\"") + "[workspace]\n";
    folder.write("it is/Cargo.toml", manifest);
    folder.write("it is/src/main.rs", "fn main() {\n    println!(\"x\");\n}\n");
    let arguments = ["--manifest-path", "it is/Cargo.toml", "--target-dir", "to here"];
    taint(&folder, 0, &arguments);
    assert_eq!(built(&taint(&folder, 0, &arguments)), set(&[]));
    assert!(folder.path.join("to here/debug/deps").is_dir());
    assert!(!target(&folder).exists());
    taint(&folder, 0, &[&arguments[..], &["--deps"]].concat());
    assert!(folder.path.join("to here/tm/taint/debug/deps").is_dir());
}

#[test]
fn dependencies_are_read_in_a_folder_of_our_own() {
    let folder = workspace("taint-deps");
    folder.write("Cargo.toml", folder.read("Cargo.toml") + "exclude = [\"outside\"]\n");
    folder.write("outside/Cargo.toml", "[package]\nname = \"outside\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    folder.write("outside/src/lib.rs", "pub fn twice(x: u8) -> u8 {\n    x * 2\n}\n");
    let manifest = folder.read("store/Cargo.toml") + "[dependencies]\noutside = { path = \"../outside\" }\n";
    folder.write("store/Cargo.toml", manifest);
    cargo(&folder, &["check"]);
    taint(&folder, 0, &[]);
    assert_eq!(left(&folder, "tmir"), ["debug/deps/app", "debug/deps/store"]);
    assert_eq!(built(&taint(&folder, 0, &["--deps"])), set(&["app", "derive", "outside", "store"]));
    let own = ["app", "outside", "store"].map(|it| format!("tm/taint/debug/deps/{it}"));
    assert_eq!(left(&folder, "tmir")[2..], own);
    assert_eq!(built(&taint(&folder, 0, &["--deps"])), set(&[]));
    assert_eq!(cargo(&folder, &["check"]), set(&[]));
}

#[test]
fn runs_at_the_same_time_do_not_disturb_each_other() {
    let folder = workspace("taint-parallel");
    let start = || command(&folder, None, &["taint", "--quiet", "--format", "json"]).output();
    let outputs = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(start)).collect();
        runs.into_iter().map(|it| it.join().expect("no panic").expect("it starts")).collect::<Vec<_>>()
    });
    for output in &outputs {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stdout, outputs[0].stdout);
    }
    assert_eq!(left(&folder, "mir"), [""; 0]);
}

#[test]
fn what_a_killed_run_has_left_is_removed() {
    let folder = workspace("taint-killed");
    taint(&folder, 0, &["--quiet"]);
    let file = ir_file(&folder, "app");
    let stale = file.with_extension("mir");
    fs::create_dir_all(&stale).expect("a folder");
    fs::write(stale.join("app.stale.1-1-000.built.after.mir"), "fn stale() -> () {}").expect("a file");
    fs::remove_file(&file).expect("it can be removed");
    assert!(!taint(&folder, 0, &["ir", "--quiet"]).stdout.contains("stale"));
    assert_eq!(left(&folder, "mir"), [""; 0]);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = workspace("taint-unwritable");
    taint(&folder, 0, &["--quiet"]);
    let file = ir_file(&folder, "app");
    fs::remove_file(&file).expect("it can be removed");
    fs::create_dir_all(file.join("in the way")).expect("a folder");
    let run = taint(&folder, 2, &[]);
    assert!(run.stderr.contains(&format!("error: failed to write `{}`\n", file.display())), "{}", run.stderr);
    let run = taint(&folder, 2, &["--target-dir", "Cargo.toml"]);
    assert!(run.stderr.ends_with("so there is nothing to analyse\n"), "{}", run.stderr);
}

/// cargo hands over a file of arguments where a command line would be too long.
#[test]
fn the_compiler_is_called_with_a_file_of_arguments() {
    let folder = Folder::new("taint-arguments");
    folder.write("web.rs", "pub fn load() {}\n");
    let arguments = "--crate-name\nweb\n--edition=2024\nweb.rs\n--crate-type\nlib\n--emit=dep-info,metadata\n\
                     --error-format=json\n-C\nmetadata=01\n-C\nextra-filename=-01\n--out-dir\nout\n-C\nincremental=state\n";
    folder.write("arguments", arguments);
    let orders = r#"{"all":false,"bootstrap":true,"compiler":"rustc","wrapper":null,"workspace_wrapper":null}"#;
    let call = |arguments: &[&str]| Run::of(command(&folder, None, arguments).env("CARGO_TM_WRAP", orders));
    let run = call(&["rustc", "@arguments"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    assert!(folder.path.join("out/web-01.tmir").is_file() && folder.path.join("out/libweb-01.rmeta").is_file());
    assert!(!folder.path.join("state").exists() && !folder.path.join("out/web-01.mir").exists());
    let run = call(&["no-such-rustc", "@arguments"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.starts_with("error: failed to start `no-such-rustc`\n"), "{}", run.stderr);
    // `cargo tm` in a build script is no compiler, whatever it inherits.
    assert!(call(&["tm", "--version"]).stdout.starts_with("cargo tm "));
}

#[test]
fn only_what_runs_in_the_program_can_be_analysed() {
    let folder = workspace("taint-nothing");
    let run = taint(&folder, 2, &["-p", "derive", "--quiet"]);
    assert_eq!(
        run.stderr,
        "error: nothing to analyse in `derive`: neither library nor program\n  \
         = help: build scripts and proc macros are left out: they run in the compiler\n"
    );
    let run = taint(&folder, 2, &["-p", "stroe", "--quiet"]);
    assert!(run.stderr.contains("did you mean `store`?"), "{}", run.stderr);
}

/// Whether a document is as its published schema says.
#[track_caller]
fn fits(document: &Value, schema: &str) {
    let schema = fs::read_to_string(cargo_tm::root().join(format!("docs/schema/{schema}.json")));
    let schema: Value = serde_json::from_str(&schema.expect("the schema is published")).expect("it is JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("it is a schema");
    jsonschema::draft202012::new(&schema).expect("it can be used").validate(document).expect("it fits");
}

#[test]
fn calls_are_led_to_functions_of_all_crates() {
    let folder = workspace("taint-calls");
    folder.write(
        "store/src/lib.rs",
        "pub trait Store {\n    fn put(&self, text: &str);\n}\n#[derive(Clone)]\npub struct Db;\nimpl Store for Db {\n    \
         fn put(&self, _: &str) {}\n}\npub struct Log;\nimpl Store for Log {\n    fn put(&self, _: &str) {}\n}\n",
    );
    folder.write(
        "app/src/main.rs",
        "use store::{Db, Log, Store};\nfn generic<S: Store>(store: &S) {\n    store.put(\"a\");\n}\n\
         fn dynamic(store: &dyn Store) {\n    store.put(\"b\");\n}\nfn main() {\n    Db.put(\"c\");\n    generic(&Db);\n    \
         dynamic(&Log);\n}\nfn copied<T: Clone>(it: &T) -> T {\n    it.clone()\n}\n",
    );
    let run = taint(&folder, 0, &["callgraph", "--quiet"]);
    let graph: Value = serde_json::from_str(&run.stdout).expect("one document");
    fits(&graph, "callgraph");
    let mut calls = Vec::new();
    for function in graph["functions"].as_array().expect("a list") {
        for call in function["calls"].as_array().expect("a list") {
            let line = call["location"]["line"].as_u64().expect("a line");
            let set = call.get("one_of").and_then(Value::as_u64);
            let targets = set.map_or(&call["targets"], |it| &graph["sets"][it as usize]);
            let targets: Vec<_> = targets.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            let how = call["how"].as_str().expect("a word");
            let others = if call.get("others").is_some() { ", and others" } else { "" };
            let path = function["path"].as_str().expect("a path");
            calls.push(format!("{path}:{line} {how} {}{others}", targets.join(", ")));
        }
    }
    let (db, log) = ("<store::Db as store::Store>::put", "<store::Log as store::Store>::put");
    let expected = [
        "app::copied:14 parameter <store::Db as std::clone::Clone>::clone, and others".to_owned(),
        format!("app::dynamic:6 dynamic {log}"),
        format!("app::generic:3 parameter {db}, {log}"),
        format!("app::main:9 concrete {db}"),
        "app::main:10 direct app::generic".to_owned(),
        "app::main:11 direct app::dynamic".to_owned(),
    ];
    assert_eq!(calls, expected);
    let dot = taint(&folder, 0, &["callgraph", "--format", "dot", "-o", "calls.dot"]);
    assert!(dot.stdout.is_empty() && dot.stderr.contains("2 crates, 7 bodies"), "{}", dot.stderr);
    let dot = folder.read("calls.dot");
    assert_eq!(dot.matches(" -> ").count(), 7, "{dot}");
    assert_eq!(dot.matches("[style = dashed]").count(), 4, "{dot}");
}

/// Names in a macro mean what they mean where it is called: the trait is that of the module around.
/// Both have the name of their package, and each its own `run`.
#[test]
fn a_program_and_the_library_of_its_name_are_two_crates() {
    let folder = Folder::new("taint-namesakes");
    let library = "pub fn run() -> String {\n    std::io::read_to_string(std::io::stdin()).unwrap_or_default()\n}\n";
    let program = "fn run() -> String {\n    String::from(\"ls\")\n}\n\nfn main() {\n    \
                   let _ = std::process::Command::new(run()).spawn();\n    \
                   let _ = std::process::Command::new(namesake::run()).spawn();\n}\n";
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"namesake\"]\n");
    package(&folder, "namesake", "", &[("src/lib.rs", library), ("src/main.rs", program)]);
    let found: Value = serde_json::from_str(&taint(&folder, 0, &["--format", "json"]).stdout).expect("it is JSON");
    let issues = found["issues"].as_array().expect("a list");
    assert_eq!(issues.len(), 1, "{found}");
    assert_eq!(issues[0]["id"], "T0001@namesake_bin::main#UserInput->Command");
    let flows = issues[0]["flows"].as_array().expect("a list");
    assert_eq!(flows.len(), 1, "{found}");
    taint(&folder, 0, &["explain", "namesake::run"]);
    taint(&folder, 0, &["explain", "namesake_bin::run"]);
    // With `--tests` each of them is there twice.
    taint(&folder, 0, &["explain", "namesake::run", "--tests"]);
}

/// What implements a trait of a crate that has another name in Cargo.toml than its own is found all the same.
#[test]
fn crates_may_be_used_under_another_name() {
    let folder = Folder::new("taint-renamed");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"renaming\", \"my-store\"]\n");
    let library = "pub trait Run {\n    fn run(&self, text: &str);\n}\n\npub fn go(it: &dyn Run, text: &str) {\n    it.run(text);\n}\n";
    package(&folder, "my-store", "", &[("src/lib.rs", library)]);
    let program = "struct Shell;\n\nimpl db::Run for Shell {\n    fn run(&self, text: &str) {\n        \
                   let _ = std::process::Command::new(text).spawn();\n    }\n}\n\nfn main() {\n    \
                   let text = std::io::read_to_string(std::io::stdin()).unwrap_or_default();\n    \
                   db::go(&Shell, &text);\n}\n";
    let dependency = "[dependencies]\ndb = { package = \"my-store\", path = \"../my-store\" }\n";
    package(&folder, "renaming", dependency, &[("src/main.rs", program)]);
    let found: Value = serde_json::from_str(&taint(&folder, 0, &["--format", "json"]).stdout).expect("it is JSON");
    assert_eq!(found["issues"][0]["id"], "T0001@renaming::main#UserInput->Command", "{found}");
}

/// An impl block that a macro of another crate has made has its place in a file of that crate.
#[test]
fn macros_of_other_crates_implement_traits() {
    let folder = Folder::new("taint-macros");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"shells\", \"run-base\"]\n");
    let library = "mod inner {\n    pub trait Run {\n        fn run(&self, text: &str) -> String;\n    }\n}\n\
                   pub use inner::Run as Running;\n\
                   #[macro_export]\nmacro_rules! runs {\n    ($name:ident, $result:expr) => {\n        \
                   impl $crate::Running for $name {\n            fn run(&self, text: &str) -> String {\n                \
                   $result(text)\n            }\n        }\n    };\n}\n";
    package(&folder, "run-base", "", &[("src/lib.rs", library)]);
    let program = "use run_base::Running;\n\nstruct Same;\nstruct None;\n\
                   run_base::runs!(Same, |text: &str| text.to_owned());\n\
                   run_base::runs!(None, |_: &str| String::new());\n\n\
                   fn spawn(program: String) {\n    let _ = std::process::Command::new(program).spawn();\n}\n\n\
                   fn text() -> String {\n    std::io::read_to_string(std::io::stdin()).unwrap_or_default()\n}\n\n\
                   fn same() {\n    spawn(Same.run(&text()));\n}\n\n\
                   fn none() {\n    spawn(None.run(&text()));\n}\n\n\
                   fn main() {\n    same();\n    none();\n}\n";
    let dependency = "[dependencies]\nrun-base = { path = \"../run-base\" }\n";
    package(&folder, "shells", dependency, &[("src/main.rs", program)]);
    let found: Value = serde_json::from_str(&taint(&folder, 0, &["--format", "json"]).stdout).expect("it is JSON");
    let ids: Vec<_> = found["issues"].as_array().expect("a list").iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["T0001@shells::same#UserInput->Command"], "{found}");
}

#[test]
fn impl_blocks_that_macros_make_have_their_traits() {
    let folder = workspace("taint-macro");
    folder.write(
        "store/src/lib.rs",
        "pub mod deep {\n    pub trait Named {\n        fn name(&self) -> u8;\n    }\n    pub struct A;\n    macro_rules! named {\n        \
         ($type:ident) => { impl Named for $type { fn name(&self) -> u8 { 1 } } };\n    }\n    named!(A);\n}\n",
    );
    let run = taint(&folder, 0, &["ir", "--quiet", "--brief", "-p", "store", "name"]);
    assert!(run.stdout.starts_with("fn <store::deep::A as store::deep::Named>::name("), "{}", run.stdout);
}

#[test]
fn what_is_found_is_published_as_its_schema_says() {
    let folder = workspace("taint-coverage");
    let run = taint(&folder, 0, &["--quiet", "--format", "json", "-o", "coverage.json"]);
    assert_eq!(run.stdout, "");
    let document: Value = serde_json::from_str(&folder.read("coverage.json")).expect("one document");
    fits(&document, "taint");
    assert_eq!(document["issues"], Value::Array(Vec::new()));
    let coverage = &document["coverage"];
    let crates = coverage["crates"].as_array().expect("a list").iter();
    let names: Vec<_> = crates.map(|it| (it["crate"].as_str(), it["bodies"].as_u64())).collect();
    assert_eq!(names, [(Some("app"), Some(1)), (Some("store"), Some(1))]);
    assert_eq!(coverage["understood"], coverage["statements"]);
    assert_eq!(coverage["degraded"], Value::Array(Vec::new()));
    let human = taint(&folder, 0, &["--quiet", "--strict=100"]).stdout;
    assert!(
        human.starts_with("no rule is broken\n\n2 crates, 2 bodies\n") && human.contains("understood (100.00 %)"),
        "{human}"
    );
    for wrong in ["--strict=101", "--strict=x", "--strict=-1"] {
        assert!(taint(&folder, 2, &[wrong]).stderr.contains("a share is a number from 0 to 100"), "{wrong}");
    }
}

#[test]
fn functions_are_found_by_the_end_or_a_part_of_their_path() {
    let folder = workspace("taint-ir");
    let library = "pub fn load(url: &str) -> String {\n    url.to_owned()\n}\npub mod deep {\n    pub fn load() {}\n    \
                   pub fn load_all() {}\n}\n";
    folder.write("store/src/lib.rs", library);
    let printed = |path: &str| {
        let run = taint(&folder, 0, &["ir", "--quiet", "--brief", path]);
        let heads = run.stdout.lines().filter_map(|it| it.strip_prefix("fn ")?.split_once('('));
        heads.map(|(path, _)| path.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(printed("store::load"), ["store::load"]);
    assert_eq!(printed("load"), ["store::deep::load", "store::load"]);
    assert_eq!(printed("deep"), ["store::deep::load", "store::deep::load_all"]);
    assert_eq!(printed("main"), ["app::main"]);
    let run = taint(&folder, 2, &["ir", "--quiet", "lod"]);
    assert_eq!(run.stderr, "error: no function's path contains `lod`\n  = help: did you mean `load`?\n");
    let whole = taint(&folder, 0, &["ir", "-p", "store", "--lib"]);
    assert!(whole.stdout.starts_with("crate store;\n"), "{}", whole.stdout);
    assert!(whole.stderr.contains("1 crate, 3 bodies\n"), "{}", whole.stderr);
}

#[cfg(unix)]
mod wrappers {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A script that notes what it is called for, and calls it.
    fn wrapper(folder: &Folder, name: &str) -> String {
        let log = folder.path.join("log");
        folder.write(name, format!("#!/bin/sh\necho \"$*\" >> '{}'\nexec \"$@\"\n", log.display()));
        let path = folder.path.join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the script is ours");
        path.display().to_string()
    }

    /// The crates that the log has with the arguments of a compilation, and of those the ones that were dumped.
    fn logged(folder: &Folder) -> (BTreeSet<String>, BTreeSet<String>) {
        let text = folder.read("log");
        let _ = fs::remove_file(folder.path.join("log"));
        let of = |line: &str| Some(line.split_once("--crate-name ")?.1.split(' ').next()?.to_owned());
        let compiled = || text.lines().filter(|it| it.contains("extra-filename"));
        let dumped = compiled().filter(|it| it.contains("-Zdump-mir"));
        (compiled().filter_map(of).collect(), dumped.filter_map(of).collect())
    }

    #[test]
    fn a_wrapper_of_the_users_is_called_for_everything() {
        let folder = workspace("taint-wrapper");
        let wrapper = wrapper(&folder, "company-rustc");
        for variable in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
            let _ = fs::remove_dir_all(target(&folder));
            let run = Run::of(command(&folder, None, &["taint"]).env(variable, &wrapper));
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            let (compiled, dumped) = logged(&folder);
            assert_eq!(compiled, set(&["app", "build_script_build", "derive", "store"]), "{variable}");
            assert_eq!(dumped, set(&["app", "store"]), "{variable}");
        }
    }

    #[test]
    fn a_cache_is_left_out_where_the_compiler_must_run() {
        let folder = workspace("taint-cache");
        let wrapper = wrapper(&folder, "sccache");
        folder.write(".cargo/config.toml", format!("[build]\nrustc-wrapper = {wrapper:?}\n"));
        let run = taint(&folder, 0, &["-v"]);
        assert!(run.stderr.contains("note: `") && run.stderr.contains("sccache` is left out where"), "{}", run.stderr);
        let (compiled, dumped) = logged(&folder);
        assert_eq!((compiled, dumped), (set(&["build_script_build", "derive"]), set(&[])));
        assert!(!taint(&folder, 0, &[]).stderr.contains("left out"));
    }

    /// A wrapper that answers from what it has stored: the compiler does not run, and prints nothing.
    #[test]
    fn a_wrapper_that_answers_itself_is_left_out_too() {
        let folder = workspace("taint-answers");
        let script = "#!/bin/sh\ncase \"$*\" in *-Zdump-mir*) exit 0;; esac\nexec \"$@\"\n";
        folder.write("stored", script);
        let path = folder.path.join("stored");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the script is ours");
        let run = Run::of(command(&folder, None, &["taint"]).env("RUSTC_WRAPPER", &path));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(left(&folder, "tmir"), ["debug/deps/app", "debug/deps/store"]);
    }
}

#[test]
fn flows_that_break_a_rule_are_shown_where_they_reach_the_sink() {
    let folder = Folder::new("taint-flows");
    folder.package(".", "taint_flows", "");
    folder.write(
        "src/lib.rs",
        r#"//! Each function that is named after a mistake has one.

/// What the visitor sent.
#[tm::source(UserInput)]
pub fn body() -> String {
    String::new()
}

#[tm::taint]
pub trait Store {
    fn query(&self, #[sink(Sql)] text: &str);
}

#[tm::sanitize(sinks(Sql), return)]
pub fn escaped(text: &str) -> String {
    text.replace('\'', "''")
}

pub fn find(store: &dyn Store, name: &str) {
    store.query(&format!("SELECT * FROM users WHERE name = '{name}'"));
}

pub fn sql_injection(store: &dyn Store) {
    find(store, body().trim());
}

pub fn escaped_first(store: &dyn Store) {
    find(store, &escaped(&body()));
}

pub async fn path_traversal(#[cfg(any())] _never: u8) -> std::io::Result<String> {
    let name = async { body() }.await;
    std::fs::read_to_string(format!("pages/{name}"))
}

#[tm::taint]
pub struct Login {
    pub user: String,
    #[source(Secret)]
    pub password: String,
}

#[tm::sink(Log)]
pub fn log(line: &str) {
    println!("{line}");
}

pub fn secret_in_the_log(login: &Login) {
    log(&format!("{} with {}", login.user, login.password));
}

pub fn name_in_the_log(login: &Login) {
    log(&login.user);
}
"#,
    );
    let run = taint(&folder, 0, &["--quiet"]);
    golden("taint/flows.txt", &run.stdout);
}

/// The guestbook without its deliberate flaw, and with it.
#[test]
fn the_flaw_of_the_guestbook_is_shown_and_nothing_else() {
    let flows = |features: &[&str]| {
        let text = cargo_tm::of_example("guestbook", &[&["taint"], features].concat());
        // What follows counts what was read, of this workspace too.
        text.split_inclusive('\n').take_while(|line| !line.contains(" crates, ")).collect::<String>()
    };
    assert_eq!(flows(&[]).trim_end(), "no rule is broken");
    golden("taint/guestbook.txt", &flows(&["--features", "vulnerable"]));
}

/// A library that says all that can be said of functions, and asks what is believed.
fn marked(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.package(".", "marked", "");
    folder.write(
        "src/lib.rs",
        r#"#![deny(warnings)]

#[tm::source(Secret)]
pub struct Key(pub String);

#[tm::source(Secret)]
pub static PEPPER: &str = "pepper";

thread_local! {
    #[tm::source(UserInput)]
    static LINE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

#[tm::sink(Html)]
pub struct Markup(pub String);

#[tm::sink(Log)]
pub static LOG: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

pub struct Settings;

#[tm::taint]
impl Settings {
    #[source(Secret)]
    pub const PIN: &str = "1234";
}

#[tm::taint]
pub struct Login {
    pub name: String,
    #[source(Secret)]
    pub password: String,
}

#[tm::source(UserInput)]
pub async fn line() -> String {
    String::new()
}

#[tm::sanitize(sinks(Html), return)]
pub fn escaped(text: &str) -> String {
    text.replace('<', "&lt;")
}

#[tm::taint(opaque)]
pub fn length(text: &str) -> String {
    text.len().to_string()
}

#[tm::taint(trust)]
#[tm::flow(text -> return, via(case))]
pub fn shouted(text: &str) -> String {
    text.to_uppercase()
}

#[tm::taint]
pub async fn show(#[source(UserInput)] name: String) -> Markup {
    Markup(name)
}

pub fn shown_escaped(key: &Key) -> Markup {
    Markup(escaped(&key.0))
}

pub async fn flows(login: Login) -> Markup {
    let text = line().await;
    tm::reveal_taint!(text);
    tm::reveal_taint!(login);
    tm::reveal_taint!(escaped(&text));
    tm::reveal_taint!(length(&text));
    LOG.lock().unwrap().push_str(&shouted(PEPPER));
    LINE.with(|line| Markup(line.borrow().clone()))
}

pub fn pin(log: &mut String, name: &str) {
    log.push_str(Settings::PIN);
    *LOG.lock().unwrap() = log.clone();
    tm::reveal_taint!(name);
}

/// What is moved, borrowed or constant may be asked for like anything else.
pub const fn asked(value: &u8) -> u8 {
    tm::reveal_taint!(*value);
    *value
}

pub fn borrowed() -> Vec<u8> {
    let mut list = vec![1];
    let first = &mut list;
    tm::reveal_taint!(first);
    first.push(2);
    let () = tm::reveal_taint!(list,);
    list
}

/// Who makes a card escapes its title.
#[tm::taint]
pub struct Card {
    #[sanitize(sinks(Html))]
    pub title: String,
    pub text: String,
}

pub async fn card() -> [Markup; 2] {
    let card = Card { title: line().await, text: line().await };
    tm::reveal_taint!(card);
    [Markup(card.title.clone()), Markup(card.text.clone())]
}

#[tm::source(UserInput)]
pub fn request() -> Card {
    Card { title: String::new(), text: String::new() }
}

pub fn first() -> Markup {
    Markup(request().text)
}

/// Whoever draws something does it in its own way.
#[tm::taint]
pub trait Draw {
    fn draw(&self, text: String) -> Markup;
    #[taint(no_dyn_join)]
    fn preview(&self, text: String) -> Option<Markup>;
}

pub struct Plain;

impl Draw for Plain {
    fn draw(&self, text: String) -> Markup {
        Markup(text)
    }
    fn preview(&self, text: String) -> Option<Markup> {
        Some(Markup(text))
    }
}

pub async fn drawn() -> usize {
    let plain: Box<dyn Draw> = Box::new(Plain);
    let preview = plain.preview(line().await);
    plain.draw(line().await).0.len() + usize::from(preview.is_some())
}
"#,
    );
    folder
}

#[test]
fn marks_on_everything_are_seen_and_values_revealed() {
    let folder = marked("taint-marked");
    let run = taint(&folder, 0, &["--quiet"]);
    let flows = run.stdout.split_inclusive('\n').take_while(|line| !line.contains(" crate, "));
    golden("taint/marked.txt", &flows.collect::<String>());
    let run = taint(&folder, 0, &["--quiet", "--feature", "always-first-field:text"]);
    assert!(run.stdout.contains("\n1 issue, 6 hidden by filters\n"), "{}", run.stdout);
    let run = taint(&folder, 2, &["--quiet", "--without-feature", "first-field:txet"]);
    assert!(run.stderr.contains("did you mean `first-field:text`?"), "{}", run.stderr);
    // A field without a name is never the first.
    let run = taint(&folder, 2, &["--quiet", "--feature", "first-field:0"]);
    assert!(run.stderr.contains("there is no such feature"), "{}", run.stderr);
    // Nothing of it is in the program, and nothing warns of it in any profile.
    for profile in ["dev", "release"] {
        cargo(&folder, &["build", "--profile", profile]);
    }
}

#[test]
fn functions_are_explained() {
    let folder = marked("taint-explain");
    let mut text = String::new();
    for path in ["show", "flows", "marked::escaped", "length", "shouted", "pin", "std::fs::read_to_string"] {
        text +=
            &format!("$ cargo tm taint explain {path}\n{}\n", taint(&folder, 0, &["explain", "--quiet", path]).stdout);
    }
    for wrong in ["shwon", "sh", "std::fs::reed"] {
        let run = taint(&folder, 2, &["explain", "--quiet", wrong]);
        text += &format!("$ cargo tm taint explain {wrong}\n{}\n", run.stderr);
    }
    golden("taint/explain.txt", &text);
    for path in ["flows", "std::fs::read_to_string"] {
        let run = taint(&folder, 0, &["explain", "--quiet", "--format", "json", path]);
        fits(&serde_json::from_str(&run.stdout).expect("one document"), "taint-explain");
    }
}

#[test]
fn a_mark_that_names_what_is_not_there_is_an_error() {
    let folder = Folder::new("taint-no-field");
    folder.package(".", "no_field", "");
    folder.write(
        "src/lib.rs",
        "pub struct Request {\n    pub body: String,\n}\n\n#[tm::source(UserInput, path = \"_.bdoy\")]\npub fn read() -> Request {\n    \
         Request { body: String::new() }\n}\n\nimpl Request {\n    #[tm::taint(no_dyn_join)]\n    pub fn run(&self) {}\n}\n",
    );
    let run = taint(&folder, 2, &["--quiet"]);
    assert_eq!(
        run.stderr,
        "error: model of `no_field::Request::run`: `no_dyn_join`: only a method of a trait is called on `dyn`\n\
         model of `no_field::read`: `source UserInput => return.bdoy`: `return.bdoy` names a field that is not there\n  \
         = help: write the mark as the types are; `threat-model` and `cargo-tm` have to be of the same version\n"
    );
}
