//! Small functions of all constructs, and what they are in the intermediate representation.
//!
//! The compiler's output is for people and changes. [`SOURCE`] compiled by a toolchain and read shows which constructs are still
//! understood: [`degraded`] compares it to what people have checked by hand, which stands in `expected.ir` below the source of
//! each function.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ir::text::{Detail, parse, print_body};
use crate::ir::{Crate, Tables};

/// A crate, to be compiled as a library of the edition 2024.
pub const SOURCE: &str = include_str!("probe.rs");

/// The name to give to [`SOURCE`] as a crate.
pub const CRATE_NAME: &str = "probe";

const EXPECTED: &str = include_str!("expected.ir");

/// A body that is not what it should be.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Degraded {
    /// What it shows, in words: `closures, two fields by value`.
    pub construct: String,
    /// The path of the body.
    pub path: String,
    /// What it should be.
    pub expected: String,
    /// What it is, if there is such a body.
    pub found: Option<String>,
}

/// The bodies of `krate`, which was read from a dump of [`SOURCE`], that are not as they should be; and those that are missing.
pub fn degraded(krate: &Crate, tables: &Tables) -> Vec<Degraded> {
    let mut expected_tables = Tables::default();
    let expected =
        parse(EXPECTED, &mut expected_tables).expect("what stands in expected.ir was printed, and a test reads it");
    let found: BTreeMap<&str, String> = texts(krate, tables).collect();
    let differing = texts(&expected, &expected_tables).filter(|(path, text)| found.get(path) != Some(text));
    differing
        .map(|(path, expected)| Degraded {
            construct: construct(path),
            path: path.to_owned(),
            expected,
            found: found.get(path).cloned(),
        })
        .collect()
}

fn texts<'t>(krate: &'t Crate, tables: &'t Tables) -> impl Iterator<Item = (&'t str, String)> {
    krate.bodies.iter().map(|it| (tables.symbols.text(it.path), print_body(it, tables, Detail::Brief)))
}

/// The module and the function of a path, as words.
fn construct(path: &str) -> String {
    let path = path.trim_start_matches('<').trim_start_matches("probe::");
    let end = path.find(['{', '<', ' ', '>']).unwrap_or(path.len());
    let steps: Vec<String> =
        path[..end].split("::").filter(|it| !it.is_empty()).map(|it| it.replace('_', " ")).collect();
    steps.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructs_are_words() {
        let cases = [
            ("probe::closures::two_fields_by_value::{closure#0}", "closures, two fields by value"),
            ("<probe::traits::Db as probe::traits::Store>::put", "traits, Db"),
            ("probe::constants::LIMIT", "constants, LIMIT"),
        ];
        for (path, expected) in cases {
            assert_eq!(construct(path), expected);
        }
    }

    #[test]
    fn every_difference_is_named() {
        let mut tables = Tables::default();
        let mut krate = parse(EXPECTED, &mut tables).unwrap();
        assert_eq!(degraded(&krate, &tables), []);
        let missing = krate.bodies.pop().unwrap();
        let changed =
            krate.bodies.iter().position(|it| tables.symbols.text(it.path) == "probe::generics::identity").unwrap();
        krate.bodies[changed].blocks[0].statements = Box::default();
        let found = degraded(&krate, &tables);
        let paths: Vec<_> = found.iter().map(|it| (&*it.path, it.found.is_some())).collect();
        assert_eq!(paths, [("probe::generics::identity", true), (tables.symbols.text(missing.path), false)]);
        assert_eq!(found[0].construct, "generics, identity");
    }
}
