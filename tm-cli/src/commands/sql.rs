//! `cargo tm sql`: the model and its findings as an SQLite database.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use rusqlite::{Connection, OpenFlags};
use tm_core::render::sql::{self, Cell, Content};

use crate::analysis::Analysis;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, FileError, Misuse};
use crate::options::{ModelOptions, ThreatOptions};
use crate::shell::Shell;
use crate::{input, output};

/// Write the model and its findings as an SQLite database
///
/// It has tables for elements, boundaries, data, dataflows, attributes, controls, threats, findings and what they rest
/// on, joined by keys, and views for common questions; `.schema` shows them with a word on each column. Equal models
/// give equal files. A file of that name is replaced if `cargo tm sql` wrote it or it is empty, and left alone else.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm sql -o model.sqlite
  sqlite3 model.sqlite 'SELECT severity, id FROM open_findings'
  sqlite3 model.sqlite 'SELECT * FROM severity_counts'")]
pub struct SqlArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    /// The database file
    #[arg(short, long, value_name = "FILE")]
    output: Utf8PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When there is no model or several, or the file is not ours to replace or cannot be written.
pub fn run(args: &SqlArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let path = &args.output;
    may_be_replaced(path)?;
    let input = input::model(&args.model, shell)?;
    input.warn(args.model.selection.color);
    let analysis = Analysis::new(input, &args.threats)?;
    let content = Content {
        model: &analysis.input.model,
        library: &analysis.library,
        assessment: &analysis.assessment,
        diagnostics: &analysis.diagnostics,
        today: &analysis.terms.today,
    };
    let failed = |error| FileError::Write { path: path.clone(), source: io::Error::other(error) };
    output::replace_file(path, |file| fill(file.path(), &content).map_err(failed).map_err(Failure::from))?;
    Ok(ExitCode::Clean)
}

/// Refuses to replace what another program has written, or is writing.
fn may_be_replaced(path: &Utf8Path) -> Result<(), Failure> {
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    if path.is_file() {
        // The header of an SQLite file: https://www.sqlite.org/fileformat2.html#the_database_header
        let mut header = Vec::new();
        File::open(path).and_then(|file| file.take(72).read_to_end(&mut header)).map_err(failed)?;
        let is_ours =
            header.starts_with(b"SQLite format 3\0") && header.get(68..) == Some(&sql::APPLICATION_ID.to_be_bytes());
        if !is_ours && !header.is_empty() {
            let error = Misuse(format!("`{path}` exists, and is no database that `cargo tm sql` has written"));
            return Err(Failure::new(error).help("nothing was changed; name another file, or move this one away"));
        }
    }
    // SQLite would take the journal of another database for one of the new file, and play it back.
    let real = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    for suffix in ["-journal", "-wal"] {
        let journal = Utf8PathBuf::from(format!("{real}{suffix}"));
        if journal.exists() {
            let name = journal.file_name().unwrap_or(suffix);
            let error = Misuse(format!("`{path}` is in use, or was when a program broke off: there is `{name}`"));
            let help =
                "nothing was changed; close the database there, remove a journal that was left, or name another file";
            return Err(Failure::new(error).help(help));
        }
    }
    Ok(())
}

/// Makes the empty file `path` the database. It is nobody's yet, so there is nothing to roll back.
fn fill(path: &std::path::Path, content: &Content<'_>) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(path, flags)?;
    // 64 MiB of cache keep the indexes of a large model at hand.
    database.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON;",
    )?;
    let transaction = database.transaction()?;
    transaction.pragma_update(None, "application_id", sql::APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", sql::VERSION)?;
    transaction.execute_batch(&sql::schema())?;
    let statements = sql::TABLES.iter().map(|it| Ok((it.name, transaction.prepare(&it.insertion())?)));
    let mut statements = statements.collect::<rusqlite::Result<HashMap<_, _>>>()?;
    sql::rows(content, |table, row| {
        let statement = statements.get_mut(table.name).expect("each table has a statement");
        for (cell, parameter) in row.iter().zip(1..) {
            match cell {
                Cell::Null => statement.raw_bind_parameter(parameter, None::<i64>)?,
                Cell::Integer(it) => statement.raw_bind_parameter(parameter, it)?,
                Cell::Text(it) => statement.raw_bind_parameter(parameter, &**it)?,
            }
        }
        statement.raw_execute().map(|_| ())
    })?;
    drop(statements);
    transaction.commit()?;
    database.close().map_err(|(_, error)| error)
}
