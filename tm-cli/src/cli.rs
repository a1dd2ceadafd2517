//! The command line: what can be asked, and what `--help` teaches.

use clap::{Parser, Subcommand};

use crate::commands;

/// Threat models that live in Rust code
///
/// Annotate items with `#[element(Server, …)]`, `#[boundary]` and `#[data]`, connect them with `dataflow!`, name the
/// model with `model!`: the compiler checks the annotations, and `cargo tm` builds the model from the linked program.
#[derive(Debug, Parser)]
#[command(name = "cargo tm", bin_name = "cargo tm", version, max_term_width = 100, subcommand_required = true)]
#[command(
    after_help = "Start with `cargo tm init` in a package of yours, then `cargo tm check` and `cargo tm report`."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "each command documents itself where its arguments are")]
pub enum Command {
    Init(commands::init::InitArgs),
    Report(commands::report::ReportArgs),
    Serve(commands::serve::ServeArgs),
    Check(commands::check::CheckArgs),
    Findings(commands::findings::FindingsArgs),
    Questions(commands::questions::QuestionsArgs),
    Stale(commands::stale::StaleArgs),
    // `--all` is cargo's old name of `--workspace`; here it means everything that can be reviewed.
    #[command(mut_arg("workspace", |it| it.visible_alias(None::<&str>)))]
    Review(commands::review::ReviewArgs),
    Baseline(commands::baseline::BaselineArgs),
    Diff(commands::diff::DiffArgs),
    Dfd(commands::dfd::DfdArgs),
    Seq(commands::seq::SeqArgs),
    Model(commands::model::ModelArgs),
    Sql(commands::sql::SqlArgs),
    Import(commands::import::ImportArgs),
    Threats(commands::threats::ThreatsArgs),
    Elements(commands::elements::ElementsArgs),
    Describe(commands::describe::DescribeArgs),
    Explain(commands::explain::ExplainArgs),
    Taint(Box<commands::taint::TaintArgs>),
}
