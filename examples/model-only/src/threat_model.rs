//! A developer works on a virtual machine: through the cloud's API to start and stop it, through SSH to use it.
//!
//! ```text
//! User ⟨ Developer ⟩  Laptop ⟨ Terminal ⟩  Cloud ⟨ Cloud API   Security group ⟨ Development machine, Disk ⟩ ⟩
//! ```

use tm::{boundary, data, dataflow, element, model};

model! {
    name = "Development machine in the cloud",
    description = "A developer starts a virtual machine through the cloud's API and works on it over SSH.",
    is_ordered = true,
    assume("The cloud provider keeps its side of the shared responsibility model.")
}

/// Where the developer sits.
#[boundary(name = "User")]
pub struct UserSpace;

/// The developer's laptop.
#[boundary]
pub struct Laptop;

/// The account at the cloud provider.
#[boundary]
pub struct Cloud;

/// The firewall rules around the machine: SSH from the office network, nothing else.
#[boundary(name = "Security group", within = Cloud)]
pub struct SecurityGroup;

/// The key that lets the developer into the machine.
#[data(
    name = "SSH key",
    classification = Secret,
    format = "OpenSSH",
    is_credentials,
    credentials_life = Manual,
    expect(AC23, reason = "only the signature leaves the laptop; the key itself stays in the agent", owner = "dev tools",
           as = mitigated)
)]
pub struct SshKey;

/// The key that lets the developer's tools call the cloud's API.
#[data(
    name = "API token",
    classification = Secret,
    is_credentials,
    credentials_life = Long,
    is_stored,
    expect(AC23, reason = "the provider has no short-lived tokens for people yet; this one may start machines and no more",
           owner = "dev tools", as = accepted, until = "2027-06-30")
)]
pub struct ApiToken;

/// What the developer works on.
#[data(name = "Source code", classification = Sensitive, is_stored, is_pii = false)]
pub struct SourceCode;

/// Works on the machine and owns it.
#[element(Actor, boundary = UserSpace, is_admin, controls(uses_mfa))]
pub struct Developer;

/// Terminal, SSH client and the provider's command-line tool.
#[element(
    Process,
    boundary = Laptop,
    os = "Linux",
    uses_environment_variables,
    surface = [],
    hosting = [],
    controls(
        authenticates_destination,
        authenticates_source,
        has_access_control,
        hides_error_details,
        implements_polp,
        validates_input,
        handles_interruptions = false,
        handles_resource_consumption = false,
        logs_security_events = false,
        restricts_traffic = false
    ),
    expect(TB05, reason = "a developer's laptop talks to the whole internet", owner = "dev tools", as = accepted)
)]
pub struct Terminal;

/// Starts, stops and describes virtual machines.
#[element(
    ExternalEntity,
    name = "Cloud API",
    boundary = Cloud,
    protocol = "HTTPS",
    port = 443,
    min_tls_version = Tls12,
    controls(is_encrypted)
)]
pub struct CloudApi;

/// Runs an SSH server and the developer's programs.
#[element(
    Server,
    name = "Development machine",
    boundary = SecurityGroup,
    os = "Debian",
    protocol = "SSH",
    port = 22,
    uses_session_tokens = false,
    uses_xml_parser = false,
    surface = [],
    hosting = [CloudInstance],
    controls(
        is_encrypted,
        checks_input_bounds,
        handles_crashes,
        hides_error_details,
        is_resilient = false,
        limits_request_rate,
        defines_connection_timeout,
        logs_security_events,
        validates_input,
        authenticates_source,
        authorizes_source,
        implements_authentication_scheme,
        has_access_control,
        authentication_scheme = "public key"
    )
)]
pub struct DevelopmentMachine;

/// The machine's volume.
#[element(
    Datastore,
    boundary = SecurityGroup,
    is_sql = false,
    type = FileSystem,
    controls(is_encrypted_at_rest, keeps_keys_apart, uses_encryption_algorithm = "AES-256-XTS", has_backups = false),
    expect(DS08, reason = "what matters is pushed to the source host every day", owner = "dev tools", as = accepted)
)]
pub struct Disk;

dataflow! {
    Developer -> Terminal: "Types commands", is_local, data = [SourceCode]
}
dataflow! {
    Terminal -> CloudApi: "Starts the machine", tls_version = Tls13, data = [ApiToken];
    reply "Address of the machine", data = ["address"]
}
dataflow! {
    CloudApi -> DevelopmentMachine: "Boots the machine", protocol = "hypervisor", controls(is_encrypted = false)
}
dataflow! {
    Terminal -> DevelopmentMachine: "Works over SSH", data = [SshKey, SourceCode];
    reply "Output of the commands", data = [SourceCode]
}
dataflow! {
    DevelopmentMachine -> Disk: "Reads and writes files", protocol = "block device", data = [SourceCode]
}
