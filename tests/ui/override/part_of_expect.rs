use tm::element;

#[element(Server, override(INP05, owner = "platform"))]
pub struct Web;

fn main() {}
