//! How many findings and questions the examples have, as `docs/noise.md` says it.

use serde_json::Value;

use crate::support::{Folder, TODAY, of_example};

const PAGE: &str = include_str!("../../docs/noise.md");

/// What the guestbook's annotations answer: in the order asked, the thing, the attribute and the answer.
const ANSWERS: [(&str, &str, bool); 10] = [
    ("Comment page", "controls.is_encrypted", false),
    ("Visitor opens the page", "uses_vpn", false),
    ("Comment form", "controls.is_encrypted", false),
    ("Visitor posts a comment", "uses_vpn", false),
    ("Page with comments and form", "uses_vpn", false),
    ("Comment page", "controls.handles_resource_consumption", false),
    ("Comment form", "controls.handles_resource_consumption", false),
    ("Comments", "controls.is_encrypted", false),
    ("Comment form", "controls.defines_connection_timeout", false),
    ("Comment page", "controls.implements_csrf_token", true),
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

/// Asks ten times and answers each time; the findings before and after.
fn answered(folder: &Folder, mut answer: impl FnMut(usize, &Value) -> bool) -> [Vec<(String, String)>; 2] {
    let mut model = json(&of_example("guestbook", &["model"]));
    ANSWERS.iter().for_each(|(name, attribute, _)| say(&mut model, name, attribute, None));
    folder.write("model.json", model.to_string());
    let before = open(folder);
    for index in 0..ANSWERS.len() {
        let run = folder.tm(&format!("questions -n 1 --format json --today {TODAY} --from tm model.json"));
        let question = &json(&run.stdout)["models"][0]["questions"][0];
        let said = answer(index, question);
        let text = |it: &Value| it.as_str().expect("a text").to_owned();
        let (name, attribute) = (text(&question["element"]["name"]), text(&question["attribute"]));
        say(&mut model, &name, &attribute, Some(said));
        folder.write("model.json", model.to_string());
    }
    [before, open(folder)]
}

#[test]
fn ten_true_answers_decide_what_the_page_says() {
    let folder = Folder::new("noise");
    let [before, after] = answered(&folder, |index, question| {
        let (name, attribute, answer) = ANSWERS[index];
        assert_eq!((&question["element"]["name"], &question["attribute"]), (&name.into(), &attribute.into()));
        answer
    });
    let before = potential(&before);
    let standing = |certainty: &str| {
        let is_it = |id: &&&str| after.iter().any(|(it, now)| it == **id && now == certainty);
        before.iter().filter(is_it).count()
    };
    let (all, confirmed) = (before.len(), standing("confirmed"));
    let decided = all - standing("potential");
    let gone = decided - confirmed;
    let said = format!(
        "Before them it had {all} potential findings; the ten answers decide {decided} of them ({} %): {confirmed} are confirmed and {gone} is gone.",
        (200 * decided + all) / (2 * all)
    );
    assert!(PAGE.replace('\n', " ").contains(&said), "{said}");
}

#[test]
fn ten_lucky_answers_decide_what_the_page_says() {
    let folder = Folder::new("noise-lucky");
    let [before, after] = answered(&folder, |_, question| {
        let decides =
            |it: &Value| ["confirms", "clears"].iter().map(|key| it[key].as_array().map_or(0, Vec::len)).sum();
        let answers = question["answers"].as_array().expect("a list");
        // The first of equally good ones.
        let best = answers.iter().rev().max_by_key(|it| -> usize { decides(it) }).expect("there is an answer");
        best["value"].as_bool().expect("a yes or no")
    });
    let (before, after) = (potential(&before), potential(&after));
    let (all, decided) = (before.len(), before.iter().filter(|id| !after.contains(id)).count());
    let said = format!("ten would decide {decided} of {all} ({} %)", (200 * decided + all) / (2 * all));
    assert!(PAGE.replace('\n', " ").contains(&said), "{said}");
}

/// pytm's library is data that is not part of the repository.
#[test]
#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
fn the_counts_are_those_of_the_page() {
    let theirs = std::env::var("TM_PYTM_PARITY").map(|folder| format!("{folder}/threats.json")).ok();
    if theirs.is_none() {
        assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none_or(|it| it != "1"), "TM_PYTM_PARITY is not set");
        eprintln!("skipped: TM_PYTM_PARITY is not set");
    }
    let folder = Folder::new("noise-counts");
    for example in ["guestbook", "model-only"] {
        folder.write("model.json", of_example(example, &["model"]));
        let libraries = [("ours", String::new())].into_iter();
        let libraries = libraries.chain(theirs.iter().map(|path| ("pytm's", format!("--threats {path}"))));
        for (library, option) in libraries {
            let line = format!("questions --format json --today {TODAY} --from tm model.json {option}");
            let asked = &json(&folder.tm(&line).stdout)["models"][0];
            let questions = asked["questions"].as_array().expect("a list").iter();
            let deciding = questions.filter(|it| it["decides_at_most"] != 0).count();
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
