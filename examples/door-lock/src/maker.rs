//! The maker: staff, production line, build.

use tm::{dataflow, element};

use crate::cloud::UpdateServer;
use crate::data::{AccessToken, AuditRecord, CrateSource, DebugToken, DoorEvent, FirmwareImage};
use crate::lock::Lock;
use crate::stores::{AuditLog, FirmwareRegistry, KeyService};
use crate::zones::{BuildZone, Factory, Maker};

/// Releases firmware to one ring of locks after the other, and stops a release that fails.
#[element(Actor, boundary = Maker, is_admin, controls(uses_mfa, authenticates_destination))]
pub struct Operator;

/// Repairs locks that were sent in, with a debug probe.
#[element(
    Actor,
    name = "Service technician",
    boundary = Maker,
    is_admin = false,
    controls(uses_mfa, authenticates_destination)
)]
pub struct Technician;

/// A program on a PC at the end of the line: has each lock make its keys, gets the certificate signed, writes the
/// first firmware and closes the debug port. The PC is locked into a cabinet; its own key is in a smart card.
#[element(
    Process,
    name = "Provisioning station",
    boundary = Factory,
    os = "Linux",
    environment = "Production",
    code_type = "Managed",
    surface = [],
    hosting = [],
    implements_api = false,
    uses_environment_variables = false,
    controls(
        authenticates_source,
        authenticates_destination,
        uses_code_signing,
        has_unique_credentials,
        implements_polp,
        validates_input,
        checks_input_bounds,
        handles_interruptions
    )
)]
pub struct ProvisioningStation;

/// Builds the firmware of a reviewed commit in a fresh machine, twice, and compares; then asks for the signature.
#[element(
    Pipeline,
    name = "Build pipeline",
    boundary = BuildZone,
    surface = [],
    hosting = [Container],
    implements_api = false,
    uses_environment_variables = false,
    builds_untrusted_changes = false,
    publishes_releases,
    deploys = false,
    controls(
        isolates_builds,
        pins_dependencies,
        audits_dependencies,
        requires_review,
        uses_code_signing,
        provides_provenance,
        implements_polp,
        authenticates_destination,
        validates_input
    )
)]
pub struct BuildPipeline;

/// crates.io.
#[element(ExternalEntity, name = "Crate registry", controls(is_encrypted))]
pub struct CrateRegistry;

dataflow! {
    BuildPipeline -> CrateRegistry: "Asks for dependencies", protocol = "HTTPS", tls_version = Tls13, data = [],
    controls(authenticates_destination);
    reply "Dependencies", data = [CrateSource]
}
dataflow! {
    BuildPipeline -> KeyService: "Has a release signed", protocol = "HTTPS", tls_version = Tls13, data = [],
    controls(authenticates_destination);
    reply "Signature", data = []
}
dataflow! {
    BuildPipeline -> FirmwareRegistry: "Publishes a release", protocol = "HTTPS", tls_version = Tls13,
    data = [FirmwareImage], controls(authenticates_destination)
}
dataflow! {
    Operator -> UpdateServer: "Releases to a ring", protocol = "HTTPS", tls_version = Tls13, dst_port = 443,
    uses_session_tokens, data = [AccessToken], controls(authenticates_destination)
}
dataflow! {
    UpdateServer -> AuditLog: "Records who released what", protocol = "HTTPS", tls_version = Tls13,
    data = [AuditRecord], controls(authenticates_destination)
}
dataflow! {
    ProvisioningStation -> Lock: "Writes firmware and certificate", protocol = "SWD",
    data = [FirmwareImage], controls(provides_integrity);
    reply "Public key of the lock, attested by the chip", data = [], controls(provides_integrity)
}
dataflow! {
    ProvisioningStation -> KeyService: "Has a lock certified", protocol = "HTTPS", tls_version = Tls13,
    data = [], controls(authenticates_destination);
    reply "Certificate", data = []
}
dataflow! {
    Technician -> KeyService: "Asks for a debug token", protocol = "HTTPS", tls_version = Tls13, data = [],
    controls(authenticates_destination);
    reply "Debug token for one lock", data = [DebugToken]
}
dataflow! {
    Technician -> Lock: "Reads out a broken lock", protocol = "SWD", is_local = false, uses_vpn = false, data = [DebugToken],
    controls(is_encrypted = false, provides_integrity = false),
    expect(
        DE03,
        reason = "a hand's breadth of cable on a guarded bench; the token opens this lock, and today only",
        owner = "service",
        until = "2027-06-30",
        as = mitigated
    ),
    expect(
        CR06,
        reason = "a lock that was on the bench gets new firmware through the bootloader before it leaves",
        owner = "service",
        until = "2027-06-30",
        as = mitigated
    );
    reply "Memory and last events", data = [DoorEvent], controls(is_encrypted = false, provides_integrity = false),
    expect(
        DE03,
        reason = "the sender agreed to the repair in writing; the bench keeps nothing",
        owner = "service",
        until = "2027-06-30"
    ),
    expect(CR06, reason = "a wrong diagnosis costs a second look", owner = "service", until = "2027-06-30")
}
