use tm::{dataflow, element};

#[element(Actor)]
pub struct Visitor;

#[element(Server)]
pub struct Web;

dataflow! { Visitor -> Web: "", protcol = "HTTP", dst_port = "80"; reply "", is_response }

fn main() {}
