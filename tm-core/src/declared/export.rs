//! Reads what annotated programs answered.
//!
//! Several programs of one model overlap: each holds the declarations of every library it links. They are merged by
//! source position and sorted by it, because the linker keeps no order.

use serde::Deserialize;
use tm_diagnostic::{Location, Position};
use tm_schema::{Class, Fingerprint};

use super::{Code, Declaration, Entry, Origin, Written};

/// The newest version of the export this reader knows.
pub const VERSION: u64 = 1;

/// What one program answered.
#[derive(Clone, Debug)]
pub struct Export {
    /// The document.
    pub text: String,
    /// Which cargo target the program is: keys of its own items carry its name.
    pub target: TargetName,
}

/// A cargo target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetName {
    /// What it is.
    pub kind: TargetKind,
    /// Its name in Cargo.toml.
    pub name: String,
    /// The crate name of its package's library, if there is one.
    pub library: Option<String>,
}

/// What a cargo target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetKind {
    /// The library, linked into a runner of ours.
    Lib,
    /// A program.
    Bin,
    /// An example.
    Example,
    /// An integration test or the unit tests of another target.
    Test,
}

/// Why an export cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It is not what the hook writes.
    #[error("the answer of `{target}` is not an export: {reason}")]
    Malformed {
        /// The target that answered.
        target: String,
        /// What is wrong.
        reason: String,
    },
    /// A later version of the library wrote it.
    #[error("`{target}` answers in export version {version}, and this cargo-tm reads up to {VERSION}: update cargo-tm")]
    TooNew {
        /// The target that answered.
        target: String,
        /// The version it wrote.
        version: u64,
    },
}

