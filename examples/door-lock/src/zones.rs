//! The model as a whole, and where trust changes.

use tm::{boundary, model};

model! {
    name = "Connected door lock",
    description = "Residents open their door by phone, nearby or from afar; the maker updates the lock in the field.",
    is_ordered = true,
    assume("A burglar who breaks the door or the window gets in: the lock shall be no easier than those."),
    assume("The phone's operating system keeps the keys of an app from other apps.")
}

/// The street side of the door: anybody, at any hour, with tools and a laptop.
#[boundary]
pub struct Street;

/// The flat behind the door.
#[boundary]
pub struct Home;

/// The case of the lock. Half of it is on the street side; the microcontroller and its flash are on the inner half.
/// What leaves it goes by radio to an enrolled phone or to the hub, whose firewall knows two addresses of the maker's.
#[boundary(name = "Lock case", within = Home, controls(restricts_traffic))]
pub struct LockCase;

/// The resident's phone, wherever that is, and whatever else is on it.
#[boundary(controls(restricts_traffic = false))]
pub struct Phone;

/// The maker's account at a cloud provider. Network policies let declared connections pass and no others.
#[boundary(controls(restricts_traffic))]
pub struct Cloud;

/// The stores behind the services: private addresses, reached by the services of the cloud only.
#[boundary(
    name = "Cloud core",
    within = Cloud,
    max_classification = Secret,
    controls(restricts_traffic, has_access_control)
)]
pub struct CloudCore;

/// The maker's premises and staff.
#[boundary]
pub struct Maker;

/// The end of the production line, at a contract manufacturer.
#[boundary(within = Maker)]
pub struct Factory;

/// Where firmware is built and signed.
#[boundary(name = "Build", within = Maker)]
pub struct BuildZone;
