use tm::element;

#[element(Server, override())]
pub struct Web;

fn main() {}
