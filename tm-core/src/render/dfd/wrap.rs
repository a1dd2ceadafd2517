//! Breaks labels into lines where pytm does, which asks Python's `textwrap`.
//!
//! ```text
//! (1) Well-known-credentials are stored ──▶ (1) Well-known- ┊ credentials are ┊ stored
//! ```
//!
//! Between words, behind a hyphen inside of a word, around dashes; what is longer than a line is cut where the line ends.

use crate::render::words::one_line;

/// The text as lines of at most `width` characters.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = one_line(text);
    let mut chunks: Vec<Vec<char>> = Vec::new();
    for (index, word) in text.split(' ').filter(|word| !word.is_empty()).enumerate() {
        if index > 0 {
            chunks.push(vec![' ']);
        }
        chunks.extend(parts(&word.chars().collect::<Vec<_>>()));
    }
    let mut lines = Vec::new();
    let mut line: Vec<char> = Vec::new();
    for mut chunk in chunks {
        while line.len() + chunk.len() > width {
            if chunk.len() > width {
                let rest = chunk.split_off(cut(&chunk, width - line.len()));
                line.extend(std::mem::replace(&mut chunk, rest));
            }
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() || chunk != [' '] {
            line.extend(chunk);
        }
    }
    lines.push(line);
    let lines = lines.into_iter().map(|line| line.into_iter().collect::<String>().trim_end().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// Where to cut what is longer than a line: behind its last hyphen that fits, or where the room ends.
fn cut(chunk: &[char], room: usize) -> usize {
    match chunk[..room].iter().rposition(|it| *it == '-') {
        Some(hyphen) if chunk[..hyphen].iter().any(|it| *it != '-') => hyphen + 1,
        _ => room,
    }
}

/// The parts between which a word may be broken.
fn parts(word: &[char]) -> Vec<Vec<char>> {
    let is_letter = |index: usize| word.get(index).is_some_and(|it| is_word(*it) && !it.is_numeric());
    let mut parts = Vec::new();
    let mut start = 0;
    let mut index = 1;
    while index < word.len() {
        if word[index] != '-' {
            index += 1;
            continue;
        }
        let behind = (index..word.len()).find(|it| word[*it] != '-').unwrap_or(word.len());
        let is_dash = behind - index > 1 && word.get(behind).is_some_and(|it| is_word(*it));
        let follows_letters = index >= 2
            && is_letter(index - 1)
            && (is_letter(index - 2) || index >= 3 && word[index - 2] == '-' && is_letter(index - 3));
        let before_letters =
            is_letter(index + 1) && (is_letter(index + 2) || word.get(index + 2) == Some(&'-') && is_letter(index + 3));
        if is_dash && (is_word(word[index - 1]) || "!\"'&.,?".contains(word[index - 1])) {
            parts.extend([word[start..index].to_vec(), word[index..behind].to_vec()]);
            start = behind;
        } else if follows_letters && before_letters {
            parts.push(word[start..=index].to_vec());
            start = index + 1;
        }
        index = behind.max(start);
        index += usize::from(index == start);
    }
    parts.push(word[start..].to_vec());
    parts
}

/// Whether Python's `\w` has the character.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    /// Each is what Python 3.11 answers to `textwrap.wrap(text, 18)`.
    #[test]
    fn texts_wrap_as_in_python() {
        let cases: [(&str, &[&str]); 12] = [
            ("", &[]),
            ("Web server", &["Web server"]),
            ("Visitor enters  comments\nnow", &["Visitor enters", "comments now"]),
            ("exactly eighteen c", &["exactly eighteen c"]),
            ("aaaaaaaaaaaaaaaaaaaabb c", &["aaaaaaaaaaaaaaaaaa", "aabb c"]),
            ("(1) (&lambda;)Periodically cleans", &["(1) (&lambda;)Peri", "odically cleans"]),
            ("a well-known credential-store", &["a well-known", "credential-store"]),
            ("some well-known-credentials", &["some well-known-", "credentials"]),
            ("read from the x-y-zz-queue", &["read from the x-y-", "zz-queue"]),
            ("wait for it--then go on", &["wait for it--then", "go on"]),
            ("aaaaaaaaaaaa-1bbbbbbbbbbbbbbbbbbb", &["aaaaaaaaaaaa-", "1bbbbbbbbbbbbbbbbb", "bb"]),
            ("say ---- nothing-at-all--x", &["say ---- nothing-", "at-all--x"]),
        ];
        for (text, lines) in cases {
            assert_eq!(wrapped(text, 18), lines, "{text}");
        }
    }
}
