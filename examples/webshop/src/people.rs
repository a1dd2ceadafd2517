//! Who uses the shop, and what they do there.

use tm::{dataflow, element};

use crate::back_office::BackOffice;
use crate::data::{CardToken, Order, Password, Product, SessionToken};
use crate::ingress::Ingress;
use crate::partners::PaymentProvider;
use crate::zones::Internet;

/// Anybody with a browser.
#[element(
    Actor,
    boundary = Internet,
    is_admin = false,
    controls(uses_mfa = false, authenticates_destination = false, signs_transactions = false),
    expect(
        SP01,
        reason = "passkeys are offered first and half of the customers have one; passwords end when the last tenth has moved",
        owner = "shop team",
        as = accepted,
        until = "2027-06-30"
    )
)]
pub struct Customer;

/// Keeps the catalogue, answers questions, refunds orders. Signs in at the company's identity provider with a security
/// key, on a laptop of the company that holds a client certificate.
#[element(Actor, boundary = Internet, is_admin, controls(uses_mfa, authenticates_destination))]
pub struct Staff;

dataflow! {
    Customer -> Ingress: "Customer signs in", protocol = "HTTPS", tls_version = Tls13, dst_port = 443, data = [Password],
    controls(authenticates_destination);
    reply "Session cookie", data = [SessionToken]
}
dataflow! {
    Customer -> Ingress: "Customer looks around and orders", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    uses_session_tokens, data = [SessionToken, Order, CardToken], controls(authenticates_destination);
    reply "Pages and pictures", data = [Product, Order]
}
dataflow! {
    Customer -> PaymentProvider: "Customer enters the card", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    data = ["card number"], note = "In a frame of the provider: the shop never sees the number",
    controls(authenticates_destination);
    reply "Token for the card", data = [CardToken]
}
dataflow! {
    Staff -> BackOffice: "Staff work in the back office", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    uses_session_tokens, data = [SessionToken, Product], controls(authenticates_destination);
    reply "Orders and catalogue", data = [Order, Product]
}
