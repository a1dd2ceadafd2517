use tm::element;

#[element(Server, assume("the proxy validates", exclud = [INP05]))]
pub struct Web;

fn main() {}
