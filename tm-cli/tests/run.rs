//! Programs that answer in odd ways, and programs that must not be run.

mod project;

use project::Project;
use std::fs;
use std::path::Path;
use std::process::Command;

const MODEL: &str = "tm::model! { name = \"Test\" }\n#[tm::element(Server)] pub struct Web;\n";

/// A constructor of the user's own, such as `#[ctor]` makes.
#[cfg(target_os = "linux")]
fn constructor(body: &str) -> String {
    format!(
        "#[used] #[unsafe(link_section = \".init_array\")] static EARLY: extern \"C\" fn() = early;\n\
         extern \"C\" fn early() {{ {body} }}\n"
    )
}

/// A constructor that answers in the hook's place; `{content}` of its format string is what the hook would find.
#[cfg(target_os = "linux")]
fn impostor(written: &str) -> String {
    constructor(&format!(
        "if let Ok(variable) = std::env::var(\"CARGO_TM_EXPORT\") {{\n\
             let (token, path) = variable.split_once(':').unwrap();\n\
             std::fs::write(path, format!({written:?})).unwrap(); let _ = token; std::process::exit(0)\n\
         }}"
    ))
}

#[cfg(target_os = "linux")]
#[test]
fn a_constructor_runs_and_its_panic_is_shown() {
    let main = format!("{MODEL}{}fn main() {{}}", constructor("panic!(\"no database\")"));
    let project = Project::package("t-panic", &[("src/main.rs", &main)]);
    let error = project.collect("").expect_err("the constructor panics").to_string();
    assert!(
        error.starts_with("binary `t-panic` of `t-panic` ended before it wrote its declarations: signal: 6"),
        "{error}"
    );
    assert!(error.contains("\n  | no database"), "{error}");
    let main = format!("{MODEL}{}fn main() {{}}", constructor("std::process::exit(7)"));
    project.write("src/main.rs", &main);
    project.check(
        "",
        "error: binary `t-panic` of `t-panic` ended before it wrote its declarations: exit status: 7\n\
         help: code that runs before `main` (a `#[ctor]`, the global allocator) runs here too",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_hangs_is_ended_with_all_it_started() {
    let body = "let child = std::process::Command::new(\"sleep\").arg(\"600\").spawn().unwrap();\n\
                eprintln!(\"{}\", child.id()); loop { std::thread::park() }";
    let main = format!("{MODEL}{}fn main() {{}}", constructor(body));
    let project = Project::package("t-hang", &[("src/main.rs", &main)]);
    let error = project.collect("--run-timeout 1").expect_err("the constructor never ends");
    let text = error.to_string();
    assert!(
        text.starts_with("binary `t-hang` of `t-hang` did not write its declarations within 1 s; it wrote"),
        "{text}"
    );
    let child = text.rsplit("| ").next().expect("the child's id was written");
    assert!(ends(child), "{}", fs::read_to_string(format!("/proc/{child}/status")).unwrap_or_default());
}

/// Whether a process is gone, or ended and not yet waited for, within the time that a busy machine may take to deliver
/// a signal.
#[cfg(target_os = "linux")]
fn ends(process: &str) -> bool {
    (0..600).any(|_| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let ended = status.is_empty() || status.contains("State:\tZ");
        if !ended {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        ended
    })
}

#[cfg(target_os = "linux")]
#[test]
fn a_hostile_export_is_refused() {
    let name = "binary `t-hostile` of `t-hostile`";
    let head = r#"{{\"format\":\"threat-model-export\",\"version\""#.replace('\\', "");
    let project = Project::package("t-hostile", &[]);
    for (written, expected) in [
        ("", "wrote something that is not an export: it lost its token"),
        ("rubbish", "wrote something that is not an export: it lost its token"),
        ("{token}\n", "wrote something that is not an export: it is empty"),
        ("{token}\nrubbish\n", "wrote something that is not an export: expected value at line 1 column 1"),
        (
            &format!("{{token}}\n{head}:2}}}}\n"),
            "wrote an export of version 2, which this cargo-tm does not know\nhelp: update cargo-tm",
        ),
        (
            &format!("{{token}}\n{head}:1,\"tm\":\"0.1.0\",\"declarations\":[{{{{}}}}]}}}}\n"),
            "wrote something that is not an export: missing field `class` at line 1 column 2",
        ),
    ] {
        project.write("src/main.rs", &format!("{MODEL}{}fn main() {{}}", impostor(written)));
        project.write("Cargo.toml", &manifest("t-hostile", "[workspace]\n"));
        project.check("", &format!("error: {name} {expected}"));
    }
}

#[test]
fn a_program_without_the_hook_is_never_run() {
    let plain = "fn main() { std::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/ran\"), \"\").unwrap() }";
    let project = Project::package(
        "t-plain",
        &[("src/lib.rs", MODEL), ("src/main.rs", plain), ("src/bin/other.rs", "fn main() { loop {} }")],
    );
    project.check("", "model t-plain\nLib t_plain of t-plain: Model t_plain::Web");
    assert!(!project.folder.join("ran").exists());
}

#[test]
fn a_program_with_the_mark_alone_is_no_success() {
    let main = "static MARK: &str = \"threat-model export hook, format 1\\n\"; fn main() { eprintln!(\"{MARK}\") }";
    let project = Project::package("t-mark", &[("src/main.rs", &format!("{MODEL}{main}"))]);
    project.write("Cargo.toml", &manifest("t-mark", "[workspace]\n"));
    // Without the crate's use there is no hook; the dependency is built all the same.
    project.write("src/main.rs", main);
    project.check(
        "",
        "error: binary `t-mark` of `t-mark` ran without writing its declarations\n\
         help: `threat-model` may be in a dynamic library, or a runner may not pass the environment on",
    );
}

#[test]
fn the_variable_set_by_accident_does_no_harm() {
    let project =
        Project::package("t-accident", &[("src/main.rs", &format!("{MODEL}fn main() {{ println!(\"main ran\") }}"))]);
    project.collect("").expect("it answers when asked");
    let program = Project::target_folder().join("debug/t-accident");
    project.write("precious", "years of work\n");
    let precious = project.folder.join("precious");
    let token = "0123456789abcdef0123456789abcdef";
    for variable in ["", "yes", &project::path(&precious), &format!("{token}:{}", project::path(&precious))] {
        let output = Command::new(&program).env("CARGO_TM_EXPORT", variable).output().expect("the program was built");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "main ran\n", "{variable}");
        assert_eq!(fs::read_to_string(&precious).expect("it is still there"), "years of work\n");
    }
}

#[test]
fn two_versions_of_threat_model_are_an_error_that_names_both() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace");
    let second = "[package]\nname = \"threat-model\"\nversion = \"0.2.0\"\nedition = \"2024\"\n[lib]\nname = \"tm\"\n\
                  [dependencies]\ninventory = \"0.3\"\nthreat-model-macros = { path = \"TM_CRATE-macros\" }\n[workspace]\n";
    let old = "[package]\nname = \"t-old\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
               [dependencies]\nthreat-model = { path = \"../second\" }\n[workspace]\n";
    let project = Project::new(
        "t-versions",
        &[
            (
                "Cargo.toml",
                &manifest("t-versions", "t-old = { path = \"old\" }\n[workspace]\nexclude = [\"old\", \"second\"]\n"),
            ),
            ("src/lib.rs", &format!("{MODEL}use t_old as _;")),
            ("src/main.rs", &format!("{MODEL}use t_old as _; fn main() {{}}")),
            ("old/Cargo.toml", old),
            ("old/src/lib.rs", "#[tm::element(Server)] pub struct Old;"),
            ("second/Cargo.toml", second),
        ],
    );
    for file in fs::read_dir(root.join("tm/src")).expect("the crate has sources").flatten() {
        let text = fs::read_to_string(file.path()).expect("the sources are text");
        project.write(&format!("second/src/{}", file.file_name().to_string_lossy()), &text);
    }
    for (line, target) in [("", "binary `t-versions`"), ("--lib", "the library")] {
        let error = project.collect(line).expect_err("there are two versions");
        let text = error.to_string();
        let [one, other] = [("0.1.0", "0.2.0"), ("0.2.0", "0.1.0")]
            .map(|(a, b)| format!("{target} of `t-versions` holds 2 versions of `threat-model`: {a} and {b}"));
        assert!(text == one || text == other, "{text}");
    }
}

/// Whether there is a C compiler; says so if not.
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "says why the test did nothing")]
fn has_cc() -> bool {
    let found = Command::new("cc").arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: cc not found");
        assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none(), "cc is required");
    }
    found
}

