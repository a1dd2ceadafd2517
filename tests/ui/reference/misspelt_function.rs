use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub fn visitor() {}

dataflow! { vistor -> Web: "log in" }

fn main() {}
