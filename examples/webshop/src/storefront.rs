//! The pages that customers see.

use tm::{dataflow, element};

use crate::data::{CardToken, LogRecord, Order, Password, Product, SessionToken};
use crate::orders::OrdersApi;
use crate::stores::{Cache, LogStore};
use crate::zones::Front;

/// Renders pages from templates that are checked at compile time and encode what they are given. It has no way to the
/// database: what it shows it asks of the orders API, in the name of the customer whose session it found in the cache. The
/// privacy notice, and a line at the checkout, name the mail service and the payment provider.
#[element(
    Server,
    boundary = Front,
    hosting = [Container, Kubernetes],
    surface = [Async, Html],
    uses_session_tokens,
    uses_environment_variables = false,
    controls(
        authenticates_source,
        authorizes_source,
        authentication_scheme = "session cookie, set after passkey or password",
        uses_strong_session_identifiers,
        verify_session_identifiers,
        implements_csrf_token,
        defines_connection_timeout,
        disables_iframes,
        encodes_output,
        validates_input,
        uses_parameterized_input,
        implements_strict_http_validation,
        handles_crashes,
        handles_resource_consumption,
        hides_error_details,
        implements_polp,
        informs_users,
        is_hardened,
        logs_security_events,
        offloads_blocking_work
    )
)]
pub struct Storefront;

dataflow! {
    Storefront -> Cache: "Session and basket", protocol = "rediss", tls_version = Tls13, data = [SessionToken],
    controls(authenticates_destination);
    reply "Whose session it is", data = [SessionToken]
}
dataflow! {
    Storefront -> OrdersApi: "Asks and orders for a customer", protocol = "HTTPS", tls_version = Tls13,
    data = [Password, Order, CardToken], controls(authenticates_destination);
    reply "Products, and the customer's own orders", data = [Product, Order]
}
dataflow! {
    Storefront -> LogStore: "What customers did", protocol = "HTTPS", tls_version = Tls13, data = [LogRecord],
    controls(authenticates_destination)
}
