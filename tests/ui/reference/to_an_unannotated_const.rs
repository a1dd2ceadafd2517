use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub const VISITOR: u8 = 0;

dataflow! { VISITOR -> Web: "log in" }

fn main() {}
