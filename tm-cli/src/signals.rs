//! Ends with Ctrl-C, and lets nothing run on or lie about.
//!
//! ```text
//! SIGINT, SIGTERM, SIGHUP ─▶ cargo and what it started end ─▶ the build has failed ─▶ we end, scratch folders removed
//! the same once more, or 5 s without success ─▶ what has to be done is done, then exit code 130
//! ```
//!
//! Elsewhere than on Unix the console ends us and all that we started.

/// From now on a signal to end is heeded; `last` is what has to be done where we end in the middle of things.
///
/// # Errors
/// When the system takes no handler.
#[cfg(unix)]
pub fn heed(last: fn()) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for (index, _) in signals.forever().enumerate() {
            if index > 0 {
                end_at_once(last);
            }
            crate::project::end_children();
            std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_secs(5));
                end_at_once(last);
            });
        }
    })?;
    Ok(())
}

#[cfg(unix)]
fn end_at_once(last: fn()) -> ! {
    const ENDED_BY_SIGINT: i32 = 130;
    last();
    std::process::exit(ENDED_BY_SIGINT)
}

/// From now on a signal to end is heeded, as it was before.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn heed(_last: fn()) -> std::io::Result<()> {
    Ok(())
}
