//! How many findings and questions the examples have, as `docs/noise.md` says it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{EXAMPLES, Folder, TODAY, of_example, parity};

const PAGE: &str = include_str!("../../docs/noise.md");

/// What is said of things beside their controls that threats ask for.
const LISTS: [&str; 2] = ["surface", "hosting"];

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

/// The elements and flows of a model.
fn things(model: &mut Value) -> impl Iterator<Item = &mut Value> {
    let object = model.as_object_mut().expect("a model is an object");
    let lists = object.iter_mut().filter(|(key, _)| ["elements", "flows"].contains(&key.as_str()));
    lists.flat_map(|(_, list)| list.as_array_mut().expect("a list"))
}

/// What the thing called `name` says of `attribute`; null if nothing.
fn said<'t>(thing: &'t mut Value, attribute: &str) -> &'t mut Value {
    match attribute.strip_prefix("controls.") {
        Some(control) => &mut thing["controls"][control],
        None => &mut thing[attribute],
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
    let mut truth = json(&of_example("guestbook", &["model"]));
    let mut model = truth.clone();
    for thing in things(&mut model) {
        let thing = thing.as_object_mut().expect("things are objects");
        thing.retain(|key, _| key != "controls" && !LISTS.contains(&key.as_str()));
    }
    folder.write("model.json", model.to_string());
    let before = open(&folder);
    let mut order = Vec::new();
    for _ in 0..10 {
        let run = folder.tm(&format!("questions -n 1 --format json --today {TODAY} --from tm model.json"));
        let asked = json(&run.stdout);
        let asked = asked["models"][0]["questions"].as_array().expect("a list").clone();
        let attribute = asked[0]["attribute"].as_str().expect("a question has an attribute").to_owned();
        for name in asked.iter().map(|it| &it["element"]["name"]) {
            let known =
                things(&mut truth).find(|thing| thing["name"] == *name).expect("it is a thing of the guestbook");
            let answer = said(known, &attribute).clone();
            assert!(!answer.is_null(), "the guestbook does not answer `{attribute}` of {name}");
            let thing = things(&mut model).find(|thing| thing["name"] == *name).expect("it is the same model");
            *said(thing, &attribute) = answer;
        }
        order.push(format!("`{attribute}`"));
        folder.write("model.json", model.to_string());
    }
    let (before, after) = (potential(&before), open(&folder));
    let now = |id: &str| after.iter().find(|(it, _)| it == id).map(|(_, certainty)| certainty.as_str());
    let count = |what: Option<&str>| before.iter().filter(|id| now(id) == what).count();
    let (all, confirmed, gone) = (before.len(), count(Some("confirmed")), count(None));
    let decided = confirmed + gone;
    let said = format!(
        "it has {all} potential findings. The ten questions that come first, answered truly one after the other, decide {decided} of them ({} %): {confirmed} are confirmed and {gone} are gone. They are {}.",
        (200 * decided + all) / (2 * all),
        order.join(", ")
    );
    assert!(PAGE.replace('\n', " ").contains(&said), "docs/noise.md should say: {said}");
}

/// pytm's library is data that is not part of the repository.
#[test]
fn the_counts_are_those_of_the_page() {
    let theirs = parity().map(|folder| format!("'{}'", folder.join("threats.json").display()));
    let folder = Folder::new("noise-counts");
    let mut outdated = Vec::new();
    for example in EXAMPLES {
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
            let row = format!("| {example} | {library} | {confirmed} | {} | {deciding} |", asked["potential"]);
            if !PAGE.lines().any(|line| line == row) {
                outdated.push(row);
            }
        }
    }
    assert!(outdated.is_empty(), "docs/noise.md is out of date:\n{}", outdated.join("\n"));
}
