//! `cargo tm describe`: the vocabulary.

use clap::{Args, ValueEnum};
use tm_core::render::describe;
use tm_core::render::schema::{self, Document};

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
  cargo tm describe controls
  cargo tm describe conditions       the predicates that a threat's condition may use
  cargo tm describe --schema model > model.schema.json      for editors, and for programs that read or write models")]
pub struct DescribeArgs {
    /// Classes, enumerations, `controls` or `conditions`; all classes and enumerations if none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Write the JSON schema of a document instead
    #[arg(long, value_enum, value_name = "DOCUMENT", conflicts_with = "names")]
    schema: Option<Schema>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Schema {
    /// What `cargo tm model` writes and `--from tm` reads
    Model,
    /// What `cargo tm findings --format json` writes
    Findings,
    /// What `cargo tm check --format json` writes
    Check,
    /// What `cargo tm questions --format json` writes
    Questions,
    /// What `cargo tm diff --format json` writes
    Diff,
}

/// Runs the command.
///
/// # Errors
/// When a name is unknown.
pub fn run(args: &DescribeArgs) -> Result<ExitCode, Failure> {
    if let Some(document) = args.schema {
        let document = match document {
            Schema::Model => Document::Model,
            Schema::Findings => Document::Findings,
            Schema::Check => Document::Check,
            Schema::Questions => Document::Questions,
            Schema::Diff => Document::Diff,
        };
        output::write(None, &schema::schema(document))?;
        return Ok(ExitCode::Clean);
    }
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
