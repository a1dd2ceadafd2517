//! Who talks to the assistant: customers through the chat, clerks through their console.

use tm::{dataflow, element};

use crate::agent::SupportAgent;
use crate::data::{Attachment, ClerkSession, Conversation, CustomerSession, Refund};
use crate::refunds::decide;
use crate::stores::AuditLog;
use crate::zones::{Edge, Internet, Office};

/// Anyone with an account of the shop, in a browser that checks certificates. A password is enough to sign in.
#[element(Actor, boundary = Internet, is_admin = false, controls(uses_mfa = false, authenticates_destination))]
pub struct Customer;

/// Takes over conversations, and agrees to refunds that are too big for the agent.
#[element(Actor, boundary = Office, is_admin = false, controls(uses_mfa, authenticates_destination))]
pub struct Clerk;

/// Holds the customer's browser on a WebSocket.
///
/// It knows who is signed in; no text of the chat can change that. It checks what type an attachment is and opens none:
/// the sandbox does.
#[element(
    Server,
    name = "Chat gateway",
    boundary = Edge,
    protocol = "WSS",
    port = 443,
    min_tls_version = Tls12,
    surface = [Async, Html, Uploads, WebSockets],
    uses_session_tokens,
    uses_cache = false,
    uses_xml_parser = false,
    controls(
        is_encrypted,
        authenticates_source,
        authorizes_source,
        implements_authentication_scheme,
        authentication_scheme = "OpenID Connect",
        uses_strong_session_identifiers,
        verify_session_identifiers,
        defines_connection_timeout,
        implements_csrf_token,
        checks_origin,
        validates_input,
        checks_input_bounds,
        encodes_output,
        disables_iframes,
        limits_request_rate,
        handles_resource_consumption,
        handles_crashes,
        hides_error_details,
        offloads_blocking_work,
        validates_content_type,
        isolates_foreign_code,
        is_hardened,
        logs_security_events,
        informs_users
    )
)]
pub struct ChatGateway;

/// Shows clerks what the agent wants to pay back and why, with the conversation beside it.
///
/// It is older than the rest: its image still has a shell, and nothing limits what one clerk asks of it.
#[element(
    Server,
    name = "Clerk console",
    boundary = Edge,
    protocol = "HTTPS",
    port = 443,
    min_tls_version = Tls13,
    surface = [Async, Html, ObjectIds],
    uses_session_tokens,
    uses_cache = false,
    uses_xml_parser = false,
    controls(
        is_encrypted,
        authenticates_source,
        authorizes_source,
        has_access_control,
        uses_mfa,
        implements_authentication_scheme,
        authentication_scheme = "OpenID Connect with security keys",
        uses_strong_session_identifiers,
        verify_session_identifiers,
        defines_connection_timeout,
        uses_transactions,
        implements_csrf_token,
        implements_polp,
        validates_input,
        encodes_output,
        disables_iframes,
        logs_security_events,
        authenticates_destination,
        handles_resource_consumption = false,
        is_hardened = false
    )
)]
pub struct ClerkConsole;

dataflow! {
    Customer -> ChatGateway: "Customer writes", uses_session_tokens,
    data = [Conversation, Attachment, CustomerSession];
    reply "Answer, shown as plain text", data = [Conversation]
}
dataflow! {
    ChatGateway -> SupportAgent: "Message of a known customer", protocol = "gRPC over mutual TLS",
    data = [Conversation, Attachment], controls(is_encrypted, authenticates_source, authenticates_destination);
    reply "Answer", data = [Conversation]
}
dataflow! {
    SupportAgent -> ClerkConsole: "Hands the conversation over", data = [Conversation]
}
dataflow! {
    Clerk -> ClerkConsole: "Clerk agrees or refuses", uses_session_tokens, uses_vpn,
    data = [ClerkSession, "number and decision"];
    reply "Proposals and conversations", data = [Refund, Conversation]
}
dataflow! {
    ClerkConsole -> decide: "Clerk's decision", data = ["number and decision"]
}
dataflow! {
    ClerkConsole -> AuditLog: "What a clerk decided", data = [Refund];
    reply "What the agent did and why", data = [Refund, Conversation]
}
