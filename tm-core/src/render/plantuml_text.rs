//! Text that PlantUML shows as it is.

use super::words::one_line;

/// The text with everything that PlantUML might read written as `<U+0022>`.
///
/// PlantUML reads its preprocessor (`%`, `$`, `!`), comments (`'`), Creole (`**`, `//`, `__`, `--`, `|`, `=`) and HTML in
/// labels, takes the quotes and dashes of typographers for its own, and shows no empty label. Marks that mean something
/// only when doubled or in front stay where they stand alone. Its numbers have four digits.
pub(super) fn plantuml_text(text: &str) -> String {
    let characters: Vec<_> = one_line(text).chars().collect();
    let mut out = String::new();
    for (index, character) in characters.iter().enumerate() {
        let alone = || index > 0 && characters[index - 1] != *character && characters.get(index + 1) != Some(character);
        match character {
            ' ' | ',' | '(' | ')' | '?' => out.push(*character),
            '-' | '_' | '/' | ':' | '.' | '+' if alone() => out.push(*character),
            _ if character.is_alphanumeric() || *character > '\u{ffff}' => out.push(*character),
            _ => out.push_str(&format!("<U+{:04X}>", u32::from(*character))),
        }
    }
    if out.is_empty() { "<U+00A0>".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    #[test]
    fn marks_become_numbers() {
        let cases = [
            ("(1) Visitor form, v1.2 a/b", "(1) Visitor form, v1.2 a/b"),
            ("a \"b\" it's", "a <U+0022>b<U+0022> it<U+0027>s"),
            ("//x// http://y", "<U+002F><U+002F>x<U+002F><U+002F> http:<U+002F><U+002F>y"),
            ("%date()\n!x -y", "<U+0025>date() <U+0021>x -y"),
            ("-- x", "<U+002D><U+002D> x"),
            ("数据库 🦀", "数据库 🦀"),
            ("“a” – b", "<U+201C>a<U+201D> <U+2013> b"),
            ("", "<U+00A0>"),
        ];
        for (text, expected) in cases {
            assert_eq!(super::plantuml_text(text), expected);
        }
    }
}
