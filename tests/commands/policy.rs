//! Levels, acceptances and baselines: what fails a check, and what is set aside.

use crate::support::Folder;

/// Two threats of the team's own: one severe and confirmed on a server that caches, one mild on any server.
const THREATS: [(&str, &str); 2] = [
    (
        "ORG-001.toml",
        "title = \"Stale secrets\"\naliases = [\"ORG-OLD\"]\ntargets = [\"Server\"]\nseverity = \"High\"\nstride = [\"Spoofing\"]\n\
         cwe = [524]\nowasp = [\"A04:2021\"]\ncondition = \"target.uses_cache\"\n\
         [[case]]\nname = \"a cache\"\nfires = true\nmodel.elements = [{ id = \"s\", class = \"Server\", uses_cache = true }]\n\
         [[case]]\nname = \"none\"\nfires = false\nmodel.elements = [{ id = \"s\", class = \"Server\" }]\n",
    ),
    (
        "ORG-002.toml",
        "title = \"Soft server\"\ntargets = [\"Server\"]\nseverity = \"Low\"\ncondition = \"not target.controls.is_hardened\"\n\
         [[case]]\nname = \"not said\"\nfires = true\nmodel.elements = [{ id = \"s\", class = \"Server\" }]\n\
         [[case]]\nname = \"hardened\"\nfires = false\n\
         model.elements = [{ id = \"s\", class = \"Server\", controls = { is_hardened = true } }]\n",
    ),
];

const MODEL: &str = r#"{ "version": 1, "name": "m", "elements": [
    { "id": "a", "class": "Actor" },
    { "id": "web", "class": "Server", "uses_cache": true },
    { "id": "api", "class": "Server", "uses_cache": true, "controls": { "is_hardened": false } }],
  "flows": [{ "source": "a", "sink": "web", "name": "x" }, { "source": "web", "sink": "api", "name": "y" }] }"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    for (file, text) in THREATS {
        folder.write(file, text);
    }
    folder.write("m.json", MODEL);
    folder
}

const CONFIG: &str = "[threats]\nshipped = false\nfiles = [\"ORG-001.toml\", \"ORG-002.toml\"]\n";

/// Checks the model with that tm.toml and those flags, on a day of 2026.
fn check(folder: &mut Folder, code: i32, config: &str, flags: &str) {
    folder.write("tm.toml", format!("{CONFIG}{config}"));
    folder.note(config);
    folder.session(code, format!("check --from tm m.json --today 2026-11-21 {flags}").trim_end());
}

#[test]
fn levels_decide_what_fails_a_check() {
    let mut folder = folder("levels");
    let folder = &mut folder;
    check(folder, 0, "", "");
    check(folder, 1, "", "-D high");
    check(folder, 1, "[levels]\nhigh = \"deny\"\n", "");
    check(folder, 0, "[levels]\nhigh = \"deny\"\n", "-A ORG-OLD");
    check(folder, 0, "[levels]\nhigh = \"deny\"\n\"stride::spoofing\" = \"warn\"\n", "");
    check(folder, 1, "[levels]\n\"owasp::a04\" = \"deny\"\ninfo = \"allow\"\n", "");
    check(folder, 0, "[levels]\nORG-002 = \"deny\"\nORG-001 = \"allow\"\n", "-W ORG-002");
    // Only what is confirmed, unless that is asked for: ORG-002 is confirmed on `api` alone.
    check(folder, 1, "[levels]\nORG-001 = \"allow\"\nORG-002 = \"deny\"\n", "--deny-potential");
    // ORG-001 came with version 0.2, which this team has not seen.
    folder.write("ORG-001.toml", format!("since = \"0.2\"\n{}", THREATS[0].1));
    check(folder, 0, "library = \"0.1\"\n", "-D high");
    check(folder, 1, "library = \"0.2\"\n", "-D high");
    check(folder, 2, "[levels]\nORG-003 = \"deny\"\n", "-D stride::spofing -W cwe::1");
    check(folder, 2, "[levels]\nhigh = \"denied\"\n[level]\n", "");
    folder.expect("policy/levels.txt");
}

