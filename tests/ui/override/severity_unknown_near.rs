use tm::element;

#[element(Server, override(INP05, severity = VryHigh))]
pub struct Web;

fn main() {}
