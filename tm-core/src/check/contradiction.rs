//! Statements that cannot both be true.
//!
//! Only what somebody stated can be at odds: a default never contradicts anything.

use tm_diagnostic::{Diagnostic, Location};
use tm_schema::Class;

use crate::code::Code;
use crate::model::{Model, Reading, Target, Value};

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    model.targets().flat_map(|target| of(Stated { model, target })).collect()
}

fn of(it: Stated<'_>) -> Vec<Diagnostic> {
    match it.model.entity(it.target).class {
        Class::Dataflow => dataflow(it),
        Class::Data => data(it),
        Class::Datastore => datastore(it),
        Class::LLM => llm(it),
        _ => Vec::new(),
    }
}

fn dataflow(it: Stated<'_>) -> Vec<Diagnostic> {
    let Some(plain) = it.is("controls.is_encrypted", &Value::Bool(false)) else { return Vec::new() };
    let mut faults = Vec::new();
    if let Some(https) = it.is("protocol", &Value::Text("HTTPS".into())) {
        faults.push(it.fault("speaks HTTPS and is not encrypted", https, plain.clone()));
    }
    let none = Value::Member(tm_schema::TLS_VERSION.member("None").expect("TLS may be absent"));
    if let Some(tls) = it.is_not("tls_version", &none) {
        faults.push(it.fault("is protected by TLS and is not encrypted", tls, plain));
    }
    faults
}

fn data(it: Stated<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let none = Value::Member(tm_schema::LIFETIME.member("None").expect("a lifetime can be none"));
    if let (Some(no), Some(life)) = (it.is("is_credentials", &Value::Bool(false)), it.is_not("credentials_life", &none))
    {
        faults.push(it.fault("is no credential, yet has a credential's life", no, life));
    }
    let public = Value::Member(tm_schema::CLASSIFICATION.member("Public").expect("data can be public"));
    if let Some(public) = it.is("classification", &public) {
        for (attribute, what) in [("is_pii", "identifies a person"), ("is_credentials", "lets its holder in")] {
            if let Some(yes) = it.is(attribute, &Value::Bool(true)) {
                faults.push(it.fault(&format!("{what} and is public"), yes, public.clone()));
            }
        }
    }
    faults
}

fn datastore(it: Stated<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let kind = |name: &str| Value::Member(tm_schema::DATASTORE_TYPE.member(name).expect("it is a kind of datastore"));
    if let (Some(no), Some(sql)) = (it.is("is_sql", &Value::Bool(false)), it.is("type", &kind("Sql"))) {
        faults.push(it.fault("is of type Sql and is not queried in SQL", sql, no));
    }
    // Queues, vectors and documents can lie in a relational database.
    let others = ["FileSystem", "Ldap", "AwsS3", "KeyValue"];
    let other = others.into_iter().find_map(|name| it.is("type", &kind(name)));
    if let (Some(yes), Some(other)) = (it.is("is_sql", &Value::Bool(true)), other) {
        faults.push(it.fault("is queried in SQL and is of another type", yes, other));
    }
    if let Some(no) = it.is("stores_pii", &Value::Bool(false)) {
        for datum in incoming(it) {
            let datum = Stated { target: datum, ..it };
            if let Some(yes) = datum.is("is_pii", &Value::Bool(true)) {
                let name = &it.model.entity(datum.target).name;
                faults.push(it.fault(&format!("stores no personal data, yet `{name}` flows to it"), no.clone(), yes));
            }
        }
    }
    faults
}

fn llm(it: Stated<'_>) -> Vec<Diagnostic> {
    let yes = Value::Bool(true);
    match (it.is("is_third_party", &yes), it.is("is_self_hosted", &yes)) {
        (Some(provider), Some(ours)) => vec![it.fault("is both run by a provider and hosted by us", provider, ours)],
        _ => Vec::new(),
    }
}

/// The data that flows to an element.
fn incoming(it: Stated<'_>) -> Vec<Target> {
    let Target::Element(id) = it.target else { return Vec::new() };
    let flows = it.model.dataflows.iter().filter(|flow| flow.sink == id);
    let mut data: Vec<_> = flows.flat_map(|flow| &flow.data).map(|id| Target::Data(*id)).collect();
    data.sort();
    data.dedup();
    data
}

/// What somebody stated of a target.
#[derive(Clone, Copy)]
struct Stated<'m> {
    model: &'m Model,
    target: Target,
}

/// A statement's place; unknown for model files.
type Place = Option<Location>;

impl Stated<'_> {
    fn is(self, path: &str, value: &Value) -> Option<Place> {
        self.read(path).filter(|(stated, _)| stated == value).map(|(_, place)| place)
    }

    fn is_not(self, path: &str, value: &Value) -> Option<Place> {
        self.read(path).filter(|(stated, _)| stated != value).map(|(_, place)| place)
    }

    fn read(self, path: &str) -> Option<(Value, Place)> {
        let class = self.model.entity(self.target).class;
        let attribute = match path.strip_prefix("controls.") {
            Some(control) => tm_schema::control(control),
            None => tm_schema::lookup(class, path),
        };
        let attribute = attribute.unwrap_or_else(|| panic!("{} has no `{path}`", class.name()));
        match self.model.read(self.target, attribute) {
            reading @ Reading::Stated(value, _) => Some((value.clone(), reading.at().cloned())),
            Reading::Assumed(_) => None,
        }
    }

    fn fault(self, what: &str, first: Place, second: Place) -> Diagnostic {
        let entity = self.model.entity(self.target);
        let noun = match entity.class {
            Class::Data | Class::Dataflow | Class::Datastore => entity.class.name().to_lowercase(),
            class => class.name().to_owned(),
        };
        let fault = Code::Contradiction.diagnostic(format!("{noun} `{}` {what}", entity.name));
        let fault = fault.at(second.or_else(|| entity.at.clone()), "this cannot be true");
        fault.with_secondary(first, "if this is").with_help("correct one of them")
    }
}
