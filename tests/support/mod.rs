//! Builds the projects and asks their programs for their declarations, as `cargo tm` does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A folder of `projects/`, and the target folder it is built in.
pub(crate) struct Project {
    folder: PathBuf,
    target: PathBuf,
}

impl Project {
    pub(crate) fn of(name: &str) -> Project {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects").join(name);
        Project { folder, target: target("shared") }
    }

    /// With a target folder of its own: for profiles that would take the place of the usual ones.
    pub(crate) fn in_folder(self, name: &str) -> Project {
        Project { target: target(name), ..self }
    }

    /// Runs cargo, which must succeed and warn of nothing; all it printed.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> String {
        let printed = self.cargo_may_warn(arguments);
        assert!(!printed.contains("warning"), "cargo {arguments:?} in {}\n{printed}", self.folder.display());
        printed
    }

    /// Runs cargo, which must succeed; all it printed.
    pub(crate) fn cargo_may_warn(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--locked", "--color", "never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo runs");
        let printed = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        assert!(output.status.success(), "cargo {arguments:?} in {}\n{printed}", self.folder.display());
        printed
    }

    pub(crate) fn binary(&self, path: &str) -> PathBuf {
        self.target.join(path).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Compares `actual` with the file `name` of the project, or writes it there if `TM_OVERWRITE` is set.
    pub(crate) fn expect(&self, name: &str, actual: &str) {
        let file = self.folder.join(name);
        if std::env::var_os("TM_OVERWRITE").is_some() {
            fs::write(file, actual).expect("the project's folder can be written");
            return;
        }
        let expected = fs::read_to_string(file).unwrap_or_default();
        let lost = expected.lines().filter(|line| !actual.lines().any(|it| it == *line));
        let new = actual.lines().filter(|line| !expected.lines().any(|it| it == *line));
        let difference: Vec<_> = lost.map(|it| format!("- {it}")).chain(new.map(|it| format!("+ {it}"))).collect();
        assert_eq!(expected, actual, "{name} differs:\n{}", difference.join("\n"));
    }

    /// A copy of the project in which every line of an annotation is a comment.
    pub(crate) fn without_annotations(&self) -> Project {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plain-source");
        fs::create_dir_all(folder.join("src")).expect("the temporary folder can be written");
        let read = |path: &str| fs::read_to_string(self.folder.join(path)).expect("the project has it");
        let write = |path: &str, text: &str| fs::write(folder.join(path), text).expect("the copy can be written");
        let source = read("src/main.rs");
        let commented: Vec<_> = source.lines().map(without_annotation).collect();
        write("src/main.rs", &(commented.join("\n") + "\n"));
        let tm = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("tm");
        write("Cargo.toml", &read("Cargo.toml").replace("\"../../../tm\"", &format!("{:?}", tm.display().to_string())));
        write("Cargo.lock", &read("Cargo.lock"));
        Project { folder, target: self.target.clone() }
    }
}

fn without_annotation(line: &str) -> String {
    const STARTS: [&str; 6] = ["use tm::", "#[element", "#[boundary", "#[data", "dataflow!", "model!"];
    let annotates = STARTS.iter().any(|start| line.trim_start().starts_with(start));
    if annotates { format!("// {line}") } else { line.to_owned() }
}

fn target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name)
}

/// A program built in the shared target folder.
pub(crate) fn binary(path: &str) -> PathBuf {
    Project::of("").binary(path)
}

/// Runs a program that must succeed; what it printed.
pub(crate) fn run(program: &Path) -> String {
    let output = Command::new(program).output().expect("the program was built");
    assert!(output.status.success(), "{}", program.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What `cargo tm` asks of a program: to write its declarations to a file that holds a token.
pub(crate) struct Request(PathBuf);

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

impl Request {
    pub(crate) fn new(name: &str) -> Request {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("export-{name}-{}", std::process::id()));
        fs::write(&file, TOKEN).expect("the temporary folder can be written");
        Request(file)
    }

    /// Runs a program that must succeed; what it printed.
    pub(crate) fn send(&self, program: &Path) -> String {
        let variable = format!("{TOKEN}:{}", self.0.display());
        let output = Command::new(program).env("CARGO_TM_EXPORT", variable).output().expect("the program was built");
        assert!(output.status.success(), "{}", program.display());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The document that was written, if one was.
    pub(crate) fn answer(self) -> Option<Value> {
        let content = fs::read_to_string(&self.0).expect("the file is still there");
        fs::remove_file(&self.0).expect("the file is ours");
        let document = content.strip_prefix(TOKEN).expect("the token is still there").strip_prefix('\n')?;
        Some(serde_json::from_str(document).expect("one JSON document"))
    }
}

/// The declarations of a program, one a line, without places: those change with every edit.
///
/// ```text
/// Server items::types::Tuple "A tuple struct." os="Linux" port=443 controls={validates_input=true}
/// Dataflow "insert" source=@items::functions::plain sink="Table"
/// ```
pub(crate) fn declarations(program: &Path) -> String {
    let name = program.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let request = Request::new(&name);
    assert_eq!(request.send(program), "", "the program answers before `main`");
    let document = request.answer().expect("the program answers");
    assert_eq!(document["format"], "threat-model-export");
    let mut lines: Vec<_> = document["declarations"].as_array().expect("a list").iter().map(declaration).collect();
    lines.sort();
    lines.join("\n") + "\n"
}

fn declaration(it: &Value) -> String {
    let text = |name: &str| it[name].as_str().unwrap_or_default();
    let mut line = text("class").to_owned();
    let name = text("name");
    match text("key") {
        "" => line += &format!(" {name:?}"),
        key if key.ends_with(&format!("::{name}")) => line += &format!(" {key}"),
        key => line += &format!(" {key} ({name})"),
    }
    if !text("doc").is_empty() {
        line += &format!(" {}", it["doc"]);
    }
    let [start_line, start, end_line, end] = [0, 1, 2, 3].map(|index| it["at"][index].as_u64().unwrap_or_default());
    assert!((start_line, start) < (end_line, end) && start > 0, "{line} stands at {}", it["at"]);
    for entry in it["entries"].as_array().into_iter().flatten() {
        line += &format!(" {}", self::entry(entry));
    }
    line
}

fn entry(it: &Value) -> String {
    format!("{}={}", it[0].as_str().unwrap_or_default(), value(&it[1]))
}

fn value(it: &Value) -> String {
    let list = |name: &str, of: fn(&Value) -> String| {
        it[name].as_array().map(|items| items.iter().map(of).collect::<Vec<_>>().join(" "))
    };
    if let Some(items) = list("list", value) {
        return format!("[{items}]");
    }
    if let Some(entries) = list("group", entry) {
        return format!("{{{entries}}}");
    }
    match (it["ref"].as_str(), it["member"].as_str()) {
        (Some(key), _) => format!("@{key}"),
        (_, Some(member)) => member.to_owned(),
        _ => it["bool"].as_bool().map_or_else(
            || it["int"].as_i64().map_or_else(|| it["text"].to_string(), |it| it.to_string()),
            |it| it.to_string(),
        ),
    }
}
