use tm::element;

#[element(Server, override(INP05, severity = "High"))]
pub struct Web;

fn main() {}
