use tm::element;

#[element(Server, source = "deploy/../../nginx.conf")]
pub struct Web;

fn main() {}
