//! Addresses that are safe in a link, and where places in source files are on the web.
//!
//! ```text
//! src/a b.rs, line 7, in https://github.com/o/r/blob/COMMIT/{file}#L{line}
//! ──▶ https://github.com/o/r/blob/COMMIT/src/a%20b.rs#L7
//! ```

use std::collections::BTreeSet;

/// Where source files can be read on the web.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebSource {
    /// An address in which `{file}` and `{line}` stand for the place.
    pub address: String,
    /// What comes before a file's path there: the way from the repository's root to the workspace's, ending in `/`, or
    /// nothing.
    pub prefix: String,
    /// The files that are there as they are here, relative to the workspace root; none means all.
    pub files: Option<BTreeSet<String>>,
}

impl WebSource {
    /// The address of a line, if the file is there as it is here.
    pub(super) fn href(&self, file: &str, line: u32) -> Option<String> {
        let is_there = self.files.as_ref().is_none_or(|files| files.contains(file));
        let path = || encoded_path(&format!("{}{file}", self.prefix));
        is_there.then(|| self.address.replace("{line}", &line.to_string()).replace("{file}", &path()))
    }
}

/// A path with everything percent-encoded that means something in an address, the slashes aside.
pub(super) fn encoded_path(path: &str) -> String {
    let mut encoded = String::new();
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The text if it is a web address and nothing else.
pub(super) fn web_address(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let harmless = |it: char| !it.is_whitespace() && !it.is_control() && !"\"'<>\\`{}|^".contains(it);
    (!rest.is_empty() && rest.chars().all(harmless)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_addresses() {
        let cases = [
            ("src/main.rs", "src/main.rs"),
            ("a b/ü?#.rs", "a%20b/%C3%BC%3F%23.rs"),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ];
        for (path, expected) in cases {
            assert_eq!(encoded_path(path), expected);
        }
    }

    #[test]
    fn a_place_is_on_the_web_if_its_file_is_there() {
        let mut web = WebSource { address: "https://h/{file}#L{line}".into(), prefix: "a b/".into(), files: None };
        assert_eq!(web.href("src/{line}.rs", 7).unwrap(), "https://h/a%20b/src/%7Bline%7D.rs#L7");
        web.files = Some(["src/lib.rs".to_owned()].into());
        assert_eq!(web.href("src/lib.rs", 7).unwrap(), "https://h/a%20b/src/lib.rs#L7");
        assert_eq!(web.href("src/main.rs", 7), None);
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(web_address("https://owasp.org/x?y=1&z#a").is_some());
        for text in ["javascript:alert(1)", "RFC 9110", "https://", "https://a b", "https://a\"onclick=x", "HTTPS:x"] {
            assert_eq!(web_address(text), None, "{text}");
        }
    }
}
