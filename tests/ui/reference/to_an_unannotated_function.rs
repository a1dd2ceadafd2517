use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub fn visitor() {}

dataflow! { visitor -> Web: "log in" }

fn main() {}
