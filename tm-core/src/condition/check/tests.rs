//! What the checker says of conditions, right and wrong.

use tm_diagnostic::Level;
use tm_schema::Class::{self, *};

use crate::condition::{Dialect, compile};

/// Each fault as `level: quoted part: message (help)`.
fn check_in(dialect: Dialect, text: &str, targets: &[Class], expected: &[&str]) {
    let (condition, faults) = compile(text, targets, dialect);
    let shown: Vec<_> = faults
        .iter()
        .map(|fault| {
            let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            format!("{}: {}: {}{help}", fault.level, &text[fault.range.clone()], fault.message)
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
    assert_eq!(condition.is_none(), faults.iter().any(|fault| fault.level == Level::Error), "{text}");
}

fn check(text: &str, targets: &[Class], expected: &[&str]) {
    check_in(Dialect::Native, text, targets, expected);
}

#[test]
fn what_makes_sense_has_no_faults() {
    for text in [
        "target.protocol == 'HTTP' and target.sink.min_tls_version > target.tls_version",
        "target.crosses(Boundary) or target.enters(Boundary) or target.exits(Boundary)",
        "target.source.inside(Boundary) and target.sink.boundary is not None",
        "any(d.classification >= Classification.Secret and not d.is_stored for d in target.data if d.is_pii)",
        "any(any(e.one_of(Datastore) for e in d.processed_by) for d in target.data)",
        "len(target.data) > 2 and len(d for d in target.data if d.is_pii) == 1",
        "target.has_data_leaks() and target.sink.check_tls_version(target.sink.inputs)",
        "any(d.credentials_life in (Lifetime.Long, Lifetime.Manual) for d in target.data)",
        "target.source != target.sink and target.source.boundary == target.sink.boundary",
        "any(target.sink in d.processed_by for d in target.data)",
        "0 in target.levels and 'src/lib.rs' not in target.source_files",
        "Surface.Html in target.sink.surface and Hosting.Container not in target.sink.hosting",
        "target.crosses(Boundary) is True and (target.uses_vpn or target.is_response) == False",
        "target.response is None or target.response.uses_vpn",
        "target.dst_port == -1 or 80 <= target.dst_port",
    ] {
        check(text, &[Dataflow], &[]);
    }
    check("target.protocol == 'HTTP' and target.uses_vpn", &[Server, Dataflow], &[]);
}

#[test]
fn unknown_names_come_with_the_nearest() {
    check(
        "target.protocl == 'x'",
        &[Dataflow],
        &["error: protocl: `Dataflow` has no attribute `protocl` (did you mean `protocol`?)"],
    );
    check(
        "target.usesVPN",
        &[Dataflow],
        &["error: usesVPN: `Dataflow` has no attribute `usesVPN` (it is spelt `uses_vpn` here)"],
    );
    check(
        "target.is_encrypted",
        &[Server],
        &[
            "error: is_encrypted: `Server` has no attribute `is_encrypted` (`is_encrypted` is a control: `controls.is_encrypted`)",
        ],
    );
    check(
        "target.controls.protocol == ''",
        &[Server],
        &[
            "error: protocol: `Server` has no control `protocol` (`protocol` is an attribute, not a control: leave out `controls.`)",
        ],
    );
    check(
        "target.controls.validate_input",
        &[Server],
        &["error: validate_input: `Server` has no control `validate_input` (did you mean `validates_input`?)"],
    );
    check("tagret.uses_vpn", &[Server], &["error: tagret: unknown name `tagret` (did you mean `target`?)"]);
    check("uses_vpn", &[Server], &["error: uses_vpn: unknown name `uses_vpn` (did you mean `target.uses_vpn`?)"]);
    check(
        "target.tls_version == TlsVersion.Tsl12",
        &[Dataflow],
        &["error: Tsl12: `TlsVersion` has no member `Tsl12` (did you mean `Tls12`?)"],
    );
    check("target.one_of(Sever)", &[Element], &["error: Sever: unknown class `Sever` (did you mean `Server`?)"]);
    check("target.oneOf(Server)", &[Element], &["error: oneOf: unknown predicate `oneOf` (did you mean `one_of`?)"]);
    check(
        "max(target.levels) > 1",
        &[Element],
        &["error: max: unknown function `max` (the functions are `any`, `all` and `len`)"],
    );
    check(
        "crosses(Boundary)",
        &[Dataflow],
        &["error: crosses: unknown function `crosses` (did you mean `target.crosses`?)"],
    );
    check_in(
        Dialect::Pytm,
        "target.uses_vpn",
        &[Dataflow],
        &[
            "warning: uses_vpn: `Dataflow` has no attribute `uses_vpn` (did you mean `usesVPN`? pytm takes a condition that raises an exception for false)",
        ],
    );
}

#[test]
fn every_target_must_have_what_is_read() {
    check(
        "target.uses_xml_parser",
        &[Server, Process, Lambda],
        &[
            "error: uses_xml_parser: `Lambda` and `Process` have no attribute `uses_xml_parser` (only `Server` and what derives from it have one)",
        ],
    );
    check(
        "target.boundary is None",
        &[Element],
        &[
            "error: boundary: `Dataflow` and `Boundary` have no attribute `boundary` (only `Element` and what derives from it have one)",
        ],
    );
    check(
        "target.crosses(Boundary)",
        &[Dataflow, Server],
        &["error: crosses: `crosses` is asked of a dataflow, and this may be `Server`"],
    );
    check(
        "target.inside(Boundary)",
        &[Dataflow],
        &[
            "error: inside: `Dataflow` stands in no boundary of its own (ask an end of a flow: `target.sink.inside(Boundary)`)",
        ],
    );
    check("target.sink.uses_xml_parser", &[Dataflow], &[]);
    check("target.sink.gold", &[Dataflow], &["error: gold: `Element` has no attribute `gold`"]);
}

#[test]
fn unlike_things_are_not_compared() {
    check(
        "target.uses_vpn == 'yes'",
        &[Server],
        &["error: target.uses_vpn == 'yes': this compares a yes or no with a text"],
    );
    check(
        "target.classification == 'Secret'",
        &[Data],
        &[
            "error: target.classification == 'Secret': this compares a member of `Classification` with a text (write `Classification.Secret`)",
        ],
    );
    check(
        "target.classification == TlsVersion.None",
        &[Data],
        &[
            "error: target.classification == TlsVersion.None: this compares a member of `Classification` with a member of `TlsVersion`",
        ],
    );
    check(
        "target.credentials_life < Lifetime.Long",
        &[Data],
        &["error: target.credentials_life < Lifetime.Long: `Lifetime` has no order (use `==` or `in (…)`)"],
    );
    check(
        "target.protocol < 'a'",
        &[Server],
        &["error: target.protocol < 'a': texts have no order (use `==` or `!=`)"],
    );
    check(
        "target.data > 1",
        &[Server],
        &["error: target.data > 1: this compares a list of data with a number (count it: `len(…)`)"],
    );
    check(
        "target.sink == Server",
        &[Dataflow],
        &[
            "error: target.sink == Server: this compares an element with a class (ask for the class with `one_of(Server)`)",
        ],
    );
    check(
        "target.source == target.response",
        &[Dataflow],
        &["error: target.source == target.response: an element is never a dataflow"],
    );
    check("target.protocol in ('a', 1)", &[Server], &["error: 1: expected a text written out, found a number"]);
    check(
        "'x' in target.protocol",
        &[Server],
        &["error: 'x' in target.protocol: this looks for a text in a text (write the values out: `… in ('a', 'b')`)"],
    );
    check(
        "target.source in target.data",
        &[Dataflow],
        &["error: target.source in target.data: this looks for an element in a list of data"],
    );
}

#[test]
fn only_a_yes_or_no_is_a_condition() {
    check(
        "target.protocol",
        &[Server],
        &["error: target.protocol: this is a text, not a yes or no (compare it: `… != ''`)"],
    );
    check(
        "not target.data",
        &[Server],
        &["error: target.data: this is a list of data, not a yes or no (ask how many there are: `len(…) > 0`)"],
    );
    check(
        "target.sink",
        &[Dataflow],
        &["error: target.sink: this is an element, not a yes or no (ask whether there is one: `… is not None`)"],
    );
    check(
        "len(target.data)",
        &[Server],
        &["error: len(target.data): this is a number, not a yes or no (compare it: `… > 0`)"],
    );
    check("Server", &[Server], &["error: Server: this is a class, not a yes or no (a condition is a yes or no)"]);
    check(
        "target.controls",
        &[Server],
        &["error: controls: `controls` is no value by itself (name one: `controls.is_encrypted`)"],
    );
    check(
        "target.data.is_pii",
        &[Server],
        &["error: is_pii: `data` is a list of data and has no attributes (look at each: `any(… for x in …)`)"],
    );
    check(
        "d.is_pii for d in target.data",
        &[Server],
        &["error: for: expected `and`, `or` or the end of the condition, found `for`"],
    );
}

#[test]
fn calls_are_checked() {
    check(
        "any(target.data)",
        &[Server],
        &[
            "error: any(target.data): `any` takes a condition on each item of a list (write `any(d.is_pii for d in target.data)`)",
        ],
    );
    check(
        "any(t.x for t in target.protocol)",
        &[Server],
        &["error: target.protocol: `for` takes a list, and this is a text"],
    );
    check(
        "any(l for l in target.levels)",
        &[Server],
        &["error: target.levels: `for` looks at things of the model only (look for a value with `in`)"],
    );
    check(
        "len(d.is_pii for d in target.data) > 1",
        &[Server],
        &[
            "error: d.is_pii: `len` counts items, whatever is said of them here (write the condition behind `if`: `len(d for d in … if …)`)",
        ],
    );
    check(
        "any(target.is_pii for target in target.data)",
        &[Server],
        &["error: target: `target` already means something here (use another name)"],
    );
    check("target.crosses(Internet)", &[Dataflow], &["error: Internet: unknown class `Internet`"]);
    check(
        "target.crosses(Server)",
        &[Dataflow],
        &["error: crosses: `crosses` takes the class `Boundary` (write `crosses(Boundary)`)"],
    );
    check("target.has_data_leaks(1)", &[Dataflow], &["error: 1: `has_data_leaks` takes nothing"]);
    check(
        "target.check_tls_version(target.data)",
        &[Server],
        &[
            "error: check_tls_version: `check_tls_version` takes a list of dataflows (write `check_tls_version(target.inputs)`)",
        ],
    );
    check(
        "target.one_of(Actor)",
        &[Server],
        &["warning: target.one_of(Actor): this never holds (it is of class `Server`)"],
    );
}

#[test]
fn predicates_that_are_defined_are_checked_like_others() {
    for text in [
        "target.is_http() and target.sink.is_http() and not target.is_protected()",
        "target.is_untrusted() or target.source.is_exposed() or target.response.carries(Classification.Public)",
        "any(f.source.is_exposed() for f in target.sink.outputs if f.carries(Classification.Secret)) is True",
        "target.sink.receives(Classification.Secret) or target.sink.sends(Classification.Secret)",
        "all(it.is_pii or target.carries(Classification.Secret) for it in target.data) or target.sink.handles(Classification.Secret)",
    ] {
        check(text, &[Dataflow], &[]);
    }
    check("target.is_http() and target.is_exposed()", &[Asset, Actor], &[]);
    check(
        "target.is_untrusted()",
        &[Server],
        &["error: is_untrusted: `is_untrusted` is asked of a dataflow, and this may be `Server`"],
    );
    check(
        "target.sink.carries(Classification.Secret)",
        &[Dataflow],
        &["error: carries: `carries` is asked of a dataflow, and this may be `Element`"],
    );
    check(
        "target.is_exposed()",
        &[Element],
        &["error: is_exposed: `is_exposed` is asked of something that has `inputs`, and this may be `Element`"],
    );
    check(
        "target.is_http()",
        &[Data],
        &["error: is_http: `is_http` is asked of something that has `protocol`, and this may be `Data`"],
    );
    check(
        "target.data.is_http()",
        &[Server],
        &["error: is_http: `is_http` is asked of an element or a dataflow, and this is a list of data"],
    );
    check(
        "target.is_exposd()",
        &[Server],
        &["error: is_exposd: unknown predicate `is_exposd` (did you mean `is_exposed`?)"],
    );
    check(
        "is_exposed()",
        &[Server],
        &["error: is_exposed: unknown function `is_exposed` (did you mean `target.is_exposed`?)"],
    );
    check(
        "target.is_exposed",
        &[Server],
        &["error: is_exposed: `Server` has no attribute `is_exposed` (`is_exposed` is a predicate: `is_exposed(…)`)"],
    );
    check("target.is_exposed(1)", &[Server], &["error: 1: `is_exposed` takes nothing"]);
    check(
        "it.is_http() or target.carries(level)",
        &[Dataflow],
        &[
            "error: it: unknown name `it` (a path starts at `target`; texts are quoted)",
            "error: level: unknown name `level` (a path starts at `target`; texts are quoted)",
        ],
    );
}

#[test]
fn a_predicate_takes_the_level_it_asks_for() {
    let takes = "takes one member of `Classification`";
    let write = "write `carries(Classification.Secret)`";
    let check = |argument: &str, at: &str, rest: &str| {
        check(&format!("target.carries({argument})"), &[Dataflow], &[&format!("error: {at}: {rest}")]);
    };
    check("", "carries", &format!("`carries` {takes} (write `carries(Classification.TopSecret)`)"));
    check("Secret", "Secret", &format!("`carries` {takes} ({write})"));
    check("'Secret'", "'Secret'", &format!("`carries` {takes} ({write})"));
    check("1", "1", &format!("`carries` {takes}, and this is a number (write `carries(Classification.TopSecret)`)"));
    check("Classification.Secrt", "Secrt", "`Classification` has no member `Secrt` (did you mean `Secret`?)");
    check(
        "Classification.Secret, target.uses_vpn",
        "target.uses_vpn",
        &format!("`carries` {takes} (write `carries(Classification.TopSecret)`)"),
    );
    check(
        "target.max_classification",
        "target.max_classification",
        &format!("`carries` {takes}, written out (write `carries(Classification.TopSecret)`)"),
    );
    check(
        "TlsVersion.Tls12",
        "TlsVersion.Tls12",
        &format!("`carries` {takes}, and this is a member of `TlsVersion` (write `carries(Classification.TopSecret)`)"),
    );
}

#[test]
fn pytm_knows_none_of_the_definitions() {
    for definition in &crate::condition::definitions::DEFINITIONS {
        let text = format!("target.{}()", definition.name);
        let (_, faults) = compile(&text, &[Dataflow], Dialect::Pytm);
        let message = &faults.first().expect("it is unknown").message;
        assert!(message.contains(definition.name) && !message.contains("is asked of"), "{message}");
    }
}

#[test]
fn all_faults_are_reported() {
    check(
        "target.a and target.b == 1 or any(d.c for d in target.data if d.e)",
        &[Server],
        &[
            "error: a: `Server` has no attribute `a`",
            "error: b: `Server` has no attribute `b`",
            "error: c: `Data` has no attribute `c`",
            "error: e: `Data` has no attribute `e`",
        ],
    );
}

#[test]
fn pytm_spells_things_its_own_way() {
    for text in [
        "target.tlsVersion < TLSVersion.TLSv12 and target.hasDataLeaks()",
        "any(d.credentialsLife in (Lifetime.LONG, Lifetime.MANUALLY_REVOKABLE) for d in target.data)",
        "target.sink.oneOf(Server, Datastore) and target.crosses(Boundary)",
    ] {
        check_in(Dialect::Pytm, text, &[Dataflow], &[]);
    }
    check_in(
        Dialect::Pytm,
        "any(target.usesVPN for d in target.data)",
        &[Dataflow],
        &[
            "warning: target: pytm does not see `target` inside a comprehension (pytm takes a condition that raises an exception for false)",
        ],
    );
    check_in(
        Dialect::Pytm,
        "target.crosses(Boundary)",
        &[Server],
        &["warning: crosses: `crosses` is asked of a dataflow, and this may be `Server` (of others it is false)"],
    );
}

#[test]
fn a_list_of_members_is_looked_at_for_its_own_members_only() {
    check(
        "Hosting.Container in target.surface",
        &[Server],
        &[
            "error: Hosting.Container in target.surface: this looks for a member of `Hosting` in a list of members of `Surface`",
        ],
    );
    check(
        "target.surface",
        &[Server],
        &[
            "error: target.surface: this is a list of members of `Surface`, not a yes or no (look for a member: `… in …`)",
        ],
    );
    check(
        "any(s == Surface.Html for s in target.surface)",
        &[Server],
        &["error: target.surface: `for` looks at things of the model only (look for a value with `in`)"],
    );
    check(
        "Surface.Htm in target.surface",
        &[Server],
        &["error: Htm: `Surface` has no member `Htm` (did you mean `Html`?)"],
    );
}
