use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub mod people {
    pub fn visitor() {}
}

dataflow! { people::visitor -> Web: "log in" }

fn main() {}
