use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

dataflow! { visitor() -> Web: "log in" }

fn main() {}
