use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub struct Visitor;

dataflow! { Vistor -> Web: "log in" }

fn main() {}
