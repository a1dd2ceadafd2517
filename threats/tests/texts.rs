//! What holds for the words of every threat: they are there, of a readable length, tidy, and spelt one way.
//!
//! ```text
//! DR01.mitigations:  two blanks in a row: `the  backups`
//! INP19.example:     `recieve` is spelt `receive`
//! ```
//!
//! All that is wrong is listed at once, since whoever writes a threat wants to correct it at once. Spelling is British, but
//! titles are names, and some are those of pytm, CWE or OWASP.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use tm_threats::LIBRARY;
use toml::{Table, Value};

/// What every threat says.
const FIELDS: [&str; 13] = [
    "title",
    "targets",
    "severity",
    "likelihood",
    "condition",
    "stride",
    "cwe",
    "description",
    "prerequisites",
    "mitigations",
    "example",
    "references",
    "case",
];

/// The texts, and how many characters each may have.
const TEXTS: [(&str, RangeInclusive<usize>); 4] =
    [("description", 80..=900), ("prerequisites", 20..=300), ("mitigations", 120..=1200), ("example", 40..=500)];

const TITLE: RangeInclusive<usize> = 4..=70;
const REASON: RangeInclusive<usize> = 15..=300;
const COLUMNS: usize = 110;

/// Marks of what is not finished.
const UNFINISHED: [&str; 4] = ["TODO", "FIXME", "XXX", "TBD"];

/// Words that are often misspelt, and how they are spelt.
const MISSPELT: [(&str, &str); 84] = [
    ("accomodate", "accommodate"),
    ("accross", "across"),
    ("acess", "access"),
    ("achive", "achieve"),
    ("acknowlege", "acknowledge"),
    ("adress", "address"),
    ("adresses", "addresses"),
    ("agressive", "aggressive"),
    ("allready", "already"),
    ("alot", "a lot"),
    ("apparant", "apparent"),
    ("appropiate", "appropriate"),
    ("arbitary", "arbitrary"),
    ("attacter", "attacker"),
    ("authentification", "authentication"),
    ("availabe", "available"),
    ("availible", "available"),
    ("becuase", "because"),
    ("beacuse", "because"),
    ("begining", "beginning"),
    ("belive", "believe"),
    ("boundry", "boundary"),
    ("boundries", "boundaries"),
    ("calender", "calendar"),
    ("certficate", "certificate"),
    ("cant", "cannot"),
    ("comming", "coming"),
    ("commited", "committed"),
    ("compatability", "compatibility"),
    ("completly", "completely"),
    ("concious", "conscious"),
    ("confidental", "confidential"),
    ("credentails", "credentials"),
    ("databse", "database"),
    ("definately", "definitely"),
    ("dependancy", "dependency"),
    ("dependancies", "dependencies"),
    ("desciption", "description"),
    ("didnt", "did not"),
    ("doesnt", "does not"),
    ("dont", "do not"),
    ("embarass", "embarrass"),
    ("encrypion", "encryption"),
    ("enviroment", "environment"),
    ("exmaple", "example"),
    ("existance", "existence"),
    ("explicitely", "explicitly"),
    ("foward", "forward"),
    ("futher", "further"),
    ("goverment", "government"),
    ("gaurd", "guard"),
    ("happend", "happened"),
    ("heirarchy", "hierarchy"),
    ("immediatly", "immediately"),
    ("independant", "independent"),
    ("infomation", "information"),
    ("inital", "initial"),
    ("intergrity", "integrity"),
    ("legimate", "legitimate"),
    ("libary", "library"),
    ("lenght", "length"),
    ("maintainance", "maintenance"),
    ("malicous", "malicious"),
    ("neccessary", "necessary"),
    ("occured", "occurred"),
    ("occurence", "occurrence"),
    ("overide", "override"),
    ("paramter", "parameter"),
    ("permision", "permission"),
    ("persistant", "persistent"),
    ("posession", "possession"),
    ("prefered", "preferred"),
    ("privelege", "privilege"),
    ("priviledge", "privilege"),
    ("recieve", "receive"),
    ("reponse", "response"),
    ("seperate", "separate"),
    ("succesful", "successful"),
    ("sucessful", "successful"),
    ("supress", "suppress"),
    ("teh", "the"),
    ("threshhold", "threshold"),
    ("untill", "until"),
    ("vulnerabilty", "vulnerability"),
];

