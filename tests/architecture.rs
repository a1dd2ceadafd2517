//! The lines of ARCHITECTURE.md that are cheap to keep true.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The sources below a folder, each cut off where its tests begin.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            let is_test = ["tests.rs", "parity.rs", "fixture.rs"].iter().any(|name| path.ends_with(name));
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") && !is_test {
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.push((path, code));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

/// The code lines, comments left out, that contain one of `words`.
fn lines_with(folder: &str, words: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, code) in sources(folder) {
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            if words.iter().any(|word| line.contains(word)) {
                lines.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    lines
}

/// The names in `[dependencies]` of a package.
fn dependencies(package: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join(package).join("Cargo.toml")).expect("a manifest");
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_core_touches_no_file_no_terminal_and_no_clock() {
    let outside = [
        "std::fs",
        "println!",
        "eprintln!",
        "std::env",
        "SystemTime",
        "Instant::now",
        "process::exit",
        "std::net",
        "std::process",
    ];
    assert_eq!(lines_with("tm-core/src", &outside), [] as [&str; 0]);
}

#[test]
fn the_taint_analyser_touches_no_file_and_runs_nothing() {
    let outside = ["std::fs", "eprintln!", "SystemTime", "Instant::now", "process::exit", "std::net", "std::process"];
    assert_eq!(lines_with("tm-taint/src", &outside), [] as [&str; 0]);
}

/// How MIR is spelt, one folder knows; the representation knows nothing of who makes it.
#[test]
fn the_representation_knows_no_front_end() {
    assert_eq!(lines_with("tm-taint/src/ir", &["crate::front", "switchInt", "StorageLive"]), [] as [&str; 0]);
}

#[test]
fn the_command_line_prints_in_one_place() {
    assert_eq!(lines_with("tm-cli/src", &["println!", "print!("]), [] as [&str; 0]);
}

#[test]
fn what_is_served_lies_in_memory_and_on_this_machine() {
    let files = lines_with("tm-cli/src/serve", &["fs::", "File::", "input::", "Command::"]);
    let elsewhere = files.iter().filter(|it| !it.contains("/watch.rs: ") && !it.contains("/produce.rs: "));
    assert_eq!(elsewhere.collect::<Vec<_>>(), [] as [&String; 0]);
    let listening = lines_with("tm-cli/src", &["TcpListener::bind", "UdpSocket", "TcpStream::connect"]);
    assert_eq!(listening.len(), 1, "{listening:?}");
    assert!(listening[0].contains("TcpListener::bind((Ipv4Addr::LOCALHOST, port))"), "{listening:?}");
}

#[test]
fn expansions_allow_nothing() {
    assert_eq!(lines_with("tm-macros/src", &["#[allow"]), [] as [&str; 0]);
}

#[test]
fn what_users_build_stays_small() {
    assert_eq!(dependencies("tm-schema"), [] as [&str; 0]);
    assert_eq!(dependencies("tm-macros"), ["proc-macro2", "quote", "strsim", "syn", "threat-model-schema"]);
    assert_eq!(dependencies("tm"), ["inventory", "threat-model-macros", "threat-model-schema"]);
}

#[test]
fn one_file_knows_the_layout_engine() {
    let elsewhere = ["tm", "tm-core", "tm-diagnostic", "tm-schema", "tm-macros"];
    for package in elsewhere {
        assert!(!dependencies(package).iter().any(|it| it.contains("elk")), "{package}");
    }
    let files: Vec<_> = lines_with("tm-cli/src", &["org_eclipse_elk"])
        .iter()
        .map(|it| it.split(':').next().unwrap().to_owned())
        .collect();
    assert!(!files.is_empty() && files.iter().all(|it| it.ends_with("layout.rs")), "{files:?}");
}

#[test]
fn the_core_knows_no_taint_and_the_diagnostics_know_no_threat() {
    assert!(!dependencies("tm-core").contains(&"threat-model-taint".to_owned()));
    let own = dependencies("tm-diagnostic").into_iter().filter(|it| it.starts_with("threat-model"));
    assert_eq!(own.collect::<Vec<_>>(), [] as [&str; 0]);
}
