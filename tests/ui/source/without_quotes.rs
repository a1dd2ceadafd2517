use tm::element;

#[element(Server, source = deploy)]
pub struct Web;

fn main() {}
