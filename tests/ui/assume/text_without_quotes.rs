use tm::element;

#[element(Server, assume(validated))]
pub struct Web;

fn main() {}
