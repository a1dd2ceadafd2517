//! A model that uses every option, and says of findings all that can be said.

#![deny(warnings, missing_docs)]

use tm::{boundary, data, dataflow, element};

#[cfg(not(feature = "deny"))]
tm::model! {
    name = "Judged",
    is_ordered = true,
    merge_responses,
    ignore_unused = true,
    on_duplicates = Hide,
    assume("The hosts are patched"),
    assume("Nobody listens", description = "The cable is short.", exclude = [DE03, "DR01"]),
}

#[cfg(feature = "deny")]
tm::model! { name = "Judged", on_duplicates = Deny, assume("Misspelt", exclude = [INP5]) }

/// Where strangers are.
#[boundary(source = "infra/firewall.tf", assume("Strangers come from here"))]
pub struct Outside;

/// No flow touches it.
#[boundary]
pub struct Attic;

/// No flow touches it either.
#[element(Server, boundary = Attic)]
pub struct Forgotten;

/// Whoever asks.
#[element(Actor, boundary = Outside, levels = [0, 1])]
pub struct Visitor;

/// What visitors ask.
#[data(classification = Sensitive, override(PR01, severity = Info, always))]
pub struct Question;

/// In front of everything, and not written in Rust.
#[element(
    Server,
    source = "deploy/nginx.conf",
    levels = [0, 1],
    os = "Linux",
    controls(validates_input = false, sanitizes_input = false, has_access_control = false),
    override(INP14, severity = VeryHigh, cvss = "9.8", response = "see ticket 7"),
    override("AC01", response = "mitigated: the firewall knows the callers"),
    override(LLM01, always, severity = Low),
    assume("The proxy validates the schema", description = "A contract says so.", exclude = [INP05]),
    expect(DO02, reason = "it limits bodies", as = mitigated),
)]
pub struct Proxy;

/// Behind the proxy.
#[element(Datastore, levels = [1], source_files = ["sql/schema.sql", "sql/migrations/*.sql"])]
pub struct Answers;

dataflow! {
    Visitor -> Proxy: "ask", protocol = "HTTP", data = [Question], source = "api/ask.proto",
    override(DE01, severity = Low, cvss = "3.1");
    reply "answer"
}
dataflow! { Proxy -> Answers: "look up", order = 1, assume("The query is constant", exclude = [DE01]) }
dataflow! { Visitor -> Proxy: "watch", protocol = "WebSocket", levels = [1] }
dataflow! { Visitor -> Proxy: "ask again", protocol = "HTTP", data = [Question], source = "api/ask.proto" }
