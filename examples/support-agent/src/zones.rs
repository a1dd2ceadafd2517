//! Where trust changes, and what the whole model takes for granted.

use tm::{boundary, model};

model! {
    name = "Support assistant",
    description = "Customers ask about their orders; an agent answers, looks things up and proposes refunds.",
    is_ordered = true,
    assume("The cloud provider keeps its side of the shared responsibility model."),
    assume("Customers may write anything, and so may whoever writes what customers attach: no text is an order.")
}

/// Everybody, and every company that is not ours.
#[boundary]
pub struct Internet;

/// The rooms of the support team: managed machines on a network of their own.
#[boundary]
pub struct Office;

/// The company's account at the cloud provider. The shop runs here too.
#[boundary(max_classification = Secret, controls(has_access_control, restricts_traffic))]
pub struct Platform;

/// What browsers reach. The cluster starts only images that our pipeline has signed.
#[boundary(
    within = Platform,
    max_classification = Secret,
    hosting = [Kubernetes, Container],
    controls(restricts_traffic, has_access_control, uses_code_signing)
)]
pub struct Edge;

/// The agent and what serves it, on the same cluster. A network policy lets out what the flows of this model name, and
/// nothing else.
#[boundary(
    within = Platform,
    max_classification = Secret,
    hosting = [Kubernetes, Container],
    controls(restricts_traffic, has_access_control, uses_code_signing)
)]
pub struct Assistant;

/// A virtual machine for each conversation, without a network, thrown away at its end.
#[boundary(within = Assistant, hosting = [], controls(restricts_traffic, isolates_foreign_code, has_access_control))]
pub struct Sandbox;

/// Managed stores: reached from the assistant's zone and the edge, with an identity for each program.
#[boundary(within = Platform, max_classification = Secret, controls(restricts_traffic, has_access_control))]
pub struct Stores;
