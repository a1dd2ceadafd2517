//! Models, threats and findings that the tests of renderers share.

use proptest::prelude::*;
use serde_json::json;
use tm_diagnostic::{Location, Position};
use tm_schema::{AttributeId, Class, Kind, ValueType};

use crate::decide::Assessment;
use crate::declared::{Declaration, Entry, Written};
use crate::model::Model;
use crate::threat::Library;

/// The model that a model file describes.
pub(super) fn model(file: serde_json::Value) -> Model {
    let (declarations, faults) = crate::declared::file::read(file, "model.json");
    assert_eq!(faults, []);
    crate::model::build(declarations).0
}

/// The model of DESIGN.md, as a file.
pub(super) fn guestbook() -> Model {
    let at =
        |line: u32| json!({ "file": "src/main.rs", "line": line, "column": 1, "end_line": line, "end_column": 20 });
    model(json!({
        "version": 1,
        "name": "Guestbook",
        "description": "Visitors leave comments.\n\nA small web service, and the database behind it.",
        "is_ordered": true,
        "assumptions": ["The platform team patches the hosts."],
        "location": at(3),
        "boundaries": [
            { "id": "guestbook::Internet", "name": "Internet", "location": at(5) },
            { "id": "guestbook::Web", "name": "Web", "location": at(6) },
            { "id": "guestbook::Backend", "name": "Web/DB", "within": "guestbook::Web", "location": at(7),
              "stated_at": { "within": [7, 11, 7, 23] } },
        ],
        "data": [{ "id": "guestbook::Comment", "name": "Comment", "description": "Comments as the visitor typed them.",
                   "classification": "Restricted", "format": "JSON", "is_pii": true, "location": at(12) }],
        "elements": [
            { "id": "guestbook::Visitor", "class": "Actor", "name": "Visitor", "boundary": "guestbook::Internet",
              "location": at(9) },
            { "id": "guestbook::post_comment", "class": "Server", "name": "Web server", "boundary": "guestbook::Web",
              "description": "Takes comments and shows them.",
              "os": "Linux", "uses_session_tokens": true,
              "controls": { "validates_input": true, "encodes_output": true, "has_access_control": false },
              "expect": [{ "id": "DO02", "reason": "the proxy limits body size", "owner": "platform",
                           "until": "2027-06-30" }],
              "location": at(17),
              "stated_at": { "os": [16, 60, 16, 72], "controls.has_access_control": [17, 50, 17, 76],
                             "controls.validates_input": [17, 11, 17, 26], "expect[0]": [18, 11, 18, 17] } },
            { "id": "guestbook::CommentsDb", "class": "Datastore", "name": "CommentsDb",
              "boundary": "guestbook::Backend", "is_sql": true, "in_scope": false,
              "because": "managed by the platform team", "location": at(22) },
        ],
        "flows": [
            { "source": "guestbook::Visitor", "sink": "guestbook::post_comment", "name": "Visitor enters comments",
              "protocol": "HTTP", "dst_port": 80, "data": ["guestbook::Comment"], "location": at(25),
              "note": "One form, one field.", "reply": { "name": "Comments saved", "data": ["ack or error, JSON"] } },
            { "source": "guestbook::post_comment", "sink": "guestbook::CommentsDb", "name": "Insert query",
              "protocol": "MySQL", "dst_port": 3306, "data": ["guestbook::Comment"], "location": at(27) },
        ],
    }))
}

/// A model of which much is said beside its attributes: overrides of every kind, decided and not, and assumptions that
/// rule threats out.
pub(super) fn judged() -> Model {
    let at = json!({ "file": "src/lib.rs", "line": 4, "column": 1, "end_line": 4, "end_column": 9 });
    model(json!({
        "name": "Judged",
        "assumptions": ["The hosts are patched.", { "name": "Nobody listens", "description": "The cable is short.",
                                                    "exclude": ["SP01"] }],
        "elements": [
            { "id": "visitor", "class": "Actor" },
            { "id": "web", "class": "Server", "location": at, "os": "Linux",
              "controls": { "has_access_control": false, "sanitizes_input": false },
              "expect": [{ "id": "DO02", "reason": "the proxy limits bodies", "as": "mitigated" }],
              "overrides": [
                { "id": "AC01", "severity": "VeryHigh", "cvss": "9.8", "response": "see ticket 7" },
                { "id": "DO02", "cvss": "5.3", "response": "we wait" },
                { "id": "LOG01", "response": "accepted: nobody reads logs" },
                { "id": "DR01", "severity": "Info", "cvss": "CVSS:4.0/AV:P", "always": true },
              ],
              "assumptions": [{ "name": "The schema is checked", "exclude": ["INP05"] }],
              "stated_at": { "overrides[0]": [5, 11, 5, 30] } },
        ],
        "flows": [{ "source": "visitor", "sink": "web", "name": "ask", "protocol": "HTTP" }],
    }))
}

