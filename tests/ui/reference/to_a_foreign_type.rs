use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

dataflow! { std::string::String -> Web: "log in" }

fn main() {}
