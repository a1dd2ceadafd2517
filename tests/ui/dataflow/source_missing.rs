use tm::{dataflow, element};

#[element(Actor)]
pub struct Visitor;

#[element(Server)]
pub struct Web;

dataflow! { -> Web: "log in" }

fn main() {}
