use tm::element;

#[element(Server, override(INP05, because = "the proxy"))]
pub struct Web;

fn main() {}
