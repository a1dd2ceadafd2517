//! The anchors of a page's headings, as GitHub and most that show Markdown make them.
//!
//! ```text
//! ## By severity ──▶ #by-severity        ### ORG-001 ──▶ #org-001        a second ### ORG-001 ──▶ #org-001-1
//! ```

use std::collections::HashSet;

/// The anchors given so far; headings are told in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    given: HashSet<String>,
}

impl Anchors {
    /// The anchor of the next heading: letters in lower case, dashes for spaces, other marks left out, and a number
    /// behind one that an earlier heading has.
    pub(super) fn of(&mut self, heading: &str) -> String {
        let kept = heading.chars().filter(|it| it.is_alphanumeric() || "-_ ".contains(*it));
        let anchor = kept.collect::<String>().to_lowercase().replace(' ', "-");
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let mut free = std::iter::once(anchor.clone()).chain(numbered).filter(|it| !self.given.contains(it));
        let free = free.next().expect("there are more numbers than headings");
        self.given.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn headings_have_anchors_of_their_own() {
        let mut anchors = super::Anchors::default();
        let headings = ["By severity", "DR01", "dr01", "DR01-1", "DR01", "a.b/größe_1", "`x`"];
        let expected = ["by-severity", "dr01", "dr01-1", "dr01-1-1", "dr01-2", "abgröße_1", "x"];
        assert_eq!(headings.map(|it| anchors.of(it)), expected);
    }
}
