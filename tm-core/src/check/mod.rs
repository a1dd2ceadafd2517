//! Faults of the model's text that only the whole model shows: things unused, statements at odds.
//!
//! One rule a file. A rule looks at the model and answers diagnostics; it never changes anything, and what is merely
//! risky is no fault: that is for threats to say.

mod contradiction;
mod missing_model;
mod store_to_store;
mod unused;

use tm_diagnostic::Diagnostic;

use crate::model::Model;

const RULES: [fn(&Model) -> Vec<Diagnostic>; 4] =
    [missing_model::check, contradiction::check, store_to_store::check, unused::check];

/// Every fault that the rules find, sorted by place.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<_> = RULES.iter().flat_map(|rule| rule(model)).collect();
    diagnostics.sort_by(|a, b| (place(a), &a.code, &a.message).cmp(&(place(b), &b.code, &b.message)));
    diagnostics
}

fn place(diagnostic: &Diagnostic) -> Option<&tm_diagnostic::Location> {
    diagnostic.primary.as_ref().map(|label| &label.at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    /// The codes and messages that `check` reports of a model file.
    fn check(model: serde_json::Value) -> Vec<String> {
        let (declarations, faults) = crate::declared::file::read(model, "test.json");
        assert_eq!(faults, []);
        let (model, faults) = crate::model::build(declarations);
        assert_eq!(faults, []);
        super::check(&model).into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
    }

    #[test]
    fn a_model_in_use_has_no_fault() {
        let faults = check(json!({ "name": "m",
            "boundaries": [{ "id": "outside" }, { "id": "inner", "within": "outside" }],
            "data": [{ "id": "page" }],
            "elements": [{ "id": "a", "class": "Actor", "boundary": "inner" }, { "id": "b", "class": "Server" }],
            "flows": [{ "source": "a", "sink": "b", "name": "x", "data": ["page"] }] }));
        assert_eq!(faults, [] as [&str; 0]);
    }

    #[test]
    fn what_nothing_touches_is_unused() {
        let faults = check(json!({ "name": "m",
            "boundaries": [{ "id": "empty" }], "data": [{ "id": "page" }], "elements": [{ "id": "a", "class": "Actor" }] }));
        assert_eq!(
            faults,
            [
                "TM0011: no dataflow touches element `a`",
                "TM0012: no dataflow carries data `page`",
                "TM0013: nothing stands in boundary `empty`"
            ]
        );
    }

    #[test]
    fn elements_without_a_model_are_told_so() {
        let faults = check(json!({ "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
            "flows": [{ "source": "a", "sink": "b", "name": "x" }] }));
        assert_eq!(faults, ["TM0018: the model has no name"]);
    }

    #[test]
    fn stores_do_not_move_data_by_themselves() {
        let faults = check(json!({ "name": "m",
            "elements": [{ "id": "a", "class": "Datastore" }, { "id": "b", "class": "Datastore" }],
            "flows": [{ "source": "a", "sink": "b", "name": "x" }] }));
        assert_eq!(faults, ["TM0025: dataflow `x` goes from datastore `a` straight to datastore `b`"]);
    }

    #[test]
    fn statements_at_odds_are_contradictions() {
        let faults = check(json!({ "name": "m",
            "data": [{ "id": "key", "is_credentials": false, "credentials_life": "Long" },
                     { "id": "address", "is_pii": true, "classification": "Public" }],
            "elements": [
                { "id": "u", "class": "Actor" },
                { "id": "bot", "class": "LLM", "is_third_party": true, "is_self_hosted": true },
                { "id": "db", "class": "Datastore", "is_sql": false, "type": "Sql", "stores_pii": false },
                { "id": "files", "class": "Datastore", "is_sql": true, "type": "FileSystem" },
                { "id": "pgvector", "class": "Datastore", "is_sql": true, "type": "Vector" }],
            "flows": [{ "source": "u", "sink": "bot", "name": "ask", "protocol": "HTTPS", "data": ["key"],
                        "controls": { "is_encrypted": false } },
                      { "source": "u", "sink": "db", "name": "save", "data": ["address"], "tls_version": "Tls13",
                        "controls": { "is_encrypted": false } },
                      { "source": "u", "sink": "files", "name": "keep" }, { "source": "u", "sink": "pgvector", "name": "find" }] }));
        assert_eq!(
            faults,
            [
                "TM0010: LLM `bot` is both run by a provider and hosted by us",
                "TM0010: data `address` identifies a person and is public",
                "TM0010: data `key` is no credential, yet has a credential's life",
                "TM0010: dataflow `ask` speaks HTTPS and is not encrypted",
                "TM0010: dataflow `save` is protected by TLS and is not encrypted",
                "TM0010: datastore `db` is of type Sql and is not queried in SQL",
                "TM0010: datastore `db` stores no personal data, yet `address` flows to it",
                "TM0010: datastore `files` is queried in SQL and is of another type",
            ]
        );
    }
}
