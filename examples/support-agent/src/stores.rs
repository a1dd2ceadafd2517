//! What the assistant keeps.

use tm::element;

use crate::zones::Stores;

/// Help articles and past tickets, found by meaning.
#[element(
    Datastore,
    name = "Knowledge base",
    boundary = Stores,
    type = Vector,
    protocol = "gRPC",
    is_sql = false,
    is_shared = false,
    stores_pii,
    stores_sensitive_data = false,
    stores_log_data = false,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        keeps_keys_apart,
        authenticates_source,
        has_access_control,
        requires_review,
        authorizes_source = false,
        isolates_tenants = false,
        has_backups = false,
        deletes_on_request = false
    ),
    expect(
        DS08,
        reason = "the help desk has the originals; the ingestion job fills an empty store in one night",
        owner = "support engineering",
        as = mitigated,
        until = "2027-09-30"
    ),
    expect(
        LLM15,
        reason = "everyone may ask for every ticket, so tickets lose names and numbers first and an editor reads each",
        owner = "data protection officer",
        as = mitigated,
        until = "2027-02-28"
    )
)]
pub struct KnowledgeBase;

/// What the agent remembers of each customer from one conversation to the next.
#[element(
    Datastore,
    boundary = Stores,
    type = Document,
    is_sql = false,
    is_shared = false,
    stores_pii,
    stores_sensitive_data,
    stores_log_data = false,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        keeps_keys_apart,
        authenticates_source,
        has_access_control,
        isolates_tenants,
        has_backups,
        limits_retention,
        deletes_on_request
    )
)]
pub struct Memory;

/// Every prompt, tool call, answer and decision, in the order they happened.
#[element(
    Datastore,
    name = "Audit log",
    boundary = Stores,
    type = AwsS3,
    is_sql = false,
    is_shared = false,
    stores_pii,
    stores_sensitive_data,
    stores_log_data,
    has_write_access = false,
    controls(
        is_encrypted,
        is_encrypted_at_rest,
        keeps_keys_apart,
        authenticates_source,
        has_access_control,
        provides_integrity,
        has_backups,
        limits_retention,
        deletes_on_request = false,
        sanitizes_input = false,
        alerts_on_attacks = false
    ),
    override(
        PR03,
        severity = High,
        response = "mitigated: conversations are what it is for; only the console reads them, and they go after 90 days"
    )
)]
pub struct AuditLog;
