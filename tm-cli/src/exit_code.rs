//! The exit codes, which scripts rely on.

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Done, and nothing was denied.
    Clean = 0,
    /// Done, and something was denied: a fault of the model's text, a failing case of a threat.
    Denied = 1,
    /// There is no result.
    NoResult = 2,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        std::process::ExitCode::from(code as u8)
    }
}
