//! Reads the command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const USAGE: &str = "\
usage: guestbook [--listen ADDRESS] [--db PATH] [--keep-days DAYS]

  --listen ADDRESS   where to listen [default: 127.0.0.1:8080]; port 0 takes any free one
  --db PATH          the SQLite database of the comments [default: guestbook.sqlite3]
  --keep-days DAYS   delete comments older than this [default: 30]
  --help             show this text";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Request {
    Help,
    Serve(Options),
}

/// How to run the service.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) db: PathBuf,
    pub(crate) keep: Duration,
}

/// The request in `args`, which come without the program's name, or what is wrong with them.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let mut args = args.into_iter();
    let mut options = Options {
        listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
        db: PathBuf::from("guestbook.sqlite3"),
        keep: days(30),
    };
    while let Some(option) = args.next() {
        let option = option.to_string_lossy();
        let mut value = || args.next().ok_or_else(|| format!("`{option}` needs a value"));
        match &*option {
            "--help" => return Ok(Request::Help),
            "--listen" => {
                options.listen = parsed(&value()?).ok_or("`--listen` needs an address and port like 127.0.0.1:8080")?;
            }
            "--db" => options.db = value()?.into(),
            "--keep-days" => {
                options.keep = days(parsed(&value()?).ok_or("`--keep-days` needs a whole number of days")?);
            }
            _ => return Err(format!("unknown option `{option}`")),
        }
    }
    Ok(Request::Serve(options))
}

fn parsed<T: std::str::FromStr>(value: &OsString) -> Option<T> {
    value.to_str()?.parse().ok()
}

fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<Request, &str>) {
        let parsed = parse(line.split_whitespace().map(OsString::from));
        assert_eq!(parsed, expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn command_lines() {
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let db = PathBuf::from("guestbook.sqlite3");
        check("", Ok(Request::Serve(Options { listen, db: db.clone(), keep: days(30) })));
        check(
            "--listen [::1]:0 --keep-days 7",
            Ok(Request::Serve(Options { listen: "[::1]:0".parse().unwrap(), db, keep: days(7) })),
        );
        check("--db x --help", Ok(Request::Help));
        check("--listen", Err("`--listen` needs a value"));
        check("--listen here", Err("`--listen` needs an address and port like 127.0.0.1:8080"));
        check("--keep-days -1", Err("`--keep-days` needs a whole number of days"));
        check("--port 80", Err("unknown option `--port`"));
    }
}
