//! What is known of a value: where it may come from, under what conditions, by which way.
//!
//! ```text
//! Source UserInput                             the value holds what a source of that kind gave
//! Input parameter 1 [Deref, Field 0]           the value is what the parameter led to when the function was called
//! Input parameter 1 [], whole                  … or is made of anything in it
//! without sinks {Sql}                          a sanitizer stands on the way: it matters to SQL no more
//! ```
//!
//! `Input` is how one pass over a body finds sinks and flows of its parameters: the caller puts its own values in their place.

use std::sync::Arc;

use super::feature::COLLAPSE;
use super::path::Path;
use super::path::Step as PathStep;
use super::trace::Trace;
use crate::ir::Symbol;

/// A kind of source or sink, by its number in the models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(pub u16);

/// A set of kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindSet(Vec<KindId>);

impl KindSet {
    /// Whether a kind is in it.
    pub fn contains(&self, kind: KindId) -> bool {
        self.0.binary_search(&kind).is_ok()
    }

    /// Puts a kind in.
    pub fn insert(&mut self, kind: KindId) {
        if let Err(at) = self.0.binary_search(&kind) {
            self.0.insert(at, kind);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The kinds, in order.
    pub fn iter(&self) -> impl Iterator<Item = KindId> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<KindId> for KindSet {
    fn from_iter<I: IntoIterator<Item = KindId>>(kinds: I) -> KindSet {
        let mut set = KindSet::default();
        kinds.into_iter().for_each(|kind| set.insert(kind));
        set
    }
}

/// What begins as unknown in a function, and its caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Root {
    /// A parameter; the first is 1.
    Parameter(u32),
    /// What comes out of a call whose target only callers know: its result is port 0, the arguments are 1 and more.
    Outcome {
        /// The number of the call among those of its function.
        invocation: u32,
        /// Result or argument.
        port: u32,
    },
    /// What callers put into something that the function allocates and gives away, by block and number.
    Heap(u32, u32),
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A source.
    Source(KindId),
    /// The caller.
    Input {
        /// What of the caller's.
        root: Root,
        /// The way into it.
        path: Path,
        /// Whether it is made of anything there, instead of being it.
        is_whole: bool,
    },
}

/// Kinds that a sanitizer on the way has ruled out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Exclusions {
    /// Sources whose values do not come through.
    pub sources: KindSet,
    /// Sinks to which it matters no more.
    pub sinks: KindSet,
}

impl Exclusions {
    fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.sinks.is_empty()
    }

    fn with(&self, other: &Exclusions) -> Exclusions {
        Exclusions {
            sources: self.sources.iter().chain(other.sources.iter()).collect(),
            sinks: self.sinks.iter().chain(other.sinks.iter()).collect(),
        }
    }
}

/// Breadcrumbs: a set of features by their numbers, and the fields that were read first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Features {
    numbers: u128,
    first_fields: FirstFields,
}

/// Names of fields in order; only the first few are kept, so that the set stays small whichever way it came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct FirstFields([Symbol; 4]);

/// In the places behind the last name.
const NO_FIELD: Symbol = Symbol(u32::MAX);

impl Default for FirstFields {
    fn default() -> FirstFields {
        FirstFields([NO_FIELD; 4])
    }
}

impl FirstFields {
    fn is_empty(self) -> bool {
        self.0[0] == NO_FIELD
    }

    fn of(names: impl Iterator<Item = Symbol>) -> FirstFields {
        let mut found = FirstFields::default();
        found.0.iter_mut().zip(names).for_each(|(place, name)| *place = name);
        found
    }

    fn iter(self) -> impl Iterator<Item = Symbol> {
        self.0.into_iter().filter(|name| *name != NO_FIELD)
    }

    fn union(self, other: FirstFields) -> FirstFields {
        if self == other || other.is_empty() {
            return self;
        }
        let mut names: Vec<Symbol> = self.iter().chain(other.iter()).collect();
        names.sort_unstable();
        names.dedup();
        FirstFields::of(names.into_iter())
    }

    fn intersection(self, other: FirstFields) -> FirstFields {
        if self == other { self } else { FirstFields::of(self.iter().filter(|name| other.0.contains(name))) }
    }
}

