//! Systems of others that the shop works with.

use tm::{dataflow, element};

use crate::ingress::Ingress;
use crate::zones::Internet;

/// Knows cards, charges them and reports what became of a charge. Certified for it, and under contract.
#[element(
    ExternalEntity,
    name = "Payment provider",
    boundary = Internet,
    min_tls_version = Tls12,
    controls(provides_confidentiality)
)]
pub struct PaymentProvider;

/// Sends mail in the shop's name.
#[element(
    ExternalEntity,
    name = "Mail service",
    boundary = Internet,
    min_tls_version = Tls12,
    controls(provides_confidentiality = false)
)]
pub struct MailService;

dataflow! {
    PaymentProvider -> Ingress: "Reports a charge", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    data = ["charge", "signature"], note = "HMAC over time and body; the orders API verifies it",
    controls(authenticates_source, authenticates_destination, provides_integrity, signs_transactions)
}
