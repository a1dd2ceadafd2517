//! The agent: it puts the prompt together, asks the model, and carries out what it asks for.

use tm::{dataflow, element};

use crate::data::{Attachment, Conversation, Order, PastTicket, Refund};
use crate::model::{Classifier, HostedModel};
use crate::refunds::decide;
use crate::stores::{AuditLog, KnowledgeBase, Memory};
use crate::vendors::ParcelTracking;
use crate::workbench::Workbench;
use crate::zones::{Assistant, Platform};

/// Answers customers.
///
/// Each conversation runs with a token for its one customer, so that orders of others are out of reach whatever the
/// model asks for. The model's tool calls are parsed into typed values; what does not parse is refused. What the
/// carrier's tools answer is parsed too, into dates and places: no sentence of theirs reaches the prompt, and nothing
/// but a tracking number reaches them. Their descriptions are a file of ours. After twelve turns, or when the model
/// does not answer, a clerk takes over.
///
/// A customer who hangs up ends the turn wherever it is.
#[element(
    Agent,
    name = "Support agent",
    boundary = Assistant,
    protocol = "gRPC",
    surface = [Async],
    uses_environment_variables = false,
    uses_external_tools,
    validates_tool_launch_config,
    has_memory,
    delegates_to_agents = false,
    controls(
        is_encrypted,
        authenticates_source,
        authorizes_source,
        implements_polp,
        validates_input,
        handles_resource_consumption,
        sanitizes_input,
        encodes_output,
        provides_confidentiality,
        authenticates_destination,
        handles_interruptions,
        requires_human_approval = false,
        is_hardened,
        hides_error_details,
        offloads_blocking_work,
        uses_transactions = false,
        alerts_on_attacks = false,
        logs_security_events
    ),
    expect(
        AG05,
        reason = "money moves only through refunds::decide, which asks a clerk above 50 euros; other tools only read",
        owner = "support engineering",
        as = mitigated,
        until = "2027-06-30"
    )
)]
pub struct SupportAgent;

/// The shop's orders, through an API that serves the rest of the shop too.
#[element(
    Server,
    name = "Order service",
    boundary = Platform,
    protocol = "HTTPS",
    port = 443,
    in_scope = false,
    because = "the shop's own threat model has it",
    controls(is_encrypted, authenticates_source, authorizes_source)
)]
pub struct OrderService;

dataflow! {
    SupportAgent -> Classifier: "What is this about?", data = [Conversation];
    reply "Topic, language, likely injection or not", data = ["label"]
}
dataflow! {
    SupportAgent -> KnowledgeBase: "What do we know about it?", data = [Conversation];
    reply "Articles and tickets like this one", data = [PastTicket]
}
dataflow! {
    SupportAgent -> Memory: "What to remember of this customer", data = [Conversation];
    reply "What we remember of this customer", data = [Conversation]
}
dataflow! {
    SupportAgent -> HostedModel: "Prompt", tls_version = Tls13, data = [Conversation, Order, PastTicket];
    reply "Answer or tool call", data = [Conversation]
}
dataflow! {
    SupportAgent -> OrderService: "Looks up an order of this customer", data = ["number"];
    reply "The order", data = [Order]
}
dataflow! {
    SupportAgent -> ParcelTracking: "Where is the parcel?", tls_version = Tls13, data = ["tracking number"];
    reply "Where it is", data = ["tracking events"]
}
dataflow! {
    SupportAgent -> Workbench: "Command of the model, on one attachment", data = [Attachment], is_local;
    reply "What the command printed", data = [Attachment]
}
dataflow! {
    SupportAgent -> decide: "Proposes a refund", data = [Refund];
    reply "Paid, waiting for a clerk, or refused", data = [Refund]
}
dataflow! {
    SupportAgent -> AuditLog: "Prompts, tool calls and answers", data = [Conversation]
}
