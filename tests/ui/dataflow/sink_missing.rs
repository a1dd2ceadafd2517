use tm::{dataflow, element};

#[element(Actor)]
pub struct Visitor;

#[element(Server)]
pub struct Web;

dataflow! { Visitor -> : "log in" }

fn main() {}
