//! Model files of users, as `cargo tm taint` finds and judges them.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use cargo_tm::{Folder, Run, golden};

/// A program, and a crate that is not of its workspace.
fn workspace(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\nexclude = [\"theirs\"]\n");
    folder.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\nour-db = { path = \"../theirs\" }\n",
    );
    folder.write(
        "app/src/main.rs",
        "fn main() {\n    let name = our_db::request().name();\n    our_db::Pool::open().fetch(&format!(\"SELECT {name}\"));\n}\n",
    );
    folder.write("theirs/Cargo.toml", "[package]\nname = \"our-db\"\nversion = \"2.3.1\"\nedition = \"2024\"\n");
    folder.write(
        "theirs/src/lib.rs",
        "pub struct Request(pub String);\npub struct Pool { pub name: String, secret: String }\n\
         pub fn request() -> Request { Request(String::new()) }\n\
         impl Request { pub fn name(self) -> String { self.0 } }\n\
         impl Pool {\n    pub fn open() -> Pool { Pool { name: String::new(), secret: String::new() } }\n    \
         pub fn fetch(&self, sql: &str) -> usize { sql.len() + self.secret.len() }\n}\n\
         pub mod kept { pub fn run<T>(_: T, _: u8) {} fn hidden() {} }\npub static KEY: &str = \"k\";\n",
    );
    folder
}

const MODELS: &str = "#![models(krate = \"our-db\", version = \"2\")]\n\n\
    mod our_db {\n    #[source(UserInput)]\n    fn request() -> Request;\n}\n\n\
    impl our_db::Pool {\n    fn fetch(&self, #[sink(Sql, via(pool))] sql: &str) -> usize;\n}\n";

fn taint(folder: &Folder, code: i32) -> Run {
    let mut command = folder.command();
    // Models are held against what cargo has made in the folder's own target folder.
    command.env("CARGO_TARGET_DIR", folder.path.join("target"));
    let run = Run::of(command.args(["taint", "--color", "never"]));
    assert_eq!(run.code, Some(code), "{}\n{}", run.stdout, run.stderr);
    run
}

/// The flows, without how much was understood.
fn flows(run: &Run) -> &str {
    run.stdout.split("\n\n").next().unwrap_or_default()
}

/// What is said of the model files, without cargo's own lines.
fn faults(run: &Run) -> String {
    let start = run.stderr.find("error[models]").or_else(|| run.stderr.find("warning[models]"));
    let said = &run.stderr[start.expect("there are faults")..];
    let end = said.find(" functions, ").map_or(said.len(), |at| said[..at].rfind('\n').map_or(0, |at| at + 1));
    said[..end].to_owned()
}

#[test]
fn models_are_found_beside_tm_toml_and_by_name() {
    let folder = workspace("models-found");
    assert!(!taint(&folder, 0).stdout.contains("T0002"), "nothing is known of that crate");
    folder.write("models/our-db.tm.rs", MODELS);
    let run = taint(&folder, 0);
    golden("taint/models.txt", &format!("{}\n", flows(&run)));
    std::fs::remove_file(folder.path.join("models/our-db.tm.rs")).expect("it was there");
    folder.write("app/models/our-db.tm.rs", MODELS);
    assert!(taint(&folder, 0).stdout.contains("T0002"), "the package's own");
    std::fs::remove_file(folder.path.join("app/models/our-db.tm.rs")).expect("it was there");
    folder.write("security/db.tm.rs", MODELS);
    folder.write("tm.toml", "[taint]\nmodels = [\"security/db.tm.rs\"]\n");
    assert!(taint(&folder, 0).stdout.contains("T0002"), "the one that tm.toml names");
    folder.write("tm.toml", "[taint]\nmodels = [\"security/none.tm.rs\"]\n");
    assert!(taint(&folder, 2).stderr.contains("failed to read"));
}