/// A text with everything that means something in some output.
pub(super) const HOSTILE: &str = "</script></details><b>\"quoted\" & 'so' \\ #1; {{ x }} {% y %} %%{init}%% $z [a](javascript:b) `c` *d* __e__ |f|\n\
     <img src=x onerror=alert(1)>\n\n::end note\nend\u{1} \u{202e}عربي 🦀 数据库";

/// A model whose every text tries to break out.
pub(super) fn hostile() -> Model {
    let long = "x".repeat(500);
    let at = json!({ "file": "src/a b\"<'>&#?%.rs", "line": 1, "column": 1, "end_line": 1, "end_column": 2 });
    let named = |id: &str, class: &str| {
        json!({ "id": id, "class": class, "name": format!("{id} {HOSTILE}"), "description": HOSTILE, "os": HOSTILE,
                "boundary": HOSTILE, "location": at, "controls": { "authentication_scheme": HOSTILE } })
    };
    let mut server = named(HOSTILE, "Server");
    server["expect"] = json!([{ "id": "AC01", "reason": HOSTILE, "owner": HOSTILE, "as": "false_positive" }]);
    server["overrides"] =
        json!([{ "id": "AC01", "cvss": HOSTILE, "response": HOSTILE }, { "id": "DO02", "response": HOSTILE }]);
    server["assumptions"] =
        json!([{ "name": HOSTILE, "description": HOSTILE, "exclude": ["INP05", "LOG01", HOSTILE] }]);
    let mut elements = vec![server, named("end", "Datastore"), named(&long, "LLM")];
    elements.push(json!({ "id": "", "class": "Actor", "name": "" }));
    let mut actor = json!({ "id": "a\"; b", "class": "Actor", "in_scope": false, "because": HOSTILE });
    actor["expect"] = json!([{ "id": HOSTILE, "reason": HOSTILE, "owner": HOSTILE }]);
    elements.push(actor);
    model(json!({
        "name": HOSTILE, "description": HOSTILE, "assumptions": [HOSTILE], "is_ordered": true,
        "boundaries": [{ "id": HOSTILE, "description": HOSTILE }, { "id": "inner", "name": HOSTILE, "within": HOSTILE }],
        "data": [{ "id": "d", "name": HOSTILE, "format": HOSTILE, "description": HOSTILE }],
        "elements": elements,
        "flows": [
            { "source": HOSTILE, "sink": "end", "name": HOSTILE, "protocol": HOSTILE, "data": ["d", "<i>free\n|"],
              "note": HOSTILE, "description": HOSTILE },
            { "source": "end", "sink": HOSTILE, "name": long, "is_response": true },
            { "source": "", "sink": "a\"; b", "name": "" },
        ],
    }))
}

/// A few threats.
pub(super) fn library() -> Library {
    let rows = [
        ("AC01", "Anybody may call it", "Server", "High", "not target.controls.has_access_control", 284),
        (
            "DO02",
            "Large input exhausts it",
            "Server",
            "Medium",
            "not target.controls.handles_resource_consumption",
            400,
        ),
        ("DR01", "Data crosses a boundary in the clear", "Dataflow", "VeryHigh", CLEAR, 319),
        ("INP05", "SQL injection", "Datastore\", \"Server", "High", INJECTION, 89),
        ("LOG01", "Nobody notices", "Server", "Low", "not target.controls.sanitizes_input", 778),
        ("SP01", "Anybody can listen", "Dataflow", "VeryHigh", "target.protocol == 'HTTP'", 319),
    ];
    const CLEAR: &str = "target.crosses(Boundary) and not target.controls.is_encrypted";
    const INJECTION: &str = "target.os == 'Linux' and not target.controls.sanitizes_input";
    let threat = |(id, title, targets, severity, condition, cwe): (&str, &str, &str, &str, &str, u32)| {
        let text = format!(
            r#"
            title = "{title}"
            targets = ["{targets}"]
            severity = "{severity}"
            condition = "{condition}"
            stride = ["Tampering"]
            linddun = ["DataDisclosure", "NonCompliance"]
            cwe = [{cwe}]
            capec = [66]
            owasp = ["A03:2021"]
            asvs = ["V1.2.4"]
            description = "{title}: whoever can reach it gets more than he should."
            prerequisites = "The attacker can reach the element."
            mitigations = "Check the input.\n\nEncode the output for the place it goes to."
            example = "A form field that holds `' OR 1=1 --`."
            references = ["https://cheatsheetseries.owasp.org/", "RFC 9110"]
            "#
        );
        (format!("{id}.toml"), text)
    };
    let files = rows.map(threat);
    let (library, faults) = Library::read(&files.each_ref().map(|(name, text)| (name.as_str(), text.as_str())));
    assert_eq!(faults, []);
    library
}

