//! Where the source files of a git repository can be read on the web.
//!
//! ```text
//! git@github.com:owner/shop.git, commit 1a2b…, workspace in services/
//! ──▶ https://github.com/owner/shop/blob/1a2b…/services/{file}#L{line}
//! ```
//!
//! A link is made only where it leads to the very text that the model was read from: the commit was pushed to `origin`,
//! the file is in it and unchanged since, and the host is one whose addresses are known. Names and passwords in the
//! remote's address go into no document.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use cargo_metadata::camino::Utf8Path;
use tm_core::render::report::WebSource;

/// An address that may be given for all source files.
///
/// # Errors
/// When it names no file, or has a mark in it that no address has.
pub fn address(text: &str) -> Result<String, String> {
    if !text.contains("{file}") {
        return Err("it says nowhere which {file} is meant".to_owned());
    }
    match text.chars().find(|it| it.is_whitespace() || it.is_control() || "\"'<>\\`".contains(*it)) {
        Some(mark) => Err(format!("{mark:?} is no part of an address")),
        None => Ok(text.to_owned()),
    }
}

/// Where the files below `root` are, if its repository has been pushed to a known host.
pub fn of_repository(root: &Utf8Path) -> Option<WebSource> {
    let remote = git(root, &["remote", "get-url", "origin"])?;
    let commit = git(root, &["rev-parse", "--verify", "HEAD^{commit}"])?;
    let address = host_address(&remote, &commit)?;
    let pushed = ["for-each-ref", "--count=1", "--contains", &commit, "refs/remotes/origin"];
    git(root, &pushed).filter(|refs| !refs.is_empty())?;
    let prefix = git(root, &["rev-parse", "--show-prefix"])?;
    let committed = git(root, &["ls-tree", "-r", "-z", "--name-only", &commit])?;
    let changed = git(root, &["diff", "--no-ext-diff", "--relative", "-z", "--name-only", &commit])?;
    let changed: BTreeSet<&str> = changed.split('\0').collect();
    let unchanged = committed.split('\0').filter(|file| !file.is_empty() && !changed.contains(file));
    Some(WebSource { address, prefix, files: Some(unchanged.map(str::to_owned).collect()) })
}

/// What git prints, without its last line end; none if there is no git, or it fails.
fn git(folder: &Utf8Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    // Nothing is asked of a person, and the repository stays as it is.
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = output.status.success().then_some(output.stdout)?;
    let text = String::from_utf8(text).ok()?;
    Some(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
}

/// Where a host shows files of a commit.
fn host_address(remote: &str, commit: &str) -> Option<String> {
    let Remote { scheme, host, path } = Remote::read(remote)?;
    let name = host.split(':').next().unwrap_or_default();
    let is_owner_and_name = path.split('/').count() == 2;
    let (infix, line) = match name {
        "github.com" if is_owner_and_name => ("blob", "L{line}"),
        "bitbucket.org" if is_owner_and_name => ("src", "lines-{line}"),
        "codeberg.org" if is_owner_and_name => ("src/commit", "L{line}"),
        _ if is_owner_and_name && is_named(name, "forgejo") => ("src/commit", "L{line}"),
        _ if is_named(name, "gitlab") => ("-/blob", "L{line}"),
        _ => return None,
    };
    Some(format!("{scheme}://{host}/{path}/{infix}/{commit}/{{file}}#{line}"))
}

/// Whether a host is `software.…`, as those who run it themselves mostly call it.
fn is_named(host: &str, software: &str) -> bool {
    host.strip_prefix(software).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1)
}

/// What is of use in the address of a remote.
struct Remote {
    scheme: &'static str,
    /// With its port, if it is that of a web page.
    host: String,
    path: String,
}

