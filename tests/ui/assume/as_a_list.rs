use tm::element;

#[element(Server, assumptions = ["the proxy validates"])]
pub struct Web;

fn main() {}
