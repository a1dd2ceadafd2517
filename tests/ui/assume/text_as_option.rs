use tm::element;

#[element(Server, assume(name = "the proxy validates"))]
pub struct Web;

fn main() {}
