use tm::element;

#[element(Server, override(INP05, response = " "))]
pub struct Web;

fn main() {}
