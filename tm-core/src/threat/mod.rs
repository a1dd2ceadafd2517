//! The threat library: what may go wrong, on what, and when.
//!
//! ```toml
//! # DR01.toml: the file's name is the threat's id
//! title     = "Unprotected sensitive data"
//! targets   = ["Datastore"]
//! severity  = "High"
//! condition = "target.stores_pii and not target.controls.is_encrypted_at_rest"
//!
//! [[case]]
//! name  = "personal data in a plain database"
//! fires = true
//! model.elements = [{ id = "db", class = "Datastore", stores_pii = true }]
//! ```
//!
//! Beside these a file may say `overlaps = { INP05 = "why both are needed" }` of a threat whose condition says the same
//! or less, `replaces = true` to take the place of an earlier threat of its id, and `since = "0.2"`, the version of the
//! library in which it came. `[pytm]` says of ids of pytm's, `INP19 = "pytm fires without a parser too"`, how its condition
//! differs from theirs.
//!
//! pytm's `threats.json`, a list of objects, is read unchanged; its conditions keep their own dialect. So does a condition
//! that stands under `pytm_condition` in a TOML file, for what only pytm's grammar can say.

mod library;
mod pytm_file;
mod source;
mod toml_file;
mod version;

use std::fmt;

use serde::{Deserialize, Serialize};
use tm_diagnostic::Location;
use tm_schema::Class;

use crate::condition::Condition;

pub use library::{Library, shipped};
pub use pytm_file::read_pytm;
pub use source::Origin;
pub(crate) use source::SourceFile;
pub use tm_diagnostic::Severity;
pub use version::{InvalidVersion, Version};

/// The file of a new threat, laid out: it proves itself and waits to be filled in.
pub const SKELETON: &str = include_str!("skeleton.toml");

/// An entry of the library.
#[derive(Clone, Debug)]
pub struct Threat {
    /// What people, decisions and findings call it, such as `INP05`.
    pub id: String,
    /// What goes wrong, in a few words.
    pub title: String,
    /// Other ids it answers to.
    pub aliases: Vec<String>,
    /// The classes it is about, with all that derive from them.
    pub targets: Vec<Class>,
    /// How bad it would be.
    pub severity: Severity,
    /// How likely it is to be tried; unset where nobody has said.
    pub likelihood: Option<Likelihood>,
    /// When it applies.
    pub condition: Condition,
    /// What it does to whom, in the words of STRIDE.
    pub stride: Vec<Stride>,
    /// What it does to the privacy of those whom data are about, in the words of LINDDUN.
    pub linddun: Vec<Linddun>,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
    /// Numbers of the Common Attack Pattern Enumeration and Classification.
    pub capec: Vec<u32>,
    /// Entries of OWASP's lists, such as `A02:2021`.
    pub owasp: Vec<String>,
    /// Requirements of OWASP's Application Security Verification Standard 5.0 that answer it, such as `V6.2.1`.
    pub asvs: Vec<String>,
    /// What happens.
    pub description: String,
    /// What must be so for it to happen.
    pub prerequisites: String,
    /// What to do about it.
    pub mitigations: String,
    /// How it went somewhere.
    pub example: String,
    /// Where to read on: mostly addresses.
    pub references: Vec<String>,
    /// How its condition differs from those of pytm's threats that it stands for.
    pub pytm: Vec<PytmDifference>,
    /// The proofs that it fires, and that it keeps quiet.
    pub cases: Vec<Case>,
    /// Threats that fire along with it on purpose.
    pub overlaps: Vec<Overlap>,
    /// The version of the library in which it came.
    pub since: Version,
    /// Whether it takes the place of an earlier threat of its id.
    pub replaces: bool,
    /// Whether its file can hold cases; pytm's cannot.
    pub takes_cases: bool,
    /// Where its condition is written.
    pub origin: Origin,
}

/// A threat that fires along with another on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// The other threat's id or alias.
    pub threat: String,
    /// Why both are needed.
    pub reason: String,
    /// Where it is written.
    pub at: Location,
}

/// How a condition differs from that of one of pytm's threats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PytmDifference {
    /// pytm's id of it, which is the threat's own id or one of its aliases.
    pub id: String,
    /// What pytm asks, and what is asked here instead.
    pub reason: String,
}

