//! Ids that stay the same when something else is added.

/// A name as part of an id: lower case, words joined by dashes.
///
/// `"Visitor enters comments"` becomes `visitor-enters-comments`. Letters and digits of any script stay.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_alphanumeric() {
            slug.extend(character.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() { "unnamed".to_owned() } else { slug }
}

/// Eight digits that tell texts of one slug apart: 32-bit FNV-1a, the same on every machine.
pub(crate) fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

/// The id of a flow whose author wrote none.
pub(crate) fn dataflow(source: &str, sink: &str, name: &str) -> String {
    format!("{source}->{sink}#{}", slug(name))
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_keep_letters_and_digits() {
        let cases = [
            ("Visitor enters comments", "visitor-enters-comments"),
            ("(λ) Cleans DB — daily!", "λ-cleans-db-daily"),
            ("  ", "unnamed"),
            ("Web/DB", "web-db"),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name), expected);
        }
    }
}
