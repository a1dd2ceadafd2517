//! The library's own rules: what holds for every file, whatever its condition says.

use std::collections::{BTreeMap, BTreeSet};

use tm_threats::LIBRARY;
use toml::{Table, Value};

const SEVERITIES: [&str; 6] = ["VeryHigh", "High", "Medium", "Low", "VeryLow", "Info"];
const LIKELIHOODS: [&str; 3] = ["High", "Medium", "Low"];
const STRIDE: [&str; 6] =
    ["Spoofing", "Tampering", "Repudiation", "InformationDisclosure", "DenialOfService", "ElevationOfPrivilege"];

/// OWASP's lists: how an entry starts, how many there are, how many digits a number has, the editions.
const OWASP: [(&str, u8, usize, &[&str]); 6] = [
    ("A", 10, 2, &["2021", "2025"]), // Top 10
    ("API", 10, 1, &["2023"]),       // API Security Top 10
    ("I", 10, 2, &["2018"]),         // Internet of Things Top 10
    ("K", 10, 2, &["2022"]),         // Kubernetes Top Ten
    ("LLM", 10, 2, &["2025"]),       // Top 10 for LLM applications
    ("T", 17, 2, &["2025"]),         // Agentic AI: threats and mitigations
];

fn threats() -> impl Iterator<Item = (&'static str, Table)> {
    LIBRARY.iter().map(|(id, text)| (*id, text.parse().unwrap_or_else(|error| panic!("{id}: {error}"))))
}

/// The array `key` of the threat `id`; empty where it is not written.
fn list<'a>(id: &str, threat: &'a Table, key: &str) -> &'a [Value] {
    let Some(value) = threat.get(key) else { return &[] };
    value.as_array().unwrap_or_else(|| panic!("{id}: `{key}` is not a list"))
}

/// The array of strings `key` of the threat `id`; empty where it is not written.
fn strings<'a>(id: &str, threat: &'a Table, key: &str) -> Vec<&'a str> {
    list(id, threat, key)
        .iter()
        .map(|value| value.as_str().unwrap_or_else(|| panic!("{id}: `{key}` holds {value}")))
        .collect()
}

#[test]
fn ids_are_sorted_and_unique() {
    assert!(!LIBRARY.is_empty());
    for pair in LIBRARY.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
    }
}

#[test]
fn an_id_is_letters_and_two_digits() {
    for (id, _) in LIBRARY {
        let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
        assert!((2..=4).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase()), "{id}");
        assert_eq!(id.len() - letters.len(), 2, "{id}");
    }
}

#[test]
fn a_text_is_found_by_its_id() {
    for (id, text) in LIBRARY {
        assert_eq!(tm_threats::text(id), Some(*text));
    }
    assert_eq!(tm_threats::text("NONE99"), None);
}

#[test]
fn only_known_fields_are_written() {
    let known = [
        "title",
        "aliases",
        "targets",
        "severity",
        "likelihood",
        "condition",
        "stride",
        "linddun",
        "cwe",
        "capec",
        "owasp",
        "asvs",
        "description",
        "prerequisites",
        "mitigations",
        "example",
        "references",
        "pytm",
        "overlaps",
        "since",
        "case",
    ];
    for (id, threat) in threats() {
        for key in threat.keys() {
            assert!(known.contains(&key.as_str()), "{id}: `{key}`");
        }
    }
}

#[test]
fn required_texts_are_there() {
    for (id, threat) in threats() {
        for key in ["title", "condition", "description", "prerequisites", "mitigations", "example"] {
            let text = threat.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("{id}: no `{key}`"));
            assert!(!text.trim().is_empty(), "{id}: `{key}` is empty");
        }
        for key in ["targets", "stride", "references"] {
            assert!(!strings(id, &threat, key).is_empty(), "{id}: no `{key}`");
        }
    }
}

