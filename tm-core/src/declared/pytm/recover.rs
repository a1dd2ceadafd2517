//! Takes from pytm's findings what pytm wrote nowhere else.
//!
//! Of an override the output has only the finding it made: `threat_id`, `severity`, `cvss` and `response` are there, and
//! pytm 1.4 blanks the id. Of an assumption it has the name, and all of it in each finding it ruled out. What neither shows
//! had no effect on pytm's findings, and is named. The findings themselves are not kept: they follow again.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};
use tm_schema::Class;

use super::{Assumption, Faults, Imported, Override, Thing, attribute};
use crate::threat::severity_of_pytm;

pub(super) fn recover(document: &Map<String, Value>, model: &mut Imported, faults: &mut Faults<'_>) {
    let list = |key: &str| document.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (found, excluded) = (list("findings"), list("excluded_findings"));
    let mut usual: HashMap<&str, &str> = HashMap::new();
    for flow in &mut model.flows {
        let ends = [flow.source, flow.sink];
        flow.thing.is_overridden_by_ends = ends.iter().any(|end| model.elements[*end].override_count > 0);
    }
    let mut targets: BTreeMap<String, Vec<&mut Thing>> = BTreeMap::new();
    let Imported { model: whole, boundaries, elements, flows, data, .. } = model;
    for thing in boundaries.iter_mut().chain(elements).chain(flows.iter_mut().map(|flow| &mut flow.thing)) {
        targets.entry(thing.name.clone()).or_default().push(thing);
    }
    for finding in found.iter().map(Finding) {
        let is_plain = targets.get(finding.text("target")).is_some_and(|of| of.iter().all(|it| it.override_count == 0));
        if is_plain {
            usual.insert(finding.text("threat_id"), finding.text("severity"));
        }
    }
    for findings in [found, excluded] {
        for (index, finding) in findings.iter().map(Finding).enumerate() {
            if finding.is_overridden(index, &usual) {
                let on = targets.get_mut(finding.text("target")).map_or(&mut [][..], Vec::as_mut_slice);
                on.iter_mut().for_each(|thing| finding.overrides(thing, index));
            }
        }
    }
    for finding in excluded.iter().map(Finding) {
        let Some(assumption) = finding.assumption() else { continue };
        let on = targets.get_mut(finding.text("target")).map_or(&mut [][..], Vec::as_mut_slice);
        let own = on.iter_mut().flat_map(|thing| &mut thing.assumptions);
        match own.chain(&mut whole.assumptions).find(|it| assumption.completes(it)) {
            Some(known) => *known = assumption,
            None => whole.assumptions.push(assumption),
        }
    }
    for thing in targets.values().flatten().filter(|thing| !thing.is_overridden_by_ends) {
        let (count, recovered) = (thing.override_count, thing.overrides.len());
        if recovered < count {
            let message = format!("`{}` has {count} overrides, and the file tells {recovered} of them", thing.name);
            faults.lost(&message, "pytm writes an override only as the finding it changes: import its input instead");
        }
    }
    note_open_assumptions(&targets, whole, faults);
    let ids: Vec<_> = list("threatsExcluded").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
    if !ids.is_empty() {
        let name = "Excluded on pytm's command line".to_owned();
        whole.assumptions.push(Assumption { name, exclude: ids, ..Assumption::default() });
    }
    let (is, life) = (attribute(Class::Data, "is_credentials"), attribute(Class::Data, "credentials_life"));
    for datum in data {
        let unknown = crate::declared::Written::Member("Unknown".to_owned());
        datum.is_life_guessed = datum.is(is) && datum.values.get(&life) == Some(&unknown);
    }
}

/// Says of which assumptions the file does not tell what they exclude.
fn note_open_assumptions(targets: &BTreeMap<String, Vec<&mut Thing>>, model: &Thing, faults: &mut Faults<'_>) {
    let own = targets.values().flatten().flat_map(|thing| &thing.assumptions);
    let open = own.chain(&model.assumptions).filter(|it| it.exclude.is_empty());
    let mut names: Vec<_> = open.map(|it| format!("`{}`", it.name)).collect();
    names.sort();
    names.dedup();
    if !names.is_empty() {
        let message = format!("what these assumptions exclude is not in the file: {}", names.join(", "));
        faults.note(&message, "they excluded no finding of pytm's");
    }
}

#[derive(Clone, Copy)]
struct Finding<'f>(&'f Value);

impl<'f> Finding<'f> {
    fn text(self, key: &str) -> &'f str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether an override has changed it: pytm 1.4 blanks its id, 1.3 leaves only the changes.
    fn is_overridden(self, index: usize, usual: &HashMap<&str, &str>) -> bool {
        let is_changed = ["response", "cvss"].iter().any(|key| !self.text(key).is_empty());
        let is_worse_or_better = usual.get(self.text("threat_id")).is_some_and(|it| *it != self.text("severity"));
        is_changed || is_worse_or_better || !self.has_id(index)
    }

    /// Whether it has the number that pytm gives the finding at that place.
    fn has_id(self, index: usize) -> bool {
        self.text("id") == (index + 1).to_string()
    }

    fn overrides(self, thing: &mut Thing, index: usize) {
        let threat = self.text("threat_id").to_owned();
        let is_known = thing.overrides.iter().any(|it| it.threat == threat);
        if is_known || threat.is_empty() || thing.overrides.len() >= thing.override_count {
            return;
        }
        thing.overrides.push(Override {
            severity: severity_of_pytm(self.text("severity")),
            cvss: self.text("cvss").to_owned(),
            response: self.text("response").to_owned(),
            // Only before 1.4, which blanks ids, does an override of a flow make a threat apply to it.
            always: thing.class != Class::Dataflow || self.has_id(index),
            threat,
        });
    }

    /// The assumption that ruled it out. Its ids are a Python set turned into text: `{'INP03', 'AC01'}`.
    fn assumption(self) -> Option<Assumption> {
        let it = self.0.get("assumption")?;
        let text = |key: &str| it.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut exclude: Vec<String> = match it.get("exclude")? {
            Value::String(set) => set.split(['\'', '"']).skip(1).step_by(2).map(str::to_owned).collect(),
            Value::Array(list) => list.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
            _ => return None,
        };
        exclude.sort();
        exclude.dedup();
        Some(Assumption { name: text("name"), description: text("description"), exclude })
    }
}

impl Assumption {
    /// Whether `known` is this one, or its name alone.
    fn completes(&self, known: &Assumption) -> bool {
        known.name == self.name && (known.exclude.is_empty() || known.exclude == self.exclude)
    }
}
