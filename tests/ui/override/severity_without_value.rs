use tm::element;

#[element(Server, override(INP05, severity))]
pub struct Web;

fn main() {}
