//! Cargo's configuration decides how a program is run. It goes by the working directory, so this file has one test.

mod project;

use project::Project;
use std::env;

#[cfg(target_os = "linux")]
#[test]
fn the_runner_and_the_environment_of_cargos_configuration_are_used() {
    let main = "tm::model! { name = \"Test\" }\n\
        #[used] #[unsafe(link_section = \".init_array\")] static EARLY: extern \"C\" fn() = early;\n\
        extern \"C\" fn early() { if std::env::var_os(\"CARGO_TM_EXPORT\").is_some() {\n\
            for it in [\"RUN_BY\", \"T_ENV\", \"T_PATH\", \"CARGO_PKG_NAME\"] { eprintln!(\"{it}={:?}\", std::env::var(it)) }\n\
            std::process::exit(9) } }\n\
        fn main() {}\n";
    let config = "include = [\"more.toml\"]\n[env]\nT_ENV = \"ours\"\nT_PATH = { value = \"sub\", relative = true }\n";
    let more =
        "[env]\nT_ENV = \"less\"\n[target.'cfg(target_os = \"linux\")']\nrunner = [\"env\", \"RUN_BY=runner\"]\n";
    let files = [("src/main.rs", main), (".cargo/config.toml", config), (".cargo/more.toml", more)];
    let project = Project::package("t-config", &files);
    env::set_current_dir(&project.folder).expect("the project is there");
    let error = project.collect("").expect_err("the constructor shows what it was given").to_string();
    let path = project.folder.join("sub");
    for expected in [
        "RUN_BY=Ok(\"runner\")",
        "T_ENV=Ok(\"ours\")",
        &format!("T_PATH=Ok({path:?})"),
        "CARGO_PKG_NAME=Ok(\"t-config\")",
    ] {
        assert!(error.contains(expected), "{expected}: {error}");
    }
}
