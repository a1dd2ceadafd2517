use tm::{dataflow, element};

#[element(Actor)]
pub struct Visitor;

#[element(Server)]
pub struct Web;

dataflow! { Visitor -> Web: "log in", reply = "welcome" }

fn main() {}
