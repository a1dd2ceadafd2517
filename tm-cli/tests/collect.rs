//! From a cargo project to its declarations: every shape of package, and each way it can fail.

mod project;

use project::Project;

const MODEL: &str = "tm::model! { name = \"Test\" }\n";
const SERVER: &str = "#[tm::element(Server)] pub struct Web;\n";

#[test]
fn a_binary_is_asked() {
    let main = &format!("{MODEL}{SERVER}fn main() {{ std::fs::write(\"ran\", \"\").unwrap() }}");
    let project = Project::package("t-bin", &[("src/main.rs", main)]);
    project.check("", "model t-bin\nBin t-bin of t-bin: Model t-bin@t_bin::Web");
    project.check("--bin t-bin", "model t-bin\nBin t-bin of t-bin: Model t-bin@t_bin::Web");
    assert!(!project.folder.join("ran").exists(), "main was not reached");
}

#[test]
fn a_library_is_asked_through_a_runner() {
    let project = Project::package("t-lib", &[("src/lib.rs", &format!("{MODEL}{SERVER}"))]);
    project.check("", "model t-lib\nLib t_lib of t-lib: Model t_lib::Web");
    project.write("src/lib.rs", &format!("{MODEL}{SERVER}#[tm::boundary] pub struct Internet;"));
    project.check("", "model t-lib\nLib t_lib of t-lib: Model t_lib::Web t_lib::Internet");
}

#[test]
fn a_library_is_asked_apart_where_no_binary_links_it() {
    let lib = &format!("{MODEL}{SERVER}");
    let project =
        Project::package("t-both", &[("src/lib.rs", lib), ("src/main.rs", &format!("{SERVER}fn main() {{}}"))]);
    project
        .check("", "model t-both\nLib t_both of t-both: Model t_both::Web\nBin t-both of t-both: t-both@t_both::Web");
    project.write("src/main.rs", &format!("use t_both as _;\n{SERVER}fn main() {{}}"));
    project.check("", "model t-both\nBin t-both of t-both: Model t_both::Web t-both@t_both::Web");
}

#[test]
fn examples_and_tests_are_added_when_asked_for() {
    let program = &format!("{SERVER}fn main() {{}}");
    let project = Project::package(
        "t-targets",
        &[
            ("src/lib.rs", &format!("{MODEL}{SERVER}#[cfg(test)] #[tm::element(Actor)] struct Tester;")),
            ("examples/show.rs", &format!("use t_targets as _;\n{program}")),
            ("tests/flow.rs", &format!("use t_targets as _;\n{SERVER}#[test] fn passes() {{}}")),
        ],
    );
    // Who links the library speaks for it.
    let lib = "Lib t_targets of t-targets: Model t_targets::Web";
    let show = "Example show of t-targets: show@show::Web Model t_targets::Web";
    let flow = "Test flow of t-targets: Model t_targets::Web flow@flow::Web";
    let unit = "Lib t_targets of t-targets: Model t_targets::Web t_targets::Tester";
    project.check("", &format!("model t-targets\n{lib}"));
    project.check("--examples", &format!("model t-targets\n{show}"));
    project.check("--example show", &format!("model t-targets\n{show}"));
    project.check("--test flow", &format!("model t-targets\n{flow}"));
    project.check("--tests", &format!("model t-targets\n{unit}\n{flow}"));
    project.check("--all-targets", &format!("model t-targets\n{unit}\n{show}\n{flow}"));
}

#[test]
fn features_decide_what_is_declared() {
    let lib = format!("{MODEL}{SERVER}#[cfg(feature = \"db\")] #[tm::element(Datastore)] pub struct Db;");
    let manifest = "[package]\nname = \"t-features\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[features]\ndb = []\n\
                    [dependencies]\nthreat-model = { path = \"TM_CRATE\" }\n[workspace]\n";
    let project = Project::new("t-features", &[("Cargo.toml", manifest), ("src/lib.rs", &lib)]);
    project.check("", "model t-features\nLib t_features of t-features: Model t_features::Web");
    project
        .check("--features db", "model t-features\nLib t_features of t-features: Model t_features::Web t_features::Db");
    project.check(
        "--all-features",
        "model t-features\nLib t_features of t-features: Model t_features::Web t_features::Db",
    );
}