impl Remote {
    /// Reads `https://…`, `ssh://…`, `git://…` and `git@host:owner/name.git`.
    fn read(remote: &str) -> Option<Remote> {
        let (scheme, authority, path) = match remote.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_once('/')?;
                (scheme, authority, path)
            }
            None => {
                let (authority, path) = remote.split_once(':')?;
                ("ssh", authority, path)
            }
        };
        let host = authority.rsplit('@').next()?.to_ascii_lowercase();
        let (scheme, host) = match scheme {
            "https" => ("https", host),
            "http" => ("http", host),
            "ssh" | "git" | "git+ssh" | "ssh+git" => ("https", host.split(':').next()?.to_owned()),
            _ => return None,
        };
        let host = match host.as_str() {
            // These answer for ssh on the port of web pages.
            "ssh.github.com" => "github.com".to_owned(),
            "altssh.gitlab.com" => "gitlab.com".to_owned(),
            "altssh.bitbucket.org" => "bitbucket.org".to_owned(),
            _ => host,
        };
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let is_plain = |text: &str| text.chars().all(|it| it.is_ascii_alphanumeric() || "-._~".contains(it));
        let is_part = |part: &str| !["", ".", ".."].contains(&part) && is_plain(part);
        let is_host =
            |host: &str| !host.is_empty() && host.chars().all(|it| it.is_ascii_alphanumeric() || "-.:".contains(it));
        let is_safe = is_host(&host) && path.contains('/') && path.split('/').all(is_part);
        is_safe.then(|| Remote { scheme, host, path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_addresses() {
        let github = "https://github.com/owner/shop/blob/c0/{file}#L{line}";
        let cases = [
            ("https://github.com/owner/shop.git", github),
            ("https://github.com/owner/shop/", github),
            ("https://me:secret@github.com/owner/shop.git", github),
            ("https://token@GitHub.com/owner/shop", github),
            ("git@github.com:owner/shop.git", github),
            ("ssh://git@github.com/owner/shop.git", github),
            ("ssh://git@ssh.github.com:443/owner/shop.git", github),
            ("git://github.com/owner/shop.git", github),
            ("git@gitlab.com:group/sub/shop.git", "https://gitlab.com/group/sub/shop/-/blob/c0/{file}#L{line}"),
            (
                "https://gitlab.corp.example:8443/g/shop",
                "https://gitlab.corp.example:8443/g/shop/-/blob/c0/{file}#L{line}",
            ),
            (
                "ssh://git@gitlab.corp.example:2222/g/shop",
                "https://gitlab.corp.example/g/shop/-/blob/c0/{file}#L{line}",
            ),
            ("git@codeberg.org:owner/shop.git", "https://codeberg.org/owner/shop/src/commit/c0/{file}#L{line}"),
            ("https://forgejo.example/owner/shop", "https://forgejo.example/owner/shop/src/commit/c0/{file}#L{line}"),
            ("git@bitbucket.org:owner/shop.git", "https://bitbucket.org/owner/shop/src/c0/{file}#lines-{line}"),
        ];
        for (remote, expected) in cases {
            assert_eq!(host_address(remote, "c0").as_deref(), Some(expected), "{remote}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        let cases = [
            "https://git.example.com/owner/shop.git",
            "https://github.com.example.com/owner/shop",
            "https://github.com@example.com/owner/shop",
            "https://gitlab./g/shop",
            "https://github.com/owner",
            "https://github.com/owner/shop/more",
            "https://github.com/owner/../shop",
            "https://github.com/owner/{file}",
            "git@github.com:owner/sh op\">.git",
            "file:///srv/github.com/owner/shop",
            "/srv/git/shop.git",
            "../shop",
            "C:\\git\\shop",
            "",
        ];
        for remote in cases {
            assert_eq!(host_address(remote, "c0"), None, "{remote}");
        }
    }

    #[test]
    fn an_address_says_which_file() {
        assert_eq!(address("vscode://file/w/{file}:{line}").as_deref(), Ok("vscode://file/w/{file}:{line}"));
        assert!(address("https://example.com/").is_err_and(|it| it.contains("{file}")));
        assert!(address("https://example.com/<{file}>").is_err_and(|it| it.contains("'<'")));
    }
}