impl Features {
    /// How many there can be, apart from fields.
    pub const ROOM: u8 = 128;

    /// One feature.
    pub const fn one(number: u8) -> Features {
        Features { numbers: 1 << number, first_fields: FirstFields([NO_FIELD; 4]) }
    }

    /// That the field of this name was read first.
    pub(super) fn first_field(name: Symbol) -> Features {
        Features { numbers: 0, first_fields: FirstFields::of(std::iter::once(name)) }
    }

    /// Those of both.
    pub fn union(self, other: Features) -> Features {
        Features { numbers: self.numbers | other.numbers, first_fields: self.first_fields.union(other.first_fields) }
    }

    /// Those that both have.
    pub fn intersection(self, other: Features) -> Features {
        Features {
            numbers: self.numbers & other.numbers,
            first_fields: self.first_fields.intersection(other.first_fields),
        }
    }

    /// Those of a way, and then those of what follows on it: a field that is read later is not the first.
    fn then(self, next: Features) -> Features {
        let first_fields = if self.has_first_field() { self.first_fields } else { next.first_fields };
        Features { numbers: self.numbers | next.numbers, first_fields }
    }

    /// With the other's numbers, but none of its fields.
    fn without_fields_of(self, other: Features) -> Features {
        Features { numbers: self.numbers | other.numbers, ..self }
    }

    /// The numbers.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..Self::ROOM).filter(move |number| self.numbers >> number & 1 == 1)
    }

    /// The names of the fields that were read first.
    pub fn first_fields(self) -> impl Iterator<Item = Symbol> {
        self.first_fields.iter()
    }

    pub(super) fn has_first_field(self) -> bool {
        !self.first_fields.is_empty()
    }
}

/// How a value came.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Features on some way.
    pub features: Features,
    /// Features on all ways.
    pub always: Features,
    /// The steps, the last one first.
    pub trace: Option<Arc<Trace>>,
}

/// Where a value may come from, and how.
#[derive(Clone, Debug)]
pub struct Taint {
    /// Where from.
    pub origin: Origin,
    /// What is ruled out.
    pub excluded: Option<Arc<Exclusions>>,
    /// How.
    pub way: Arc<Way>,
}

/// Traces are not compared: a shorter one is kept where it is found, and no new round is made for it.
impl PartialEq for Taint {
    fn eq(&self, other: &Taint) -> bool {
        self.key() == other.key()
            && (Arc::ptr_eq(&self.way, &other.way)
                || self.way.features == other.way.features && self.way.always == other.way.always)
    }
}

impl Eq for Taint {}

impl Taint {
    /// A value of unknown way.
    pub fn new(origin: Origin) -> Taint {
        Taint { origin, excluded: None, way: Arc::default() }
    }

    /// What of the caller's it is.
    pub fn input(root: Root, path: Path) -> Taint {
        Taint::new(Origin::Input { root, path, is_whole: false })
    }

    pub(super) fn key(&self) -> (&Origin, Option<&Exclusions>) {
        (&self.origin, self.excluded.as_deref())
    }

    /// The same value one step further in.
    pub fn below(&self, step: PathStep) -> Taint {
        match self.origin {
            Origin::Input { root, path, is_whole: false } => {
                let origin = match path.then(step) {
                    Some(path) => Origin::Input { root, path, is_whole: false },
                    None => Origin::Input { root, path, is_whole: true },
                };
                Taint { origin, ..self.clone() }
            }
            _ => self.clone(),
        }
    }

    /// Something made of this value.
    pub fn whole(&self) -> Taint {
        match self.origin {
            Origin::Input { root, path, is_whole: false } => {
                Taint { origin: Origin::Input { root, path, is_whole: true }, ..self.clone() }
            }
            _ => self.clone(),
        }
    }

    /// Takes the other's ways in, where both have one key. Answers whether anything but the trace changed.
    pub(super) fn absorb(&mut self, other: &Taint) -> bool {
        if Arc::ptr_eq(&self.way, &other.way) {
            return false;
        }
        let features = self.way.features.union(other.way.features);
        let always = self.way.always.intersection(other.way.always);
        let is_changed = features != self.way.features || always != self.way.always;
        let is_shorter = Trace::length(other.way.trace.as_ref()) < Trace::length(self.way.trace.as_ref());
        if is_changed || is_shorter {
            let trace = if is_shorter { other.way.trace.clone() } else { self.way.trace.clone() };
            self.way = Arc::new(Way { features, always, trace });
        }
        is_changed
    }