#[cfg(target_os = "linux")]
#[test]
fn constructors_behind_the_hook_run_before_it_writes() {
    if !has_cc() {
        return;
    }
    // What the linker is given last has the last entry of the array.
    let build = r#"
        use std::process::Command;
        fn main() {
            let late = format!("{}/late.o", std::env::var("OUT_DIR").unwrap());
            assert!(Command::new("cc").args(["-fPIC", "-c", "late.c", "-o", &late]).status().unwrap().success());
            println!("cargo::rustc-link-arg-bins={late}");
        }
    "#;
    let late = "#include <stdio.h>\n__attribute__((constructor)) static void late(int argc, char **argv) {\n\
                FILE *file = fopen(\"LATE\", \"w\"); fprintf(file, \"%d %s\", argc, argv[0]); fclose(file); }\n";
    let main = format!("{MODEL}fn main() {{}}");
    let project = Project::package("t-behind", &[("build.rs", build), ("src/main.rs", &main)]);
    project.write("late.c", &late.replace("LATE", &project::path(&project.folder.join("late"))));
    for profile in ["", "[workspace]\n[profile.dev]\nlto = \"fat\"\n"] {
        if !profile.is_empty() {
            project.write("Cargo.toml", &manifest("t-behind", profile));
        }
        let _ = fs::remove_file(project.folder.join("late"));
        project.check("", "model t-behind\nBin t-behind of t-behind: Model t-behind@t_behind::Web");
        let late = fs::read_to_string(project.folder.join("late")).expect("the constructor behind the hook ran");
        assert_eq!(late, format!("1 {}", project::path(&Project::target_folder().join("debug/t-behind"))));
    }
}

