use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub struct Visitor;

dataflow! { Visitor -> Web: "log in" }

fn main() {}
