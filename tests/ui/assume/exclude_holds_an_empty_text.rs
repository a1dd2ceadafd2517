use tm::element;

#[element(Server, assume("the proxy validates", exclude = ["INP05", ""]))]
pub struct Web;

fn main() {}
