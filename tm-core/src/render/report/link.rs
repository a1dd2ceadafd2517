//! Addresses that are safe in a link.

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
    fn only_web_addresses_are_links() {
        assert!(web_address("https://owasp.org/x?y=1&z#a").is_some());
        for text in ["javascript:alert(1)", "RFC 9110", "https://", "https://a b", "https://a\"onclick=x", "HTTPS:x"] {
            assert_eq!(web_address(text), None, "{text}");
        }
    }
}
