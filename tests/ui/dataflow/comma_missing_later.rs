use tm::{dataflow, element};

#[element(Actor)]
pub struct Visitor;

#[element(Server)]
pub struct Web;

dataflow! { Visitor -> Web: "log in", protocol = "HTTP" dst_port = 80 }

fn main() {}
