use tm::element;

#[element(Server, override(INP05, severty = High))]
pub struct Web;

fn main() {}