#[test]
fn what_the_crate_does_not_have_is_an_error_at_its_place() {
    let folder = workspace("models-wrong");
    folder.write(
        "models/our-db.tm.rs",
        "#![models(krate = \"our-db\")]\n\n\
         mod our_db {\n    #[source(UserInput)]\n    fn requests() -> Request;\n    \
         mod kept {\n        fn run(#[sink(Sql)] text: _);\n        #[source(A)]\n        fn hidden() -> _;\n    }\n    \
         mod keptt {\n        fn run(#[sink(Sql)] text: _);\n    }\n    \
         struct Pool {\n        #[source(Secret)]\n        secret: String,\n    }\n    \
         struct Request(#[source(A)] pub String, #[source(B)] u8);\n    \
         #[source(Secret)]\n    static KAY: _;\n    pub use our_db::nothing;\n}\n\n\
         impl our_db::Pool {\n    fn fetsh(&self, #[sink(Sql)] sql: &str) -> usize;\n    \
         fn fetch(&self, #[sink(Sql)] sql: &str, more: _) -> usize;\n}\n\n\
         impl std::io::Write for our_db::Poll {\n    fn flush(&mut self, #[sink(A)] more: _);\n}\n",
    );
    golden("taint/models_wrong.txt", &faults(&taint(&folder, 2)));
}

#[test]
fn a_crate_that_is_not_there_is_a_warning() {
    let folder = workspace("models-absent");
    folder.write("models/a.tm.rs", MODELS.replace("our-db", "our-bd"));
    folder.write("models/b.tm.rs", MODELS.replace("version = \"2\"", "version = \">=3, <5\""));
    let run = taint(&folder, 0);
    golden("taint/models_absent.txt", &faults(&run));
    assert!(!run.stdout.contains("T0002"));
}

/// A file that was found right is asked about again only when something has changed.
#[test]
fn what_was_right_is_kept() {
    let folder = workspace("models-kept");
    folder.write("models/our-db.tm.rs", MODELS);
    let kept = || {
        let entries = std::fs::read_dir(folder.path.join("target/tm/taint")).expect("there is a folder");
        entries.filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().starts_with("models-")).count()
    };
    taint(&folder, 0);
    taint(&folder, 0);
    assert_eq!(kept(), 1);
    let library = std::fs::read_to_string(folder.path.join("theirs/src/lib.rs")).unwrap();
    folder
        .write("theirs/src/lib.rs", library.replace("fn fetch(&self, sql: &str)", "fn fetch(&self, sql: &str, _: u8)"));
    folder.write("app/src/main.rs", "fn main() {\n    our_db::Pool::open().fetch(\"\", 1);\n}\n");
    assert!(faults(&taint(&folder, 2)).contains("has 3 parameters"));
}

/// What a trait's method says of its body holds of the program's own implementations: what they are given, and what they return. The
/// program never calls them.
#[test]
fn implementations_of_a_trait_are_marked_by_its_model() {
    let folder = workspace("models-trait");
    folder.write(
        "theirs/src/lib.rs",
        "pub struct Request(pub String);\n\
         pub trait Page {\n    fn text(&self, name: &str) -> String;\n    \
         fn later(&self, request: Request) -> impl Future<Output = Result<String, u8>>;\n}\n",
    );
    folder.write(
        "app/src/main.rs",
        "use our_db::{Page, Request};\n\n\
         struct Card;\n\n\
         impl Page for Card {\n    fn text(&self, name: &str) -> String {\n        format!(\"<p>{name}\")\n    }\n\n    \
         async fn later(&self, request: Request) -> Result<String, u8> {\n        Ok(request.0)\n    }\n}\n\n\
         struct Fixed;\n\n\
         impl Page for Fixed {\n    fn text(&self, name: &str) -> String {\n        drop(name.to_owned());\n        \"<p>\".to_owned()\n    }\n\n    \
         async fn later(&self, request: Request) -> Result<String, u8> {\n        Err(request.0.len() as u8)\n    }\n}\n\n\
         fn main() {}\n",
    );
    folder.write(
        "models/our-db.tm.rs",
        "#![models(krate = \"our-db\")]\n\nmod our_db {\n    trait Page {\n        \
         #[sink(Html, return)]\n        fn text(&self, #[source(UserInput)] name: &str) -> String;\n        \
         #[sink(Html, return, path = \"_::Ok.0\")]\n        \
         async fn later(&self, #[source(UserInput)] request: Request) -> Result<String, u8>;\n    }\n}\n",
    );
    let said = taint(&folder, 0).stdout;
    let issues: Vec<&str> = said.split("\n\n").filter(|it| it.starts_with("warning[T")).collect();
    golden("taint/models_trait.txt", &format!("{}\n", issues.join("\n\n")));
    folder.write(
        "models/our-db.tm.rs",
        "#![models(krate = \"our-db\")]\n\nmod our_db {\n    #[sink(Html, return)]\n    fn page() -> String;\n}\n",
    );
    golden("taint/models_trait_wrong.txt", &faults(&taint(&folder, 2)));
}
