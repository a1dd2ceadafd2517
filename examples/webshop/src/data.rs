//! What flows and what is kept.

use tm::data;

/// What a customer without a passkey signs in with. The orders API keeps an Argon2id hash of it.
#[data(
    classification = Sensitive,
    is_credentials,
    credentials_life = Manual,
    implements_debug = false,
    expect(
        AC23,
        reason = "a customer may still choose a password: it crosses TLS only, is checked against lists of leaked ones, \
                  and signing in from a new device asks for a code by mail",
        owner = "shop team",
        as = accepted,
        until = "2027-06-30"
    )
)]
pub struct Password;

/// The cookie that stands for a signed-in customer or member of staff: 128 random bits, an hour of idleness at most.
#[data(
    name = "Session",
    classification = Sensitive,
    is_credentials,
    credentials_life = Short,
    implements_debug = false,
    is_stored
)]
pub struct SessionToken;

/// Texts, prices and pictures of what is for sale.
#[data(classification = Public, is_stored)]
pub struct Product;

/// An order with its customer: name, addresses, items, sum and state.
#[data(
    classification = Sensitive,
    format = "JSON",
    is_pii,
    is_stored,
    retention = "10 years, as tax law asks",
    expect(
        PR01,
        reason = "the mail service gets name, address and items of one order at a time, under a contract on processing \
                  that forbids it any other use and makes it liable; the privacy notice names it",
        owner = "data protection officer",
        as = transferred,
        until = "2027-12-31"
    )
)]
pub struct Order;

/// Stands for a card that only the payment provider knows; good for one charge within the hour.
#[data(
    name = "Card token",
    classification = Sensitive,
    is_credentials,
    credentials_life = Short,
    implements_debug = false
)]
pub struct CardToken;

/// User and password of a program at the database, made by the vault for that program, good for an hour.
#[data(
    name = "Database credentials",
    classification = Secret,
    is_credentials,
    credentials_life = Short,
    implements_debug = false
)]
pub struct DatabaseCredentials;

/// The key by which the payment provider knows the shop. It may charge tokens and refund charges, nothing else; the provider
/// accepts it from the egress gateway's addresses alone, and the vault replaces it each quarter.
#[data(
    name = "Provider key",
    classification = Secret,
    is_credentials,
    credentials_life = Manual,
    implements_debug = false,
    is_stored
)]
pub struct ProviderKey;

/// What a program did for whom: time, route, outcome, and a number in place of the customer.
#[data(
    name = "Log record",
    classification = Restricted,
    format = "JSON",
    is_pii,
    is_pseudonymous,
    is_credentials = false,
    is_stored,
    retention = "90 days"
)]
pub struct LogRecord;

/// A program with all it needs, named by the hash of its content.
#[data(
    name = "Container image",
    classification = Restricted,
    format = "OCI",
    is_code,
    is_stored
)]
pub struct ContainerImage;
