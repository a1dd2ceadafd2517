use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub trait Visitor {}

dataflow! { Visitor -> Web: "log in" }

fn main() {}
