//! Model files: what is declared of other people's crates, in Rust syntax. They are read, never compiled.
//!
//! ```text
//! #![models(krate = "sqlx", version = ">=0.7, <0.9")]
//! mod sqlx {
//!     fn query(#[sink(Sql)] sql: _) -> _;              sqlx::query                sink Sql 1
//! }
//! impl sqlx::query::Query<'_> {
//!     #[flow(self => return)]
//!     fn bind(self, value: _) -> Self;                 sqlx::query::Query::bind   1 => return
//! }
//! ```
//!
//! The marks are those of the user's code. Three things are said by the signature: the result of an `async fn` is what its
//! future gives, a parameter behind `&mut` that is a source is written to, and parameters have names.

mod check;
mod header;
mod items;
mod marks;
mod paths;

pub use check::{CompilerError, ModelCheck};
use semver::VersionReq;
use tm_diagnostic::{Diagnostic, Location, Position};

use super::Statement;

/// One model file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelFile {
    /// Its name, as it was given.
    pub name: String,
    /// The crate that it speaks of, as Cargo.toml spells it; `std` for the standard library.
    pub krate: String,
    /// The versions of that crate that it speaks of; nothing where it is all.
    pub version: Option<VersionReq>,
    /// Where it says so.
    pub header: Option<Location>,
    /// What it says, in the order of the file.
    pub entries: Vec<Entry>,
    /// Other paths of modules and items: the path, and what it leads to.
    pub aliases: Vec<Alias>,
}

/// A path under which the crate shows something that is defined elsewhere: `mod axum { pub use http; }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The other path: `axum::http`.
    pub path: String,
    /// What it leads to: `http`.
    pub target: String,
    /// Where it is said.
    pub at: Location,
}

/// What is said of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub subject: Subject,
    /// Its absolute path, as [`Models::declare`](super::Models::declare) has it.
    pub path: String,
    /// The statements.
    pub statements: Vec<Statement>,
    /// The name in the file.
    pub at: Location,
}

/// What a model file speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A function or method with so many parameters, `self` among them.
    Function {
        /// How many.
        parameters: usize,
        /// The type of an impl block of a trait: `std::vec::Vec` in `impl std::io::Write for std::vec::Vec<u8>`.
        of_type: Option<String>,
    },
    /// A field.
    Field,
    /// A type.
    Type,
    /// A static or constant.
    Static,
}

/// Reads a model file; all faults are errors.
///
/// ```
/// let text = "#![models(krate = \"demo\")]\nmod demo { fn run(#[sink(Command)] program: _); }\n";
/// let (file, faults) = tm_taint::model::read_file("models/demo.tm.rs", text);
/// assert!(faults.is_empty());
/// assert_eq!(file.entries[0].path, "demo::run");
/// ```
pub fn read(name: &str, text: &str) -> (ModelFile, Vec<Diagnostic>) {
    let file = ModelFile { name: name.to_owned(), ..ModelFile::default() };
    let mut reader = Reader { file, faults: Vec::new(), is_told: false };
    match syn::parse_file(text) {
        Ok(parsed) => {
            reader.header(&parsed.attrs);
            reader.items(&parsed.items, "");
        }
        Err(error) => {
            // What the lexer says of itself is of no use to anybody.
            let message = match error.to_string() {
                message if message.contains("token stream") => "a bracket or quote here has no counterpart".to_owned(),
                message => message,
            };
            reader.fault(error.span(), &message, "");
        }
    }
    (reader.file, reader.faults)
}

struct Reader {
    file: ModelFile,
    faults: Vec<Diagnostic>,
    /// Whether there is a mistake in a mark of the item that is read, which then says less.
    is_told: bool,
}

impl Reader {
    fn fault(&mut self, span: proc_macro2::Span, message: &str, help: &str) {
        let fault = Diagnostic::error(FAULT, message).at(Some(self.location(span)), "");
        self.faults.push(if help.is_empty() { fault } else { fault.with_help(help) });
    }

