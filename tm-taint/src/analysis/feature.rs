//! Breadcrumbs that the engine leaves itself.

use super::taint::Features;

/// Their names, by number. Features of users come after.
pub const FEATURES: [&str; 8] =
    ["via:obscure", "via:collapse", "type:scalar", "dyn", "await", "via:closure", "via:format", "via:static"];

/// A function without body or model passed the value on.
pub(super) const OBSCURE: Features = Features::one(0);
/// The value's parts were merged.
pub(super) const COLLAPSE: Features = Features::one(1);
/// The value became a number, truth value or character.
pub(super) const SCALAR: Features = Features::one(2);
/// A method of a `dyn Trait` was called.
pub(super) const DYNAMIC: Features = Features::one(3);
/// The value came out of a future.
pub(super) const AWAIT: Features = Features::one(4);
/// A closure or a pointer to a function was called.
pub(super) const CLOSURE: Features = Features::one(5);
/// The value was formatted into a text.
pub(super) const FORMAT: Features = Features::one(6);
/// The value was kept in a static.
pub(super) const STATIC: Features = Features::one(7);

/// The names of features.
pub fn feature_names(features: Features) -> Vec<&'static str> {
    features.iter().filter_map(|number| FEATURES.get(number as usize).copied()).collect()
}
