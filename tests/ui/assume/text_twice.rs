use tm::element;

#[element(Server, assume("the proxy validates", "the proxy encodes"))]
pub struct Web;

fn main() {}
