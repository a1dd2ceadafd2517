//! `cargo tm`: parses the command line, runs the command, answers with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    tm_cli::run(std::env::args_os()).into()
}
