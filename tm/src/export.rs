//! Writes declarations as one line of JSON, the export that `cargo tm` reads.
//!
//! ```text
//! {"format":"threat-model-export","version":1,"tm":"0.1.0","declarations":[
//!   {"class":"Server","key":"app::serve","name":"serve","doc":"","package":"app","manifest_dir":"/src/app",
//!    "module":"app","file":"src/lib.rs","at":[3,11,3,17],"annotation":[3,1,3,20],
//!    "code":{"at":[4,1,6,2],"head":"8a…","body":"19…","calls":["db::insert"]},
//!    "entries":[["os",{"text":"Linux"},[3,11,3,23]],["ports",{"list":[{"int":80}]},[3,25,3,36]]]}]}
//! ```
//!
//! A value is an object of one member that names its kind: `bool`, `int`, `text`, `member`, `ref`, `list`, `group`.
//! The writer is our own because every crate it needed would be one in the user's build.

use crate::declaration::{Code, Declaration, Entry, Span, Value};
use std::io::{self, Write};

/// Writes one document, followed by a line feed. It holds no other line feed.
pub(crate) fn write(out: &mut impl Write, declarations: &[&Declaration]) -> io::Result<()> {
    out.write_all(br#"{"format":"threat-model-export","version":1,"tm":"#)?;
    string(out, env!("CARGO_PKG_VERSION"))?;
    out.write_all(br#","declarations":"#)?;
    list(out, declarations, |out, it| declaration(out, it))?;
    out.write_all(b"}\n")
}

fn declaration(out: &mut impl Write, it: &Declaration) -> io::Result<()> {
    let texts = [
        ("class", it.class),
        ("key", it.key),
        ("name", it.name),
        ("doc", it.doc),
        ("package", it.package),
        ("manifest_dir", it.manifest_dir),
        ("module", it.module),
        ("file", it.file),
    ];
    out.write_all(b"{")?;
    for (name, text) in texts {
        string(out, name)?;
        out.write_all(b":")?;
        string(out, text)?;
        out.write_all(b",")?;
    }
    out.write_all(br#""at":"#)?;
    span(out, it.at)?;
    out.write_all(br#","annotation":"#)?;
    span(out, it.annotation)?;
    if let Some(it) = &it.code {
        out.write_all(br#","code":"#)?;
        code(out, it)?;
    }
    out.write_all(br#","entries":"#)?;
    list(out, it.entries, entry)?;
    out.write_all(b"}")
}

fn code(out: &mut impl Write, it: &Code) -> io::Result<()> {
    out.write_all(br#"{"at":"#)?;
    span(out, it.at)?;
    write!(out, r#","head":"{:032x}""#, it.head)?;
    if let Some(body) = it.body {
        write!(out, r#","body":"{body:032x}""#)?;
    }
    out.write_all(br#","calls":"#)?;
    list(out, it.calls, |out, it| string(out, it))?;
    out.write_all(b"}")
}

fn entry(out: &mut impl Write, Entry(name, value, at): &Entry) -> io::Result<()> {
    out.write_all(b"[")?;
    string(out, name)?;
    out.write_all(b",")?;
    self::value(out, value)?;
    out.write_all(b",")?;
    span(out, *at)?;
    out.write_all(b"]")
}

fn value(out: &mut impl Write, value: &Value) -> io::Result<()> {
    match *value {
        Value::Bool(it) => write!(out, r#"{{"bool":{it}"#)?,
        Value::Int(it) => write!(out, r#"{{"int":{it}"#)?,
        Value::Text(it) => named(out, "text", it)?,
        Value::Member(it) => named(out, "member", it)?,
        Value::Reference(it) => named(out, "ref", it)?,
        Value::List(it) => {
            out.write_all(br#"{"list":"#)?;
            list(out, it, self::value)?;
        }
        Value::Group(it) => {
            out.write_all(br#"{"group":"#)?;
            list(out, it, entry)?;
        }
    }
    out.write_all(b"}")
}

fn named(out: &mut impl Write, name: &str, text: &str) -> io::Result<()> {
    write!(out, r#"{{"{name}":"#)?;
    string(out, text)
}

fn span(out: &mut impl Write, [line, column, end_line, end_column]: Span) -> io::Result<()> {
    write!(out, "[{line},{column},{end_line},{end_column}]")
}

fn list<W: Write, T>(out: &mut W, items: &[T], mut item: impl FnMut(&mut W, &T) -> io::Result<()>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, it) in items.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        item(out, it)?;
    }
    out.write_all(b"]")
}

fn string(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        out.write_all(&rest.as_bytes()[..at])?;
        match rest.as_bytes()[at] {
            b'"' => out.write_all(br#"\""#)?,
            b'\\' => out.write_all(br"\\")?,
            b'\n' => out.write_all(br"\n")?,
            control => write!(out, "\\u{control:04x}")?,
        }
        rest = &rest[at + 1..];
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn check<T>(write: impl FnOnce(&mut Vec<u8>, &T) -> io::Result<()>, input: &T, expected: &str) {
        let mut out = Vec::new();
        write(&mut out, input).expect("a Vec takes everything");
        assert_eq!(String::from_utf8(out).as_deref(), Ok(expected));
    }

    #[test]
    fn strings_are_escaped() {
        for (text, expected) in [
            ("", r#""""#),
            ("plain", r#""plain""#),
            ("a \"b\" \\ c", r#""a \"b\" \\ c""#),
            ("two\nlines\r\tand\u{0}", r#""two\nlines\u000d\u0009and\u0000""#),
            ("größer → ✓ 🦀\u{7f}\u{2028}", "\"größer → ✓ 🦀\u{7f}\u{2028}\""),
        ] {
            check(|out, text: &&str| string(out, text), &text, expected);
        }
    }

    #[test]
    fn values_name_their_kind() {
        for (input, expected) in [
            (Value::Bool(true), r#"{"bool":true}"#),
            (Value::Int(i64::MIN), r#"{"int":-9223372036854775808}"#),
            (Value::Text("Linux"), r#"{"text":"Linux"}"#),
            (Value::Member("Restricted"), r#"{"member":"Restricted"}"#),
            (Value::Reference("app::Web"), r#"{"ref":"app::Web"}"#),
            (Value::List(&[]), r#"{"list":[]}"#),
            (
                Value::List(&[Value::Int(1), Value::List(&[Value::Text("a")])]),
                r#"{"list":[{"int":1},{"list":[{"text":"a"}]}]}"#,
            ),
            (
                Value::Group(&[Entry("x", Value::Bool(false), [1, 2, 3, 4])]),
                r#"{"group":[["x",{"bool":false},[1,2,3,4]]]}"#,
            ),
        ] {
            check(value, &input, expected);
        }
    }

    #[test]
    fn a_document_is_one_line() {
        let it = Declaration {
            class: "Server",
            key: "app::serve",
            name: "serve",
            doc: "One.\nTwo.",
            package: "app",
            manifest_dir: "/src/app",
            module: "app",
            file: "src/lib.rs",
            at: [3, 11, 3, 17],
            annotation: [3, 1, 3, 20],
            code: Some(Code { at: [4, 1, 6, 2], head: 10, body: Some(u128::MAX), calls: &["db::insert", "x!"] }),
            entries: &[
                Entry("os", Value::Text("Linux"), [3, 11, 3, 23]),
                Entry("port", Value::Int(80), [3, 25, 3, 36]),
            ],
        };
        let expected = concat!(
            r#"{"format":"threat-model-export","version":1,"tm":""#,
            env!("CARGO_PKG_VERSION"),
            r#"","declarations":[{"class":"Server","key":"app::serve","name":"serve","doc":"One.\nTwo.","package":"app","#,
            r#""manifest_dir":"/src/app","module":"app","file":"src/lib.rs","at":[3,11,3,17],"annotation":[3,1,3,20],"#,
            r#""code":{"at":[4,1,6,2],"head":"0000000000000000000000000000000a","body":"ffffffffffffffffffffffffffffffff","#,
            r#""calls":["db::insert","x!"]},"#,
            r#""entries":[["os",{"text":"Linux"},[3,11,3,23]],["port",{"int":80},[3,25,3,36]]]}]}"#,
            "\n"
        );
        check(|out, it: &Declaration| write(out, &[it]), &it, expected);
    }
}
