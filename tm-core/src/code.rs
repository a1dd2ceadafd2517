//! The stable codes of diagnostics, `TM0001` and up.

use tm_diagnostic::{Diagnostic, Level};

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $number:literal, $level:ident;)*) => {
        /// What kind of fault a diagnostic reports. Codes are never renumbered or reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])* $name = $number,)*
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// How bad such a fault is.
            pub fn level(self) -> Level {
                match self {
                    $(Code::$name => Level::$level,)*
                }
            }

            /// What kind of fault it is, in a sentence.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Code::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }
        }
    };
}

codes! {
    /// A reference names nothing.
    UnknownName = 1, Error;
    /// A reference by name fits several things.
    AmbiguousName = 2, Error;
    /// Two things of one kind have the same name.
    DuplicateName = 3, Warning;
    /// Two things have the same id.
    DuplicateId = 4, Error;
    /// Boundaries contain one another, or nest too deep.
    BoundaryCycle = 5, Error;
    /// A model file says something the vocabulary has no word for.
    UnknownAttribute = 6, Error;
    /// A value is not of its attribute's type.
    WrongValue = 7, Error;
    /// A model file names a class that does not exist.
    UnknownClass = 8, Error;
    /// Something that needs a reason has none.
    MissingReason = 9, Error;
    /// Two statements cannot both be true.
    Contradiction = 10, Warning;
    /// No flow touches the element.
    UnusedElement = 11, Warning;
    /// No flow carries the data.
    UnusedData = 12, Warning;
    /// Nothing stands in the boundary.
    UnusedBoundary = 13, Warning;
    /// A decision names a threat that the library does not have.
    UnknownThreat = 14, Error;
    /// A decision that no finding needs.
    UnfulfilledExpectation = 15, Warning;
    /// A decision whose last day has passed.
    ExpiredExpectation = 16, Warning;
    /// Two decisions on one finding.
    DuplicateDecision = 17, Error;
    /// Elements without a `model!`.
    MissingModel = 18, Warning;
    /// Two `model!` in one model.
    SecondModel = 19, Error;
    /// Free text that looks like the name of declared data.
    UndeclaredData = 20, Warning;
    /// A reply that answers no flow, or one of several.
    UnmatchedResponse = 21, Warning;
    /// A flow that repeats another, in a model that forbids it.
    DuplicateDataflow = 22, Error;
    /// A production profile that contains the model.
    ModelInRelease = 23, Warning;
    /// An annotated crate that is not linked.
    SilentCrate = 24, Warning;
    /// Data that moves between two stores by itself.
    StoreToStore = 25, Warning;
    /// A threat file that cannot be read or says something wrong.
    InvalidThreat = 26, Error;
    /// A condition that makes no sense.
    InvalidCondition = 27, Error;
    /// A condition, or a part of one, that always or never holds.
    SuspiciousCondition = 28, Warning;
    /// Two threats have the same id.
    DuplicateThreat = 29, Error;
    /// An imported file says something that does not come over.
    ImportLoss = 30, Warning;
    /// An override or an assumption names a threat that the library does not have.
    UnusedThreatId = 31, Warning;
    /// Two model files say different things of one thing.
    MergeConflict = 32, Error;
    /// A tm.toml that cannot be read or says something wrong.
    InvalidConfig = 33, Error;
    /// A baseline that knows findings that there are no more.
    StaleBaseline = 34, Note;
    /// Code that has changed since its annotation was looked at.
    StaleModel = 35, Warning;
    /// An annotation or code whose history is not known.
    UnknownHistory = 36, Note;
    /// A decision that held until its code changed, and it has.
    ChangedExpectation = 37, Warning;
    /// A decision that holds until its code changes, of which no review is recorded.
    UnreviewedExpectation = 38, Warning;
    /// A threat file that replaces a threat which is not there.
    ReplacesNothing = 40, Warning;
    /// A part of a condition that no case of the threat notices.
    UnprovenPart = 41, Error;
    /// A part of a condition without which it says the same.
    RedundantPart = 42, Error;
    /// Two threats whose conditions say the same.
    DuplicateCondition = 43, Error;
    /// A threat whose condition holds only where another's does.
    SubsumedCondition = 44, Error;
    /// An overlap that names no threat, or one that does not fire along.
    UnfulfilledOverlap = 45, Error;
    /// A mark for the taint analysis names a kind that nobody declares.
    UndeclaredKind = 46, Warning;
}

impl Code {
    /// A diagnostic of this kind that is no reason to stop, because what is wrong is somebody else's and is left out.
    pub fn warning(self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::warning(self.to_string(), message)
    }

    /// A diagnostic of this kind, at its level.
    pub fn diagnostic(self, message: impl Into<String>) -> Diagnostic {
        match self.level() {
            Level::Error => Diagnostic::error(self.to_string(), message),
            Level::Warning => Diagnostic::warning(self.to_string(), message),
            Level::Note => Diagnostic::note(self.to_string(), message),
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TM{:04}", *self as u16)
    }
}
