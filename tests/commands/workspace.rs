//! A workspace of several models.

use std::fs;

use crate::support::{Folder, target};

fn shop() -> Folder {
    let folder = Folder::new("shop");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"e-web\", \"e-stock\", \"e-plain\"]\n");
    for (name, server) in [("e-web", "Web"), ("e-stock", "Stock")] {
        folder.package(name, name, "");
        folder.write(
            &format!("{name}/src/lib.rs"),
            format!(
                "use tm::{{dataflow, element, model}};\nmodel! {{ name = \"{server}\" }}\n\
                 #[element(Actor)] pub struct User;\n#[element(Server, os = \"Linux\")] pub struct {server};\n\
                 dataflow! {{ User -> {server}: \"ask\", protocol = \"HTTP\" }}\n"
            ),
        );
    }
    folder.write("e-plain/Cargo.toml", "[package]\nname = \"e-plain\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    folder.write("e-plain/src/main.rs", "fn main() {}\n");
    folder
}

#[test]
fn several_models() {
    let mut folder = shop();
    // What is talked of the build differs from run to run.
    folder.cargo("build --quiet --workspace");
    assert_eq!(folder.tm("check --quiet").code, Some(0));
    folder.session(0, "check --quiet --today 2026-11-21");
    folder.session(0, "findings --quiet --today 2026-11-21");
    for command in ["model", "dfd", "seq", "elements", "explain INP05 --on Web"] {
        folder.session(2, &format!("{command} --quiet"));
    }
    folder.session(2, "dfd --quiet -o dfd.dot");
    assert!(!folder.path.join("dfd.dot").exists());
    folder.session(0, "seq --quiet --format plantuml -p e-web");

    let _ = fs::remove_dir_all(target().join("tm/e-web"));
    folder.session(0, "report --quiet --today 2026-11-21");
    for (package, name) in [("e-web", "Web"), ("e-stock", "Stock")] {
        let page = fs::read_to_string(target().join("tm").join(package).join("report.html")).expect("it was written");
        assert!(page.contains(&format!("<title>{name}")), "{package}");
    }
    folder.session(2, "report --quiet -o report.html");
    assert!(!folder.path.join("report.html").exists());
    folder.session(0, "report --quiet --format md --today 2026-11-21 -o reports/");
    assert!(
        folder.read("reports/e-web/report.md").contains("Web")
            && folder.read("reports/e-stock/report.md").contains("Stock")
    );
    folder.session(2, "check --quiet -p e-wob");
    folder.session(2, "check --quiet -p e-plain");
    folder.session(2, "check --quiet -p nonsense");
    folder.expect("workspace.txt");

    let findings = folder.tm("findings --quiet --format json").stdout;
    let findings: serde_json::Value = serde_json::from_str(&findings).expect("one document, whatever the models");
    assert_eq!(findings["version"], 1);
    let checked: serde_json::Value =
        serde_json::from_str(&folder.tm("check --quiet --format json").stdout).expect("so too");
    assert_eq!(checked["models"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_threat_file_is_warned_of_once_however_many_models_there_are() {
    let folder = shop();
    folder.write(
        "ORG-1.toml",
        "title = \"Any server\"\ntargets = [\"Server\"]\nseverity = \"Low\"\n\
         condition = \"target.uses_cache or not target.uses_cache\"\ndescription = \"It is there.\"\n",
    );
    let output = folder.tm("findings --quiet --threats ORG-1.toml");
    assert_eq!(output.stderr.matches("this always holds").count(), 1, "{}", output.stderr);
    assert_eq!(output.stdout.matches("Any server").count(), 2, "{}", output.stdout);
}
