//! Opens pages in headless Chromium.
#![allow(dead_code, reason = "each test file uses a part")]

use std::path::Path;
use std::process::Command;

/// The page as Chromium has it after it ran, and what it complained of. `more` are arguments of Chromium.
pub(crate) fn opened(page: &Path, more: &[&str]) -> (String, Vec<String>) {
    opened_at(page, "", more)
}

/// The same at an address within the page, such as `#selftest`.
pub(crate) fn opened_at(page: &Path, hash: &str, more: &[&str]) -> (String, Vec<String>) {
    run(page, hash, &[&["--virtual-time-budget=5000"], more].concat())
}

/// The same as soon as the page has loaded, by the clock on the wall.
pub(crate) fn opened_in_real_time(page: &Path) -> (String, Vec<String>) {
    run(page, "", &[])
}

fn run(page: &Path, hash: &str, more: &[&str]) -> (String, Vec<String>) {
    let profile = page.with_extension("profile");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--enable-logging=stderr", "--v=0"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("--dump-dom")
        .args(more)
        .arg(format!("file://{}{hash}", page.display()))
        .output()
        .expect("chromium starts");
    let log = String::from_utf8_lossy(&output.stderr);
    let complaints = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    (String::from_utf8_lossy(&output.stdout).into_owned(), complaints)
}
