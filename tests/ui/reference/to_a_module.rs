use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub mod visitor {}

dataflow! { visitor -> Web: "log in" }

fn main() {}
