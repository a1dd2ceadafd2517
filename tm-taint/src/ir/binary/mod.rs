//! The intermediate representation as bytes: one file per crate.
//!
//! ```text
//! "TMIR" VERSION
//! COUNT (LENGTH TEXT)…          each text once
//! COUNT TYPE…                   each type once, behind those that it is made of
//! CRATE
//! ```
//!
//! Numbers have seven bits a byte, the lowest first (LEB128). A text or type is its number in its table, a list its length and its
//! elements, an enum the number of its variant and its fields, a span the difference to the one before. What [`write()`] writes,
//! [`read`] reads as an equal crate; it takes any bytes and never panics, allocates more than the bytes justify or gives a
//! crate that names what it does not have.

mod form;
mod forms;

use form::{Form, Reader, Writer};

use super::{Crate, Tables};

/// What the bytes begin with.
const MAGIC: &[u8; 4] = b"TMIR";

/// The number of the form that this code writes and reads. It changes with any change of the representation or of the form.
pub const VERSION: u32 = 1;

/// Bytes that are not of the form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BinaryError {
    /// Another kind of file.
    #[error("the file holds no intermediate representation")]
    Magic,
    /// A form of another version of this code.
    #[error("the file has version {found} of the form, and version {VERSION} is wanted")]
    Version {
        /// The version of the file.
        found: u64,
    },
    /// The bytes end too early, or say what cannot be.
    #[error("the file is damaged at byte {at}: {what}")]
    Damaged {
        /// Where.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
}

/// The bytes of a crate.
pub fn write(krate: &Crate, tables: &Tables) -> Vec<u8> {
    let mut writer = Writer::new(tables);
    krate.write(&mut writer);
    writer.finished(MAGIC, VERSION)
}

/// Reads a crate, whose texts and types are added to `tables`.
///
/// # Errors
/// [`BinaryError`] where the bytes are not of this form and version.
pub fn read(bytes: &[u8], tables: &mut Tables) -> Result<Crate, BinaryError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(BinaryError::Magic)?;
    let mut reader = Reader::new(bytes, bytes.len() - rest.len(), tables);
    let found = reader.number()?;
    if found != u64::from(VERSION) {
        return Err(BinaryError::Version { found });
    }
    reader.read_tables()?;
    let krate = Crate::read(&mut reader)?;
    reader.end()?;
    match krate.fault() {
        Some(what) => Err(BinaryError::Damaged { at: bytes.len(), what }),
        None => Ok(krate),
    }
}