fn manifest(name: &str, more: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\nthreat-model = {{ path = \"TM_CRATE\" }}\n{more}"
    )
}

/// A program `NAME-web` that links `NAME-store` and does not link `NAME-mail`, on which it depends.
fn workspace(name: &str, store: &str, root: &str) -> Project {
    let root = format!("[workspace]\nresolver = \"3\"\nmembers = [\"web\", \"store\", \"mail\"]\n{root}");
    let more = format!("{name}-store = {{ path = \"../store\" }}\n{name}-mail = {{ path = \"../mail\" }}\n");
    let store_crate = format!("{name}_store").replace('-', "_");
    Project::new(
        name,
        &[
            ("Cargo.toml", &root),
            ("web/Cargo.toml", &manifest(&format!("{name}-web"), &more)),
            ("web/src/main.rs", &format!("use {store_crate} as _;\n{MODEL}{SERVER}fn main() {{}}")),
            ("store/Cargo.toml", &manifest(&format!("{name}-store"), "")),
            ("store/src/lib.rs", store),
            ("mail/Cargo.toml", &manifest(&format!("{name}-mail"), "")),
            ("mail/src/lib.rs", "#[tm::element(Process)] pub struct Mailer;"),
        ],
    )
}

const STORE: &str = "#[tm::element(Datastore)] pub struct Db;";

#[test]
fn workspace_crates_are_part_of_the_model_that_links_them() {
    let project = workspace("t-ws", STORE, "");
    let web = "model t-ws-web\nBin t-ws-web of t-ws-web: t_ws_store::Db Model t-ws-web@t_ws_web::Web";
    let silent = "warning: `t-ws-mail` is annotated, but nothing of it is linked into `t-ws-web`\n\
                  help: add `use t_ws_mail as _;` to `t-ws-web`";
    let unmodelled = "warning: the declarations of `t-ws-mail` are in no model: it has no `model!` and no model links it\n\
                      help: write `model! { name = \"…\" }` in `t-ws-mail`, or use it from a crate that has one";
    project.check("", &format!("{web}\n{silent}\n{unmodelled}"));
    project.check("-p t-ws-web", &format!("{web}\n{silent}"));
    project.check("-p t-ws-mail", "model t-ws-mail\nLib t_ws_mail of t-ws-mail: t_ws_mail::Mailer");
    project.check("-p t-ws-m*", "model t-ws-mail\nLib t_ws_mail of t-ws-mail: t_ws_mail::Mailer");
    project.check(
        "-p t-ws-wep",
        "error: package `t-ws-wep` is not a member of this workspace\nhelp: did you mean `t-ws-web`?",
    );
}

#[test]
fn a_linked_crate_with_a_model_has_one_of_its_own() {
    let project = workspace("t-two", &format!("{MODEL}{STORE}"), "");
    let project_models = project.collect("").expect("it compiles").models;
    let names: Vec<_> = project_models.iter().map(|it| it.package.as_str()).collect();
    assert_eq!(names, ["t-two-store", "t-two-web"]);
}

#[test]
fn one_model_can_be_the_whole_workspace() {
    let project = workspace("t-one", STORE, "[workspace.metadata.tm]\nmodel = \"t-one-web\"\n");
    let expected = "model t-one-web\nLib t_one_mail of t-one-mail: t_one_mail::Mailer\n\
                    Bin t-one-web of t-one-web: t_one_store::Db Model t-one-web@t_one_web::Web";
    project.check("", expected);
    let project = workspace("t-none", STORE, "[workspace.metadata.tm]\nmodel = \"t-none-wep\"\n");
    project.check(
        "",
        "error: `[workspace.metadata.tm] model = \"t-none-wep\"` names no member of this workspace\nhelp: did you mean `t-none-web`?",
    );
}

#[test]
fn packages_without_a_model_need_a_choice() {
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\"]\n";
    let project = Project::new(
        "t-choice",
        &[
            ("Cargo.toml", root),
            ("a/Cargo.toml", &manifest("t-choice-a", "")),
            ("a/src/lib.rs", SERVER),
            ("b/Cargo.toml", &manifest("t-choice-b", "")),
            ("b/src/lib.rs", SERVER),
        ],
    );
    project.check(
        "",
        "error: several packages declare elements, but none of them has a `model!`: t-choice-a, t-choice-b\n\
         help: write `model! { name = \"…\" }` in one of them, or select one with `-p`",
    );
    project.write(
        "a/Cargo.toml",
        &manifest("t-choice-a", "t-choice-b = { path = \"../b\" }\n").replace("TM_CRATE", &tm()),
    );
    project.write("a/src/lib.rs", "");
    project.write("a/src/main.rs", "use t_choice_b as _; fn main() {}");
    project.check("", "model t-choice-a\nBin t-choice-a of t-choice-a: t_choice_b::Web");
    project.write("a/src/lib.rs", SERVER);
    project.write("b/src/lib.rs", "");
    project.check("--lib", "model t-choice-a\nLib t_choice_a of t-choice-a: t_choice_a::Web");
    project.check(
        "-p t-choice-b",
        "error: nothing is annotated in `t-choice-b`\n\
         help: annotate an item with `#[element(Server)]`, and see that the crate is used by a target that is asked",
    );
}

#[test]
fn declarations_from_outside_the_workspace_are_left_out() {
    let lib = format!("{MODEL}use t_outside as _;\n{SERVER}");
    let project = Project::new(
        "t-foreign",
        &[
            ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"own\"]\nexclude = [\"outside\"]\n"),
            ("own/Cargo.toml", &manifest("t-own", "t-outside = { path = \"../outside\" }\n")),
            ("own/src/lib.rs", &lib),
            ("outside/Cargo.toml", &manifest("t-outside", "[workspace]\n")),
            ("outside/src/lib.rs", STORE),
        ],
    );
    project.check(
        "",
        "model t-own\nLib t_own of t-own: Model t_own::Web\n\
         warning: declarations from outside the workspace are left out: 1 of t-outside\nhelp: `--with-deps` takes them in",
    );
    project.check("--with-deps", "model t-own\nLib t_own of t-own: t_outside::Db Model t_own::Web");
}

