use tm::element;

#[element(Server, assume)]
pub struct Web;

fn main() {}
