//! What somebody probably meant.

/// The candidate that `text` is most probably a misspelling of, if it is like any.
///
/// Likeness is that of Jaro and Winkler, above 0.85, without regard to case; of equally like ones the first in the
/// alphabet.
///
/// ```
/// assert_eq!(tm_diagnostic::nearest("boundry", ["boundary", "data"].into_iter()), Some("boundary"));
/// assert_eq!(tm_diagnostic::nearest("x", ["boundary", "data"].into_iter()), None);
/// ```
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = text.to_lowercase();
    candidates
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(similarity, _)| *similarity > 0.85)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, candidate)| candidate)
}
