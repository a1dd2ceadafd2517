//! Talk to the person at the terminal, in cargo's manner and on stderr.
//!
//! ```text
//!      Linking runner for `guestbook`
//! warning: `billing` depends on threat-model, but nothing of it is linked into `web`
//!   = help: add `use billing as _;` to `web`
//! ```

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;
use std::fmt::Display;
use std::io::Write;

const STATUS: Style = AnsiColor::BrightGreen.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const BOLD: Style = Style::new().bold();

/// stderr, with colours or without them, whatever is written to it.
pub fn stream(color: ColorChoice) -> anstream::AutoStream<std::io::Stderr> {
    let color = match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    anstream::AutoStream::new(std::io::stderr(), color)
}

/// Where progress, warnings and errors go.
pub struct Shell {
    out: Box<dyn Write>,
    quiet: bool,
}

impl Shell {
    /// Talks on stderr.
    pub fn stderr(color: ColorChoice, quiet: bool) -> Shell {
        Shell::to(Box::new(stream(color)), quiet)
    }

    /// Talks to `out`.
    pub fn to(out: Box<dyn Write>, quiet: bool) -> Shell {
        Shell { out, quiet }
    }

    /// Says what is being done, unless quiet.
    pub fn status(&mut self, verb: &str, object: impl Display) {
        if !self.quiet {
            self.say(format_args!("{STATUS}{verb:>12}{STATUS:#} {object}"));
        }
    }

    /// Says something worth knowing, unless quiet.
    pub fn note(&mut self, text: impl Display, help: Option<impl Display>) {
        if !self.quiet {
            self.labelled(BOLD, "note", text, help);
        }
    }

    /// Says what may be wrong.
    pub fn warn(&mut self, text: impl Display, help: Option<impl Display>) {
        self.labelled(WARNING, "warning", text, help);
    }

    /// Says what was wanted to know beside the result, unless quiet.
    pub fn tell(&mut self, text: impl Display) {
        if !self.quiet {
            let _ = write!(self.out, "{text}");
        }
    }

    /// Says what fails a result.
    pub fn deny(&mut self, text: impl Display, help: Option<impl Display>) {
        self.labelled(ERROR, "error", text, help);
    }

    /// Says why there is no result: the error, its causes and what to do.
    pub fn error(&mut self, error: &dyn std::error::Error, help: Option<impl Display>) {
        self.labelled(ERROR, "error", error, None::<&str>);
        let mut cause = error.source();
        while let Some(it) = cause {
            self.say(format_args!("  {BOLD}={BOLD:#} cause: {it}"));
            cause = it.source();
        }
        self.help(help);
    }

    fn labelled(&mut self, style: Style, label: &str, text: impl Display, help: Option<impl Display>) {
        self.say(format_args!("{style}{label}{style:#}{BOLD}:{BOLD:#} {text}"));
        self.help(help);
    }

    fn help(&mut self, help: Option<impl Display>) {
        if let Some(help) = help {
            self.say(format_args!("  {BOLD}={BOLD:#} help: {help}"));
        }
    }

    fn say(&mut self, line: std::fmt::Arguments<'_>) {
        // A closed stderr is no reason to stop.
        let _ = writeln!(self.out, "{line}");
    }
}
