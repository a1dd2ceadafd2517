//! The content security policy of a page: what it may load is nothing, what it may run and look like is its head's.
//!
//! ```text
//! <meta … content="{{ policy() }}">  <style>p {}</style>  </head>
//!                  └▶ default-src 'none'; script-src 'none'; style-src 'sha256-T4JV…='; base-uri 'none'; form-action 'none'
//! ```
//!
//! A template writes [`PLACEHOLDER`] where the policy goes; [`filled`] reads the page that came out, so that a template
//! which replaces a style sheet need reckon nothing. Only what stands in the head is allowed: names and descriptions stand
//! in the body, and whatever they might smuggle there is no part of the policy.

use sha2::{Digest, Sha256};

/// What stands for the policy until the page is written. No escaped text can contain it.
pub(super) const PLACEHOLDER: &str = "<!--content-security-policy-->";

/// The page with its policy, if it asks for one.
pub(super) fn filled(page: String) -> String {
    let Some(start) = page.find(PLACEHOLDER) else { return page };
    let rest = &page[start + PLACEHOLDER.len()..];
    let head = rest.get(..position(rest, "</head").unwrap_or(rest.len())).unwrap_or(rest);
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        sources(head, "script"),
        sources(head, "style")
    );
    page.replacen(PLACEHOLDER, &policy, 1)
}

/// The hashes of what stands in the elements of that name.
fn sources(head: &str, name: &str) -> String {
    let (opening, closing) = (format!("<{name}"), format!("</{name}"));
    let mut hashes: Vec<String> = Vec::new();
    let mut rest = head;
    while let Some(start) = position(rest, &opening) {
        rest = &rest[start + opening.len()..];
        let Some((attributes, content)) = rest.split_once('>') else { break };
        if !attributes.is_empty() && !attributes.starts_with(|it: char| it.is_ascii_whitespace()) {
            continue; // of another name that begins so
        }
        rest = content;
        let content = &content[..position(content, &closing).unwrap_or(content.len())];
        // A browser reads line ends so before it hashes.
        let content = content.replace("\r\n", "\n").replace('\r', "\n");
        let hash = format!("'sha256-{}'", base64(&Sha256::digest(content)));
        if !hashes.contains(&hash) {
            hashes.push(hash);
        }
    }
    if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") }
}

/// Where `mark` is, in letters of whichever case.
fn position(text: &str, mark: &str) -> Option<usize> {
    text.as_bytes().windows(mark.len()).position(|it| it.eq_ignore_ascii_case(mark.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = char::from(LETTERS[(number >> (18 - 6 * place)) as usize & 63]);
            text.push(if place <= three.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_letters() {
        // The test vectors of RFC 4648.
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")]
        {
            assert_eq!(base64(bytes.as_bytes()), text, "{bytes}");
        }
        // That of "abc" in FIPS 180-2.
        assert_eq!(base64(&Sha256::digest("abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn what_stands_in_the_head_is_allowed() {
        let abc = "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='";
        let cases = [
            ("<STYLE>abc</style>", "'none'", abc),
            ("<script type=\"module\">abc</script><script>abc</script>", abc, "'none'"),
            ("<styles>abc</styles>", "'none'", "'none'"),
            ("</head><script>abc</script><style>abc</style>", "'none'", "'none'"),
            ("<style>abc", "'none'", abc),
        ];
        for (page, script, style) in cases {
            let expected = format!("script-src {script}; style-src {style}; base");
            let filled = filled(format!("{PLACEHOLDER}{page}"));
            assert!(filled.contains(&expected), "{filled}");
            assert!(filled.ends_with(page), "{filled}");
        }
        let line_ends = [
            filled(format!("{PLACEHOLDER}<style>a\r\nb\rc</style>")),
            filled(format!("{PLACEHOLDER}<style>a\nb\nc</style>")),
        ];
        assert_eq!(line_ends[0].split(';').nth(2), line_ends[1].split(';').nth(2));
    }

    #[test]
    fn a_page_that_asks_for_none_has_none() {
        assert_eq!(filled("<style>abc</style>".to_owned()), "<style>abc</style>");
        let twice = filled(format!("{PLACEHOLDER}</head>{PLACEHOLDER}"));
        assert_eq!(twice.matches(PLACEHOLDER).count(), 1, "text that looks like it stays as it is: {twice}");
    }
}
