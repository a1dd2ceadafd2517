//! The door for customers and for the payment provider's reports.

use tm::{dataflow, element};

use crate::data::{CardToken, Order, Password, Product, SessionToken};
use crate::orders::OrdersApi;
use crate::storefront::Storefront;
use crate::stores::ProductPictures;
use crate::zones::Cloud;

/// The provider's content delivery network: it ends TLS, holds off floods, limits how often one address may try to sign in,
/// keeps copies of pictures, and never of what answers a cookie. The shop's host name leads to the storefront, one route of
/// `hooks` to the orders API, and nothing leads to the back office.
#[element(
    Server,
    boundary = Cloud,
    source = "deploy/edge.tf",
    hosting = [],
    surface = [],
    min_tls_version = Tls12,
    uses_session_tokens = false,
    uses_cache,
    controls(
        is_encrypted,
        is_hardened,
        is_resilient,
        handles_crashes,
        implements_polp,
        handles_resource_consumption,
        limits_request_rate,
        validates_headers,
        validates_input,
        hides_error_details,
        logs_security_events,
        provides_confidentiality,
        uses_mfa = false
    ),
    assume(
        "The ingress passes on and decides nothing",
        description = "The storefront and the orders API authenticate callers and look at their sessions.",
        exclude = [AA01, AA03, AC01]
    )
)]
pub struct Ingress;

dataflow! {
    Ingress -> Storefront: "Passes customers on", protocol = "HTTPS", tls_version = Tls13, uses_session_tokens,
    data = [SessionToken, Password, Order, CardToken], controls(authenticates_destination);
    reply "Page", data = [Product, Order, SessionToken]
}
dataflow! {
    Ingress -> OrdersApi: "Passes the provider's reports on", protocol = "HTTPS", tls_version = Tls13,
    data = ["charge", "signature"], controls(authenticates_destination)
}
dataflow! {
    Ingress -> ProductPictures: "Fetches a picture", protocol = "HTTPS", tls_version = Tls13,
    controls(authenticates_destination);
    reply "Picture", data = [Product]
}
