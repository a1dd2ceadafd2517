//! How a change gets into operation.

use tm::{dataflow, element};

use crate::data::ContainerImage;
use crate::zones::{Cluster, Delivery};

/// Builds each reviewed change on a fresh runner of the code host, tests it, signs the image and asks the cluster to run it. It
/// proves by OIDC who it is and holds no key.
#[element(
    Pipeline,
    boundary = Delivery,
    source = ".github/workflows",
    hosting = [Container],
    surface = [Commands],
    builds_untrusted_changes = false,
    publishes_releases = false,
    deploys,
    environment = "CI",
    uses_environment_variables,
    controls(
        isolates_builds,
        pins_dependencies,
        audits_dependencies,
        requires_review,
        implements_polp,
        uses_code_signing,
        has_access_control,
        keeps_keys_apart
    )
)]
pub struct Pipeline;

/// The shop's images, and copies of the crates and base images they are built from. What has a name once keeps its content.
#[element(
    Datastore,
    name = "Image registry",
    boundary = Delivery,
    type = Registry,
    stores_sensitive_data = false,
    controls(is_encrypted, authenticates_source, has_access_control, provides_integrity, has_backups, requires_review)
)]
pub struct ImageRegistry;

/// Starts what the pipeline asks for, if the image's signature is the pipeline's.
#[element(
    Server,
    name = "Control plane",
    boundary = Cluster,
    hosting = [],
    surface = [Administration],
    min_tls_version = Tls12,
    handles_resources,
    uses_session_tokens = false,
    uses_environment_variables = false,
    controls(
        is_encrypted,
        is_hardened,
        is_resilient,
        authenticates_source,
        authentication_scheme = "OIDC",
        implements_authentication_scheme,
        authorizes_source,
        has_access_control,
        handles_crashes,
        handles_resource_consumption,
        limits_request_rate,
        logs_security_events,
        restricts_traffic,
        uses_code_signing,
        validates_input
    )
)]
pub struct ControlPlane;

dataflow! {
    ImageRegistry -> Pipeline: "Crates and base images", protocol = "HTTPS", tls_version = Tls13, data = [ContainerImage]
}
dataflow! {
    Pipeline -> ImageRegistry: "Signed image", protocol = "HTTPS", tls_version = Tls13, data = [ContainerImage],
    controls(authenticates_destination)
}
dataflow! {
    Pipeline -> ControlPlane: "Names the image to run", protocol = "HTTPS", tls_version = Tls13,
    data = ["hash of an image"], controls(authenticates_destination)
}
dataflow! {
    ImageRegistry -> ControlPlane: "Image by its hash", protocol = "HTTPS", tls_version = Tls13, data = [ContainerImage]
}
