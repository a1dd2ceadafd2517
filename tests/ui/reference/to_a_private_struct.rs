use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

mod people {
    use tm::element;

    #[element(Actor)]
    struct Visitor;
}

dataflow! { people::Visitor -> Web: "log in" }

fn main() {}