/// A small model and whether the threat applies to any of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What the model shows.
    pub name: String,
    /// Whether the threat applies.
    pub fires: bool,
    /// The model, in the vocabulary of the model JSON.
    pub model: serde_json::Value,
}

/// How likely a threat is to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words are those of the reader")]
pub enum Likelihood {
    Low,
    Medium,
    High,
}

/// The six kinds of threat that STRIDE is named for (Kohnfelder and Garg, 1999).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stride {
    /// Posing as somebody else.
    Spoofing,
    /// Changing what is not one's own.
    Tampering,
    /// Denying what one did.
    Repudiation,
    /// Learning what one may not know.
    InformationDisclosure,
    /// Keeping others from being served.
    DenialOfService,
    /// Doing what one may not do.
    ElevationOfPrivilege,
}

/// The seven kinds of threat to privacy that LINDDUN is named for (KU Leuven, names of 2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Linddun {
    /// Joining data about a person, or about a group, that were apart.
    Linking,
    /// Learning who it is that data are about.
    Identifying,
    /// Being held to what one did, said or knew.
    NonRepudiation,
    /// Learning from what can be noticed that somebody is involved.
    Detecting,
    /// Collecting, keeping, using or passing on more than is needed.
    DataDisclosure,
    /// Leaving people without knowledge of what is done with their data, or a say in it.
    Unawareness,
    /// Falling short of law, standards or what was promised.
    NonCompliance,
}

impl Likelihood {
    /// All of them, least first.
    pub const ALL: [Likelihood; 3] = [Likelihood::Low, Likelihood::Medium, Likelihood::High];

    /// The name in threat files and JSON.
    pub fn name(self) -> &'static str {
        ["Low", "Medium", "High"][self as usize]
    }
}

impl Stride {
    /// All six, in the order of the word.
    pub const ALL: [Stride; 6] = [
        Stride::Spoofing,
        Stride::Tampering,
        Stride::Repudiation,
        Stride::InformationDisclosure,
        Stride::DenialOfService,
        Stride::ElevationOfPrivilege,
    ];

    /// The name in threat files and JSON: `InformationDisclosure`.
    pub fn name(self) -> &'static str {
        let names = [
            "Spoofing",
            "Tampering",
            "Repudiation",
            "InformationDisclosure",
            "DenialOfService",
            "ElevationOfPrivilege",
        ];
        names[self as usize]
    }
}

impl Linddun {
    /// All seven, in the order of the word.
    pub const ALL: [Linddun; 7] = [
        Linddun::Linking,
        Linddun::Identifying,
        Linddun::NonRepudiation,
        Linddun::Detecting,
        Linddun::DataDisclosure,
        Linddun::Unawareness,
        Linddun::NonCompliance,
    ];

    /// The name in threat files and JSON: `DataDisclosure`.
    pub fn name(self) -> &'static str {
        let names =
            ["Linking", "Identifying", "NonRepudiation", "Detecting", "DataDisclosure", "Unawareness", "NonCompliance"];
        names[self as usize]
    }
}

impl fmt::Display for Likelihood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Stride {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            "Spoofing",
            "Tampering",
            "Repudiation",
            "Information Disclosure",
            "Denial of Service",
            "Elevation of Privilege",
        ];
        f.pad(words[*self as usize])
    }
}

impl fmt::Display for Linddun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            "Linking",
            "Identifying",
            "Non-repudiation",
            "Detecting",
            "Data Disclosure",
            "Unawareness and Unintervenability",
            "Non-compliance",
        ];
        f.pad(words[*self as usize])
    }
}

/// The severity that pytm calls by that text, in any case; it counts "critical" as very high.
pub(crate) fn severity_of_pytm(text: &str) -> Option<Severity> {
    let name = text.to_lowercase().replace([' ', '-', '_'], "");
    match name.as_str() {
        "critical" => Some(Severity::VeryHigh),
        _ => Severity::ALL.into_iter().find(|it| it.name().to_lowercase() == name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_the_names() {
        let json = |value: serde_json::Result<String>| value.unwrap();
        for it in Likelihood::ALL {
            assert_eq!(json(serde_json::to_string(&it)), format!("\"{}\"", it.name()));
        }
        for it in Stride::ALL {
            assert_eq!(json(serde_json::to_string(&it)), format!("\"{}\"", it.name()));
        }
        for it in Linddun::ALL {
            assert_eq!(json(serde_json::to_string(&it)), format!("\"{}\"", it.name()));
        }
    }
}
