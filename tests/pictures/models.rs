//! Models to draw: made up ones, and those of the examples.

use proptest::prelude::*;
use serde_json::{Value, json};
use tm_core::declared::file;
use tm_core::model::{self, Model};

/// A model of up to that many elements, in boundaries up to four deep, with as many flows in any direction, some of them to
/// where they came from.
pub(crate) fn any_model(elements: usize) -> impl Strategy<Value = ModelFile> {
    let boundaries = prop::collection::vec(any::<prop::sample::Index>(), 0..8);
    let elements = prop::collection::vec((name(), 0..9_usize, any::<prop::sample::Index>()), 1..=elements);
    let flow = (name(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>());
    let flows = prop::collection::vec(flow, 0..90);
    (boundaries, elements, flows, any::<bool>(), any::<bool>()).prop_map(|(boundaries, elements, flows, ordered, merged)| {
        const CLASSES: [&str; 9] =
            ["Actor", "Server", "Process", "Datastore", "Lambda", "LLM", "Agent", "SetOfProcesses", "ExternalEntity"];
        // The first of all places is none.
        let mut depths = vec![0];
        let mut around = Vec::new();
        for (index, within) in boundaries.iter().enumerate() {
            let candidates: Vec<_> = (0..=index).filter(|it| depths[*it] < 4).collect();
            let within = candidates[within.index(candidates.len())];
            depths.push(depths[within] + 1);
            around.push(within);
        }
        let place = |index: usize| if index == 0 { Value::Null } else { json!(format!("b{index}")) };
        let stripped = |mut value: Value| {
            value.as_object_mut().expect("an object").retain(|_, it| !it.is_null());
            value
        };
        let boundaries: Vec<_> = around
            .iter()
            .enumerate()
            .map(|(index, within)| {
                let id = format!("b{}", index + 1);
                stripped(json!({ "id": id, "name": format!("Boundary {id}."), "within": place(*within) }))
            })
            .collect();
        let count = elements.len();
        let declared: Vec<_> = elements
            .iter()
            .enumerate()
            .map(|(index, (name, class, boundary))| {
                let id = format!("e{index}");
                let boundary = place(boundary.index(boundaries.len() + 1));
                stripped(json!({ "id": id, "name": format!("{name} {id}."), "class": CLASSES[*class], "boundary": boundary }))
            })
            .collect();
        let flows: Vec<_> = flows
            .iter()
            .enumerate()
            .map(|(index, (name, source, sink, replies))| {
                let [source, sink] = [source, sink].map(|it| format!("e{}", it.index(count)));
                let reply = if *replies { json!({ "name": format!("answer r{index}.") }) } else { Value::Null };
                let name = format!("{name} f{index}.");
                stripped(json!({ "source": source, "sink": sink, "name": name, "reply": reply }))
            })
            .collect();
        ModelFile(json!({
            "version": 1, "name": "any", "is_ordered": ordered, "merge_responses": merged,
            "boundaries": boundaries, "elements": declared, "flows": flows,
        }))
    })
}

/// Names as people write them, and as nobody should.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[A-Z][a-z]{2,9}( [a-z]{2,9}){0,3}",
        1 => "[a-z]{20,60}",
        1 => Just("</script>]]><b>".to_owned()),
        1 => Just("\u{202e}עברית \u{1f600} 漢字".to_owned()),
        1 => Just("many words ".repeat(45)),
        1 => Just(String::new()),
    ]
}

/// A model file, which is shorter to read than the model.
pub(crate) struct ModelFile(pub(crate) Value);

impl std::fmt::Debug for ModelFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl ModelFile {
    /// What it means.
    pub(crate) fn model(&self) -> Model {
        let (declarations, faults) = file::read(self.0.clone(), "model.json");
        assert!(faults.is_empty(), "{faults:?}");
        model::build(declarations).0
    }
}

