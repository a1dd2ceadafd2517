use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub struct Visitor<T>(pub T);

dataflow! { Visitor -> Web: "log in" }

fn main() {}
