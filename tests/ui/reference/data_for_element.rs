use tm::{data, dataflow, element};

#[element(Server)]
pub struct Web;

#[data]
pub struct Visitor;

dataflow! { Visitor -> Web: "log in" }

fn main() {}