#[test]
fn acceptances_decide_findings_without_an_item() {
    let mut folder = folder("acceptances");
    let folder = &mut folder;
    let accept = |finding: &str, more: &str| format!("[[accept]]\nfinding = \"{finding}\"\nreason = \"known\"\n{more}");
    check(folder, 0, &(accept("ORG-001@web", "as = \"mitigated\"\n") + &accept("ORG-OLD@api", "")), "-D high");
    check(folder, 1, &accept("ORG-001@web", "owner = \"ops\"\nuntil = \"2026-11-20\"\n"), "-D high");
    check(folder, 1, &accept("ORG-001@web", "until = \"2026-11-20\"\n"), "-A info -D acceptances");
    check(folder, 0, &accept("ORG-001@web", "until = \"2026-11-21\"\n"), "-A ORG-002");
    check(folder, 0, &(accept("ORG-001@a", "") + &accept("ORG-001@wab", "")), "-A info");
    check(folder, 1, &accept("ORG-001@wab", ""), "-A info -D acceptances");
    check(folder, 0, &accept("ORG-001@wab", ""), "-A info -A acceptances");
    check(folder, 1, &accept("ORG-0001@web", ""), "-A info");
    check(folder, 1, &(accept("ORG-001@web", "") + &accept("ORG-OLD@web", "")), "-A info");
    check(folder, 2, "[[accept]]\nfinding = \"ORG-001@web\"\n", "");
    folder.expect("policy/acceptances.txt");
}

#[test]
fn only_what_is_new_counts_beside_a_baseline() {
    let mut folder = folder("baseline");
    folder.write("tm.toml", CONFIG);
    folder.session(0, "baseline --from tm m.json -o known.json");
    folder.session(0, "check --from tm m.json --today 2026-11-21 -D info --deny-potential --baseline known.json");
    // A new server, and a new order of the old: of these only the new one fails.
    let more = MODEL.replace(r#"{ "id": "a", "class""#, r#"{ "id": "new", "class": "Server" }, { "id": "a", "class""#);
    folder.write("m.json", &more);
    folder.session(1, "check --from tm m.json --today 2026-11-21 -D info --deny-potential --baseline known.json");
    // Written anew it has both, and what it knew stays known.
    folder.session(0, "baseline --from tm m.json --baseline known.json");
    // What is gone is told once.
    folder.write("m.json", MODEL.replace("api", "backend"));
    folder.session(0, "check --from tm m.json --today 2026-11-21 --baseline known.json");
    folder.session(0, "findings --from tm m.json --today 2026-11-21 --baseline known.json");
    folder.write("known.json", "{ \"version\": 2, \"findings\": [] }");
    folder.session(2, "check --from tm m.json --baseline known.json");
    folder.session(2, "check --from tm m.json --baseline missing.json");
    folder.expect("policy/baseline.txt");
}

#[test]
fn the_package_says_more_than_the_workspace_and_the_command_line_most() {
    let mut folder = folder("layers");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"l-web\", \"l-stock\"]\n");
    for (name, server) in [("l-web", "Web"), ("l-stock", "Stock")] {
        folder.package(name, name, "");
        folder.write(
            &format!("{name}/src/lib.rs"),
            format!(
                "use tm::{{dataflow, element, model}};\nmodel! {{ name = \"{server}\" }}\n\
                 #[element(Actor)] pub struct User;\n\
                 #[element(Server, uses_cache, controls(is_hardened))] pub struct {server};\n\
                 dataflow! {{ User -> {server}: \"ask\" }}\n"
            ),
        );
    }
    folder.write(
        "tm.toml",
        format!(
            "{CONFIG}[levels]\nhigh = \"deny\"\n[[accept]]\nfinding = \"ORG-001@l_stock::Stock\"\nreason = \"r\"\n"
        ),
    );
    folder.cargo("build --quiet --workspace");
    folder.session(1, "check --quiet --today 2026-11-21");
    folder.write("l-web/tm.toml", "[levels]\nORG-001 = \"warn\"\n");
    folder.session(0, "check --quiet --today 2026-11-21");
    folder.session(1, "check --quiet --today 2026-11-21 -p l-web -D cwe::524");
    // The acceptance of the workspace is about another package: that is no complaint of this one.
    folder.session(0, "check --quiet --today 2026-11-21 -p l-web");
    // What is known stays known where it moves to other lines, and where other things get other names.
    folder.session(0, "baseline --quiet -p l-web -o known.json");
    let code = folder.read("l-web/src/lib.rs").replace("User", "Guest");
    folder.write("l-web/src/lib.rs", format!("//! The web\n//! server.\n\n{code}"));
    folder.cargo("build --quiet --workspace");
    folder.session(0, "check --quiet --today 2026-11-21 -p l-web -D info --deny-potential --baseline known.json");
    folder.write("l-web/tm.toml", "[threats]\nfiles = [\"missing.toml\"]\n");
    folder.session(2, "check --quiet --today 2026-11-21");
    folder.expect("policy/layers.txt");
}
