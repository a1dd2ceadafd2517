use tm::element;

#[element(Server, override(INP05, severity = 9))]
pub struct Web;

fn main() {}
