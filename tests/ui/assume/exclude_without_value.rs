use tm::element;

#[element(Server, assume("the proxy validates", exclude))]
pub struct Web;

fn main() {}
