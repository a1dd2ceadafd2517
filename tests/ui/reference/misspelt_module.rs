use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

pub mod people {
    use tm::element;

    #[element(Actor)]
    pub struct Visitor;
}

dataflow! { poeple::Visitor -> Web: "log in" }

fn main() {}
