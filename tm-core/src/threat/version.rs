//! Versions of a threat library: `0.1`, `0.2`.

use std::fmt;
use std::str::FromStr;

/// A version of a library, two numbers; the first is 0.1.
///
/// ```
/// use tm_core::threat::Version;
///
/// assert_eq!(Version::default().to_string(), "0.1");
/// assert!("0.10".parse::<Version>()? > "0.2".parse()?);
/// # Ok::<(), tm_core::threat::InvalidVersion>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u32,
    minor: u32,
}

/// A text that is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is two numbers, such as 0.2")]
pub struct InvalidVersion;

impl Default for Version {
    fn default() -> Version {
        Version { major: 0, minor: 1 }
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Version, InvalidVersion> {
        let (major, minor) = text.split_once('.').ok_or(InvalidVersion)?;
        let number = |text: &str| {
            let is_plain = text.bytes().all(|it| it.is_ascii_digit());
            text.parse().ok().filter(|_| is_plain).ok_or(InvalidVersion)
        };
        Ok(Version { major: number(major)?, minor: number(minor)? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_two_numbers() {
        for text in ["", "1", "0.", ".1", "0.1.0", "v0.1", "+0.1", "0.-1", "0.99999999999"] {
            assert_eq!(text.parse::<Version>(), Err(InvalidVersion), "{text}");
        }
        assert_eq!("0.1".parse(), Ok(Version::default()));
    }
}
