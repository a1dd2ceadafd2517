//! Threats: looked up, proven, written, taken from elsewhere.

use crate::support::{Folder, parity};

const OWN: &str = r#"title = "Nobody feeds the cat"
targets = ["Server"]
severity = "High"
condition = "target.os == 'Catnix'"
description = "The cat is hungry."
mitigations = "Feed it."

[[case]]
name = "a cat"
fires = true
model.elements = [{ id = "web", class = "Server", os = "Catnix" }]

[[case]]
name = "no cat"
fires = false
model.elements = [{ id = "web", class = "Server", os = "Linux" }]
"#;

const MODEL: &str = r#"{ "version": 1, "name": "Shop",
    "boundaries": [{ "id": "internet", "name": "Internet" }],
    "elements": [{ "id": "browser", "class": "Actor", "boundary": "internet" },
                 { "id": "web", "class": "Server", "os": "Catnix" }],
    "flows": [{ "source": "browser", "sink": "web", "name": "order", "protocol": "HTTP" }] }"#;

#[test]
fn threats_of_ones_own_add_to_the_library() {
    let mut folder = Folder::new("own");
    folder.write("CAT-001.toml", OWN);
    folder.write("m.json", MODEL);
    folder.session(0, "threats verify CAT-001.toml");
    folder.session(0, "threats list --threats CAT-001.toml");
    folder.session(0, "threats show CAT-001 --add-threats CAT-001.toml");
    folder.session(0, "findings --from tm m.json --threats CAT-001.toml --today 2026-11-21");
    folder.session(0, "check --from tm m.json --threats CAT-001.toml --today 2026-11-21");
    folder.session(0, "explain CAT-001 --threats CAT-001.toml --on web --from tm m.json --today 2026-11-21");
    folder.session(0, "explain CAT-001 --threats CAT-001.toml --on browser --from tm m.json --today 2026-11-21");
    let shipped = folder.tm("findings --from tm m.json").stdout;
    let added = folder.tm("findings --from tm m.json --add-threats CAT-001.toml").stdout;
    assert_eq!(added.lines().count(), shipped.lines().count() + 1);
    // A case that says something else.
    folder.write("CAT-002.toml", OWN.replace("fires = false", "fires = true"));
    folder.session(1, "threats verify CAT-002.toml");
    folder.expect("threats/own.txt");
}

#[test]
fn a_new_threat_verifies_and_overwrites_nothing() {
    let mut folder = Folder::new("new");
    folder.session(0, "threats new ORG-001");
    folder.session(0, "threats verify threats/ORG-001.toml");
    folder.session(0, "threats new ORG-002 --dir deep/er");
    folder.write("threats/ORG-001.toml", OWN);
    let before = folder.listing();
    folder.session(2, "threats new ORG-001");
    folder.session(2, "threats new INP05");
    for id in ["../x", "/etc/x", "ORG/1", "org-001", "", "ORG.001", "..", "-A", "ORG 1", "ÄRG"] {
        folder.session(2, &format!("threats new '{id}'"));
    }
    folder.write("file", "");
    folder.session(2, "threats new ORG-003 --dir file");
    std::fs::remove_file(folder.path.join("file")).expect("it is there");
    assert_eq!(folder.listing(), before);
    folder.expect("threats/new.txt");
}

/// A threat on servers, fit to stand beside [`OWN`], with a part that no case notices.
const UNNOTICED: &str = r#"title = "The dog is bored"
targets = ["Server"]
severity = "Low"
condition = """
    target.os == 'Dognix'
    and not target.controls.is_hardened
"""

[[case]]
name = "a dog"
fires = true
model.elements = [{ id = "web", class = "Server", os = "Dognix" }]

[[case]]
name = "no dog"
fires = false
model.elements = [{ id = "web", class = "Server", os = "Linux" }]
"#;

#[test]
fn conditions_that_prove_too_little_or_repeat_others_are_shown() {
    let mut folder = Folder::new("verified");
    folder.write("lib/DOG-001.toml", UNNOTICED);
    folder.session(1, "threats verify lib");
    folder.write("lib/DOG-001.toml", UNNOTICED.replace("\n    and not target.controls.is_hardened", ""));
    folder.session(0, "threats verify lib");
    folder.write("lib/CAT-001.toml", OWN);
    let copy = OWN.replace("target.os == 'Catnix'", "not ('Catnix' != target.os)");
    folder.write("lib/CAT-002.toml", &copy);
    let wide = OWN.replace("target.os == 'Catnix'", "target.os in ('Catnix', 'Catbsd')");
    folder.write("lib/CAT-003.toml", wide.replace("Linux", "catnix"));
    folder.write("lib/CAT-004.toml", OWN.replace("target.os == 'Catnix'", "target.os == 'A' and target.os == 'B'"));
    folder.session(1, "threats verify lib");
    std::fs::remove_file(folder.path.join("lib/CAT-004.toml")).expect("it is there");
    let reason = "overlaps = { CAT-001 = 'told apart by name', CAT-003 = 'told apart by fur' }\n";
    folder.write("lib/CAT-002.toml", format!("{reason}{copy}"));
    folder.write(
        "lib/CAT-003.toml",
        format!("overlaps = {{ CAT-001 = 'the wild ones too', DOG-001 = 'they met' }}\n{wide}"),
    );
    folder.session(1, "threats verify lib");
    folder.expect("threats/verified.txt");
}

