//! Where trust changes.

use tm::{boundary, model};

model! {
    name = "Web shop",
    description = "Customers order and pay; staff keep the catalogue and see to orders; a pipeline ships the programs.",
    is_ordered = true,
    assume("The cloud provider keeps the machines, disks and control plane of its managed services apart from others."),
    assume(
        "Nobody but the team's pipeline changes the cluster",
        description = "People have no accounts in the cluster; in an emergency the cloud's console grants one for an hour.",
    )
}

/// Everybody: customers, staff wherever they work, and the partners' systems.
#[boundary]
pub struct Internet;

/// The shop's account at a cloud provider. What is managed by the provider stands directly in it, reached by private
/// addresses that its firewall opens to the cluster only.
#[boundary(max_classification = Secret, hosting = [], controls(restricts_traffic, has_access_control))]
pub struct Cloud;

/// A managed Kubernetes cluster. It starts images that carry the pipeline's signature, and no others.
#[boundary(
    within = Cloud,
    hosting = [Kubernetes],
    max_classification = Secret,
    source = "deploy/policies",
    controls(restricts_traffic, has_access_control, uses_code_signing)
)]
pub struct Cluster;

/// The namespace of what answers people. A NetworkPolicy denies all traffic that is not listed in it, in both directions: of
/// the core only the orders API and the cache can be reached.
#[boundary(
    within = Cluster,
    hosting = [Kubernetes],
    max_classification = Sensitive,
    source = "deploy/front/network-policy.yaml",
    controls(restricts_traffic, has_access_control, uses_code_signing)
)]
pub struct Front;

/// The namespace of what handles orders and money. Outwards it reaches the managed services, the payment provider and the
/// mail service, by name through the egress gateway.
#[boundary(
    within = Cluster,
    hosting = [Kubernetes],
    max_classification = Secret,
    source = "deploy/core/network-policy.yaml",
    controls(restricts_traffic, has_access_control, uses_code_signing)
)]
pub struct Core;

/// The code host's runners and the registry, in an account apart from the shop's.
#[boundary(max_classification = Restricted, hosting = [], controls(restricts_traffic, has_access_control))]
pub struct Delivery;
