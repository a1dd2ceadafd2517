//! Flows as `dataflow!`, each with its reply where that follows it.
//!
//! ```text
//! dataflow! {
//!     Visitor -> WebServer: "Visitor enters comments",
//!     data = [Comment];
//!     reply "Comments saved"
//! }
//! ```
//!
//! A reply further down is a flow of its own, so that every flow keeps its place: it names its request by a text that no
//! other flow has.

use std::collections::{HashMap, HashSet};

use super::attributes::Writer;
use super::layout::{Argument, invocation};
use crate::model::{Dataflow, DataflowId, Model, Target, slug};

/// Each flow as an invocation, in the model's order.
pub(super) fn dataflows(writer: &mut Writer<'_>) -> Vec<String> {
    let plan = Plan::of(writer.model);
    let mut invocations = Vec::new();
    let mut flows = writer.model.dataflow_ids().peekable();
    while let Some(id) = flows.next() {
        let flow = writer.model.dataflow(id);
        let ends = [flow.source, flow.sink].map(|end| writer.names.get(Target::Element(end)));
        let head = format!("{} -> {}: ", ends[0], ends[1]);
        let mut parts = vec![part(writer, &plan, id, head)];
        parts[0].splice(1..1, plan.answer(writer.model, id));
        if let Some(reply) = flows.next_if(|next| plan.behind_request.contains(next)) {
            parts.push(part(writer, &plan, reply, "reply ".to_owned()));
        }
        invocations.push(invocation("dataflow", &parts));
    }
    invocations
}

/// The flow's name behind `head`, and what is said of the flow itself.
fn part(writer: &mut Writer<'_>, plan: &Plan, id: DataflowId, head: String) -> Vec<Argument> {
    let model = writer.model;
    let flow = model.dataflow(id);
    let entity = &flow.entity;
    if entity.name.trim().is_empty() {
        writer.lose(entity, "it has no name", "in Rust, a flow needs one: it is called `unnamed` there");
    }
    let mut arguments = vec![Argument::Text(head, name(flow).to_owned())];
    arguments.extend(plan.ids.get(&id).map(|id| Argument::text("id", id)));
    if !entity.description.is_empty() {
        arguments.push(Argument::text("description", &entity.description));
    }
    let order: &[_] = if plan.has_order_of_places { &["order"] } else { &[] };
    arguments.extend(
        writer.values(Target::Dataflow(id), &[&["source", "sink", "is_response", "response_to"], order].concat()),
    );
    arguments
}

fn name(flow: &Dataflow) -> &str {
    Some(flow.entity.name.as_str()).filter(|name| !name.trim().is_empty()).unwrap_or("unnamed")
}

/// The flows that can be written as the reply of the flow before them.
fn behind_request(model: &Model) -> HashSet<DataflowId> {
    let mut found = HashSet::new();
    let ids: Vec<_> = model.dataflow_ids().collect();
    for pair in ids.windows(2) {
        let [request, reply] = [model.dataflow(pair[0]), model.dataflow(pair[1])];
        let goes_back = (reply.source, reply.sink) == (request.sink, request.source);
        // A reply in that form has no reply of its own.
        if reply.response_to == Some(pair[0]) && goes_back && !found.contains(&pair[0]) {
            found.insert(pair[1]);
        }
    }
    found
}

/// What a flow must say because of the others.
struct Plan {
    /// The ids of flows that would have the same one, or that a reply cannot name otherwise.
    ids: HashMap<DataflowId, String>,
    /// Replies that stand behind their request.
    behind_request: HashSet<DataflowId>,
    /// Replies that name their request by its text.
    by_name: HashSet<DataflowId>,
    /// Replies whose request is the only flow the other way.
    by_ends: HashSet<DataflowId>,
    /// Whether the numbers of the flows are those that they have by their places.
    has_order_of_places: bool,
}

impl Plan {
    fn of(model: &Model) -> Plan {
        let mut names: HashMap<&str, usize> = HashMap::new();
        let mut slugs = HashSet::new();
        let mut requests: HashMap<_, usize> = HashMap::new();
        let mut repeated = Vec::new();
        for (id, flow) in model.dataflow_ids().zip(&model.dataflows) {
            *names.entry(name(flow)).or_default() += 1;
            if !slugs.insert((flow.source, flow.sink, slug(name(flow)))) {
                repeated.push(id);
            }
            if !flow.is_response {
                *requests.entry((flow.source, flow.sink)).or_default() += 1;
            }
        }
        let mut plan = Plan {
            ids: HashMap::new(),
            behind_request: behind_request(model),
            by_name: HashSet::new(),
            by_ends: HashSet::new(),
            has_order_of_places: model.options.is_ordered
                && model.dataflows.iter().zip(1..).all(|(flow, number)| flow.order == Some(number)),
        };
        let mut used: HashSet<String> = names.keys().map(|name| (*name).to_owned()).collect();
        for (id, flow) in model.dataflow_ids().zip(&model.dataflows) {
            let Some(request) = flow.response_to else { continue };
            let answered = model.dataflow(request);
            let is_only = requests.get(&(flow.sink, flow.source)) == Some(&1);
            if names[name(answered)] == 1 {
                plan.by_name.insert(id);
            } else if is_only && !answered.is_response && (answered.source, answered.sink) == (flow.sink, flow.source) {
                plan.by_ends.insert(id);
            } else if !plan.behind_request.contains(&id) {
                plan.give_id(model, request, &mut used);
            }
        }
        for id in repeated {
            plan.give_id(model, id, &mut used);
        }
        plan
    }

    fn give_id(&mut self, model: &Model, id: DataflowId, used: &mut HashSet<String>) {
        if self.ids.contains_key(&id) {
            return;
        }
        let own = model.dataflow(id).entity.id.trim();
        let own = if own.is_empty() { "flow" } else { own };
        let numbered = (2..).map(|number| format!("{own}-{number}"));
        let free = std::iter::once(own.to_owned()).chain(numbered).find(|it| !used.contains(it));
        let free = free.expect("there are more numbers than flows");
        used.insert(free.clone());
        self.ids.insert(id, free);
    }

    /// How a reply that stands alone says what it answers.
    fn answer(&self, model: &Model, id: DataflowId) -> Option<Argument> {
        let flow = model.dataflow(id);
        match flow.response_to {
            Some(request) if self.by_name.contains(&id) => {
                Some(Argument::text("response_to", name(model.dataflow(request))))
            }
            Some(request) if !self.by_ends.contains(&id) => {
                Some(Argument::text("response_to", self.ids.get(&request)?))
            }
            _ => flow.is_response.then(|| Argument::Word("is_response".to_owned())),
        }
    }
}
