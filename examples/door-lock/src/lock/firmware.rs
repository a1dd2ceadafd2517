//! Which firmware may be installed: signed, for this product, newer than what runs, and never from before the last fix
//! that closed a hole.
//!
//! ```
//! use door_lock::lock::firmware::{Lineage, Manifest, Refusal, Signature, may_install};
//!
//! let lock = Lineage { product: 7, running: 42, floor: 3 };
//! let older = Manifest { product: 7, version: 41, floor: 3 };
//! assert_eq!(may_install(&lock, &older, Signature::Checked), Err(Refusal::NotNewer));
//! ```

use tm::element;

use crate::zones::LockCase;

/// What the signed manifest says of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The product it is made for. One key signs for all products; the images do not fit the others' pins.
    pub product: u16,
    /// Its number, which grows with every release.
    pub version: u32,
    /// Grows with each release that closes a hole: no lock that ran it goes back to a lower one.
    pub floor: u16,
}

/// What a lock knows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The product it is.
    pub product: u16,
    /// The version that runs.
    pub running: u32,
    /// As many fuses as are blown: it can grow, and nothing lowers it.
    pub floor: u16,
}

/// What came of checking the signature over manifest and image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It is the maker's.
    Checked,
    /// It is not, or there is none.
    Wrong,
}

/// Why an image is not installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The maker did not sign it.
    Unsigned,
    /// It is for another product.
    OtherProduct,
    /// It is older than a fix that this lock has run.
    BelowFloor,
    /// It is what runs, or older.
    NotNewer,
}

/// Whether the image of `manifest` may take the place of the one that runs.
///
/// # Errors
/// The first reason that speaks against it. The signature comes first: an unsigned manifest says nothing.
#[element(
    Process,
    name = "Bootloader",
    boundary = LockCase,
    code_type = "Managed",
    implements_api = false,
    uses_environment_variables = false,
    surface = [],
    hosting = [],
    controls(uses_code_signing, prevents_rollback, validates_input, checks_input_bounds, implements_polp)
)]
pub fn may_install(lock: &Lineage, manifest: &Manifest, signature: Signature) -> Result<(), Refusal> {
    if signature != Signature::Checked {
        return Err(Refusal::Unsigned);
    }
    if manifest.product != lock.product {
        return Err(Refusal::OtherProduct);
    }
    if manifest.floor < lock.floor {
        return Err(Refusal::BelowFloor);
    }
    if manifest.version <= lock.running {
        return Err(Refusal::NotNewer);
    }
    Ok(())
}

/// Whether the image that was there before may start again, because the new one did not confirm that it works.
///
/// It is older than what was tried, which [`may_install`] would refuse; the floor still holds.
#[must_use]
pub fn may_fall_back(lock: &Lineage, previous: &Manifest) -> bool {
    previous.product == lock.product && previous.floor >= lock.floor
}

/// The lock after `image` has confirmed that it works. Only now are fuses blown: before, a bad update would leave a
/// lock that refuses both images.
#[must_use]
pub fn confirmed(lock: Lineage, image: &Manifest) -> Lineage {
    Lineage { running: image.version, floor: lock.floor.max(image.floor), ..lock }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: Lineage = Lineage { product: 7, running: 42, floor: 3 };
    const NEXT: Manifest = Manifest { product: 7, version: 43, floor: 3 };

    #[test]
    fn a_signed_newer_image_of_the_product_is_installed() {
        assert_eq!(may_install(&LOCK, &NEXT, Signature::Checked), Ok(()));
    }

    #[test]
    fn the_signature_is_asked_before_anything_is_believed() {
        assert_eq!(may_install(&LOCK, &NEXT, Signature::Wrong), Err(Refusal::Unsigned));
        let foreign = Manifest { product: 8, ..NEXT };
        assert_eq!(may_install(&LOCK, &foreign, Signature::Wrong), Err(Refusal::Unsigned));
        assert_eq!(may_install(&LOCK, &foreign, Signature::Checked), Err(Refusal::OtherProduct));
    }

    #[test]
    fn what_runs_and_what_is_older_is_refused() {
        for version in [0, 41, 42] {
            let image = Manifest { version, ..NEXT };
            assert_eq!(may_install(&LOCK, &image, Signature::Checked), Err(Refusal::NotNewer), "{version}");
        }
    }

    #[test]
    fn a_high_number_does_not_lift_an_image_over_the_floor() {
        let repacked = Manifest { version: u32::MAX, floor: 2, ..NEXT };
        assert_eq!(may_install(&LOCK, &repacked, Signature::Checked), Err(Refusal::BelowFloor));
    }

    #[test]
    fn an_image_that_never_worked_leaves_the_way_back_open() {
        let before = Manifest { product: 7, version: 42, floor: 3 };
        let fix = Manifest { floor: 4, ..NEXT };
        assert_eq!(may_install(&LOCK, &fix, Signature::Checked), Ok(()));
        assert!(may_fall_back(&LOCK, &before), "the fix has not confirmed itself");

        let fixed = confirmed(LOCK, &fix);
        assert_eq!((fixed.running, fixed.floor), (43, 4));
        assert!(!may_fall_back(&fixed, &before), "the hole is closed for good");
        assert_eq!(confirmed(fixed, &before).floor, 4, "fuses do not heal");
    }
}
