//! The forms of the intermediate representation hold what it says.

mod binary;
mod generate;
mod link;
mod text;
