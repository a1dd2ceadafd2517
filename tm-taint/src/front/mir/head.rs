//! The head of a body: what it is, its path and its parameters. Read before all bodies, so that each knows the others.

use super::cursor::{Cursor, outside};
use crate::front::DumpFile;
use crate::ir::BodyKind;

/// The head of one file of the dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head<'d> {
    /// The item's path with `-` for `::` as the file's name has it, which tells impl blocks apart: `m-{impl#0}-put`.
    pub(crate) item: &'d str,
    /// The path as printed: `m::<impl at src/m.rs:3:1: 3:9>::put`.
    pub(crate) path: &'d str,
    pub(crate) kind: BodyKind,
    /// The types of the parameters.
    pub(crate) parameters: Vec<&'d str>,
    /// The type of what is returned, or of the constant.
    pub(crate) returns: &'d str,
    /// What follows the head's line.
    pub(crate) rest: &'d str,
}

impl<'d> Head<'d> {
    /// Reads the head of a file; nothing if it has none.
    pub(crate) fn read(file: &'d DumpFile) -> Option<Head<'d>> {
        let mut text = file.text.as_str();
        loop {
            let line_end = text.find('\n')?;
            let line = &text[..line_end];
            if !line.is_empty() && !line.starts_with("//") && !line.starts_with('|') {
                break;
            }
            text = &text[line_end + 1..];
        }
        let head_end = text.find("{\n")?;
        let (head, rest) = (text[..head_end].trim_end(), &text[head_end + 2..]);
        let item = item(&file.name);
        if let Some(head) = head.strip_prefix("fn ") {
            return function(item, head, rest);
        }
        let (kind, head) = if let Some(head) = head.strip_prefix("static ") {
            (BodyKind::Static, head.strip_prefix("mut ").unwrap_or(head))
        } else {
            (BodyKind::Constant, head.strip_prefix("const ").unwrap_or(head))
        };
        let end = end_of_path(head)?;
        let returns = head[end..].strip_prefix(": ")?.strip_suffix(" =")?;
        Some(Head { item, path: &head[..end], kind, parameters: Vec::new(), returns, rest })
    }

    /// Where `_0` is declared, as printed: in the head of the function.
    pub(crate) fn return_span(&self) -> Option<&'d str> {
        let start = self.rest.find("    let mut _0: ").or_else(|| self.rest.find("    let _0: "))?;
        let line = self.rest[start..].lines().next()?;
        let at = line.rfind(" in scope 0 at ")?;
        Some(&line[at + 15..])
    }

    /// The type of the first parameter without reference: of a closure, what it is itself.
    pub(crate) fn receiver(&self) -> Option<&'d str> {
        let first = self.parameters.first()?;
        Some(first.strip_prefix("&mut ").or_else(|| first.strip_prefix('&')).unwrap_or(first))
    }
}

fn function<'d>(item: &'d str, head: &'d str, rest: &'d str) -> Option<Head<'d>> {
    let end = outside(head, b"(")?;
    let mut cursor = Cursor::new(&head[end + 1..]);
    let mut parameters = Vec::new();
    while !cursor.take(")") {
        cursor.require("_")?;
        cursor.number::<u32>()?;
        cursor.require(": ")?;
        parameters.push(cursor.until(b",)"));
        cursor.take(", ");
    }
    cursor.require(" -> ")?;
    let mut returns = cursor.rest();
    let mut is_coroutine = false;
    if let Some(at) = returns.find("\nyields ") {
        returns = &returns[..at];
        is_coroutine = true;
    }
    let path = &head[..end];
    let last = path.rsplit("::").next().unwrap_or(path);
    let kind = if is_coroutine {
        BodyKind::Coroutine
    } else if last.starts_with("{closure") {
        BodyKind::Closure
    } else if item.ends_with("-{constructor#0}") {
        BodyKind::Constructor
    } else {
        BodyKind::Function
    };
    Some(Head { item, path, kind, parameters, returns, rest })
}

/// Where the path of a constant ends: at the first `:` outside brackets that is not part of `::`.
fn end_of_path(head: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + outside(&head[from..], b":")?;
        if !head[at..].starts_with("::") {
            return Some(at);
        }
        from = at + 2;
    }
}

/// `m-{impl#0}-put` of `demo.m-{impl#0}-put.1-1-000.built.after.mir`.
fn item(name: &str) -> &str {
    let name = name.split_once('.').map_or(name, |(_, it)| it);
    let name = name.strip_suffix(".mir").unwrap_or(name);
    let mut parts = name.rsplitn(4, '.');
    // The pass's number, its name and its side stand behind the item.
    let last = parts.nth(3);
    last.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(name: &str, text: &str) -> String {
        let file = DumpFile { name: name.to_owned(), text: text.to_owned() };
        let Some(head) = Head::read(&file) else { return "none".to_owned() };
        format!("{} {:?} {} {:?} {}", head.item, head.kind, head.path, head.parameters, head.returns)
    }

    #[test]
    fn heads_of_all_kinds() {
        let cases = [
            (
                "a.main.1-1-000.built.after.mir",
                "// MIR for `main` after built\n\nfn main() -> () {\n}\n",
                "main Function main [] ()",
            ),
            (
                "a.m-{impl#0}-put.1-1-000.built.after.mir",
                "fn m::<impl at a.rs:4:1: 4:18>::put(_1: &mut Db, _2: fn(u8, u8) -> u8) -> Result<(), E> {\n}\n",
                r#"m-{impl#0}-put Function m::<impl at a.rs:4:1: 4:18>::put ["&mut Db", "fn(u8, u8) -> u8"] Result<(), E>"#,
            ),
            (
                "a.f-{closure#0}.1-1-000.built.after.mir",
                "fn f::{closure#0}(_1: {async fn body of f()}, _2: std::future::ResumeTy) -> u8\nyields ()\n {\n}\n",
                r#"f-{closure#0} Coroutine f::{closure#0} ["{async fn body of f()}", "std::future::ResumeTy"] u8"#,
            ),
            (
                "a.f-{closure#0}.1-1-000.built.after.mir",
                "fn f::{closure#0}(_1: &{closure@a.rs:1:2: 1:4}) -> u8 {\n}\n",
                r#"f-{closure#0} Closure f::{closure#0} ["&{closure@a.rs:1:2: 1:4}"] u8"#,
            ),
            (
                "a.{impl#0}-K.1-1-000.built.after.mir",
                "const <impl at b.rs:3:1: 3:33>::K: usize = {\n}\n",
                "{impl#0}-K Constant <impl at b.rs:3:1: 3:33>::K [] usize",
            ),
            ("a.S.1-1-000.built.after.mir", "static mut S: u8 = {\n}\n", "S Static S [] u8"),
            (
                "a.f-{constant#0}.1-1-000.built.after.mir",
                "f::{constant#0}: usize = {\n}\n",
                "f-{constant#0} Constant f::{constant#0} [] usize",
            ),
            (
                "a.E-A-{constructor#0}.1-1-000.built.after.mir",
                "fn E::A(_1: u8) -> E {\n}\n",
                r#"E-A-{constructor#0} Constructor E::A ["u8"] E"#,
            ),
            ("a.x.1-1-000.built.after.mir", "something else", "none"),
            ("a.x.1-1-000.built.after.mir", "", "none"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(head(name, text), expected, "{text}");
        }
    }
}
