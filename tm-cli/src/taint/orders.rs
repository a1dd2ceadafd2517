//! What `cargo tm taint` tells itself as wrapper, through cargo.

use serde::{Deserialize, Serialize};

/// The variable that says it. Nothing else makes the program a wrapper.
pub(super) const VARIABLE: &str = "CARGO_TM_WRAP";

/// What the wrapper is to do, as JSON in the environment.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Orders {
    /// Whether crates outside the workspace are dumped too.
    pub(super) all: bool,
    /// Whether unstable flags are allowed by `RUSTC_BOOTSTRAP`.
    pub(super) bootstrap: bool,
    /// What `rustc -vV` prints.
    pub(super) compiler: String,
    /// The user's own wrapper, which cargo would call.
    pub(super) wrapper: Option<String>,
    /// The user's own wrapper for members of the workspace.
    pub(super) workspace_wrapper: Option<String>,
}

impl Orders {
    /// Those that this process was given.
    pub(super) fn given() -> Option<Orders> {
        serde_json::from_str(&std::env::var(VARIABLE).ok()?).ok()
    }
}

/// Programs that stand in front of a compiler and may answer in its place, or are compilers themselves: what they have
/// stored has no dump, and what they say is not the compiler's.
const BYPASSED: [&str; 6] = ["sccache", "ccache", "cachepot", "buildcache", "kache", "clippy-driver"];

/// Whether a wrapper is left out of calls that dump.
pub(super) fn is_bypassed(wrapper: &str) -> bool {
    let name = wrapper.rsplit(['/', '\\']).next().unwrap_or(wrapper);
    BYPASSED.contains(&name.strip_suffix(".exe").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::is_bypassed;

    #[test]
    fn caches_and_linters_are_bypassed_by_name() {
        for (wrapper, expected) in [
            ("sccache", true),
            ("/usr/local/bin/sccache", true),
            ("C:\\tools\\sccache.exe", true),
            ("/opt/toolchain/bin/clippy-driver", true),
            ("/opt/company/rustc-wrapper", false),
            ("my-sccache-like", false),
        ] {
            assert_eq!(is_bypassed(wrapper), expected, "{wrapper}");
        }
    }
}