#[test]
fn packages_that_cannot_be_asked_are_refused() {
    let bare = "[package]\nname = \"t-bare\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    Project::new("t-bare", &[("Cargo.toml", bare), ("src/lib.rs", "")]).check(
        "",
        "error: no dependency on `threat-model` in `t-bare`\nhelp: `cargo tm init` adds the dependency and a starter model",
    );
    let derive = manifest("t-derive", "[lib]\nproc-macro = true\n[workspace]\n");
    Project::new("t-derive", &[("Cargo.toml", &derive), ("src/lib.rs", "")]).check(
        "",
        "error: a proc-macro crate cannot be asked for declarations: `t-derive`\nhelp: annotate the crate that uses it",
    );
    let project = Project::package("t-wasm", &[("src/lib.rs", SERVER)]);
    project.check(
        "--target wasm32-unknown-unknown",
        "error: programs for `wasm32-unknown-unknown` cannot be asked for declarations\n\
         help: build the model for the host: `--target host-tuple`",
    );
    project.check(
        "--bins",
        "error: no target to ask for declarations in `t-wasm`\nhelp: select a library, binary, example or test of the package",
    );
    project.write("src/lib.rs", "#[tm::element(Sever)] pub struct Web;");
    project.check("", "error: cargo could not build the code, so there is no model");
    Project::new("t-faulty", &[("Cargo.toml", "[package")])
        .collect("")
        .expect_err("the manifest is faulty")
        .to_string()
        .find("unclosed table")
        .expect("cargo's own words are shown");
}

