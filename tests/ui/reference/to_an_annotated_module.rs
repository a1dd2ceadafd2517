use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub mod visitor {}

dataflow! { visitor -> Web: "log in" }

fn main() {}
