//! Looks at an export just far enough to know whose declarations it holds.
//!
//! The rest of its text stays as it is: tm-core gives it its meaning.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The export's format, in its first member.
const FORMAT: &str = "threat-model-export";

/// The latest version of it that is known here.
const VERSION: u64 = 1;

/// Why a document is not an export.
pub(super) enum Fault {
    /// It is something else; the text says what is wrong.
    Malformed(String),
    /// It is of this later version.
    Newer(u64),
}

/// What is known of one declaration.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) is_model: bool,
    /// Whether it is in a library: its key has no target's name in front. Flows and models have no key.
    pub(super) is_in_library: bool,
    pub(super) package: String,
    pub(super) manifest_dir: String,
}

#[derive(Deserialize, Serialize)]
struct Document<'a> {
    format: &'a str,
    version: u64,
    tm: &'a str,
    #[serde(borrow)]
    declarations: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Head {
    class: String,
    key: String,
    package: String,
    manifest_dir: String,
}

/// The declarations in `text`.
pub(super) fn declared(text: &str) -> Result<Vec<Declared>, Fault> {
    let malformed = |it: serde_json::Error| Fault::Malformed(it.to_string());
    // First alone: a later version may have other members.
    #[derive(Deserialize)]
    struct Versioned {
        format: String,
        version: u64,
    }
    let versioned: Versioned = serde_json::from_str(text).map_err(malformed)?;
    if versioned.format != FORMAT {
        return Err(Fault::Malformed(format!("its format is {:?}", versioned.format)));
    }
    if versioned.version > VERSION {
        return Err(Fault::Newer(versioned.version));
    }
    let document: Document<'_> = serde_json::from_str(text).map_err(malformed)?;
    document.declarations.iter().map(|it| declaration(it).map_err(malformed)).collect()
}

fn declaration(text: &RawValue) -> serde_json::Result<Declared> {
    let Head { class, key, package, manifest_dir } = serde_json::from_str(text.get())?;
    let is_in_library = !key.is_empty() && !key.contains('@');
    Ok(Declared { is_model: class == "Model", is_in_library, package, manifest_dir })
}

/// `text` with those declarations for which `keep` is true.
pub(super) fn retain(text: &str, mut keep: impl FnMut(&Declared) -> bool) -> serde_json::Result<String> {
    let mut document: Document<'_> = serde_json::from_str(text)?;
    let mut kept = Vec::with_capacity(document.declarations.len());
    for it in document.declarations {
        if keep(&declaration(it)?) {
            kept.push(it);
        }
    }
    document.declarations = kept;
    serde_json::to_string(&document)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = concat!(
        r#"{"format":"threat-model-export","version":1,"tm":"0.1.0","declarations":["#,
        r#"{"class":"Server","key":"web@web::serve","package":"web","manifest_dir":"/w/web","entries":[1]},"#,
        r#"{"class":"Model","key":"","package":"dep","manifest_dir":"/dep","entries":[]}]}"#
    );

    #[test]
    fn a_declaration_is_dropped_and_the_rest_stays_as_written() {
        let kept = retain(TEXT, |it| it.manifest_dir.starts_with("/w")).expect("the text is an export");
        let expected = concat!(
            r#"{"format":"threat-model-export","version":1,"tm":"0.1.0","declarations":["#,
            r#"{"class":"Server","key":"web@web::serve","package":"web","manifest_dir":"/w/web","entries":[1]}]}"#
        );
        assert_eq!(kept, expected);
    }

    #[test]
    fn other_texts_are_no_exports() {
        for (text, expected) in [
            ("", "malformed"),
            ("{}", "malformed"),
            (r#"{"format":"threat-model","version":1}"#, "malformed"),
            (r#"{"format":"threat-model-export","version":1}"#, "malformed"),
            (r#"{"format":"threat-model-export","version":1,"tm":"1","declarations":[{}]}"#, "malformed"),
            (r#"{"format":"threat-model-export","version":2,"else":[]}"#, "newer"),
            (TEXT, "an export"),
        ] {
            let result = match declared(text) {
                Err(Fault::Malformed(_)) => "malformed",
                Err(Fault::Newer(_)) => "newer",
                Ok(_) => "an export",
            };
            assert_eq!(result, expected, "{text}");
        }
    }
}
