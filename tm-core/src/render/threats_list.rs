//! The threats of a library as a table, for `cargo tm threats list`.

use super::table::table;
use crate::threat::Library;

/// A line for each threat, in the library's order.
pub fn threats_list(library: &Library) -> String {
    let rows = library.threats.iter().map(|threat| {
        let targets: Vec<_> = threat.targets.iter().map(|class| class.name()).collect();
        [threat.id.clone(), threat.severity.to_string(), threat.title.clone(), targets.join(", ")]
    });
    table(["ID", "SEVERITY", "TITLE", "TARGETS"], rows.collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_small_library() {
        insta::assert_snapshot!(super::threats_list(&crate::render::fixture::library()));
    }
}