/// What is found and what is decided.
pub(super) fn assessment(model: &Model, library: &Library) -> Assessment {
    crate::decide::decide(
        model,
        library,
        crate::evaluate::evaluate(model, library),
        &crate::decide::Terms::on("2026-11-21"),
    )
    .0
}

/// Any model that somebody could write: attributes of every type, places, replies, decisions, boundaries in any knot.
pub(crate) fn models() -> impl Strategy<Value = Model> {
    let texts = prop::collection::vec(prop_oneof!["\\PC{0,8}", "[a-c]{0,2}", Just(HOSTILE.to_owned())], 1..6);
    (prop::collection::vec(any::<u8>(), 0..2000), texts).prop_map(|(bytes, texts)| {
        let mut choices = Choices { bytes: bytes.into_iter(), texts, line: 0 };
        crate::model::build(choices.declarations()).0
    })
}

/// Bytes that decide what a model is like; when they run out, every choice is the first.
struct Choices {
    bytes: std::vec::IntoIter<u8>,
    texts: Vec<String>,
    line: u32,
}

impl Choices {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.bytes.next().unwrap_or(0)) % count.max(1)
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    fn text(&mut self) -> String {
        let index = self.below(self.texts.len());
        self.texts[index].clone()
    }

    fn place(&mut self) -> Option<Location> {
        self.line += 1;
        let start = Position { line: self.line, column: 5 };
        Some(Location { file: "src/lib.rs".to_owned(), start, end: Position { column: 9, ..start } })
    }

    fn declarations(&mut self) -> Vec<Declaration> {
        let mut all = Vec::new();
        if self.yes() {
            let at = self.place();
            all.push(self.declaration(Class::Model, 0, at, [0; 3]));
        }
        let counts = [self.below(4), self.below(4), self.below(5)];
        let classes: Vec<_> = Class::elements().collect();
        for (kind, count) in counts.into_iter().enumerate() {
            for index in 0..count {
                let class = match kind {
                    0 => Class::Boundary,
                    1 => Class::Data,
                    _ => classes[self.below(classes.len())],
                };
                let at = self.place().filter(|_| self.yes());
                all.push(self.declaration(class, index, at, counts));
            }
        }
        let flows = if counts[2] == 0 { 0 } else { self.below(5) };
        for index in 0..flows {
            let at = self.place().filter(|_| self.yes());
            let mut flow = self.declaration(Class::Dataflow, index, at.clone(), counts);
            for end in ["source", "sink"] {
                let value = Written::Reference(format!("Element{}", self.below(counts[2])));
                flow.entries.push(Entry { name: end.to_owned(), value, at: at.clone() });
            }
            for number in 0..self.below(3) {
                let mut reply = self.declaration(Class::Dataflow, 10 * (index + 1) + number, at.clone(), counts);
                reply.entries.retain(|entry| entry.name != "reply");
                let value = Written::Group(reply.entries);
                flow.entries.push(Entry { name: "reply".to_owned(), value, at: at.clone() });
            }
            all.push(flow);
        }
        all
    }

    fn declaration(&mut self, class: Class, index: usize, at: Option<Location>, counts: [usize; 3]) -> Declaration {
        let key = match class {
            Class::Dataflow | Class::Model => String::new(),
            Class::Boundary | Class::Data => format!("{}{index}", class.name()),
            _ => format!("Element{index}"),
        };
        let name = if class == Class::Dataflow { format!("{index} {}", self.text()) } else { self.text() };
        let mut entries = vec![Entry { name: "name".to_owned(), value: Written::Text(name.clone()), at: at.clone() }];
        let mut controls = Vec::new();
        for id in tm_schema::attributes_of(class) {
            let attribute = id.get();
            let special = ["name", "description", "source", "sink", "response_to"].contains(&attribute.name);
            if attribute.derived || special || self.below(if attribute.is_control { 8 } else { 3 }) != 1 {
                continue;
            }
            let Some(value) = self.value(id, counts) else { continue };
            let place = self.place().filter(|_| at.is_some());
            let list = if attribute.is_control { &mut controls } else { &mut entries };
            list.push(Entry { name: attribute.name.to_owned(), value, at: place });
        }
        entries.push(Entry { name: "controls".to_owned(), value: Written::Group(controls), at: None });
        if class == Class::Model {
            entries.pop();
        }
        for _ in 0..self.below(4).saturating_sub(1) {
            let text = |name: &str, text: String| Entry { name: name.to_owned(), value: Written::Text(text), at: None };
            let reason = format!("because {}", self.text());
            let response = tm_schema::RESPONSES[self.below(5)].to_owned();
            let mut group = vec![text("id", self.text()), text("reason", reason), text("as", response)];
            if self.yes() {
                group.extend([text("owner", self.text()), text("until", self.text())]);
            }
            if self.yes() {
                let value = Written::Bool(true);
                group.push(Entry { name: "until_changed".to_owned(), value, at: None });
            }
            let place = self.place().filter(|_| at.is_some());
            if class != Class::Model {
                entries.push(Entry { name: "expect".to_owned(), value: Written::Group(group), at: place });
            }
        }
        for number in 0..self.below(6).saturating_sub(3) {
            let text = |name: &str, text: String| Entry { name: name.to_owned(), value: Written::Text(text), at: None };
            let name = text("name", self.text());
            let exclude = Written::List((0..self.below(3)).map(|_| Written::Text(self.text())).collect());
            let exclude = Entry { name: "exclude".to_owned(), value: exclude, at: None };
            let value = match self.below(3) {
                0 => Written::Text(self.text()),
                1 => Written::Group(vec![name, text("description", self.text())]),
                _ => Written::Group(vec![name, exclude]),
            };
            let place = self.place().filter(|_| at.is_some() && class != Class::Model);
            entries.push(Entry { name: "assumptions".to_owned(), value, at: place });
            let mut group = vec![text("id", format!("T{number}")), text("response", self.text())];
            if self.yes() {
                group.extend([text("severity", "VeryLow".to_owned()), text("cvss", self.text())]);
                group.push(Entry { name: "always".to_owned(), value: Written::Bool(self.yes()), at: None });
            }
            let place = self.place().filter(|_| at.is_some());
            if class != Class::Model {
                entries.push(Entry { name: "overrides".to_owned(), value: Written::Group(group), at: place });
            }
        }
        Declaration { class, key, name, doc: self.text(), package: String::new(), at, origin: None, entries }
    }

    fn value(&mut self, attribute: AttributeId, counts: [usize; 3]) -> Option<Written> {
        Some(match attribute.get().value {
            ValueType::Bool => Written::Bool(self.yes()),
            ValueType::Int { min, .. } => Written::Int(min + self.below(9) as i64),
            ValueType::Text => Written::Text(self.text()),
            ValueType::Member(of) => Written::Member(of.members[self.below(of.members.len())].name.to_owned()),
            ValueType::One(Kind::Boundary) if counts[0] > 0 => {
                Written::Reference(format!("Boundary{}", self.below(counts[0])))
            }
            ValueType::One(_) => return None,
            ValueType::Many(_) => {
                let count = self.below(4);
                Written::List((0..count).map(|_| self.datum(counts[1])).collect())
            }
            ValueType::Texts => Written::List(vec![Written::Text(self.text())]),
            ValueType::Ints => Written::List(vec![Written::Int(self.below(3) as i64)]),
            ValueType::Members(of) => {
                let some = of.members.iter().filter(|_| self.below(4) == 0);
                Written::List(some.map(|it| Written::Member(it.name.to_owned())).collect())
            }
        })
    }

    fn datum(&mut self, declared: usize) -> Written {
        match declared > 0 && self.yes() {
            true => Written::Reference(format!("Data{}", self.below(declared))),
            false => Written::Text(self.text()),
        }
    }
}
