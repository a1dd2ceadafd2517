use tm::element;

#[element(Server, assume = "the proxy validates")]
pub struct Web;

fn main() {}
