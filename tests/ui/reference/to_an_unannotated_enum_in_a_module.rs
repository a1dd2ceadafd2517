use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub mod people {
    pub enum Visitor {}
}

dataflow! { people::Visitor -> Web: "log in" }

fn main() {}
