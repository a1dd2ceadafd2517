//! clap.

use clap::{Arg, Command, Parser};

use crate::sink;

#[derive(Parser)]
pub struct Options {
    name: String,
}

pub fn parsed() {
    let options = Options::parse();
    sink(options.name); // FLOW
}

pub fn tried() {
    sink(Options::try_parse().unwrap().name); // FLOW
}

pub fn matches() {
    let matches = Command::new("x").arg(Arg::new("name")).get_matches();
    sink(matches.get_one::<String>("name").unwrap()); // FLOW
}

pub fn tried_matches() {
    let matches = Command::new("x").arg(Arg::new("name")).try_get_matches().unwrap();
    sink(matches.get_one::<String>("name").unwrap()); // FLOW
}