    fn location(&self, span: proc_macro2::Span) -> Location {
        let position = |it: proc_macro2::LineColumn| Position { line: it.line as u32, column: it.column as u32 + 1 };
        Location { file: self.file.name.clone(), start: position(span.start()), end: position(span.end()) }
    }
}

/// The code of faults in model files.
pub const FAULT: &str = "models";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    /// What a file says, as `path: statements`, and its faults as `line:column message (help)`.
    fn check(text: &str, expected: &[&str]) {
        let (file, faults) = read("x.tm.rs", text);
        let said = file.entries.iter().map(|it| format!("{}: {:?}", it.path, it.statements));
        let faults = faults.iter().map(|it| {
            let at = it.primary.as_ref().map_or(0, |it| it.at.start.line);
            let column = it.primary.as_ref().map_or(0, |it| it.at.start.column);
            let help = it.helps.first().map(|help| format!(" ({help})")).unwrap_or_default();
            format!("{at}:{column} {}{help}", it.message)
        });
        assert_eq!(said.chain(faults).collect::<Vec<_>>(), expected, "{text}");
    }

    /// The statements of one function, as a table of models has them.
    fn statements(of: &str) -> (String, Vec<Statement>) {
        let (file, faults) = read("x.tm.rs", &format!("#![models(krate = \"demo-lib\")]\n{of}"));
        assert_eq!(faults, [], "{of}");
        let [entry] = &file.entries[..] else { panic!("one entry: {file:?}") };
        (entry.path.clone(), entry.statements.clone())
    }

    #[test]
    fn what_models_say() {
        for (text, path, expected) in [
            ("mod demo_lib { fn run(#[sink(Sql)] sql: _) -> _; }", "demo_lib::run", &["sink Sql 1"][..]),
            (
                "mod demo_lib { mod a { #[sink(A, B)] pub unsafe fn f(x: _, y: _); } }",
                "demo_lib::a::f",
                &["sink A 1", "sink A 2", "sink B 1", "sink B 2"],
            ),
            (
                "impl demo_lib::Query<'_, T> { #[flow(self => return)] fn bind(self, v: _) -> Self; }",
                "demo_lib::Query::bind",
                &["1 => return"],
            ),
            (
                "mod demo_lib { impl Query { #[sanitize(sinks(Html))] fn f(&self); } }",
                "demo_lib::Query::f",
                &["sanitize sinks Html"],
            ),
            (
                "impl<R> std::io::Read for R { #[flow(*self -> *buf)] fn read(&mut self, buf: &mut _) -> _; }",
                "std::io::Read::read",
                &["1.* -> 2.*"],
            ),
            (
                "impl std::io::Read for &demo_lib::File { #[taint(opaque)] fn read(&mut self, buf: &mut _) -> _; }",
                "<&demo_lib::File as std::io::Read>::read",
                &["opaque"],
            ),
            (
                "impl<T> [T] { #[flow(self[..] -> return)] fn first(&self) -> _; }",
                "slice::first",
                &["1.elem -> return"],
            ),
            (
                "mod demo_lib { trait Store { fn put(&self, #[sink(Sql)] key: &str) -> _; } }",
                "demo_lib::Store::put",
                &["sink Sql 2"],
            ),
            (
                "mod demo_lib { trait Page { #[sink(A, return)] async fn text(&self, #[source(B)] of: Request) -> String; } }",
                "demo_lib::Page::text",
                &["sink A return", "source B => 2"],
            ),
            (
                "mod demo_lib { trait Store { #[taint(no_dyn_join)] fn put(&self); } }",
                "demo_lib::Store::put",
                &["no_dyn_join"],
            ),
            (
                "mod demo_lib { #[source(A => return::Ok.0)] async fn get() -> Result<_>; }",
                "demo_lib::get",
                &["source A => return.elem.Ok.0"],
            ),
            ("mod demo_lib { fn read(#[source(A)] buffer: Pin<&mut [u8]>); }", "demo_lib::read", &["source A => 1.*"]),
            (
                "mod demo_lib { fn read(#[source(A, path = \"*_[..]\")] buffer: &mut [u8]); }",
                "demo_lib::read",
                &["source A => 1.*.elem"],
            ),
            (
                "mod demo_lib { #[source(A, path = \"_::Ok.0\")] async fn get(#[sink(B, path = \"*_\")] url: _) -> _; }",
                "demo_lib::get",
                &["source A => return.elem.Ok.0", "sink B 1.*"],
            ),
            (
                "mod demo_lib { #[source(A, B => *buffer)] fn read(buffer: _); }",
                "demo_lib::read",
                &["source A => return", "source B => 1.*"],
            ),
            ("mod demo_lib { fn spawn(#[calls] f: _); }", "demo_lib::spawn", &["call 1()"]),
            (
                "mod demo_lib { fn map(list: _, #[calls(list[..], list.0 => return::Some.0)] f: _) -> _; }",
                "demo_lib::map",
                &["call 2(1.elem, 1.0) => return.Some.0"],
            ),
            (
                "mod demo_lib { async fn run(#[calls(await => return)] f: _) -> _; }",
                "demo_lib::run",
                &["poll 1 => return.elem"],
            ),
            (
                "mod demo_lib { fn get(path: _, #[calls(source(UserInput))] handler: _) -> _; }",
                "demo_lib::get",
                &["handle UserInput 2"],
            ),
            (
                "mod demo_lib { struct Card(#[sanitize(sinks(Html))] String); }",
                "demo_lib::Card.0",
                &["sanitize sinks Html"],
            ),
            ("mod demo_lib { #[source(Secret)] static KEY: _; }", "demo_lib::KEY", &["source Secret => return"]),
            ("mod demo_lib { #[taint(opaque)] struct State<S>(S); }", "demo_lib::State", &["opaque"]),
            ("mod demo_lib { enum E { A } }", "demo_lib::E", &[]),
        ] {
            if expected.is_empty() {
                check(
                    &format!("#![models(krate = \"demo-lib\")]\n{text}"),
                    &["2:21 nothing is said of `demo_lib::E` (write a mark such as `#[sink(Sql)]`, or leave it out)"],
                );
                continue;
            }
            let expected: Vec<_> = expected.iter().map(|it| Statement::parse(it).unwrap()).collect();
            assert_eq!(statements(text), (path.to_owned(), expected), "{text}");
        }
    }

    #[test]
    fn a_constructor_is_a_function_too() {
        let (file, faults) =
            read("x.tm.rs", "#![models(krate = \"demo\")]\nmod demo { struct Html<T>(#[sink(Html)] pub T); }");
        assert_eq!(faults, []);
        let said: Vec<_> = file.entries.iter().map(|it| (it.subject.clone(), it.path.as_str())).collect();
        let function = Subject::Function { parameters: 1, of_type: None };
        assert_eq!(said, [(Subject::Field, "demo::Html.0"), (function, "demo::Html")]);
    }

    #[test]
    fn faults_have_a_place_and_help() {
        let head = "#![models(krate = \"demo\")]";
        for (text, expected) in [
            (
                "",
                "1:1 the file does not say which crate it speaks of (begin it with `#![models(krate = \"sqlx\", version = \">=0.7, <0.9\")]`)",
            ),
            ("#![models(version = \"1\")]", "1:1 the file does not say which crate it speaks of (add `krate = \"…\"`)"),
            ("#![models(krate = \"a\", verison = \"1\")]", "1:24 unknown key `verison` (did you mean `version`?)"),
            (
                "#![models(krate = \"a\", version = \"new\")]",
                "1:34 `new` is no condition on versions: unexpected character 'n' while parsing major version number (write one as in Cargo.toml, such as `>=0.7, <0.9`)",
            ),
            ("#![models(krate = \"a\")]\nmod a {", "2:7 a bracket or quote here has no counterpart"),
            ("HEAD\nmod demo { fn run(#[snik(Sql)] sql: _); }", "2:21 `snik` is no mark (did you mean `sink`?)"),
            (
                "HEAD\nmod demo { #[flow(sq -> return)] fn run(sql: _); }",
                "2:19 `sq` is no parameter of the function, nor `return` (did you mean `sql`?)",
            ),
            ("HEAD\nmod demo { fn run(#[sink] sql: _); }", "2:21 `sink` names a kind: `sink(UserInput)`"),
            (
                "HEAD\nmod demo { fn run(#[sink(A, path = \"_.name\")] sql: _); }",
                "2:21 `name` in `sink A 1.name`: parts have no names here (say the number of the field, from 0)",
            ),
            (
                "HEAD\nmod demo { fn run(#[source(A)] sql: _); }",
                "2:15 a function without a body writes a source only behind `&mut` (say `#[source(Kind)]` of the function if it is what it returns)",
            ),
            (
                "HEAD\nmod demo { #[sink(A, return)] fn page() -> String; }",
                "2:34 what a function of another crate returns is up to its body, which is not looked at (mark a method of a trait, in `trait T { … }`, for what its implementations in the program return)",
            ),
            (
                "HEAD\nimpl demo::Page for demo::Card { #[sink(A, return)] fn page(&self) -> String; }",
                "2:56 what a function of another crate returns is up to its body, which is not looked at (mark a method of a trait, in `trait T { … }`, for what its implementations in the program return)",
            ),
            (
                "HEAD\nmod demo { #[sink(A)] fn run(a: _) {} }",
                "2:26 a function has no body here (write `;` in place of it)",
            ),
            (
                "HEAD\nimpl demo::T { #[taint(no_dyn_join)] fn run(&self); }",
                "2:41 only a method of a trait, for all types, is called on `dyn` (write it in `trait T { … }` or `impl<X> T for X { … }`)",
            ),
            ("HEAD\nmod demo;", "2:5 a model file is one file (write the module's items in braces)"),
            ("HEAD\nuse demo::a;", "2:1 paths are absolute here, so there is nothing to import"),
            (
                "HEAD\nmod demo { #[flow(a -> return.b)] fn run(a: _); }",
                "2:14 `b` in `1 -> return.b`: parts have no names here (say the number of the field, from 0)",
            ),
            ("HEAD\nmod demo { #[sink(A)] #[sink(A)] fn run(a: _); }", "2:25 this says `sink A 1` a second time"),
            (
                "HEAD\nmod demo { enum E { V(#[source(A)] u8) } }",
                "2:23 the payload of a variant cannot be marked here (mark the enum as a whole)",
            ),
            ("HEAD\nimpl demo::T { const A: u8 = 1; }", "2:16 only methods are modelled here"),
        ] {
            let (_, faults) = read("x.tm.rs", &text.replace("HEAD", head));
            let shown: Vec<_> = faults
                .iter()
                .map(|it| {
                    let at = it.primary.as_ref().expect("a place").at.start;
                    let help = it.helps.first().map(|help| format!(" ({help})")).unwrap_or_default();
                    format!("{}:{} {}{help}", at.line, at.column, it.message)
                })
                .collect();
            assert_eq!(shown, [expected], "{text}");
        }
    }

    #[test]
    fn an_item_has_all_its_paths() {
        let text = "#![models(krate = \"demo\")]\nmod demo { struct Uri; mod http { fn get(#[sink(Url)] a: _); } }\nmod web { pub use demo::http; pub use demo::http::get as fetch; }\nimpl demo::T { fn f(#[sink(Url)] a: _); }";
        let (file, _) = read("x.tm.rs", text);
        let mut models = Models::default();
        models.declare_files([&file], crate::model::Provenance::Manual);
        let paths: Vec<_> = models.functions().map(|(path, _)| path).collect();
        assert_eq!(paths, ["demo::T::f", "demo::http::get", "web::fetch", "web::http::get"]);
    }
}