/// How American words start, and how the same words start here.
const AMERICAN: [(&str, &str); 44] = [
    ("analyz", "analys"),
    ("anonymiz", "anonymis"),
    ("apologiz", "apologis"),
    ("authoriz", "authoris"),
    ("behavior", "behaviour"),
    ("canceled", "cancelled"),
    ("canonicaliz", "canonicalis"),
    ("categoriz", "categoris"),
    ("centraliz", "centralis"),
    ("color", "colour"),
    ("customiz", "customis"),
    ("defense", "defence"),
    ("deserializ", "deserialis"),
    ("emphasiz", "emphasis"),
    ("favor", "favour"),
    ("finaliz", "finalis"),
    ("gray", "grey"),
    ("honor", "honour"),
    ("initializ", "initialis"),
    ("labeled", "labelled"),
    ("labeling", "labelling"),
    ("localiz", "localis"),
    ("maximiz", "maximis"),
    ("minimiz", "minimis"),
    ("modeled", "modelled"),
    ("modeling", "modelling"),
    ("neighbor", "neighbour"),
    ("normaliz", "normalis"),
    ("offense", "offence"),
    ("optimiz", "optimis"),
    ("organiz", "organis"),
    ("parameteriz", "parameteris"),
    ("prioritiz", "prioritis"),
    ("pseudonymiz", "pseudonymis"),
    ("randomiz", "randomis"),
    ("realiz", "realis"),
    ("recogniz", "recognis"),
    ("sanitiz", "sanitis"),
    ("serializ", "serialis"),
    ("summariz", "summaris"),
    ("tokeniz", "tokenis"),
    ("traveled", "travelled"),
    ("unauthoriz", "unauthoris"),
    ("virtualiz", "virtualis"),
];

fn threats() -> impl Iterator<Item = (&'static str, Table)> {
    LIBRARY.iter().map(|(id, text)| (*id, text.parse().unwrap_or_else(|error| panic!("{id}: {error}"))))
}

fn text<'a>(threat: &'a Table, key: &str) -> &'a str {
    threat.get(key).and_then(Value::as_str).unwrap_or_default().trim()
}

/// Each text that people read as prose, with where it stands; titles are not among them.
fn prose(threat: &Table) -> Vec<(String, &str)> {
    let texts = TEXTS.iter().map(|(key, _)| ((*key).to_owned(), text(threat, key)));
    let reasons = ["pytm", "overlaps"].into_iter().filter_map(|key| Some((key, threat.get(key)?.as_table()?)));
    let reasons = reasons.flat_map(|(key, table)| {
        table.iter().map(move |(of, reason)| (format!("{key}.{of}"), reason.as_str().unwrap_or_default().trim()))
    });
    texts.chain(reasons).collect()
}

/// The text without its code: every second part between backticks.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric() && it != '\'').filter(|word| !word.is_empty())
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Applies a rule for texts to all that is prose, and to titles.
#[track_caller]
fn holds(rule: impl Fn(&str) -> Vec<String>) {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        for (place, text) in prose(&threat).into_iter().chain([("title".to_owned(), text(&threat, "title"))]) {
            faults.extend(rule(text).into_iter().map(|fault| format!("{id}.{place}: {fault}")));
        }
    }
    none(&faults);
}

#[test]
fn every_field_is_there() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        for key in FIELDS {
            let is_empty = match threat.get(key) {
                Some(Value::String(text)) => text.trim().is_empty(),
                Some(Value::Array(items)) => items.is_empty(),
                _ => true,
            };
            if is_empty {
                faults.push(format!("{id}: there is no `{key}`"));
            }
        }
    }
    none(&faults);
}

#[test]
fn titles_are_short_names_of_one_threat_each() {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        let title = text(&threat, "title");
        if !TITLE.contains(&title.chars().count()) {
            faults.push(format!("{id}: the title has {} characters: {TITLE:?} are good", title.chars().count()));
        }
        // A name such as iFrame has its capital letter inside.
        let first = title.split(' ').next().unwrap_or_default();
        if !first.contains(|it: char| it.is_uppercase()) {
            faults.push(format!("{id}: the title starts in lower case: {title}"));
        }
        if title.ends_with(['.', ':', '!']) || title.contains('\n') {
            faults.push(format!("{id}: the title has a line break, or a mark at its end: {title}"));
        }
        if let Some(other) = owners.insert(title.to_lowercase(), id) {
            faults.push(format!("{id}: {other} has that title"));
        }
    }
    none(&faults);
}

#[test]
fn texts_have_a_readable_length() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        let mut check = |place: &str, text: &str, limits: &RangeInclusive<usize>| {
            let count = text.chars().count();
            if !limits.contains(&count) {
                faults.push(format!("{id}.{place}: {count} characters; {limits:?} are good"));
            }
        };
        for (key, limits) in &TEXTS {
            check(key, text(&threat, key), limits);
        }
        for (place, text) in prose(&threat).iter().filter(|(place, _)| place.starts_with("pytm.")) {
            check(place, text, &REASON);
        }
    }
    none(&faults);
}