    /// Whether two taints are the same, and came the same way.
    pub(super) fn is_identical(&self, other: &Taint) -> bool {
        let is_same_trace = || match (&self.way.trace, &other.way.trace) {
            (None, None) => true,
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            _ => false,
        };
        self == other && (Arc::ptr_eq(&self.way, &other.way) || is_same_trace())
    }

    /// Whether taking the other's ways in would change nothing but the trace.
    pub(super) fn has_way_of(&self, other: &Taint) -> bool {
        Arc::ptr_eq(&self.way, &other.way)
            || self.way.features.union(other.way.features) == self.way.features
                && self.way.always.intersection(other.way.always) == self.way.always
    }

    /// Whether a part of this value is another input.
    pub(super) fn has_parts(&self) -> bool {
        matches!(self.origin, Origin::Input { is_whole: false, .. })
    }

    pub(super) fn is_whole_input(&self) -> bool {
        matches!(self.origin, Origin::Input { is_whole: true, .. })
    }

    /// Whether this is made of anything in a value, and the other of anything in a part of it; or is that part, where this stands for
    /// so many parts that they were taken together.
    pub(super) fn covers(&self, other: &Taint) -> bool {
        match (self.origin, other.origin) {
            (
                Origin::Input { root, path, is_whole: true },
                Origin::Input { root: other_root, path: other_path, is_whole },
            ) => {
                root == other_root
                    && (is_whole || self.way.features.intersection(COLLAPSE) == COLLAPSE)
                    && path.is_prefix_of(&other_path)
                    && self.excluded == other.excluded
            }
            _ => false,
        }
    }

    /// How many steps the ways of two inputs begin with together.
    pub(super) fn shared_steps(&self, other: &Taint) -> usize {
        match (self.origin, other.origin) {
            (Origin::Input { path, .. }, Origin::Input { path: other, .. }) => path.shared_steps(&other),
            _ => 0,
        }
    }

    /// What is made of anything in what two inputs of one root have in common.
    pub(super) fn common(&self, other: &Taint) -> Taint {
        let mut result = self.whole();
        if let (Origin::Input { root, path, .. }, Origin::Input { path: other_path, .. }) = (self.origin, other.origin)
        {
            let path = Path::new(&path.steps()[..path.shared_steps(&other_path)]).0;
            result.origin = Origin::Input { root, path, is_whole: true };
        }
        result.absorb(other);
        result
    }

    /// The value after it went a way that `on` describes: through a callee whose summary says `on`.
    ///
    /// Nothing where the way is closed to it.
    pub fn through(&self, on: &Taint) -> Option<Taint> {
        let mut result = self.clone();
        if let Some(excluded) = &on.excluded {
            if let Origin::Source(kind) = self.origin
                && excluded.sources.contains(kind)
            {
                return None;
            }
            result = result.excluding(excluded);
        }
        if on.way.features != Features::default() {
            result = result.with_features(on.way.features, on.way.always);
        }
        Some(result)
    }

    /// The same with more ruled out.
    pub fn excluding(mut self, excluded: &Exclusions) -> Taint {
        let more = self.excluded.as_deref().map_or_else(|| excluded.clone(), |own| own.with(excluded));
        self.excluded = (!more.is_empty()).then(|| Arc::new(more));
        self
    }

    /// The same with breadcrumbs.
    pub fn with_features(mut self, features: Features, always: Features) -> Taint {
        let is_first = !self.way.features.has_first_field();
        let features = self.way.features.then(features);
        let always = if is_first { self.way.always.then(always) } else { self.way.always.without_fields_of(always) };
        if features == self.way.features && always == self.way.always {
            return self;
        }
        let way = Arc::make_mut(&mut self.way);
        way.features = features;
        way.always = always;
        self
    }

    /// The same with one more step on its way.
    pub fn stepping(mut self, step: impl FnOnce(Option<Arc<Trace>>) -> Option<Arc<Trace>>) -> Taint {
        let way = Arc::make_mut(&mut self.way);
        way.trace = step(way.trace.take());
        self
    }
}
