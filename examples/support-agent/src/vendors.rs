//! Systems of other companies.

use tm::element;

use crate::zones::Internet;

/// The ticket system, rented from a vendor: past tickets, and the help articles that the support team writes.
#[element(
    ExternalEntity,
    name = "Help desk",
    boundary = Internet,
    protocol = "HTTPS",
    port = 443,
    controls(is_encrypted)
)]
pub struct HelpDesk;

/// Where the classifier's weights come from.
#[element(
    ExternalEntity,
    name = "Model hub",
    boundary = Internet,
    protocol = "HTTPS",
    port = 443,
    controls(is_encrypted)
)]
pub struct ModelHub;

/// The carrier's MCP server: its tools tell where a parcel is.
#[element(
    ExternalEntity,
    name = "Parcel tracking",
    boundary = Internet,
    protocol = "HTTPS",
    port = 443,
    controls(is_encrypted)
)]
pub struct ParcelTracking;

/// Pays money back to the card or account that paid.
#[element(
    ExternalEntity,
    name = "Payment provider",
    boundary = Internet,
    protocol = "HTTPS",
    port = 443,
    min_tls_version = Tls12,
    controls(is_encrypted, authenticates_source, provides_confidentiality)
)]
pub struct PaymentProvider;