#[test]
fn libraries_for_other_languages_are_asked_too() {
    for (name, kind) in [("t-cdylib", "cdylib"), ("t-staticlib", "staticlib")] {
        let manifest = manifest(name, &format!("[lib]\ncrate-type = [\"{kind}\"]\n[workspace]\n"));
        let project = Project::new(name, &[("Cargo.toml", &manifest), ("src/lib.rs", &format!("{MODEL}{SERVER}"))]);
        let crate_name = name.replace('-', "_");
        project.check("", &format!("model {name}\nLib {crate_name} of {name}: Model {crate_name}::Web"));
    }
}

#[test]
fn every_profile_with_debug_assertions_answers() {
    for (name, profile) in [
        ("t-abort", "panic = \"abort\""),
        ("t-fat", "lto = \"fat\""),
        ("t-thin", "lto = \"thin\"\nopt-level = 3\ncodegen-units = 1\nstrip = true"),
    ] {
        let crate_name = name.replace('-', "_");
        let manifest = manifest(name, &format!("[workspace]\n[profile.dev]\n{profile}\n"));
        let project = Project::new(
            name,
            &[
                ("Cargo.toml", &manifest),
                ("src/lib.rs", &format!("{MODEL}{SERVER}")),
                ("src/main.rs", &format!("{SERVER}fn main() {{}}")),
            ],
        );
        let lib = format!("Lib {crate_name} of {name}: Model {crate_name}::Web");
        project.check("--lib", &format!("model {name}\n{lib}"));
        project.check("", &format!("model {name}\n{lib}\nBin {name} of {name}: {name}@{crate_name}::Web"));
    }
}

#[test]
fn builds_without_the_model_are_explained() {
    let main = format!("{MODEL}{SERVER}fn main() {{ std::fs::write(\"ran\", \"\").unwrap() }}");
    let profile = "[workspace]\n[profile.release]\ndebug-assertions = true\n";
    let project =
        Project::new("t-release", &[("Cargo.toml", &manifest("t-release", "[workspace]\n")), ("src/main.rs", &main)]);
    project.check(
        "--release",
        "error: built without debug assertions, and so without a threat model: `t-release`\n\
         help: use the dev profile, or write `debug-assertions = true` under `[profile.release]`; what is shipped then holds the model",
    );
    project.write("Cargo.toml", &manifest("t-release", profile).replace("TM_CRATE", &tm()));
    let shipped = "warning: `[profile.release]` has debug assertions on, so what it builds holds the threat model\n\
                   help: turn them off there, or accept that the program can be asked";
    let model = "model t-release\nBin t-release of t-release: Model t-release@t_release::Web";
    project.check("--release", &format!("{model}\n{shipped}"));

    let overrides = "[workspace]\n[profile.dev.package.\"*\"]\ndebug-assertions = false\n";
    project.write("Cargo.toml", &manifest("t-release", overrides).replace("TM_CRATE", &tm()));
    project.check(
        "",
        "error: a profile override builds `threat-model` without debug assertions, and so without a threat model\n\
         help: write `[profile.dev.package.threat-model] debug-assertions = true` in Cargo.toml",
    );
    let overrides = "[workspace]\n[profile.dev.package.t-release]\ndebug-assertions = false\n";
    project.write("Cargo.toml", &manifest("t-release", overrides).replace("TM_CRATE", &tm()));
    project.check(
        "",
        "error: a profile override builds `t-release` without debug assertions, and so without a threat model\n\
         help: write `[profile.dev.package.t-release] debug-assertions = true` in Cargo.toml",
    );
    assert!(!project.folder.join("ran").exists(), "main was never reached");
}

fn tm() -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace");
    project::path(&root.join("tm"))
}
