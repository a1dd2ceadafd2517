//! Where in a crate's root file a module is declared: behind what must come first, in front of the first item.

/// `text` with `mod NAME;` in it.
///
/// Inner attributes and inner documentation must stay first, and so does a comment that stands alone, such as a
/// licence; a comment right above an item stays with it.
pub fn with_module(text: &str, name: &str) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (head, rest) = text.split_at(head(text));
    let before = match head {
        "" => "",
        _ if head.ends_with("\n\n") || head.ends_with("\n\r\n") => "",
        _ if head.ends_with('\n') => newline,
        _ => &newline.repeat(2),
    };
    let after = if rest.starts_with("mod ") || rest.starts_with("pub mod ") || rest.is_empty() { "" } else { newline };
    format!("{head}{before}mod {name};{newline}{after}{rest}")
}

/// How many bytes of `text` must stay in front.
fn head(text: &str) -> usize {
    let mut end = 0;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    if rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[') {
        rest = behind_line(rest); // of a script
        end = line_end(text, rest);
    }
    loop {
        let blank = &rest[..rest.len() - rest.trim_start().len()];
        let stands_alone = blank.matches('\n').count() > 1;
        rest = rest.trim_start();
        if stands_alone {
            end = text.len() - rest.len();
        }
        let is_item = (rest.starts_with("///") && !rest.starts_with("////"))
            || (rest.starts_with("/**") && !rest.starts_with("/***") && !rest.starts_with("/**/"));
        let is_inner = ["//!", "/*!", "#!"].iter().any(|it| rest.starts_with(it));
        rest = match rest.get(..2) {
            _ if is_item => return end,
            Some("//") => behind_line(rest),
            Some("/*") => behind_block(rest),
            Some("#!") => behind_brackets(rest),
            _ => return end,
        };
        if is_inner {
            end = line_end(text, rest);
        }
        if rest.is_empty() {
            return text.len();
        }
    }
}

/// Where the line ends that `rest` of `text` begins in, its break included; where `rest` begins if code follows there.
fn line_end(text: &str, rest: &str) -> usize {
    let line = rest.split_inclusive('\n').next().unwrap_or_default();
    text.len() - rest.len() + if line.trim().is_empty() { line.len() } else { 0 }
}

/// Up to the break of the line.
fn behind_line(text: &str) -> &str {
    text.find('\n').map_or("", |at| &text[at..])
}

/// Behind the block comment at the start, which may hold others.
fn behind_block(text: &str) -> &str {
    let (mut depth, mut rest) = (0, text);
    loop {
        rest = match rest.find(['/', '*']) {
            None => return "",
            Some(at) => &rest[at..],
        };
        let width = match rest.get(..2) {
            Some("/*") => {
                depth += 1;
                2
            }
            Some("*/") => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        rest = &rest[width..];
        if depth == 0 {
            return rest;
        }
    }
}

/// Behind the attribute at the start: its brackets, less those in strings and comments.
fn behind_brackets(text: &str) -> &str {
    let (mut depth, mut rest) = (0, text);
    loop {
        rest = match rest.find(['[', ']', '"', '/', 'r']) {
            None => return "",
            Some(at) => &rest[at..],
        };
        let hashes = rest[1..].len() - rest[1..].trim_start_matches('#').len();
        rest = match rest.as_bytes()[0] {
            b'[' | b']' => {
                depth += if rest.starts_with('[') { 1 } else { -1 };
                &rest[1..]
            }
            b'"' => behind_string(&rest[1..]),
            b'/' if rest.starts_with("//") => behind_line(rest),
            b'/' if rest.starts_with("/*") => behind_block(rest),
            b'r' if rest[1 + hashes..].starts_with('"') => {
                let end = format!("\"{}", "#".repeat(hashes));
                let content = &rest[hashes + 2..];
                content.find(&end).map_or("", |at| &content[at + end.len()..])
            }
            _ => &rest[1..],
        };
        if depth == 0 || rest.is_empty() {
            return rest;
        }
    }
}

fn behind_string(text: &str) -> &str {
    let mut characters = text.chars();
    while let Some(it) = characters.next() {
        match it {
            '\\' => drop(characters.next()),
            '"' => break,
            _ => {}
        }
    }
    characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::with_module;

    #[test]
    fn the_module_goes_before_the_first_item() {
        for (before, after) in [
            ("", "mod m;\n"),
            ("fn main() {}\n", "mod m;\n\nfn main() {}\n"),
            ("//! Doc.\n\nmod a;\n", "//! Doc.\n\nmod m;\nmod a;\n"),
            ("#![allow(\n    dead_code\n)]\nuse a;\n", "#![allow(\n    dead_code\n)]\n\nmod m;\n\nuse a;\n"),
            ("//! Doc.", "//! Doc.\n\nmod m;\n"),
            ("// Licence.\n\n/// Item.\nfn f() {}\n", "// Licence.\n\nmod m;\n\n/// Item.\nfn f() {}\n"),
            ("// About `f`.\nfn f() {}\n", "mod m;\n\n// About `f`.\nfn f() {}\n"),
            ("//! Doc.\n\n// About `f`.\nfn f() {}\n", "//! Doc.\n\nmod m;\n\n// About `f`.\nfn f() {}\n"),
            (
                "/* A\n * /* B */\n */\n#![no_std]\nfn f() {}\n",
                "/* A\n * /* B */\n */\n#![no_std]\n\nmod m;\n\nfn f() {}\n",
            ),
            ("/*! Doc\n*/\nfn f() {}\n", "/*! Doc\n*/\n\nmod m;\n\nfn f() {}\n"),
            ("/** Item\n*/\nfn f() {}\n", "mod m;\n\n/** Item\n*/\nfn f() {}\n"),
            (
                "#![doc = \"a ] \\\" b\"]\n#![allow(a)]\nfn f() {}\n",
                "#![doc = \"a ] \\\" b\"]\n#![allow(a)]\n\nmod m;\n\nfn f() {}\n",
            ),
            ("#![doc = r#\"] \" ]\"#]\nfn f() {}\n", "#![doc = r#\"] \" ]\"#]\n\nmod m;\n\nfn f() {}\n"),
            ("#![a(// ]\n/* ] */ b)] fn f() {}\n", "#![a(// ]\n/* ] */ b)]\n\nmod m;\n\n fn f() {}\n"),
            ("#!/usr/bin/env run\nfn f() {}\n", "#!/usr/bin/env run\n\nmod m;\n\nfn f() {}\n"),
            ("//! Doc.\r\n\r\nfn f() {}\r\n", "//! Doc.\r\n\r\nmod m;\r\n\r\nfn f() {}\r\n"),
            ("// Only a comment.", "// Only a comment.\n\nmod m;\n"),
            ("#![broken", "#![broken\n\nmod m;\n"),
            ("/* broken", "/* broken\n\nmod m;\n"),
        ] {
            assert_eq!(with_module(before, "m"), after, "{before}");
        }
    }
}
