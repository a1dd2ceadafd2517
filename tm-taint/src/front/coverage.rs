//! How much of a dump was understood.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How many examples of a kind are kept.
const SAMPLES: usize = 5;

/// What was read of one crate or several.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Bodies that were read.
    pub bodies: u64,
    /// Statements and terminators that stand in them, cleanup and storage markers not counted.
    pub statements: u64,
    /// What was not understood, by kind.
    pub misses: BTreeMap<MissKind, Miss>,
}

/// Kinds of what is not understood.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MissKind {
    /// A whole file: its head is no function, constant or static.
    File,
    /// A line among the declarations of a body.
    Declaration,
    /// A statement.
    Statement,
    /// The end of a block.
    Terminator,
    /// A type: it is kept as it is printed.
    Type,
    /// A constant: it is kept as it is printed.
    Constant,
    /// Captured variables whose number is not the one that the closure has.
    Captures,
}

impl MissKind {
    /// The word for it: `statement`.
    pub fn name(self) -> &'static str {
        match self {
            MissKind::File => "file",
            MissKind::Declaration => "declaration",
            MissKind::Statement => "statement",
            MissKind::Terminator => "terminator",
            MissKind::Type => "type",
            MissKind::Constant => "constant",
            MissKind::Captures => "captures",
        }
    }
}

/// How often something was not understood.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// How often.
    pub count: u64,
    /// The first few, as printed.
    pub samples: Vec<String>,
}

impl Coverage {
    /// Statements and terminators that were understood.
    pub fn understood(&self) -> u64 {
        let missed = |kind| self.misses.get(&kind).map_or(0, |it| it.count);
        self.statements.saturating_sub(missed(MissKind::Statement) + missed(MissKind::Terminator))
    }

    /// Adds what was read of another crate.
    pub fn add(&mut self, other: &Coverage) {
        self.bodies += other.bodies;
        self.statements += other.statements;
        for (kind, miss) in &other.misses {
            let mine = self.misses.entry(*kind).or_default();
            mine.count += miss.count;
            let room = SAMPLES.saturating_sub(mine.samples.len());
            mine.samples.extend(miss.samples.iter().take(room).cloned());
        }
    }

    /// Notes `text` as not understood.
    pub(super) fn miss(&mut self, kind: MissKind, text: &str) {
        let miss = self.misses.entry(kind).or_default();
        miss.count += 1;
        if miss.samples.len() < SAMPLES {
            miss.samples.push(text.to_owned());
        }
    }
}
