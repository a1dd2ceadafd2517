//! At the door and behind it: who stands there, the phone, the hub.

use tm::{dataflow, element};

use crate::cloud::{DeviceGateway, UpdateServer};
use crate::data::{AccessGrant, AccessToken, Command, DoorEvent, FirmwareImage, SealedMessage};
use crate::lock::Lock;
use crate::zones::{Home, Phone, Street};

/// Stands at the door with a magnet, a radio that records and sends, and half an hour in which nobody looks.
#[element(Actor, boundary = Street, is_admin = false)]
pub struct Burglar;

/// Lives here. Signs in with a passkey of the phone, and may share the door with others.
#[element(Actor, boundary = Home, is_admin = false, controls(uses_mfa, authenticates_destination))]
pub struct Resident;

/// The maker's app. Its signing key is in the phone's secure element and asks for face or finger; the lock knows its
/// public half since both were put together. A hand that is not the resident's can show the lock on the screen, and
/// not open it.
#[element(
    Process,
    name = "App",
    boundary = Phone,
    os = "Android, iOS",
    code_type = "Managed",
    surface = [],
    hosting = [],
    implements_api = false,
    uses_environment_variables = false,
    allows_client_side_scripting = false,
    controls(
        authenticates_source,
        authenticates_destination,
        has_access_control,
        validates_input,
        checks_input_bounds,
        handles_resource_consumption,
        handles_interruptions,
        implements_nonce,
        implements_polp,
        informs_users,
        logs_security_events = false,
        restricts_traffic = false
    ),
    expect(
        TB05,
        reason = "nobody limits where a phone connects; the app holds one household's grants, and no key it could send",
        owner = "app team",
        until = "2027-11-30"
    )
)]
pub struct App;

/// Carries sealed messages between lock and cloud: it can drop or delay them, and neither read nor make one.
///
/// It holds a certificate of its own, and hands on images whose signature it has checked. Its firewall knows the lock,
/// the gateway and the update server; a lock may be a stranger's, so each message is checked for length and kind. Whoever
/// buys a hub may take it apart and start what they like on it.
#[element(
    Device,
    boundary = Home,
    os = "Linux",
    hardware = [Radio],
    surface = [OwnParser],
    hosting = [],
    stands_unwatched,
    updates_firmware,
    implements_api = false,
    uses_environment_variables = false,
    controls(
        authenticates_source,
        authenticates_destination,
        authorizes_source,
        restricts_traffic,
        implements_server_side_validation,
        validates_input,
        checks_input_bounds,
        uses_code_signing,
        prevents_rollback,
        handles_interruptions,
        has_unique_credentials,
        implements_polp,
        fuzzes_parsers,
        handles_resource_consumption = false,
        logs_security_events = false,
        verifies_boot = false
    ),
    override(
        IO04,
        severity = Low,
        response = "accepted: a hub with foreign firmware can be silent, as one without power; it cannot make a seal"
    )
)]
pub struct Hub;

dataflow! {
    Resident -> App: "Taps to open", is_local, data = [Command];
    reply "State of the door", data = [DoorEvent]
}
dataflow! {
    App -> Lock: "Opens nearby", protocol = "Bluetooth LE", is_wireless, data = [Command],
    controls(is_encrypted, authenticates_destination, provides_integrity, signs_transactions);
    reply "Challenge and state of the door", data = [DoorEvent]
}
dataflow! {
    App -> DeviceGateway: "Opens from afar", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    uses_session_tokens, data = [AccessToken, Command], controls(authenticates_destination, signs_transactions);
    reply "Challenge and state of the door", data = [DoorEvent]
}
dataflow! {
    App -> DeviceGateway: "Shares the door", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    uses_session_tokens, data = [AccessToken, AccessGrant], controls(authenticates_destination, signs_transactions)
}
dataflow! {
    DeviceGateway -> Hub: "Command from afar", protocol = "MQTTS", tls_version = Tls13, data = [SealedMessage],
    controls(authenticates_destination)
}
dataflow! {
    Hub -> Lock: "Hands on command and image", protocol = "Thread", is_wireless, data = [SealedMessage, FirmwareImage],
    controls(is_encrypted, authenticates_destination, provides_integrity)
}
dataflow! {
    Lock -> Hub: "Reports the door", protocol = "Thread", is_wireless, data = [SealedMessage],
    controls(is_encrypted, authenticates_destination, provides_integrity, implements_nonce)
}
dataflow! {
    Hub -> DeviceGateway: "Reports the door on", protocol = "MQTTS", tls_version = Tls13, dst_port = 8883,
    data = [SealedMessage], controls(authenticates_destination)
}
dataflow! {
    Hub -> UpdateServer: "Asks for firmware", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    data = [], controls(authenticates_destination);
    reply "Firmware for lock and hub", data = [FirmwareImage]
}
dataflow! {
    Burglar -> Lock: "Records, jams and sends", protocol = "Bluetooth LE", is_wireless, data = [Command],
    assume("Nobody is harmed by what happens to a burglar's messages.", exclude = [CR06, DE03])
}
dataflow! {
    Burglar -> Lock: "Holds a magnet to the sensor, opens the case", data = []
}
