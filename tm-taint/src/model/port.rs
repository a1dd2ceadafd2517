//! Ports: what of a function a statement speaks of.
//!
//! ```text
//! 1            the first parameter (`self` of a method)
//! 1.*          what it leads to
//! 1.*.elem     any element of that
//! 2.Some.0     the payload of a variant
//! 2.name       a field by its name, of a function whose body is at hand
//! return.1     the second part of the result
//! heap         a place that every call makes anew, and that outlives it; read, it is a reference to that place
//! own          the same where no other thread can see it: what is read there was written before
//! #0           the result of the model's first `call` or `poll`
//! ```

use std::fmt::{self, Display, Formatter};

/// Where a port begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PortRoot {
    /// A parameter; the first is 1.
    Parameter(u32),
    /// The result.
    Return,
    /// What the call allocates.
    Heap,
    /// What the call allocates for one thread.
    Own,
    /// The result of a call that the model makes, by its number.
    Outcome(u32),
}

/// One step of a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PortStep {
    /// `*`.
    Deref,
    /// `elem`.
    Element,
    /// `0`.
    Field(u32),
    /// `Some`.
    Variant(String),
    /// `name`.
    Name(String),
}

/// What of a function is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Port {
    /// Where it begins.
    pub root: PortRoot,
    /// The way from there.
    pub steps: Vec<PortStep>,
}

impl Port {
    /// Reads a port.
    pub fn parse(text: &str) -> Result<Port, String> {
        let mut parts = text.split('.');
        let root = match parts.next().unwrap_or_default() {
            "return" => PortRoot::Return,
            "heap" => PortRoot::Heap,
            "own" => PortRoot::Own,
            outcome if outcome.starts_with('#') => PortRoot::Outcome(
                outcome[1..].parse().map_err(|_| format!("`{text}`: `#` is followed by the number of a call"))?,
            ),
            number => match number.parse() {
                Ok(0) | Err(_) => {
                    return Err(format!(
                        "`{text}` does not begin with the number of a parameter, `return`, `heap` or `own`"
                    ));
                }
                Ok(number) => PortRoot::Parameter(number),
            },
        };
        let steps = parts.map(step).collect::<Result<_, _>>().map_err(|step| {
            format!("`{step}` in `{text}` is none of `*`, `elem`, the number or name of a field, the name of a variant")
        })?;
        Ok(Port { root, steps })
    }
}

fn step(text: &str) -> Result<PortStep, String> {
    match text {
        "*" => Ok(PortStep::Deref),
        "elem" => Ok(PortStep::Element),
        _ if text.starts_with(char::is_uppercase) => Ok(PortStep::Variant(text.to_owned())),
        _ if text.starts_with(|it: char| it.is_alphabetic() || it == '_') => Ok(PortStep::Name(text.to_owned())),
        _ => text.parse().map(PortStep::Field).map_err(|_| text.to_owned()),
    }
}

impl Display for Port {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.root {
            PortRoot::Parameter(number) => write!(f, "{number}")?,
            PortRoot::Return => f.write_str("return")?,
            PortRoot::Heap => f.write_str("heap")?,
            PortRoot::Own => f.write_str("own")?,
            PortRoot::Outcome(number) => write!(f, "#{number}")?,
        }
        self.steps.iter().try_for_each(|step| write!(f, ".{step}"))
    }
}

impl Display for PortStep {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            PortStep::Deref => f.write_str("*"),
            PortStep::Element => f.write_str("elem"),
            PortStep::Field(number) => write!(f, "{number}"),
            PortStep::Variant(name) | PortStep::Name(name) => f.write_str(name),
        }
    }
}
