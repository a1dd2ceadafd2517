use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

#[element(Actor)]
pub enum People {
    Visitor,
}

dataflow! { People::Visitor -> Web: "log in" }

fn main() {}
