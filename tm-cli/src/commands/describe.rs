//! `cargo tm describe`: the vocabulary.

use clap::Args;
use tm_core::render::describe;

use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::output;

/// Show what can be said of a class, or the values of an enumeration
///
/// What is shown of a class can be written in `#[element(CLASS, …)]` and read in a threat's condition as `target.NAME`.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm describe                  all classes and enumerations
  cargo tm describe Server Dataflow
  cargo tm describe controls")]
pub struct DescribeArgs {
    /// Classes, enumerations or `controls`; all of them if none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// When a name is unknown.
pub fn run(args: &DescribeArgs) -> Result<ExitCode, Failure> {
    let names: Vec<_> = args.names.iter().map(String::as_str).collect();
    let text = describe::describe(&names).map_err(|unknown| {
        let failure = Failure::new(Misuse(format!("nothing is called `{}`", unknown.name)));
        failure.help(match unknown.nearest {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`cargo tm describe` lists all there is".to_owned(),
        })
    })?;
    output::write(None, &text)?;
    Ok(ExitCode::Clean)
}
