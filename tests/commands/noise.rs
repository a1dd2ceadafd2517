//! How many findings and questions the examples have, as `docs/noise.md` says it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Folder, TODAY, of_example, parity};

const PAGE: &str = include_str!("../../docs/noise.md");

/// What the guestbook's annotations answer: in the order asked, the attribute and the things it is asked of. All of these
/// answers are "no".
const ANSWERS: [(&str, &[&str]); 10] = [
    ("controls.is_encrypted", &["Comment page", "Comment form", "Comments"]),
    ("uses_vpn", &FLOWS),
    ("controls.provides_integrity", &FLOWS),
    ("controls.handles_resource_consumption", &["Comment page", "Comment form"]),
    ("controls.uses_mfa", &["Comment page", "Comment form", "Visitor"]),
    ("controls.implements_nonce", &["Comment page", "Comment form"]),
    ("controls.defines_connection_timeout", &["Comment form"]),
    ("controls.is_resilient", &["Comment page", "Comment form"]),
    ("controls.authorizes_source", &["Comment page", "Comment form"]),
    ("controls.has_access_control", &["Comment page", "Comment form"]),
];

/// The flows that leave the program or enter it.
const FLOWS: [&str; 7] = [
    "Visitor opens the page",
    "Page with comments and form",
    "Visitor posts a comment",
    "Redirect, or the comment in JSON",
    "Newest comments",
    "Insert comment",
    "Delete old comments",
];

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

/// Says `answer`, or with none takes back what is said, of the thing with that name.
fn say(model: &mut Value, name: &str, attribute: &str, answer: Option<bool>) {
    let lists = ["elements", "flows"].map(|list| model[list].as_array().cloned().unwrap_or_default());
    for (list, things) in ["elements", "flows"].into_iter().zip(lists) {
        for (index, thing) in things.iter().enumerate().filter(|(_, thing)| thing["name"] == name) {
            assert!(thing["reply"].is_null(), "replies are flows of their own in a model file");
            let mut place = &mut model[list][index];
            if let Some(control) = attribute.strip_prefix("controls.") {
                place = &mut place["controls"];
                if place.is_null() {
                    *place = Value::Object(serde_json::Map::new());
                }
                put(place, control, answer);
            } else {
                put(place, attribute, answer);
            }
        }
    }
}

fn put(place: &mut Value, key: &str, answer: Option<bool>) {
    match answer {
        Some(answer) => place[key] = answer.into(),
        None => {
            let known = place.as_object_mut().and_then(|it| it.remove(key));
            assert!(known.is_some(), "the guestbook says nothing of `{key}`");
        }
    }
}

/// The findings that nobody has decided: id and certainty.
fn open(folder: &Folder) -> Vec<(String, String)> {
    let findings = json(&folder.tm(&format!("findings --format json --today {TODAY} --from tm model.json")).stdout);
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let all = findings["findings"].as_array().expect("a list").iter();
    all.filter(|it| it["decision"] == "open").map(|it| (text(&it["id"]), text(&it["certainty"]))).collect()
}

fn potential(findings: &[(String, String)]) -> Vec<&str> {
    findings.iter().filter(|(_, certainty)| certainty == "potential").map(|(id, _)| id.as_str()).collect()
}

#[test]
fn ten_true_answers_decide_what_the_page_says() {
    let folder = Folder::new("noise");
    let mut model = json(&of_example("guestbook", &["model"]));
    for (attribute, things) in ANSWERS {
        things.iter().for_each(|name| say(&mut model, name, attribute, None));
    }
    folder.write("model.json", model.to_string());
    let before = open(&folder);
    for (attribute, things) in ANSWERS {
        let run = folder.tm(&format!("questions -n 1 --format json --today {TODAY} --from tm model.json"));
        let asked = json(&run.stdout);
        let asked = asked["models"][0]["questions"].as_array().expect("a list");
        assert!(asked.iter().all(|it| it["attribute"] == attribute), "{attribute}: {asked:#?}");
        let names: BTreeSet<_> = asked.iter().filter_map(|it| it["element"]["name"].as_str()).collect();
        assert_eq!(names, things.iter().copied().collect(), "{attribute}");
        things.iter().for_each(|name| say(&mut model, name, attribute, Some(false)));
        folder.write("model.json", model.to_string());
    }
    let (before, after) = (potential(&before), open(&folder));
    let now = |id: &str| after.iter().find(|(it, _)| it == id).map(|(_, certainty)| certainty.as_str());
    let count = |what: Option<&str>| before.iter().filter(|id| now(id) == what).count();
    let (all, confirmed, gone) = (before.len(), count(Some("confirmed")), count(None));
    let decided = confirmed + gone;
    let said = format!(
        "Before them it had {all} potential findings; the ten answers decide {decided} of them ({} %): {confirmed} are confirmed and {gone} are gone.",
        (200 * decided + all) / (2 * all)
    );
    assert!(PAGE.replace('\n', " ").contains(&said), "{said}");
}

/// pytm's library is data that is not part of the repository.
#[test]
fn the_counts_are_those_of_the_page() {
    let theirs = parity().map(|folder| format!("'{}'", folder.join("threats.json").display()));
    let folder = Folder::new("noise-counts");
    for example in ["guestbook", "model-only"] {
        folder.write("model.json", of_example(example, &["model"]));
        let libraries = [("ours", String::new())].into_iter();
        let libraries = libraries.chain(theirs.iter().map(|path| ("pytm's", format!("--threats {path}"))));
        for (library, option) in libraries {
            let line = format!("questions --format json --today {TODAY} --from tm model.json {option}");
            let asked = &json(&folder.tm(&line).stdout)["models"][0];
            let questions = asked["questions"].as_array().expect("a list").iter();
            let deciding = questions.filter(|it| it["decides_at_most"] != 0);
            let deciding = deciding.map(|it| it["attribute"].to_string()).collect::<BTreeSet<_>>().len();
            let line = format!("findings --format json --today {TODAY} --from tm model.json {option}");
            let findings = json(&folder.tm(&line).stdout);
            let findings = findings["findings"].as_array().expect("a list").iter();
            let confirmed = findings.filter(|it| it["decision"] == "open" && it["certainty"] == "confirmed").count();
            let row = format!("| {confirmed} | {} | {deciding} |", asked["potential"]);
            let start = format!("| {example} | {library} | ");
            let found = PAGE.lines().any(|line| line.starts_with(&start) && line.ends_with(&row));
            assert!(found, "{start}… {row}");
        }
    }
}
