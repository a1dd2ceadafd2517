use tm::element;

#[element(Server, override(INP05))]
pub struct Web;

fn main() {}
