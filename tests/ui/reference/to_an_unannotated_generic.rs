use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub struct Visitor<T>(pub T);

dataflow! { Visitor<u8> -> Web: "log in" }

fn main() {}