#[cfg(unix)]
#[test]
fn native_libraries_of_build_scripts_are_found() {
    if !has_cc() {
        return;
    }
    let build = r#"
        use std::process::Command;
        fn main() {
            let out = std::env::var("OUT_DIR").unwrap();
            let run = |program: &str, arguments: &[&str]| {
                assert!(Command::new(program).current_dir(&out).args(arguments).status().unwrap().success());
            };
            std::fs::write(format!("{out}/answer.c"), "int answer(void) { return 42; }").unwrap();
            run("cc", &["-fPIC", "-c", "answer.c"]);
            run("ar", &["rcs", "libanswer_static.a", "answer.o"]);
            run("cc", &["-shared", "-o", "libanswer_shared.so", "answer.o"]);
            println!("cargo::rustc-link-search=native={out}");
            println!("cargo::rustc-env=T_NATIVE=set");
        }
    "#;
    for kind in ["static", "shared"] {
        let name = format!("t-native-{kind}");
        let crate_name = name.replace('-', "_");
        let attributes = if kind == "static" { ", kind = \"static\"" } else { "" };
        let lib = format!(
            "{MODEL}#[link(name = \"answer_{kind}\"{attributes})] unsafe extern \"C\" {{ fn answer() -> i32; }}\n\
             pub fn ask() -> i32 {{ unsafe {{ answer() }} }}"
        );
        let main = format!("fn main() {{ assert_eq!({crate_name}::ask(), 42) }}");
        let project = Project::package(&name, &[("build.rs", build), ("src/lib.rs", &lib), ("src/main.rs", &main)]);
        project.check("", &format!("model {name}\nBin {name} of {name}: Model {crate_name}::Web"));
        project.check("--lib", &format!("model {name}\nLib {crate_name} of {name}: Model {crate_name}::Web"));
    }
}

fn manifest(name: &str, more: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace");
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\nthreat-model = {{ path = \"{}\" }}\n{more}",
        project::path(&root.join("tm"))
    )
}
