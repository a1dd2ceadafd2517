use tm::element;

#[element(Server, assume(exclude = [INP05], "the proxy validates"))]
pub struct Web;

fn main() {}