/// What the programs of one model declare.
#[derive(Debug, Default)]
pub struct Exported {
    /// The declarations, sorted by source position, each with the manifest directory of its crate.
    pub declarations: Vec<(String, Declaration)>,
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

#[derive(Deserialize)]
struct Document {
    declarations: Vec<Raw>,
}

#[derive(Deserialize)]
struct Raw {
    class: String,
    key: String,
    name: String,
    doc: String,
    package: String,
    manifest_dir: String,
    file: String,
    at: [u32; 4],
    /// Exports of 0.1.0 may lack it.
    annotation: Option<[u32; 4]>,
    code: Option<RawCode>,
    entries: Vec<RawEntry>,
}

#[derive(Deserialize)]
struct RawCode {
    at: [u32; 4],
    head: String,
    body: Option<String>,
    calls: Vec<String>,
}

#[derive(Deserialize)]
struct RawEntry(String, RawValue, [u32; 4]);

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawValue {
    Bool(bool),
    Int(i64),
    Text(String),
    Member(String),
    Ref(String),
    List(Vec<RawValue>),
    Group(Vec<RawEntry>),
}

/// Merges the answers of one model's programs.
///
/// `root` is the workspace root: positions below it become relative to it, with `/` between folders.
///
/// # Errors
/// When a document is not an export, or of a version yet unknown.
pub fn read(exports: &[Export], root: &str) -> Result<Exported, ExportError> {
    let mut merged: Vec<(String, Declaration)> = Vec::new();
    for export in exports {
        for raw in document(export)?.declarations {
            let class = Class::from_name(&raw.class).ok_or_else(|| ExportError::Malformed {
                target: export.target.name.clone(),
                reason: format!("there is no class `{}`", raw.class),
            })?;
            merged.push((raw.manifest_dir.clone(), declaration(raw, class, &export.target, root)));
        }
    }
    merged.sort_by(|(_, a), (_, b)| (&a.at, &a.key, &a.name).cmp(&(&b.at, &b.key, &b.name)));
    // Programs that link one library repeat it, and so does an attribute macro that copies its function.
    merged.dedup();
    Ok(Exported { declarations: merged })
}

fn document(export: &Export) -> Result<Document, ExportError> {
    let target = || export.target.name.clone();
    let malformed = |error: serde_json::Error| ExportError::Malformed { target: target(), reason: error.to_string() };
    let head: Head = serde_json::from_str(&export.text).map_err(malformed)?;
    if head.format != "threat-model-export" {
        let reason = format!("it says it is `{}`", head.format);
        return Err(ExportError::Malformed { target: target(), reason });
    }
    if head.version > VERSION {
        return Err(ExportError::TooNew { target: target(), version: head.version });
    }
    serde_json::from_str(&export.text).map_err(malformed)
}

fn declaration(raw: Raw, class: Class, target: &TargetName, root: &str) -> Declaration {
    let file = relative(&raw.file, root);
    Declaration {
        class,
        key: public_key(&raw.key, target),
        name: raw.name,
        doc: raw.doc,
        package: raw.package,
        at: Some(location(&file, raw.at)),
        origin: raw.annotation.map(|annotation| Origin {
            annotation: location(&file, annotation),
            folder: raw.manifest_dir.clone(),
            code: raw.code.and_then(|it| code(it, &file)),
        }),
        entries: raw.entries.into_iter().map(|it| entry(it, &file, target)).collect(),
    }
}

/// The item below an annotation, if its fingerprint can be read.
fn code(RawCode { at, head, body, calls }: RawCode, file: &str) -> Option<Code> {
    let number = |digits: &str| u128::from_str_radix(digits, 16).ok();
    let body = match body {
        Some(body) => Some(number(&body)?),
        None => None,
    };
    Some(Code { at: location(file, at), fingerprint: Fingerprint { head: number(&head)?, body, calls } })
}

fn entry(RawEntry(name, value, at): RawEntry, file: &str, target: &TargetName) -> Entry {
    Entry { name: in_the_model(name), value: written(value, file, target), at: Some(location(file, at)) }
}

/// What is written several times is one list in the model, under the list's name.
fn in_the_model(name: String) -> String {
    match name.as_str() {
        "override" => "overrides".to_owned(),
        "assume" => "assumptions".to_owned(),
        _ => name,
    }
}

fn written(value: RawValue, file: &str, target: &TargetName) -> Written {
    match value {
        RawValue::Bool(it) => Written::Bool(it),
        RawValue::Int(it) => Written::Int(it),
        RawValue::Text(it) => Written::Text(it),
        RawValue::Member(it) => Written::Member(it),
        RawValue::Ref(it) => Written::Reference(public_key(&it, target)),
        RawValue::List(list) => Written::List(list.into_iter().map(|it| written(it, file, target)).collect()),
        RawValue::Group(group) => Written::Group(group.into_iter().map(|it| entry(it, file, target)).collect()),
    }
}

/// The id that a key stands for: the Rust path, behind the kind of target where the library has the same crate name.
fn public_key(key: &str, target: &TargetName) -> String {
    let Some((owner, path)) = key.split_once('@') else { return key.to_owned() };
    let shared = target.library.as_deref() == Some(owner.replace('-', "_").as_str());
    match target.kind {
        _ if !shared => path.to_owned(),
        TargetKind::Lib => path.to_owned(),
        TargetKind::Bin => format!("bin:{path}"),
        TargetKind::Example => format!("example:{path}"),
        TargetKind::Test => format!("test:{path}"),
    }
}

fn relative(file: &str, root: &str) -> String {
    let file = file.replace('\\', "/");
    let root = format!("{}/", root.replace('\\', "/").trim_end_matches('/'));
    file.strip_prefix(&root).map(str::to_owned).unwrap_or(file)
}

fn location(file: &str, [line, column, end_line, end_column]: [u32; 4]) -> Location {
    Location {
        file: file.to_owned(),
        start: Position { line, column },
        end: Position { line: end_line, column: end_column },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(kind: TargetKind, declarations: &str) -> Export {
        let text =
            format!(r#"{{"format":"threat-model-export","version":1,"tm":"0.1.0","declarations":[{declarations}]}}"#);
        Export { text, target: TargetName { kind, name: "web".into(), library: Some("web".into()) } }
    }

    fn element(key: &str, line: u32) -> String {
        format!(
            r#"{{"class":"Server","key":"{key}","name":"f","doc":"","package":"web","manifest_dir":"/w/web",
                 "module":"web","file":"/w/web/src/lib.rs","at":[{line},1,{line},9],
                 "entries":[["boundary",{{"ref":"{key}"}},[{line},1,{line},9]]]}}"#
        )
    }

    fn keys(exports: &[Export]) -> Vec<String> {
        read(exports, "/w").unwrap().declarations.into_iter().map(|(_, it)| it.key).collect()
    }

    #[test]
    fn overlapping_answers_are_merged_in_order_of_source() {
        let (late, early) = (element("web::late", 9), element("web::early", 2));
        let exports = [export(TargetKind::Bin, &format!("{late},{early}")), export(TargetKind::Lib, &late)];
        assert_eq!(keys(&exports), ["web::early", "web::late"]);
        assert_eq!(keys(&[export(TargetKind::Bin, &format!("{late},{late}"))]), ["web::late"]);
    }

    #[test]
    fn items_of_a_program_are_told_from_those_of_a_library_of_its_name() {
        let own = element("web@web::f", 1);
        assert_eq!(keys(&[export(TargetKind::Bin, &own)]), ["bin:web::f"]);
        assert_eq!(keys(&[export(TargetKind::Example, &own)]), ["example:web::f"]);
        let alone = Export {
            target: TargetName { library: None, ..export(TargetKind::Bin, "").target },
            ..export(TargetKind::Bin, &own)
        };
        assert_eq!(keys(&[alone]), ["web::f"]);
    }

    #[test]
    fn places_are_relative_to_the_workspace() {
        let read = read(&[export(TargetKind::Lib, &element("web::f", 3))], "/w").unwrap();
        let at = read.declarations[0].1.at.as_ref().unwrap();
        assert_eq!((at.file.as_str(), at.start.line), ("web/src/lib.rs", 3));
    }

    #[test]
    fn the_code_below_an_annotation_arrives() {
        let with = r#""annotation":[2,1,2,20],"code":{"at":[3,1,5,2],"head":"0a","body":"0b","calls":["g"]},"entries""#;
        let server = element("web::f", 2).replace(r#""entries""#, with);
        let read = read(&[export(TargetKind::Lib, &server)], "/w").unwrap();
        let origin = read.declarations[0].1.origin.clone().unwrap();
        let code = origin.code.unwrap();
        assert_eq!((origin.annotation.start.column, code.at.start.line, code.at.end.line), (1, 3, 5));
        assert_eq!(code.fingerprint, Fingerprint { head: 10, body: Some(11), calls: vec!["g".to_owned()] });
    }

    /// The words of the macros are those of the model.
    #[test]
    fn what_is_said_of_findings_arrives() {
        let severities: Vec<_> = tm_schema::SEVERITIES
            .iter()
            .map(|name| format!(r#"["override",{{"group":[["id",{{"text":"T-{name}"}},[1,1,1,2]],["severity",{{"member":"{name}"}},[1,1,1,2]],["always",{{"bool":true}},[1,1,1,2]]]}},[7,1,7,9]]"#))
            .collect();
        let assumption = r#"["assume",{"group":[["name",{"text":"a"},[1,1,1,2]],["exclude",{"list":[{"text":"T1"},{"text":"T-2"}]},[1,1,1,2]]]},[8,1,8,9]]"#;
        let entries = format!("[{},{assumption},{assumption}]", severities.join(","));
        let server = format!(
            r#"{{"class":"Server","key":"web::f","name":"f","doc":"","package":"web","manifest_dir":"/w/web",
                 "module":"web","file":"/w/web/src/lib.rs","at":[3,1,3,9],"entries":{entries}}}"#
        );
        let read = read(&[export(TargetKind::Lib, &server)], "/w").unwrap();
        let (model, faults) = crate::model::build(read.declarations.into_iter().map(|(_, it)| it).collect());
        assert_eq!(faults, []);
        let entity = &model.elements[0].entity;
        let known = entity.overrides.iter().map(|it| it.severity.map_or("", crate::threat::Severity::name));
        assert_eq!(known.collect::<Vec<_>>(), tm_schema::SEVERITIES);
        assert!(entity.overrides.iter().all(|it| it.always && it.at.as_ref().is_some_and(|at| at.start.line == 7)));
        let assumed: Vec<_> = entity.assumptions.iter().map(|it| (it.name.as_str(), it.exclude.as_slice())).collect();
        assert_eq!(assumed, [("a", &["T1".to_owned(), "T-2".to_owned()][..]); 2]);
    }

    #[test]
    fn what_is_no_export_is_refused() {
        let message = |text: &str| {
            read(&[Export { text: text.into(), ..export(TargetKind::Bin, "") }], "/w").unwrap_err().to_string()
        };
        assert!(message("hello").starts_with("the answer of `web` is not an export: "));
        assert!(message(r#"{"format":"x","version":1}"#).contains("it says it is `x`"));
        assert!(message(r#"{"format":"threat-model-export","version":2}"#).ends_with("update cargo-tm"));
        assert!(message(&"[".repeat(100_000)).contains("is not an export"));
    }
}
