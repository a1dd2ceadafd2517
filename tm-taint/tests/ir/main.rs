//! The forms of the intermediate representation hold what it says.

mod generate;
mod text;
