//! Text that Mermaid shows as it is.

use super::words::one_line;

/// The text with everything that Mermaid might read written as a number, `#34;` for `"`.
///
/// Mermaid reads directives, comments, Markdown and HTML in most places; only letters, digits, spaces and a few harmless
/// marks stay. An empty text becomes a space, since no label may be empty.
pub(super) fn mermaid_text(text: &str) -> String {
    let mut out = String::new();
    for character in one_line(text).chars() {
        match character {
            ' ' | ',' | '.' | '-' | '(' | ')' | '/' | '!' | '?' | '\'' => out.push(character),
            _ if !character.is_ascii() || character.is_ascii_alphanumeric() => out.push(character),
            _ => out.push_str(&format!("#{};", u32::from(character))),
        }
    }
    if out.is_empty() { "#160;".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    #[test]
    fn marks_become_numbers() {
        let cases = [
            ("(1) Visitor's form, v1.2", "(1) Visitor's form, v1.2"),
            ("a \"b\" #1; <c>", "a #34;b#34; #35;1#59; #60;c#62;"),
            ("%%{init}%%\n`x`", "#37;#37;#123;init#125;#37;#37; #96;x#96;"),
            ("数据库 🦀", "数据库 🦀"),
            ("", "#160;"),
        ];
        for (text, expected) in cases {
            assert_eq!(super::mermaid_text(text), expected);
        }
    }
}
