//! What `docs/judged` says of the examples' findings is said of all of them, and no finding that matters is undecided.
//!
//! ```text
//! | `DS08@webshop::stores::Cache` | arguable | a lost session costs a login; its severity is overridden |
//! ```

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::fs;

use cargo_tm::{EXAMPLES, TODAY, in_checkout, of_example, root};
use serde_json::Value;

const VERDICTS: [&str; 3] = ["true", "arguable", "false"];

fn page(example: &str) -> String {
    let path = root().join("docs/judged").join(example).with_extension("md");
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{example}: {error}"))
}

/// The rows of the table: finding, verdict, why.
fn rows(page: &str) -> Vec<[&str; 3]> {
    page.lines().filter(|line| line.starts_with("| `")).map(row).collect()
}

fn row(line: &str) -> [&str; 3] {
    let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [finding, verdict, why] = cells[..] else { panic!("a row has three cells: {line}") };
    [finding.trim_matches('`'), verdict, why]
}

fn confirmed(example: &str) -> Vec<String> {
    let document = of_example(example, &["findings", "--format", "json", "--today", TODAY]);
    let document: Value = serde_json::from_str(&document).expect("it is JSON");
    let findings = document["findings"].as_array().expect("a list").iter();
    let confirmed = findings.filter(|it| it["certainty"] == "confirmed");
    let mut ids: Vec<_> = confirmed.map(|it| it["id"].as_str().expect("a text").to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn every_confirmed_finding_is_judged_and_no_other() {
    for example in EXAMPLES {
        let page = page(example);
        let mut judged: Vec<_> = rows(&page).into_iter().map(|[finding, ..]| finding).collect();
        judged.sort_unstable();
        let confirmed = confirmed(example);
        assert_eq!(judged, confirmed, "{example}");
        let sum = format!("{} confirmed findings", confirmed.len());
        assert!(page.contains(&sum), "{example}: the page does not say `{sum}`");
    }
}

#[test]
fn every_verdict_has_a_reason_and_is_one_of_three() {
    for example in EXAMPLES {
        for [finding, verdict, why] in rows(&page(example)) {
            assert!(VERDICTS.contains(&verdict), "{example}: `{verdict}` of {finding}");
            assert!(!why.is_empty(), "{example}: {finding}");
        }
    }
}

#[test]
fn every_high_finding_is_decided() {
    for example in EXAMPLES {
        let run = in_checkout(&["check", "--package", example, "--deny", "high", "--quiet", "--today", TODAY]);
        assert_eq!(run.code, Some(0), "{example}\n{}{}", run.stdout, run.stderr);
    }
}
