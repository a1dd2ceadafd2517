//! The lock on the door: a microcontroller with Rust firmware, its flash chip, motor, sensors and radio.

pub mod command;
pub mod firmware;

use tm::{dataflow, element};

use crate::data::{DoorEvent, FirmwareImage};
use crate::zones::LockCase;
use command::Guard;
use firmware::may_install;

/// The microcontroller and the application firmware on it.
///
/// - The debug port is closed at the end of the production line and opens for a token of this very lock only.
/// - The boot ROM checks the bootloader, the bootloader the application, each by a signature.
/// - The motor obeys [`Guard`]: fresh, signed by an enrolled key, and within the limits of bolt and current. What app or
///   hub have checked it checks again.
/// - Without radio it still opens by the mechanical key, and from inside by the knob.
/// - What it hears from a sensor is believed within limits: two field sensors must agree that the door is closed, and
///   the motor's current says whether the bolt met the frame. A magnet alone moves nothing.
/// - There is no heap: each peer has one buffer of a fixed size. A refusal is one byte that names no reason.
/// - The key for the flash chip and the lock's own private key are made on it and stay in its key store.
/// - The frame parser is fuzzed. The `unsafe` around DMA buffers is reviewed, and runs under Miri against a model of
///   them.
#[element(
    Device,
    boundary = LockCase,
    os = "none: embassy on a Cortex-M33",
    hardware = [DebugPort, ExternalFlash, Radio, Sensors, Actuators],
    surface = [UnsafeCode, OwnParser, Async],
    hosting = [],
    stands_unwatched,
    updates_firmware,
    implements_api = false,
    uses_environment_variables = false,
    controls(
        authenticates_source,
        authorizes_source,
        implements_nonce,
        validates_input,
        implements_server_side_validation,
        hides_error_details,
        handles_resource_consumption,
        checks_input_bounds,
        locks_debug_port,
        uses_code_signing,
        verifies_boot,
        prevents_rollback,
        handles_interruptions,
        is_encrypted_at_rest,
        has_unique_credentials,
        erases_secrets,
        erases_on_disposal,
        fuzzes_parsers,
        tests_unsafe_code,
        logs_security_events,
        uses_transactions = false,
        offloads_blocking_work = false
    )
)]
#[derive(Debug, Default)]
pub struct Lock {
    /// Decides which message may turn the bolt.
    pub guard: Guard,
}

/// The chip beside the microcontroller: the new image, the old one to fall back to, and the last thousand door events.
/// Encrypted page by page with a key of the microcontroller; each page has an authentication tag.
/// A reset to factory settings throws the key away, and so all that was written.
#[element(
    Datastore,
    name = "External flash",
    boundary = LockCase,
    type = FileSystem,
    is_sql = false,
    is_shared = false,
    stores_pii,
    stores_log_data = false,
    controls(
        is_encrypted_at_rest,
        keeps_keys_apart,
        provides_integrity,
        deletes_on_request,
        uses_encryption_algorithm = "AES-128-GCM",
        has_backups = false
    ),
    expect(
        DS08,
        reason = "the cloud has the events after a minute, the images for ever; a lock that lost both opens by key",
        owner = "firmware team",
        as = avoided
    )
)]
pub struct ExternalFlash;

dataflow! {
    Lock -> ExternalFlash: "Keeps image and events", protocol = "SPI", data = [FirmwareImage, DoorEvent]
}
dataflow! {
    ExternalFlash -> may_install: "New image", protocol = "SPI", data = [FirmwareImage]
}
dataflow! {
    may_install -> Lock: "Starts the image", protocol = "function call", data = [FirmwareImage]
}
