//! Commits that are not like today: without a model, without the package, broken, elsewhere.

use std::fs;

use crate::repository::{GUESTBOOK, Repository, git, with_mail};
use crate::support::{Folder, Run};

/// Where the rest of the guestbook is an addition.
const ALL_NEW: &str = "  + Comment form (Server), src/lib.rs:11\n";

#[test]
fn what_a_commit_has_not_is_an_empty_model() {
    let Some(repository) = Repository::new("df-empty") else { return };
    repository.folder.write("README.md", "nothing yet\n");
    repository.commit("Begin");
    repository.git("tag nothing");
    repository.folder.write("Cargo.toml", "[package]\nname = \"df-empty\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    repository.folder.write("src/lib.rs", "pub struct Form;\n");
    repository.commit("Write code");
    repository.git("tag plain");
    repository.package(".", "df-empty", "use tm as _;\npub struct Form;\n");
    repository.commit("Depend on it");
    repository.git("tag depends");
    repository.folder.write("src/lib.rs", GUESTBOOK);
    for line in ["nothing", "plain", "depends", "plain -p df-empty", "depends -p df-empty", "nothing --lib"] {
        let run = repository.tm(0, &format!("diff {line}"));
        assert!(
            run.stdout.contains(ALL_NEW) && run.stdout.contains("  new     Medium    confirmed  accepted"),
            "{line}\n{}",
            run.stdout
        );
        let tag = line.split(' ').next().unwrap_or_default();
        assert!(
            run.stderr.contains(&format!("note: {tag} (")) && run.stderr.contains(") has no threat model\n"),
            "{}",
            run.stderr
        );
    }
    // And today there may be none any more.
    repository.commit("Keep a guestbook");
    let run = repository.tm(0, "diff main plain --quiet");
    assert!(run.stdout.contains("  - Comment form (Server), src/lib.rs:11\n"), "{}", run.stdout);
    assert!(run.stdout.contains("  gone    Medium    confirmed  accepted"), "{}", run.stdout);
}

#[test]
fn what_does_not_build_is_no_result() {
    let Some(repository) = Repository::guestbook("df-broken") else { return };
    repository.folder.write("src/lib.rs", GUESTBOOK.replace("pub struct Form;", "pub struct Form { text: Strin }"));
    repository.commit("Break it");
    repository.folder.write("src/lib.rs", GUESTBOOK);
    let run = repository.tm(2, "diff HEAD");
    let hash = &repository.git("rev-parse HEAD")[..7];
    let said = format!(
        "error: HEAD ({hash}) does not build, so there is no model to compare with\n  = help: keep the model of each commit with \
         `cargo tm model -o FILE`, and compare with `--before tm FILE`\n"
    );
    assert!(run.stderr.contains("cannot find type `Strin`") && run.stderr.ends_with(&said), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    // Nor does a manifest that cargo cannot read, or a release build without a model.
    repository.folder.write("Cargo.toml", "[package\n");
    repository.commit("Break the manifest");
    repository.git("checkout --quiet HEAD^^ -- Cargo.toml");
    let run = repository.tm(2, "diff HEAD");
    assert!(
        run.stderr.contains("error: there is no model of HEAD (") && run.stderr.contains("--before tm FILE"),
        "{}",
        run.stderr
    );
    let run = repository.tm(2, "diff HEAD^^ HEAD^^ --release");
    assert!(run.stderr.contains("built without debug assertions"), "{}", run.stderr);
}

#[test]
fn a_workspace_in_a_folder_whose_packages_come_and_go() {
    let Some(repository) = Repository::new("df-workspace") else { return };
    let repository = repository.inside("rust/app");
    let manifest = |members: &str| format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    repository.folder.write("rust/Cargo.toml", manifest("\"app\", \"old\""));
    for (folder, name) in [("rust/app", "df-app"), ("rust/old", "df-old")] {
        repository.package(folder, name, GUESTBOOK);
    }
    fs::rename(repository.folder.path.join("Cargo.lock"), repository.folder.path.join("rust/Cargo.lock"))
        .expect("it is there");
    repository.folder.write("rust/tm.toml", repository.folder.read("tm.toml").replace("threats/", "../threats/"));
    repository.commit("Keep two guestbooks");
    // The package has another name, another is gone, one is new.
    repository.folder.write("rust/Cargo.toml", manifest("\"app\", \"new\""));
    let manifest = repository.folder.read("rust/app/Cargo.toml").replace("df-app", "df-visitors");
    repository.folder.write("rust/app/Cargo.toml", manifest);
    repository.folder.write("rust/app/src/lib.rs", with_mail(GUESTBOOK));
    let lock = repository.folder.path.join("Cargo.lock");
    repository.package("rust/new", "df-new", GUESTBOOK);
    fs::remove_file(lock).expect("the harness has written it");
    fs::remove_dir_all(repository.folder.path.join("rust/old")).expect("it is there");

    let run = repository.tm(0, "diff main --quiet");
    assert!(run.stdout.starts_with("df-visitors: main ("), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("  ~ Comment form (Server), app/src/lib.rs:11\n      id: df_app::Form → df_visitors::Form\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("      controls.checks_origin: true → nothing said\n"), "{}", run.stdout);
    assert!(!run.stdout.contains("  gone ") && !run.stdout.contains("df-new"), "{}", run.stdout);
    let named = repository.tm(0, "diff main --quiet -p df-visitors");
    assert_eq!(named.stdout, run.stdout);
    let run = repository.tm(0, "diff main --quiet -p df-new");
    assert!(
        run.stdout.starts_with("df-new: ") && run.stdout.contains("  + Comment form (Server), new/src/lib.rs:11\n"),
        "{}",
        run.stdout
    );
    let run = repository.tm(0, "diff main --quiet --workspace --format markdown");
    let headings: Vec<_> = run.stdout.lines().filter(|it| it.starts_with("### ")).collect();
    assert_eq!(headings, ["### df-new", "### df-visitors", "### df-old"]);
    let run = repository.tm(2, "diff main -p df-old");
    assert!(run.stderr.contains("df-old"), "{}", run.stderr);
    // A file is one model.
    let file = repository.folder.path.with_file_name("now.json").display().to_string();
    repository.tm(0, &format!("model --quiet -p df-visitors -o {file}"));
    let whole = Repository::at(Folder::at(repository.folder.path.clone())).inside("rust");
    let run = whole.tm(2, &format!("diff main --quiet --from tm {file}"));
    let said = "error: one file cannot be compared with the models of `df-app`, `df-old`\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
    // From elsewhere, by its manifest.
    let mut command = repository.command("diff main --quiet --manifest-path");
    command.current_dir("/").arg(repository.folder.path.join("rust/app/Cargo.toml"));
    let run = Run::of(&mut command);
    assert_eq!((run.code, run.stdout), (Some(0), named.stdout), "{}", run.stderr);
    repository.is_clean();
}

#[test]
fn submodules_come_from_what_is_there() {
    let Some(store) = Repository::new("df-submodule-store") else { return };
    let code = "use tm::element;\n#[element(Datastore, name = \"Store\", is_sql)] pub struct Store;\n";
    store.folder.package(".", "df-store", "");
    store.folder.write("src/lib.rs", code);
    store.folder.write(".gitignore", "/Cargo.lock\n");
    store.commit("Store");
    let Some(repository) = Repository::new("df-submodule") else { return };
    let manifest = "df-store = { path = \"libs/store\" }\n[workspace]\nexclude = [\"libs\"]\n";
    repository.folder.package(".", "df-submodule", manifest);
    repository
        .folder
        .write("src/lib.rs", format!("{GUESTBOOK}dataflow! {{ Form -> df_store::Store: \"Keep\", is_local }}\n"));
    repository.threats();
    let url = store.folder.path.display().to_string();
    git(
        &repository.folder.path,
        &["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "libs/store"],
    );
    repository.commit("Keep in a store");
    // The store changes, and the repository takes the change.
    let inside = Repository::at(Folder::at(repository.folder.path.join("libs/store")));
    inside.folder.write("src/lib.rs", code.replace("is_sql", "is_sql, stores_pii"));
    inside.commit("Keep persons");
    repository.commit("Keep persons");
    let before = repository.git("submodule status") + &repository.git("config --list --local");
    // Nothing is fetched: where it came from is gone.
    fs::remove_dir_all(&store.folder.path).expect("it is there");
    let run = repository.tm(0, "diff HEAD^ --quiet --with-deps");
    assert!(run.stdout.contains("      stores_pii: nothing said → true\n"), "{}", run.stdout);
    assert_eq!(inside.git("worktree list").lines().count(), 1);
    assert_eq!(repository.git("submodule status") + &repository.git("config --list --local"), before);
    // A submodule that is not there is named, and what needs it does not build.
    repository.git("submodule --quiet deinit --force libs/store");
    let run = repository.tm(2, "diff HEAD^ HEAD");
    assert!(run.stderr.contains("warning: the submodule `libs/store` is not there as HEAD^ ("), "{}", run.stderr);
    assert!(run.stderr.contains("git submodule update --init"), "{}", run.stderr);
}

#[test]
fn without_a_repository_there_is_no_commit() {
    let Some(repository) = Repository::guestbook("df-bare") else { return };
    let kept = repository.folder.path.join(".git");
    let away = repository.folder.path.with_file_name("git");
    let _ = fs::remove_dir_all(&away);
    fs::rename(&kept, &away).expect("it can be moved");
    // The test's folder is in the repository of this checkout, as likely as not.
    let mut command = repository.command("diff main");
    let run =
        Run::of(command.env("GIT_CEILING_DIRECTORIES", repository.folder.path.parent().expect("it is in a folder")));
    assert_eq!(run.code, Some(2), "{}", run.stdout);
    assert!(
        run.stderr.contains("error: there is no git repository at `") && run.stderr.contains("--before tm FILE"),
        "{}",
        run.stderr
    );
}
