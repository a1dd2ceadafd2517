use tm::{dataflow, element};

#[element(Server)]
pub struct Web;

mod people {
    use tm::element;

    #[element(Actor)]
    fn visitor() {}
}

dataflow! { people::visitor -> Web: "log in" }

fn main() {}
