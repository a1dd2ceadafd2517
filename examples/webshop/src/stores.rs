//! Where things rest.

use tm::element;

use crate::zones::{Cloud, Core};

/// A managed PostgreSQL. Each program has a role of its own; passwords are kept as Argon2id hashes; the provider's keys are in
/// its key service; copies go to another account every night, and restoring them is practised each quarter.
#[element(
    Datastore,
    name = "Shop database",
    boundary = Cloud,
    type = Sql,
    stores_log_data = false,
    stores_pii,
    stores_sensitive_data,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        uses_encryption_algorithm = "AES-256-XTS",
        keeps_keys_apart,
        has_backups,
        authenticates_source,
        has_access_control,
        hashes_credentials,
        limits_retention,
        deletes_on_request
    )
)]
pub struct ShopDatabase;

/// A broker in the cluster. The orders API may write to it and the worker may read, each known by its certificate.
#[element(
    Datastore,
    name = "Payment jobs",
    boundary = Core,
    type = Queue,
    stores_log_data = false,
    stores_sensitive_data,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        keeps_keys_apart,
        authenticates_source,
        has_access_control,
        handles_resource_consumption
    )
)]
pub struct PaymentJobs;

/// Sessions and baskets, in memory only: what is lost there is signed in and filled again.
#[element(
    Datastore,
    boundary = Core,
    type = KeyValue,
    stores_log_data = false,
    stores_sensitive_data,
    controls(is_encrypted, authenticates_source, has_access_control, is_encrypted_at_rest = false, has_backups = false),
    expect(
        DR01,
        reason = "it keeps everything in memory: persistence and swap are off, so that nothing rests anywhere",
        owner = "shop team",
        as = avoided
    ),
    override(DS08, severity = Low, response = "who loses a session signs in again, who loses a basket fills it again")
)]
pub struct Cache;

/// Pictures in an object store. It is not public: the back office may write, the ingress may read, and each object has the
/// content type that [`Picture::of`](crate::back_office::Picture::of) found.
#[element(
    Datastore,
    name = "Product pictures",
    boundary = Cloud,
    type = AwsS3,
    stores_log_data = false,
    stores_sensitive_data = false,
    controls(is_encrypted, has_access_control, validates_content_type, has_backups)
)]
pub struct ProductPictures;

/// Makes credentials for programs that prove who they are, and keeps the few that it cannot make. It gives each program its
/// own, and replaces the others each quarter.
#[element(
    Datastore,
    boundary = Cloud,
    type = Vault,
    stores_log_data = false,
    stores_sensitive_data,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        keeps_keys_apart,
        authenticates_source,
        authorizes_source,
        has_access_control,
        has_backups,
        rotates_credentials
    )
)]
pub struct Vault;

/// Records that can be added and read, but not changed. Programs write a number that the orders API alone can turn back into a
/// customer, and cut the last part off addresses. Nobody is told when the records show an attack: they are read afterwards.
#[element(
    Datastore,
    name = "Log store",
    boundary = Cloud,
    type = Document,
    stores_log_data,
    stores_sensitive_data = false,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        keeps_keys_apart,
        authenticates_source,
        has_access_control,
        provides_confidentiality,
        provides_integrity,
        sanitizes_input,
        limits_retention,
        alerts_on_attacks = false,
        deletes_on_request = false,
        has_backups = false
    )
)]
pub struct LogStore;
