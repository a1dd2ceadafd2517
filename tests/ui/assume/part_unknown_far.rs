use tm::element;

#[element(Server, assume("the proxy validates", owner = "platform"))]
pub struct Web;

fn main() {}
