//! Commands of the model run here, on what a customer attached, and nowhere else.
//!
//! ```
//! use std::path::{Path, PathBuf};
//! use support_agent::workbench::Workbench;
//!
//! let workbench = Workbench { folder: PathBuf::from("/attachments") };
//! assert_eq!(workbench.file("receipt.pdf").as_deref(), Ok(Path::new("/attachments/receipt.pdf")));
//! assert!(workbench.file("../etc/passwd").is_err());
//! ```

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;
use std::process::Command;

use tm::element;

use crate::zones::Sandbox;

/// Runs a few commands, as the model asks for, on one attachment.
///
/// It lives as long as the conversation, in a virtual machine of its own, and only the gateway puts files into its
/// folder.
#[element(
    Process,
    boundary = Sandbox,
    protocol = "vsock",
    code_type = "Managed",
    surface = [Commands, FilePaths],
    uses_environment_variables = false,
    implements_api = false,
    allows_client_side_scripting = false,
    controls(
        validates_input,
        uses_parameterized_input,
        isolates_foreign_code,
        restricts_traffic,
        implements_polp,
        handles_resource_consumption,
        authorizes_source = false,
        has_access_control = false,
        logs_security_events = false
    ),
    expect(
        AC01,
        reason = "the machine holds the attachments of one conversation, and there is nobody else to ask it",
        owner = "support engineering",
        as = avoided,
        until = "2027-09-30"
    ),
    expect(
        RP02,
        reason = "its only caller, the agent, records each command and what it printed",
        owner = "support engineering",
        as = mitigated,
        until = "2027-09-30"
    ),
    assume("Only the agent's machine can open the vsock port of the machine it started.", exclude = [AA01])
)]
#[derive(Clone, Debug)]
pub struct Workbench {
    /// Where the attachments of this conversation lie.
    pub folder: PathBuf,
}

/// What the model may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Prints the text of a PDF.
    PdfToText,
    /// Prints the lines that hold these words.
    Find(String),
}

/// The name does not say a file of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAttachment;

impl Display for NotAnAttachment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of an attachment")
    }
}

impl std::error::Error for NotAnAttachment {}

impl Workbench {
    /// The path of the attachment called `name`.
    ///
    /// A name is one that the gateway could have given: letters, digits, `-`, `_` and `.`, at most 64 of them, the
    /// first one a
    /// letter or digit. So it has no `..`, no separator, no drive, and no command takes it for an option.
    ///
    /// # Errors
    /// When `name` is no such name.
    pub fn file(&self, name: &str) -> Result<PathBuf, NotAnAttachment> {
        let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        if name.len() > 64 || !name.starts_with(|it: char| it.is_ascii_alphanumeric()) || !name.chars().all(plain) {
            return Err(NotAnAttachment);
        }
        Ok(self.folder.join(name))
    }

    /// The command that applies `tool` to the attachment called `name`: no shell reads it, and words stay words.
    ///
    /// # Errors
    /// When no attachment is called so.
    pub fn command(&self, tool: &Tool, name: &str) -> Result<Command, NotAnAttachment> {
        let file = self.file(name)?;
        let mut command = match tool {
            Tool::PdfToText => Command::new("pdftotext"),
            Tool::Find(_) => Command::new("grep"),
        };
        if let Tool::Find(words) = tool {
            command.args(["--fixed-strings", "--regexp", words, "--"]);
        }
        command.arg(file).env_clear();
        Ok(command)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn workbench() -> Workbench {
        Workbench { folder: PathBuf::from("/attachments") }
    }

    #[test]
    fn a_plain_name_is_a_file_of_the_folder() {
        for name in ["receipt.pdf", "1", "a_b-c.tar.gz"] {
            assert_eq!(workbench().file(name), Ok(Path::new("/attachments").join(name)));
        }
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let long = "a".repeat(65);
        let names = ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\\b", "C:x", "-rf", ".hidden", "a\0", "é", &long];
        for name in names {
            assert_eq!(workbench().file(name), Err(NotAnAttachment), "{name:?}");
        }
    }

    #[test]
    fn what_the_model_looks_for_is_never_an_option_or_a_command() {
        let words = "--file=/etc/passwd; rm -rf /";
        let command = workbench().command(&Tool::Find(words.to_owned()), "receipt.txt").unwrap();
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(command.get_program(), "grep");
        assert_eq!(arguments, ["--fixed-strings", "--regexp", words, "--", "/attachments/receipt.txt"]);
        assert!(workbench().command(&Tool::PdfToText, "../secret.pdf").is_err());
    }
}
