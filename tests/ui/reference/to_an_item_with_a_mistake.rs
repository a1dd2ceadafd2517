use tm::{dataflow, element};

#[element(Actr)]
pub struct Visitor;

#[element(Server)]
pub struct Web;

dataflow! { Visitor -> Web: "log in" }

fn main() {}
