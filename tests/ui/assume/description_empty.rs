use tm::element;

#[element(Server, assume("the proxy validates", description = ""))]
pub struct Web;

fn main() {}
