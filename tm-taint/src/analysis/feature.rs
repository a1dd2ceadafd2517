//! Breadcrumbs: those that the engine leaves itself, and those that marks add.
//!
//! ```text
//! via:format     the engine's own, by a number below
//! first-field:…  the engine's own, with the name of a field
//! via:legacy     of `#[tm::sink(Sql, via(legacy))]`: numbered behind them, in the order in which models say them
//! ```

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::spelling::is_name;
use super::taint::Features;
use crate::program::Program;

/// The engine's own, by number.
pub const FEATURES: [&str; 9] = [
    "via:obscure",
    "via:collapse",
    "type:scalar",
    "dyn",
    "await",
    "via:closure",
    "via:format",
    "via:static",
    "via:escaped",
];

/// What stands before the name of the field that was read first.
pub const FIRST_FIELD: &str = "first-field:";

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
/// The value was written with `{:?}`, which escapes line breaks.
pub(super) const ESCAPED: Features = Features::one(8);

/// The names of features by number: the engine's own, and behind them those that marks add.
#[derive(Clone, Debug)]
pub struct FeatureNames(IndexSet<String>);

impl Default for FeatureNames {
    fn default() -> FeatureNames {
        FeatureNames(FEATURES.into_iter().map(ToOwned::to_owned).collect())
    }
}

/// More features than there is room for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("marks add {count} features by `via(…)`, and there is room for {room}: `{first}` is one too many")]
pub struct TooManyFeatures {
    /// How many names marks say.
    count: usize,
    /// How many there can be.
    room: usize,
    /// The first that has no room.
    first: String,
}

/// The features that tell which field was read first, one for each name of a field.
pub fn first_fields(program: &Program) -> BTreeSet<String> {
    let variants = program.crates().iter().flat_map(|it| &it.adts).flat_map(|it| &it.variants);
    let names = variants.flat_map(|it| &it.fields).map(|it| program.text(it.name));
    names.filter(|name| is_name(name)).map(|name| format!("{FIRST_FIELD}{name}")).collect()
}

impl FeatureNames {
    /// Takes up names that marks add, as they are written in `via(…)`. One of the engine's own is that one.
    pub(crate) fn declare(&mut self, via: &[String]) {
        self.0.extend(via.iter().map(|name| format!("via:{name}")));
    }

    /// The features that `via(…)` adds.
    pub(super) fn of(&self, via: &[String]) -> Features {
        let names: Vec<String> = via.iter().map(|name| format!("via:{name}")).collect();
        self.named(&names)
    }

    /// Those that have these names, and for which there is room.
    pub(super) fn named(&self, names: &[String]) -> Features {
        let number = |name: &String| u8::try_from(self.0.get_index_of(name)?).ok();
        let numbers = names.iter().filter_map(number).filter(|number| *number < Features::ROOM);
        numbers.map(Features::one).fold(Features::default(), Features::union)
    }

    /// The names of features.
    pub fn names(&self, program: &Program, features: Features) -> Vec<String> {
        let numbered = features.iter().filter_map(|number| self.0.get_index(number as usize).cloned());
        let mut first: Vec<String> =
            features.first_fields().map(|name| format!("{FIRST_FIELD}{}", program.text(name))).collect();
        first.sort_unstable();
        numbered.chain(first).collect()
    }

    /// All names.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Holds the number of names against the room that there is.
    ///
    /// # Errors
    /// [`TooManyFeatures`] where there are more, which the analysis would leave out.
    pub fn check(&self) -> Result<(), TooManyFeatures> {
        let Some(first) = self.0.get_index(Features::ROOM as usize) else { return Ok(()) };
        let [count, room] = [self.0.len(), Features::ROOM as usize].map(|it| it - FEATURES.len());
        Err(TooManyFeatures { count, room, first: first.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Tables;

    #[test]
    fn names_that_marks_add_come_behind_the_own_ones() {
        let mut names = FeatureNames::default();
        names.declare(&["legacy", "format", "header", "legacy"].map(str::to_owned));
        assert_eq!(names.all().skip(FEATURES.len()).collect::<Vec<_>>(), ["via:legacy", "via:header"]);
        let program = Program::new(Tables::default(), Vec::new());
        let features = names.of(&["header", "format", "unknown"].map(str::to_owned));
        assert_eq!(names.names(&program, features), ["via:format", "via:header"]);
        assert_eq!(names.check(), Ok(()));
    }

    #[test]
    fn there_is_room_for_many_but_not_for_all() {
        let mut names = FeatureNames::default();
        let room = Features::ROOM as usize - FEATURES.len();
        names.declare(&(0..room).map(|number| format!("f{number}")).collect::<Vec<_>>());
        assert_eq!(names.check(), Ok(()));
        names.declare(&["more".to_owned()]);
        assert_eq!(
            names.check().unwrap_err().to_string(),
            "marks add 120 features by `via(…)`, and there is room for 119: `via:more` is one too many"
        );
        assert_eq!(names.of(&["more".to_owned()]), Features::default());
    }
}
