//! What stands between the parentheses of an annotation: `Server, name = "Web", usesXml, controls(…), data = [A, "b"]`.

mod findings;
mod parse;
mod validate;

pub(crate) use findings::decision;
pub(crate) use parse::{Argument, arguments, extent_of};
pub(crate) use validate::{Special, Validated, validate};
