use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

dataflow! { u8 -> Web: "log in" }

fn main() {}
