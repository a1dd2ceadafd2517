//! The `cargo tm` command: the only crate of the workspace that touches cargo, git, files and the terminal.
//!
//! ```text
//! cli ──▶ commands/… ──▶ input (project: cargo builds and asks, or model files) ──▶ tm-core ──▶ output
//! ```
//!
//! It holds no knowledge of threats: each command calls into `tm-core` what a user of the library could call.

pub mod analysis;
pub mod browser;
pub mod cargo_messages;
pub mod cli;
pub mod commands;
pub mod config;
pub mod date;
pub mod exit_code;
pub mod failure;
pub mod history;
pub mod input;
pub mod layout;
pub mod levels;
pub mod options;
pub mod output;
pub mod png;
pub mod project;
pub mod repository;
pub mod root_file;
pub mod serve;
pub mod shell;
pub mod signals;
pub mod source_link;
pub mod taint;

use std::ffi::OsString;

use clap::{ColorChoice, Parser};

use cli::{Cli, Command};
pub use exit_code::ExitCode;
use failure::Failure;
use shell::Shell;

/// Runs the command line: `cargo-tm tm check …` as cargo starts it, or `cargo-tm check …`.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<_> = arguments.collect();
    if arguments.get(1).is_some_and(|first| first == "tm") {
        arguments.remove(1);
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(message) => {
            // `--help` and `--version` come this way too, on stdout.
            let _ = message.print();
            return if message.use_stderr() { ExitCode::NoResult } else { ExitCode::Clean };
        }
    };
    let (color, quiet) = cli.command.talk();
    let mut shell = Shell::stderr(color, quiet);
    match dispatch(&cli.command, &mut shell) {
        Ok(code) => code,
        Err(Failure { error, help, faults }) => {
            input::eprint_diagnostics(&faults);
            shell.error(&*error, help);
            ExitCode::NoResult
        }
    }
}

fn dispatch(command: &Command, shell: &mut Shell) -> Result<ExitCode, Failure> {
    match command {
        Command::Init(args) => commands::init::run(args, shell),
        Command::Report(args) => commands::report::run(args, shell),
        Command::Serve(args) => commands::serve::run(args, shell),
        Command::Check(args) => commands::check::run(args, shell),
        Command::Findings(args) => commands::findings::run(args, shell),
        Command::Questions(args) => commands::questions::run(args, shell),
        Command::Stale(args) => commands::stale::run(args, shell),
        Command::Review(args) => commands::review::run(args, shell),
        Command::Baseline(args) => commands::baseline::run(args, shell),
        Command::Diff(args) => commands::diff::run(args, shell),
        Command::Dfd(args) => commands::dfd::run(args, shell),
        Command::Seq(args) => commands::seq::run(args, shell),
        Command::Model(args) => commands::model::run(args, shell),
        Command::Sql(args) => commands::sql::run(args, shell),
        Command::Import(args) => commands::import::run(args, shell),
        Command::Threats(args) => commands::threats::run(args),
        Command::Elements(args) => commands::elements::run(args, shell),
        Command::Describe(args) => commands::describe::run(args),
        Command::Explain(args) => commands::explain::run(args, shell),
        Command::Taint(args) => commands::taint::run(args, shell),
    }
}

impl Command {
    /// How the command talks: with colours, and whether at all.
    fn talk(&self) -> (ColorChoice, bool) {
        let model = match self {
            Command::Taint(args) => {
                let selection = args.selection();
                return (selection.color, selection.quiet);
            }
            Command::Report(args) => &args.model,
            Command::Serve(args) => &args.model,
            Command::Check(args) => &args.model,
            Command::Findings(args) => &args.model,
            Command::Questions(args) => &args.model,
            Command::Stale(args) => &args.model,
            Command::Review(args) => &args.model,
            Command::Baseline(args) => &args.model,
            Command::Diff(args) => &args.model,
            Command::Dfd(args) => &args.model,
            Command::Seq(args) => &args.model,
            Command::Model(args) => &args.model,
            Command::Sql(args) => &args.model,
            Command::Elements(args) => &args.model,
            Command::Explain(args) => &args.model,
            Command::Init(_) | Command::Import(_) | Command::Threats(_) | Command::Describe(_) => {
                return (ColorChoice::Auto, false);
            }
        };
        (model.selection.color, model.selection.quiet)
    }
}