/// A hundred elements, as a company grows them: eleven services of a gateway's, each with an API, a worker, a cache, a queue
/// and a store of its own in zones, people and partners outside, and calls from service to service.
pub(crate) fn hundred() -> ModelFile {
    let mut boundaries =
        vec![json!({ "id": "internet", "name": "Internet" }), json!({ "id": "cloud", "name": "Cloud" })];
    let mut elements = vec![
        json!({ "id": "customer", "name": "Customer", "class": "Actor", "boundary": "internet" }),
        json!({ "id": "staff", "name": "Staff", "class": "Actor", "boundary": "internet" }),
        json!({ "id": "bank", "name": "Bank", "class": "ExternalEntity", "boundary": "internet" }),
        json!({ "id": "mail", "name": "Mail service", "class": "ExternalEntity", "boundary": "internet" }),
        json!({ "id": "gateway", "name": "Gateway", "class": "Server", "boundary": "cloud" }),
        json!({ "id": "log", "name": "Log store", "class": "Datastore", "boundary": "cloud" }),
        json!({ "id": "identity", "name": "Identity", "class": "Server", "boundary": "cloud" }),
        json!({ "id": "keys", "name": "Keys", "class": "Datastore", "boundary": "cloud" }),
        json!({ "id": "mailer", "name": "Mailer", "class": "Lambda", "boundary": "cloud" }),
        json!({ "id": "model", "name": "Recommender", "class": "LLM", "boundary": "cloud" }),
        json!({ "id": "bot", "name": "Assistant", "class": "Agent", "boundary": "cloud" }),
        json!({ "id": "console", "name": "Console", "class": "Server", "boundary": "cloud" }),
    ];
    let flow = |source: &str, sink: &str, name: &str, reply: &str| json!({ "source": source, "sink": sink, "name": name, "reply": { "name": reply } });
    let one_way = |source: &str, sink: &str, name: &str| json!({ "source": source, "sink": sink, "name": name });
    let mut flows = vec![
        flow("customer", "gateway", "Customer uses the shop", "Pages"),
        flow("staff", "console", "Staff administers", "State of things"),
        flow("gateway", "identity", "Whose token is it?", "Claims"),
        flow("identity", "keys", "Fetches keys", "Keys"),
        flow("bot", "model", "Prompt", "Completion"),
        flow("gateway", "bot", "Question", "Answer"),
        one_way("mailer", "mail", "Sends mail"),
    ];
    const SERVICES: [&str; 11] = [
        "Orders", "Stock", "Prices", "Search", "Basket", "Payment", "Delivery", "Reviews", "Offers", "Accounts",
        "Billing",
    ];
    for (index, service) in SERVICES.iter().enumerate() {
        let id = |part: &str| format!("{part}{index}");
        boundaries.push(json!({ "id": id("zone"), "name": service, "within": "cloud" }));
        let parts = [
            ("api", "Server", "API"),
            ("worker", "Process", "worker"),
            ("cache", "Datastore", "cache"),
            ("queue", "Datastore", "queue"),
            ("store", "Datastore", "store"),
            ("job", "Lambda", "nightly job"),
            ("views", "SetOfProcesses", "views"),
            ("admin", "Server", "admin"),
        ];
        for (part, class, name) in parts {
            let name = format!("{service} {name}");
            elements.push(json!({ "id": id(part), "name": name, "class": class, "boundary": id("zone") }));
        }
        flows.extend([
            flow("gateway", &id("api"), &format!("Calls {service}"), &format!("Answer of {service}")),
            flow(&id("api"), &id("cache"), "Looks up", "Hit or miss"),
            flow(&id("api"), &id("store"), "Reads and writes", "Rows"),
            one_way(&id("api"), &id("queue"), "Enqueues"),
            one_way(&id("queue"), &id("worker"), "Takes a job"),
            one_way(&id("worker"), &id("store"), "Stores the result"),
            one_way(&id("job"), &id("store"), "Cleans up"),
            flow(&id("views"), &id("store"), "Selects", "Records"),
            flow("console", &id("admin"), &format!("Sets up {service}"), "Done"),
            one_way(&id("worker"), "log", "Records what was done"),
        ]);
        if index > 0 {
            flows.push(flow(&id("api"), &format!("api{}", index / 2), "Asks", "Is told"));
        }
    }
    flows.push(one_way("worker5", "bank", "Charges the card"));
    flows.push(one_way("worker0", "mailer", "Order confirmed"));
    ModelFile(json!({
        "version": 1, "name": "A hundred elements", "boundaries": boundaries, "elements": elements, "flows": flows,
    }))
}

/// So many elements in zones of eight, each with a flow to the next, and some to one far away.
pub(crate) fn chain(elements: usize) -> ModelFile {
    let id = |index: usize| format!("e{}", index % elements);
    let boundaries: Vec<_> =
        (0..elements.div_ceil(8)).map(|it| json!({ "id": format!("z{it}"), "name": format!("Zone {it}.") })).collect();
    let declared: Vec<_> = (0..elements)
        .map(|it| json!({ "id": id(it), "name": format!("Part {it}."), "class": "Server", "boundary": format!("z{}", it / 8) }))
        .collect();
    let flow = |index: usize| {
        let far = if index.is_multiple_of(5) { index * 7 + 40 } else { index + 1 };
        json!({ "source": id(index), "sink": id(far), "name": format!("Flow {index}.") })
    };
    let flows: Vec<_> = (0..elements).map(flow).collect();
    ModelFile(json!({ "version": 1, "name": "Chain", "boundaries": boundaries, "elements": declared, "flows": flows }))
}
