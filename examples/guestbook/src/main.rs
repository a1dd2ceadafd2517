//! Runs the guestbook.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

mod options;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use guestbook::store::CommentsDb;
use guestbook::{Guestbook, app, cleanup};
use tokio::net::TcpListener;

use options::{Options, Request, USAGE};

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match options::parse(env::args_os().skip(1)) {
        Ok(Request::Help) => say(USAGE).map_err(|error| error.to_string()),
        Ok(Request::Serve(options)) => serve(options).await,
        Err(mistake) => Err(format!("{mistake}\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

/// Serves until the process is ended.
async fn serve(Options { listen, db, keep }: Options) -> Result<(), String> {
    let comments = CommentsDb::open(&db).map_err(|error| format!("cannot open {}: {error}", db.display()))?;
    let cannot_listen = |error: io::Error| format!("cannot listen on {listen}: {error}");
    let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;

    let guestbook = Guestbook::new(comments);
    tokio::spawn(cleanup::every_hour(guestbook.clone(), keep));
    say(&format!("listening on http://{address}")).map_err(|error| error.to_string())?;
    axum::serve(listener, app(guestbook)).await.map_err(|error| error.to_string())
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

#[expect(clippy::print_stderr, reason = "the last words of a program go to its stderr")]
fn fail(message: &str) -> ExitCode {
    eprintln!("guestbook: {message}");
    ExitCode::FAILURE
}
