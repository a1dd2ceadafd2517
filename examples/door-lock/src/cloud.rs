//! The services of the maker's cloud that devices, phones and staff reach.

use tm::{dataflow, element};

use crate::data::{AccessGrant, AuditRecord, DoorEvent, FirmwareImage};
use crate::stores::{AuditLog, FirmwareRegistry, FleetDatabase};
use crate::zones::Cloud;

/// Speaks with apps (HTTPS, access tokens) and hubs (MQTT, certificates). Rust, on tokio.
///
/// It passes commands on and cannot make one: the phone signs them. What it may read and write in the fleet database
/// is limited to the door that the caller's grant names.
#[element(
    Server,
    name = "Device gateway",
    boundary = Cloud,
    port = 443,
    os = "Linux",
    min_tls_version = Tls12,
    hosting = [Container, PlatformIdentity],
    surface = [Async, ObjectIds, Tenants, SharedState],
    uses_session_tokens,
    uses_cache = false,
    uses_xml_parser = false,
    uses_environment_variables = false,
    handles_resources,
    controls(
        is_encrypted,
        authenticates_source,
        authorizes_source,
        has_access_control,
        implements_server_side_validation,
        validates_input,
        checks_input_bounds,
        uses_parameterized_input,
        hides_error_details,
        limits_request_rate,
        handles_resource_consumption,
        defines_connection_timeout,
        handles_crashes,
        handles_interruptions,
        is_resilient,
        isolates_tenants,
        verify_session_identifiers,
        uses_strong_session_identifiers,
        uses_transactions,
        offloads_blocking_work,
        encodes_output,
        logs_security_events,
        implements_polp,
        uses_code_signing,
        is_hardened,
        alerts_on_attacks = false
    )
)]
pub struct DeviceGateway;

/// Offers each device the release of its ring, and counts how the ring fares before the next one gets it.
///
/// It ships what the registry holds, after a look at the signature; a device believes the signature, not the server.
/// Staff see the rings on its pages, after a security key; what starts a release needs a second of them.
#[element(
    Server,
    name = "Update server",
    boundary = Cloud,
    port = 443,
    os = "Linux",
    min_tls_version = Tls12,
    hosting = [Container, PlatformIdentity],
    surface = [Async, Administration, Html],
    uses_session_tokens,
    uses_cache = false,
    uses_xml_parser = false,
    uses_environment_variables = false,
    handles_resources,
    controls(
        is_encrypted,
        authenticates_source,
        authorizes_source,
        has_access_control,
        implements_server_side_validation,
        validates_input,
        checks_input_bounds,
        uses_parameterized_input,
        hides_error_details,
        encodes_output,
        limits_request_rate,
        handles_resource_consumption,
        defines_connection_timeout,
        handles_crashes,
        is_resilient,
        uses_transactions,
        offloads_blocking_work,
        uses_mfa,
        verify_session_identifiers,
        uses_strong_session_identifiers,
        implements_csrf_token,
        disables_iframes,
        requires_review,
        logs_security_events,
        implements_polp,
        uses_code_signing,
        rotates_credentials,
        is_hardened = false
    )
)]
pub struct UpdateServer;

dataflow! {
    DeviceGateway -> FleetDatabase: "Keeps events and grants", protocol = "PostgreSQL", tls_version = Tls13,
    data = [DoorEvent, AccessGrant], controls(authenticates_destination);
    reply "Grants and last events", data = [AccessGrant, DoorEvent]
}
dataflow! {
    DeviceGateway -> AuditLog: "Records who opened, and who shared", protocol = "HTTPS", tls_version = Tls13,
    data = [AuditRecord], controls(authenticates_destination)
}
dataflow! {
    UpdateServer -> FirmwareRegistry: "Fetches a release", protocol = "HTTPS", tls_version = Tls13, data = [],
    controls(authenticates_destination);
    reply "Release", data = [FirmwareImage]
}
dataflow! {
    UpdateServer -> FleetDatabase: "Notes versions", protocol = "PostgreSQL", tls_version = Tls13, data = [],
    controls(authenticates_destination)
}