#[test]
fn a_folder_stands_for_the_threat_files_in_it() {
    let mut folder = Folder::new("folder");
    folder.write("m.json", MODEL);
    folder.write("lib/CAT-002.toml", OWN);
    folder.write("lib/CAT-001.toml", OWN);
    folder.write("lib/notes.txt", "no threat");
    folder.write("lib/inner/CAT-003.toml", OWN);
    folder.write(
        "lib/more.json",
        r#"[{"SID": "PET", "target": ["Server"], "severity": "Low", "condition": "target.usesCache"}]"#,
    );
    folder.session(0, "threats list --threats lib");
    folder.write(
        "own/CAT-001.toml",
        format!("replaces = true\nsince = '0.2'\n{}", OWN.replace("feeds the cat", "feeds the lion")),
    );
    folder.session(0, "threats list --threats lib own");
    folder.session(0, "threats list --threats own lib/more.json");
    folder.session(2, "threats list --threats own lib");
    folder.write("INP05.toml", format!("replaces = true\n{OWN}"));
    let replaced = folder.tm("threats show INP05 --add-threats INP05.toml");
    assert!(replaced.stdout.contains("Nobody feeds the cat") && replaced.stderr.is_empty(), "{}", replaced.stderr);
    folder.session(2, "threats list --threats lib/inner/none");
    std::fs::create_dir_all(folder.path.join("empty")).expect("it can be made");
    folder.session(2, "threats list --threats empty");
    folder.expect("threats/folder.txt");
}

#[test]
fn the_catalogue_is_of_the_threats_in_force() {
    let mut folder = Folder::new("catalogue");
    let own = OWN.replace("targets", "aliases = ['INP19']\ntargets");
    folder.write("CAT-001.toml", own.replacen("[[case]]", "[pytm]\nINP19 = \"It asks for a parser.\"\n\n[[case]]", 1));
    folder.session(0, "threats catalogue --threats CAT-001.toml");
    folder.session(0, "threats catalogue --threats CAT-001.toml --differences -o differences.md");
    folder.note(&folder.read("differences.md"));
    folder.session(2, "threats catalogue --threats CAT-002.toml");
    folder.expect("threats/catalogue.txt");
    let shipped = folder.tm("threats catalogue").stdout;
    assert!(shipped.contains("\n### INP05\n") && !shipped.contains("CAT-001"));
    assert!(!folder.tm("threats catalogue --exclude INP05").stdout.contains("\n### INP05\n"));
}

#[test]
fn threats_are_looked_up() {
    let mut folder = Folder::new("look-up");
    folder.write("m.json", MODEL);
    folder.session(0, "threats show INP05");
    assert_eq!(folder.tm("explain INP05").stdout, folder.tm("threats show INP05").stdout);
    folder.session(2, "threats show INP005");
    folder.session(2, "explain TM0001");
    folder.session(2, "explain nonsense");
    folder.session(2, "explain INP05 --on webb --from tm m.json");
    folder.session(2, "explain INP05 --on nonsense --from tm m.json");
    folder.session(0, "describe Server");
    folder.session(0, "describe controls");
    folder.session(2, "describe Sever");
    folder.session(2, "describe nonsense");
    folder.expect("threats/look_up.txt");

    let list = folder.tm("threats list").stdout;
    let ids: Vec<_> = list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() > 50, "{list}");
    for id in ids {
        let run = folder.tm(&format!("explain {id}"));
        assert_eq!(run.code, Some(0), "{id}: {}", run.stderr);
    }
    let describe = folder.tm("describe").stdout;
    assert!(describe.contains("Server") && describe.contains("Datastore"), "{describe}");
}

#[test]
fn threats_are_left_out() {
    let folder = Folder::new("exclude");
    folder.write("m.json", MODEL);
    let all = folder.tm("findings --from tm m.json").stdout;
    let found = |text: &str, id: &str| text.split_whitespace().any(|word| word == id);
    let ids: Vec<_> = folder.tm("threats list").stdout.lines().skip(1).map(str::to_owned).collect();
    let ids: Vec<_> =
        ids.iter().filter_map(|line| line.split_whitespace().next()).filter(|it| found(&all, it)).collect();
    let [first, second, ..] = ids[..] else { panic!("{all}") };
    for line in [format!("--exclude {first},{second}"), format!("--exclude {first} --exclude {second}")] {
        let rest = folder.tm(&format!("findings --from tm m.json {line}")).stdout;
        assert!(!found(&rest, first) && !found(&rest, second), "{line}\n{rest}");
        assert!(ids[2..].iter().all(|id| found(&rest, id)), "{line}\n{rest}");
    }
    let run = folder.tm("findings --from tm m.json --exclude INP005");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("`--exclude INP005`") && run.stderr.contains("did you mean"), "{}", run.stderr);
}

#[test]
fn the_shipped_library_proves_itself() {
    let run = Folder::new("verify").tm("threats verify");
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", run.stdout);
}

/// pytm's own library, unchanged, in the place of ours.
#[test]
fn the_library_of_pytm() {
    let Some(threats) = parity().map(|folder| folder.join("threats.json")) else { return };
    let threats = threats.display();
    let folder = Folder::new("pytm");
    folder.write("m.json", MODEL);
    let list = folder.tm(&format!("threats list --threats {threats}"));
    assert_eq!(list.code, Some(0), "{}", list.stderr);
    assert!(list.stdout.lines().count() > 100, "{}", list.stdout);
    let findings = folder.tm(&format!("findings --from tm m.json --threats {threats} --format json"));
    assert_eq!(findings.code, Some(0), "{}", findings.stderr);
    let findings: serde_json::Value = serde_json::from_str(&findings.stdout).expect("findings are JSON");
    let findings = findings["findings"].as_array().expect("there is a list");
    assert!(findings.iter().any(|it| it["element"]["id"] == "web"), "{findings:?}");
    let explain = folder.tm(&format!("explain INP01 --on web --from tm m.json --threats {threats}"));
    assert_eq!(explain.code, Some(0), "{}", explain.stderr);
}
