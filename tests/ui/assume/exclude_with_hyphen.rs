use tm::element;

#[element(Server, assume("the proxy validates", exclude = [ORG-001]))]
pub struct Web;

fn main() {}
