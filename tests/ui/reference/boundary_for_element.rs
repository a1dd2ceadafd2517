use tm::{boundary, dataflow, element};

#[element(Server)]
pub struct Web;

#[boundary]
pub struct Visitor;

dataflow! { Visitor -> Web: "log in" }

fn main() {}
