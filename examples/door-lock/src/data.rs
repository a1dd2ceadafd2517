//! What flows and rests.

use tm::data;

/// "Turn the bolt", with the lock's challenge, signed by an enrolled key. It works once, and for five seconds
/// ([`crate::lock::command`]): who records it holds nothing.
#[data(
    name = "Command",
    classification = Sensitive,
    format = "binary",
    is_credentials = false,
    is_pii = false,
    is_stored = false
)]
pub struct Command;

/// Which key opened the door when, and whether it stands open: tells a burglar when nobody is at home.
#[data(
    name = "Door event",
    classification = Sensitive,
    format = "CBOR",
    is_pii,
    is_credentials = false,
    is_stored,
    retention = "90 days"
)]
pub struct DoorEvent;

/// Who may open which door, and until when: family, guests, the cleaner.
#[data(
    name = "Access grant",
    classification = Sensitive,
    format = "JSON",
    is_pii,
    is_credentials = false,
    is_stored,
    retention = "until it is revoked"
)]
pub struct AccessGrant;

/// What a signed-in app or console shows with each request; valid for ten minutes.
#[data(
    name = "Access token",
    classification = Secret,
    is_credentials,
    credentials_life = Short,
    is_pii = false,
    implements_debug = false
)]
pub struct AccessToken;

/// Opens the debug port of one lock, named by its serial number, for one day; signed in the key service.
#[data(
    name = "Debug token",
    classification = Secret,
    is_credentials,
    credentials_life = Short,
    is_pii = false,
    implements_debug = false
)]
pub struct DebugToken;

/// A firmware image with its manifest and signature. Anyone may download and read it.
#[data(
    name = "Firmware image",
    classification = Public,
    format = "firmware",
    is_code,
    is_pii = false,
    is_credentials = false,
    is_stored
)]
pub struct FirmwareImage;

/// A command or a door event as the hub sees it: encrypted and signed between the lock and the gateway. Its length and
/// time tell that something happened at the door.
#[data(
    name = "Sealed message",
    classification = Restricted,
    format = "binary",
    is_pii = false,
    is_credentials = false
)]
pub struct SealedMessage;

/// Source code of a dependency.
#[data(
    name = "Crate",
    classification = Public,
    is_code,
    is_pii = false,
    is_credentials = false
)]
pub struct CrateSource;

/// Who did what with which lock or release, and whether it was allowed. People are account numbers.
#[data(
    name = "Audit record",
    classification = Sensitive,
    format = "JSON",
    is_pii,
    is_pseudonymous,
    is_credentials = false,
    is_stored,
    retention = "1 year"
)]
pub struct AuditRecord;
