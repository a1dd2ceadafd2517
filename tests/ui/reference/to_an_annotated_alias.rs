use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub type Visitor = Vec<u8>;

dataflow! { Visitor -> Web: "log in" }

fn main() {}
