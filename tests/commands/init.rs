//! `cargo tm init` in crates that cargo has just made, outside the checkout.

use crate::support::Folder;

/// A temporary folder, and one crate in it.
struct Fresh {
    _scratch: tempfile::TempDir,
    folder: Folder,
}

/// `cargo new` with `arguments`; `name` differs from test to test.
fn fresh(name: &str, arguments: &str) -> Fresh {
    let scratch = tempfile::tempdir().expect("there is a temporary folder");
    let above = Folder::at(scratch.path().canonicalize().expect("it is there"));
    above.cargo(&format!("new --quiet --vcs none {arguments} {name}"));
    let folder = Folder::at(above.path.join(name));
    Fresh { _scratch: scratch, folder }
}

/// Starts the model, and sees that nobody is bothered by it.
fn init(folder: &Folder, line: &str) {
    let run = folder.tm(&format!("init {line}"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.starts_with("Next:\n"), "{}", run.stdout);
    folder.lock();
    for profile in ["", " --release"] {
        let said = folder.cargo(&format!("build{profile}"));
        assert!(!said.contains("warning"), "{said}");
    }
    let run = folder.tm("check --quiet --today 2026-11-21");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("0 errors"), "{}", run.stdout);

    let before = folder.listing();
    let again = folder.tm(&format!("init {line}"));
    assert_eq!((again.code, again.stdout.as_str()), (Some(2), ""));
    assert!(again.stderr.contains("threat_model.rs` already exists"), "{}", again.stderr);
    assert_eq!(folder.listing(), before);
}

/// What the next steps say, in the crate's root file.
fn annotate(folder: &Folder, root: &str) {
    let text = folder.read(root);
    let more = "\n/// Answers.\n#[tm::element(Server, boundary = \"Service\")]\npub fn your_handler() {}\n\n\
                /// Remembers.\n#[tm::element(Datastore, is_sql)]\npub struct Memory;\n\n\
                tm::dataflow! { crate::threat_model::User -> your_handler: \"what happens\", protocol = \"HTTPS\" }\n\
                tm::dataflow! { your_handler -> Memory: \"remember\" }\n";
    folder.write(root, text + more);
    let run = folder.tm("check --quiet --today 2026-11-21");
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("0 errors and 0 warnings in the model"), "{}", run.stdout);
    let run = folder.tm("report --quiet");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let page = std::fs::read_to_string(run.stdout.trim()).expect("the path of the report is printed");
    assert!(page.contains("your_handler") && page.contains("what happens"));
}

#[test]
fn a_program() {
    let fresh = fresh("e-init-bin", "");
    init(&fresh.folder, "");
    assert!(fresh.folder.read("src/main.rs").starts_with("mod threat_model;\n\nfn main() {\n"));
    // Code of the user's, so that it is no dead code.
    let text = fresh.folder.read("src/main.rs").replace("    println", "    your_handler();\n    println");
    fresh.folder.write("src/main.rs", text);
    annotate(&fresh.folder, "src/main.rs");
}

#[test]
fn a_library() {
    let fresh = fresh("e-init-lib", "--lib");
    init(&fresh.folder, "");
    annotate(&fresh.folder, "src/lib.rs");
}

#[test]
fn an_older_edition_with_inner_attributes() {
    let fresh = fresh("e-init-2021", "--lib --edition 2021");
    let head = "/* Licence\n   text */\n//! Documentation [\n//! of the crate\n\n#![deny(warnings)]\n\
                #![deny(missing_docs, unreachable_pub)]\n#![forbid(unsafe_code)]\n\
                #![cfg_attr(\n    all(),\n    doc = \"a [ bracket\"\n)]\n/*! and more */\n";
    let item = "\n// About `f`.\n/// Does.\npub fn f() {}\n";
    fresh.folder.write("src/lib.rs", format!("{head}{item}"));
    init(&fresh.folder, "");
    assert_eq!(fresh.folder.read("src/lib.rs"), format!("{head}\nmod threat_model;\n{item}"));
    annotate(&fresh.folder, "src/lib.rs");
}

#[test]
fn a_library_and_a_program() {
    let fresh = fresh("e-init-both", "--lib");
    fresh.folder.write("src/main.rs", "#![deny(warnings)]\n\nfn main() {\n    e_init_both::add(1, 2);\n}\n");
    init(&fresh.folder, "");
    assert!(!fresh.folder.read("src/main.rs").contains("threat_model"), "the library holds the model");
    annotate(&fresh.folder, "src/lib.rs");
}

#[test]
fn a_member_of_a_workspace() {
    let scratch = tempfile::tempdir().expect("there is a temporary folder");
    let folder = Folder::at(scratch.path().canonicalize().expect("it is there"));
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"e-init-one\", \"e-init-two\"]\n");
    for name in ["e-init-one", "e-init-two"] {
        folder.write(&format!("{name}/Cargo.toml"), format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n"));
        folder.write(&format!("{name}/src/lib.rs"), "");
    }
    let before = folder.listing();
    let run = folder.tm("init");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("e-init-one") && run.stderr.contains("-p NAME"), "{}", run.stderr);
    let run = folder.tm("init -p e-init-thre");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("no package is called `e-init-thre`"), "{}", run.stderr);
    assert_eq!(folder.listing(), before);

    init(&folder, "-p e-init-two");
    assert!(folder.read("e-init-one/src/lib.rs").is_empty());
    let inside = Folder::at(folder.path.join("e-init-one"));
    assert_eq!(inside.tm("init").code, Some(0));
    assert!(inside.read("src/lib.rs").starts_with("mod threat_model;"));
}

#[test]
fn nothing_is_done_by_half() {
    let fresh = fresh("e-init-half", "--lib");
    let folder = &fresh.folder;
    // The root file cannot be replaced: it is read-only.
    let root = folder.path.join("src/lib.rs");
    let mut permissions = std::fs::metadata(&root).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&root, permissions).expect("it is ours");
    let before = folder.listing();
    let run = folder.tm("init");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("failed to write") && run.stderr.contains("src/lib.rs"), "{}", run.stderr);
    assert_eq!(folder.listing(), before);
}

#[test]
fn a_model_in_another_file() {
    let fresh = fresh("e-init-other", "--lib");
    fresh.folder.write("src/model/mod.rs", "\ntm::model! { name = \"Mine\" }\n");
    let before = fresh.folder.listing();
    let run = fresh.folder.tm("init");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("has a model already") && run.stderr.contains("mod.rs:2"), "{}", run.stderr);
    assert_eq!(fresh.folder.listing(), before);
}

#[test]
fn where_no_model_can_be() {
    let empty = tempfile::tempdir().expect("there is a temporary folder");
    let run = Folder::at(empty.path().to_owned()).tm("init");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--manifest-path"), "{}", run.stderr);

    let fresh = fresh("e-init-macro", "--lib");
    let manifest = fresh.folder.read("Cargo.toml") + "\n[lib]\nproc-macro = true\n";
    fresh.folder.write("Cargo.toml", manifest);
    let before = fresh.folder.listing();
    let run = fresh.folder.tm("init");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("proc-macro"), "{}", run.stderr);
    assert_eq!(fresh.folder.listing(), before);
}