#[test]
fn texts_are_sentences() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        // The reason of an overlap is a clause that follows a colon.
        for (place, text) in prose(&threat).into_iter().filter(|(place, _)| !place.starts_with("overlaps.")) {
            if !text.ends_with('.') && !text.ends_with(".\"") && !text.ends_with(".)") {
                faults.push(format!("{id}.{place}: no full stop at the end"));
            }
            // A name in lower case or a piece of code may come first.
            let starts_with_a_name = text.starts_with('`') || text.starts_with("pytm ");
            if !starts_with_a_name && text.chars().find(|it| it.is_alphabetic()).is_some_and(char::is_lowercase) {
                faults.push(format!("{id}.{place}: starts in lower case"));
            }
        }
    }
    none(&faults);
}

#[test]
fn differences_from_pytm_are_plain_text() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        for (place, text) in prose(&threat).into_iter().filter(|(place, _)| place.starts_with("pytm.")) {
            if text.contains(['`', '*', '_', '[']) {
                faults.push(format!("{id}.{place}: there is markup in it"));
            }
            if text.matches(". ").count() + text.matches(".\n").count() > 1 {
                faults.push(format!("{id}.{place}: more than two sentences"));
            }
        }
    }
    none(&faults);
}

#[test]
fn texts_are_tidy() {
    holds(|text| {
        let mut faults = Vec::new();
        if text.matches('`').count() % 2 == 1 {
            faults.push("a backtick is missing".to_owned());
        }
        let plain = without_code(text);
        let is_tag = |rest: &str| rest.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/' || it == '!');
        if plain.split('<').skip(1).any(is_tag) {
            faults.push("an HTML tag".to_owned());
        }
        if let Some(line) = text.lines().find(|line| line.ends_with(char::is_whitespace)) {
            faults.push(format!("a blank at the end of `{line}`"));
        }
        if text.contains("  ") {
            faults.push("two blanks in a row".to_owned());
        }
        if text.contains(|it: char| it.is_control() && it != '\n') {
            faults.push("a tab or another control character".to_owned());
        }
        if let Some(mark) = UNFINISHED.iter().find(|mark| words(&plain).any(|word| word == **mark)) {
            faults.push(format!("`{mark}`"));
        }
        for mark in [" ,", " .\n", " ;", "..", ",,"] {
            if plain.contains(mark) && !plain.contains("...") {
                faults.push(format!("stray `{}`", mark.trim_end()));
            }
        }
        faults
    });
}

#[test]
fn lines_fit_a_screen() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        // Conditions, and what must be on one line, may be longer.
        for (place, text) in prose(&threat).into_iter().filter(|(place, _)| !place.starts_with("overlaps.")) {
            for line in text.lines().filter(|line| line.chars().count() > COLUMNS) {
                faults.push(format!("{id}.{place}: a line of {} columns; {COLUMNS} are good", line.chars().count()));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_word_is_misspelt_or_doubled() {
    holds(|text| {
        let plain = without_code(text).to_lowercase();
        let misspelt = words(&plain).filter_map(|word| MISSPELT.iter().find(|(wrong, _)| *wrong == word));
        let mut faults: Vec<_> = misspelt.map(|(wrong, right)| format!("`{wrong}` is spelt `{right}`")).collect();
        for sentence in plain.split(['.', ',', ';', ':', '`', '(', ')', '"', '-', '/']) {
            let words: Vec<_> = words(sentence).collect();
            let doubled = words.windows(2).filter(|pair| pair[0] == pair[1] && !["that", "had"].contains(&pair[0]));
            faults.extend(doubled.map(|pair| format!("`{} {}`", pair[0], pair[1])));
        }
        faults
    });
}

#[test]
fn spelling_is_british() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        for (place, text) in prose(&threat) {
            // Names such as AddressSanitizer and Authorization have a capital letter.
            let plain = without_code(text);
            for word in words(&plain).filter(|word| !word.contains(char::is_uppercase)) {
                for (theirs, ours) in AMERICAN.iter().filter(|(theirs, _)| word.starts_with(theirs)) {
                    faults.push(format!("{id}.{place}: `{word}` starts `{ours}` in British English, not `{theirs}`"));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn references_have_the_page_of_each_number() {
    let mut faults = Vec::new();
    for (id, threat) in threats() {
        let list = |key: &str| threat.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let references: Vec<_> = list("references").iter().filter_map(Value::as_str).collect();
        for key in ["cwe", "capec"] {
            let page = |number: &str| format!("https://{key}.mitre.org/data/definitions/{number}.html");
            let numbers: Vec<_> = list(key).iter().map(ToString::to_string).collect();
            for (index, number) in numbers.iter().enumerate() {
                if !references.contains(&page(number).as_str()) {
                    faults.push(format!("{id}: no reference {}", page(number)));
                }
                if numbers[..index].contains(number) {
                    faults.push(format!("{id}: {key} {number} twice"));
                }
            }
            let host = format!("https://{key}.mitre.org/");
            for reference in references.iter().filter(|it| it.starts_with(&host)) {
                if !numbers.iter().any(|number| page(number) == **reference) {
                    faults.push(format!("{id}: `{key}` does not list {reference}"));
                }
            }
        }
    }
    none(&faults);
}