#[test]
fn every_kind_of_thing_has_a_threat() {
    let targets: BTreeSet<String> = threats()
        .flat_map(|(id, threat)| strings(id, &threat, "targets").into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let classes = [
        "Actor",
        "Agent",
        "Boundary",
        "Data",
        "Dataflow",
        "Datastore",
        "Device",
        "ExternalEntity",
        "LLM",
        "Lambda",
        "Pipeline",
        "Process",
        "Server",
    ];
    assert!(targets.iter().eq(classes), "{targets:?}");
}

#[test]
fn ratings_and_kinds_are_of_their_scale() {
    for (id, threat) in threats() {
        assert!(SEVERITIES.contains(&threat["severity"].as_str().expect("a text")), "{id}: severity");
        if let Some(likelihood) = threat.get("likelihood") {
            assert!(LIKELIHOODS.contains(&likelihood.as_str().expect("a text")), "{id}: likelihood");
        }
        for kind in strings(id, &threat, "stride") {
            assert!(STRIDE.contains(&kind), "{id}: {kind}");
        }
    }
}

#[test]
fn weaknesses_are_positive_numbers_and_one_is_known() {
    for (id, threat) in threats() {
        assert!(!list(id, &threat, "cwe").is_empty(), "{id}: no `cwe`");
        for key in ["cwe", "capec"] {
            for number in list(id, &threat, key) {
                assert!(number.as_integer().is_some_and(|number| number > 0), "{id}: {key} {number}");
            }
        }
    }
}

#[test]
fn owasp_entries_name_a_list_a_number_and_an_edition() {
    for (id, threat) in threats() {
        for entry in strings(id, &threat, "owasp") {
            let (item, edition) = entry.split_once(':').unwrap_or_else(|| panic!("{id}: {entry}"));
            let letters = item.trim_end_matches(|it: char| it.is_ascii_digit());
            let list = OWASP.iter().find(|(name, ..)| *name == letters);
            let (_, last, digits, editions) = list.unwrap_or_else(|| panic!("{id}: {entry} is of no list known here"));
            let number = &item[letters.len()..];
            assert!(number.parse().is_ok_and(|it: u8| (1..=*last).contains(&it)), "{id}: {entry}");
            assert!(number.len() == *digits || !number.starts_with('0') && number.len() > *digits, "{id}: {entry}");
            assert!(editions.contains(&edition), "{id}: {entry}");
        }
    }
}

#[test]
fn references_are_https_urls_said_once() {
    for (id, threat) in threats() {
        let references = strings(id, &threat, "references");
        for (index, url) in references.iter().enumerate() {
            let rest = url.strip_prefix("https://").unwrap_or_else(|| panic!("{id}: {url}"));
            assert!(rest.split('/').next().is_some_and(|host| host.contains('.')), "{id}: {url}");
            assert!(!url.contains(char::is_whitespace), "{id}: {url}");
            assert!(!references[..index].contains(url), "{id}: {url} twice");
        }
    }
}

#[test]
fn a_version_came_after_the_first() {
    for (id, threat) in threats() {
        let Some(since) = threat.get("since") else { continue };
        let (major, minor) = since.as_str().and_then(|it| it.split_once('.')).expect("two numbers in quotes");
        let version = (major.parse::<u32>().expect("a number"), minor.parse::<u32>().expect("a number"));
        assert!(version > (0, 1), "{id}: the first version is said by saying nothing");
    }
}

#[test]
fn an_alias_is_neither_a_threat_nor_another_ones_alias() {
    let mut owners = BTreeMap::new();
    for (id, threat) in threats() {
        for alias in strings(id, &threat, "aliases") {
            assert_eq!(tm_threats::text(alias), None, "{id}: {alias} is a threat of its own");
            if let Some(other) = owners.insert(alias.to_owned(), id) {
                panic!("{alias} is an alias of both {other} and {id}");
            }
        }
    }
}

#[test]
fn each_threat_has_a_case_that_fires_and_one_that_does_not() {
    for (id, threat) in threats() {
        let mut names = Vec::new();
        let mut fires = [false, false];
        for case in list(id, &threat, "case") {
            let name = case["name"].as_str().expect("a text");
            assert!(!name.is_empty() && !names.contains(&name), "{id}: case `{name}`");
            names.push(name);
            assert!(case["model"].is_table(), "{id}: case `{name}` has no model");
            fires[usize::from(case["fires"].as_bool().expect("a boolean"))] = true;
        }
        assert_eq!(fires, [true, true], "{id}: needs both kinds of case");
    }
}
