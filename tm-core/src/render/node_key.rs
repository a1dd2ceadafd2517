//! Ids that diagram languages take for names of nodes.

use crate::model::{BoundaryId, ElementId, Model, Target};

/// The name of an element's node: a function of its id alone, so that adding another element renames none.
pub(super) fn element(model: &Model, id: ElementId) -> String {
    format!("e_{}", key(&model.element(id).entity.id))
}

/// The name of a boundary's cluster.
pub(super) fn boundary(model: &Model, id: BoundaryId) -> String {
    format!("b_{}", key(&model.boundary(id).entity.id))
}

/// Where a report's page tells of a thing: `element-guestbook__store`.
pub(super) fn anchor(model: &Model, target: Target) -> String {
    format!("{}-{}", target.noun(), key(&model.entity(target).id))
}

/// The longest readable part of a key.
const LONGEST: usize = 60;

/// ASCII letters, digits and `_` for any id, different for different ids.
///
/// A Rust path keeps its look, `guestbook::post_comment` as `guestbook__post_comment`. An id for which that could be
/// another's key has three underscores and a hash added, which no plain key has.
pub(super) fn key(id: &str) -> String {
    let key: String =
        id.replace("::", "__").chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect();
    let is_plain = id.replace("::", "").chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    if is_plain && !id.contains("__") && !key.contains("___") && (1..=LONGEST).contains(&key.len()) {
        return key;
    }
    format!("{}___{:016x}", &key[..key.len().min(LONGEST)], fnv1a(id))
}

/// The 64-bit FNV-1a hash: short, and the same in every version and on every machine.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::key;

    #[test]
    fn rust_paths_stay_readable() {
        assert_eq!(key("guestbook::post_comment"), "guestbook__post_comment");
        assert_eq!(key("web server"), "web_server___a51c1be2ed44ae60");
        let alike =
            ["a::b", "a__b", "a_b", "a:b", "a-b", "a_::b", "a::_b", "a::::b", "", &"x".repeat(99), &"x".repeat(98)];
        let keys: std::collections::BTreeSet<_> = alike.iter().map(|id| key(id)).collect();
        assert_eq!(keys.len(), alike.len());
    }

    proptest! {
        #[test]
        fn different_ids_have_different_keys(a in "[ab:_-]{0,6}", b in "[ab:_-]{0,6}") {
            prop_assert_eq!(key(&a) == key(&b), a == b);
            prop_assert!(key(&a).chars().all(|it| it.is_ascii_alphanumeric() || it == '_'));
        }
    }
}
