//! `cargo tm`: threat modelling for Rust code.

use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;
use tm_cli::project::{self, Selection};
use tm_cli::shell::Shell;

/// Print the declarations that are linked into the selected targets, one JSON document a target
#[derive(Parser)]
#[command(bin_name = "cargo tm", version)]
struct CommandLine {
    #[command(flatten)]
    selection: Selection,
}

fn main() -> ExitCode {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    // cargo runs `cargo-tm tm …` for `cargo tm …`.
    if arguments.get(1).is_some_and(|it| it == "tm") {
        arguments.remove(1);
    }
    let CommandLine { selection } = CommandLine::parse_from(arguments);
    let mut shell = Shell::stderr(selection.color, selection.quiet);
    match project::collect(&selection, &mut shell) {
        Err(error) => {
            shell.error(&error, error.help());
            ExitCode::from(2)
        }
        Ok(collected) => {
            for warning in &collected.warnings {
                shell.warn(warning, warning.help());
            }
            let mut out = io::stdout().lock();
            for export in collected.models.iter().flat_map(|it| &it.exports) {
                if writeln!(out, "{}", export.text).is_err() {
                    break;
                }
            }
            ExitCode::SUCCESS
        }
    }
}
