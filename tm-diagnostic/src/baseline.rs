//! The findings that were there when a team began: they are known, and only what is new counts.
//!
//! ```json
//! {
//!   "version": 1,
//!   "findings": [
//!     "DR01@app::CommentsDb",
//!     "INP05@app::post_comment"
//!   ]
//! }
//! ```
//!
//! A finding is known by its id alone, which survives moved lines and the renaming of other things. The ids are sorted, one
//! a line, so that two branches that write a baseline merge as text does.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The ids of known findings.
///
/// ```
/// use tm_diagnostic::Baseline;
///
/// let baseline: Baseline = ["INP05@web", "DR01@db"].into_iter().map(String::from).collect();
/// assert_eq!(Baseline::read(&baseline.text()), Ok(baseline));
/// assert!(Baseline::read("[]").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<String>);

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<String>,
}

/// The only version there is.
const VERSION: u32 = 1;

impl Baseline {
    /// Reads what [`Self::text`] writes.
    ///
    /// # Errors
    ///
    /// A sentence on what is wrong, if it is not a baseline or one of a version to come.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match file.version {
            VERSION => Ok(file.findings.into_iter().collect()),
            other => Err(format!("it is of version {other}, which this cargo-tm does not know; update cargo-tm")),
        }
    }

    /// The text of its file, with a last newline.
    pub fn text(&self) -> String {
        let file = File { version: VERSION, findings: self.0.iter().cloned().collect() };
        let mut text = serde_json::to_string_pretty(&file).expect("texts and numbers are JSON");
        text.push('\n');
        text
    }

    /// Whether any finding is known.
    pub fn has_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether the finding of that id is known.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// The ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromIterator<String> for Baseline {
    fn from_iter<I: IntoIterator<Item = String>>(ids: I) -> Self {
        Baseline(ids.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;

    #[test]
    fn the_file_is_one_sorted_id_a_line() {
        let baseline: Baseline = ["b", "a\"", "b"].into_iter().map(String::from).collect();
        assert_eq!(baseline.text(), "{\n  \"version\": 1,\n  \"findings\": [\n    \"a\\\"\",\n    \"b\"\n  ]\n}\n");
    }

    #[test]
    fn a_version_to_come_is_refused_with_a_remedy() {
        let error = Baseline::read(r#"{"version": 2, "findings": []}"#).unwrap_err();
        assert!(error.ends_with("update cargo-tm"), "{error}");
    }
}
