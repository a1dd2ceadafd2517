//! The options that several commands share.

use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;
use tm_core::render::Notation;

use crate::levels::LevelFlags;
use crate::project::{Asking, Selection};

/// What says something of a build; beside `--from` it would be without effect.
const NOTHING_IS_BUILT: [&str; 18] = [
    "package",
    "workspace",
    "lib",
    "bins",
    "bin",
    "examples",
    "example",
    "tests",
    "test",
    "all_targets",
    "with_deps",
    "features",
    "all_features",
    "no_default_features",
    "release",
    "profile",
    "target",
    "manifest_path",
];

/// Where the model comes from.
#[derive(Args, Clone, Debug)]
pub struct ModelOptions {
    /// Packages, targets and build.
    #[command(flatten)]
    pub selection: Selection,
    /// How programs are asked.
    #[command(flatten)]
    pub asking: Asking,

    /// Read a model file instead of building: `--from tm model.json`, or `--from pytm model.json` for the JSON of a pytm
    /// model; repeated, the files make one model
    #[arg(long, num_args = 2, value_names = ["FORMAT", "FILE"], action = clap::ArgAction::Append, help_heading = "Model",
          conflicts_with_all = NOTHING_IS_BUILT)]
    pub from: Vec<String>,
}

impl ModelOptions {
    /// How a model is written that is not written in Rust.
    pub fn notation(&self) -> Notation {
        let is_pytm = self.from.chunks(2).any(|pair| pair[0] == "pytm");
        if is_pytm { Notation::Pytm } else { Notation::Model }
    }
}

/// Which threats are looked for, what is said of them, and on which day.
#[derive(Args, Clone, Debug, Default)]
pub struct ThreatOptions {
    /// Threat files (TOML, or pytm's JSON) that replace the shipped library
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Threats")]
    pub threats: Vec<Utf8PathBuf>,
    /// Threat files that add to the library
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Threats")]
    pub add_threats: Vec<Utf8PathBuf>,
    /// Threats to leave out, by id or alias
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = "Threats")]
    pub exclude: Vec<String>,
    /// What is allowed, warned of and denied.
    #[command(flatten)]
    pub levels: LevelFlags,
    /// The findings that are known, as `cargo tm baseline` wrote them
    #[arg(long, value_name = "FILE", help_heading = "Threats")]
    pub baseline: Option<Utf8PathBuf>,
    /// The day that decisions are held against, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "DATE", value_parser = crate::date::parse, help_heading = "Threats")]
    pub today: Option<String>,
}

impl ThreatOptions {
    /// Whether any of them is given.
    pub fn is_given(&self) -> bool {
        let chooses_threats = !(self.threats.is_empty() && self.add_threats.is_empty() && self.exclude.is_empty());
        let decides = !self.levels.settings().is_empty() || self.baseline.is_some() || self.today.is_some();
        chooses_threats || decides
    }
}

/// How results are written.
#[derive(Args, Clone, Debug)]
pub struct OutputOptions {
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
}
