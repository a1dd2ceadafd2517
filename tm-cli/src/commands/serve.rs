//! `cargo tm serve`: the report while one writes.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;

use crate::browser::{self, OpenError};
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::{ModelOptions, ThreatOptions};
use crate::project;
use crate::serve::listen::{self, ListenError};
use crate::serve::preview::Preview;
use crate::serve::produce::Recipe;
use crate::serve::watch::{Snapshot, Watched};
use crate::shell::Shell;
use crate::signals;

/// Show the report in a browser, anew whenever something is saved
///
/// The page is at http://127.0.0.1:8477/, or at the next free port, for whoever uses this machine and for nobody else.
/// Saving a source file, a manifest, tm.toml, a threat file, the template or a model file builds again, and the page
/// follows where you were reading; what the compiler has to say is shown over the last good report. Places link to the
/// source files. Several models have a page each, /PACKAGE/. Nothing is written but what cargo writes when it builds.
/// Ctrl-C ends it.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm serve --open
  cargo tm serve -p web --port 0
  cargo tm serve --from tm model.json --add-threats threats/")]
pub struct ServeArgs {
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
    /// Listen on this port, or with 0 on any that is free [default: 8477, or the next that is free]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the page in the browser, or in what BROWSER names
    #[arg(long)]
    open: bool,
    /// Fill another template: `basic`, `advanced` or `slides`, or a minijinja file of yours, as for `report`
    #[arg(long, value_name = "NAME|FILE")]
    template: Option<Utf8PathBuf>,
}

/// How often files are looked at, if that takes no time.
const PAUSE: Duration = Duration::from_millis(250);

/// How long nothing may change before it is built: a save of several files is one.
const SETTLED: Duration = Duration::from_millis(100);

/// How long is waited for that, where something changes all the time.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// Runs the command.
///
/// # Errors
/// When the port cannot be had. What is wrong with the model is shown in the page.
pub fn run(args: &ServeArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let recipe = Recipe { model: &args.model, threats: &args.threats, template: args.template.as_deref() };
    let (listener, url) = listen(args.port)?;
    let failed = |source| Failure::new(ListenError::Threads { source });
    signals::heed(|| {}).map_err(failed)?;
    let preview = Arc::new(Preview::default());
    listen::serve(listener, Arc::clone(&preview)).map_err(failed)?;
    shell.status("Serving", format_args!("{url} (Ctrl-C ends it)"));
    let mut opening = args.open.then(|| open(url.clone()));

    let mut watched = Watched::default();
    let mut before = None;
    loop {
        // Before the build, so that what is saved while it runs is seen behind it.
        watched = recipe.watched(&watched);
        let snapshot = watched.snapshot(before.as_ref());
        preview.build();
        match recipe.produce(shell) {
            _ if project::is_ending() => return Ok(ExitCode::Clean),
            Ok(documents) => {
                let revision = preview.show(documents);
                shell.status("Showing", format_args!("revision {revision} at {url}"));
            }
            Err(failure) => preview.fail(failure),
        }
        if let Some(Err(error)) = opening.take().and_then(|it| it.join().ok()) {
            shell.warn(format_args!("{url} was not opened: {error}"), Some("open it by hand"));
        }
        match changed(&watched, snapshot) {
            None => return Ok(ExitCode::Clean),
            Some((path, snapshot)) => {
                shell.status("Changed", path);
                before = Some(snapshot);
            }
        }
    }
}

/// The listener and its address.
fn listen(port: Option<u16>) -> Result<(TcpListener, String), Failure> {
    let listener = listen::bind(port)
        .map_err(|error| Failure::new(error).help("`--port N` names another; `--port 0` takes any that is free"))?;
    let address = listener.local_addr().map_err(|error| Failure::new(Misuse(error.to_string())))?;
    Ok((listener, format!("http://{address}/")))
}

/// Opens the page while the first build runs.
fn open(url: String) -> JoinHandle<Result<(), OpenError>> {
    std::thread::spawn(move || browser::open(&url))
}

/// Waits until something is other than in `snapshot`: what, and how everything is now. None if we are to end.
fn changed(watched: &Watched, snapshot: Snapshot) -> Option<(String, Snapshot)> {
    let mut known = snapshot;
    loop {
        let start = Instant::now();
        let mut now = watched.snapshot(Some(&known));
        // Looking takes a twentieth of our time at most.
        let pause = PAUSE.max(start.elapsed() * 20);
        if let Some(path) = known.changed(&now) {
            let path = shown(path);
            let start = Instant::now();
            while start.elapsed() < LONGEST_WAIT && rest(SETTLED) {
                let later = watched.snapshot(Some(&now));
                let is_settled = now.changed(&later).is_none();
                now = later;
                if is_settled {
                    break;
                }
            }
            return (!project::is_ending()).then_some((path, now));
        }
        known = now;
        if !rest(pause) {
            return None;
        }
    }
}

/// The path as people read it.
fn shown(path: &std::path::Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// Sleeps, and says whether to go on.
fn rest(pause: Duration) -> bool {
    const SLICE: Duration = Duration::from_millis(50);
    let start = Instant::now();
    while start.elapsed() < pause && !project::is_ending() {
        std::thread::sleep(SLICE.min(pause));
    }
    !project::is_ending()
}
