//! What the cloud keeps: keys, releases, doors, records.

use tm::element;

use crate::zones::CloudCore;

/// A hardware security module. It signs the digest of a release, the certificate of a lock and a debug token, each for
/// one caller only, and lets no private key out. A release needs two people of three.
#[element(
    Datastore,
    name = "Key service",
    boundary = CloudCore,
    type = Vault,
    is_sql = false,
    is_shared,
    stores_pii = false,
    stores_sensitive_data,
    stores_log_data = false,
    controls(
        authenticates_source,
        authorizes_source,
        has_access_control,
        is_encrypted_at_rest,
        keeps_keys_apart,
        requires_review,
        has_backups,
        logs_security_events,
        alerts_on_attacks,
        rotates_credentials
    )
)]
pub struct KeyService;

/// Signed firmware images. A version is written once; nobody may replace it.
#[element(
    Datastore,
    name = "Firmware registry",
    boundary = CloudCore,
    type = Registry,
    is_sql = false,
    is_shared = false,
    stores_pii = false,
    stores_sensitive_data = false,
    stores_log_data = false,
    controls(authenticates_source, authorizes_source, has_access_control, provides_integrity, has_backups)
)]
pub struct FirmwareRegistry;

/// Locks, their versions and certificates; residents, their doors, grants and the events of ninety days. Each night a
/// copy goes to an account that this one cannot write to; it is played back every quarter.
#[element(
    Datastore,
    name = "Fleet database",
    boundary = CloudCore,
    type = Sql,
    is_sql,
    is_shared,
    stores_pii,
    stores_sensitive_data,
    stores_log_data = false,
    has_write_access = false,
    controls(
        authenticates_source,
        authorizes_source,
        has_access_control,
        is_encrypted_at_rest,
        keeps_keys_apart,
        uses_encryption_algorithm = "AES-256-GCM",
        limits_retention,
        deletes_on_request,
        has_backups
    )
)]
pub struct FleetDatabase;

/// What staff and residents did. It takes new records and changes none; each carries a hash of the one before.
#[element(
    Datastore,
    name = "Audit log",
    boundary = CloudCore,
    type = FileSystem,
    is_sql = false,
    is_shared = false,
    stores_pii,
    stores_sensitive_data,
    stores_log_data,
    controls(
        authenticates_source,
        has_access_control,
        provides_integrity,
        is_encrypted_at_rest,
        keeps_keys_apart,
        has_backups,
        limits_retention,
        alerts_on_attacks = false,
        sanitizes_input = false,
        deletes_on_request = false
    )
)]
pub struct AuditLog;
