//! `cargo tm`: parses the command line, runs the command, answers with its exit code. Where `cargo tm taint` lets cargo
//! call it in the compiler's place, it does what the compiler does, and more.

use std::process::ExitCode;

use tm_cli::taint::wrapper::Wrapped;

fn main() -> ExitCode {
    match Wrapped::of(std::env::args_os()) {
        Some(call) => call.run(),
        None => tm_cli::run(std::env::args_os()).into(),
    }
}
