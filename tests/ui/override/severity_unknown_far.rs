use tm::element;

#[element(Server, override(INP05, severity = Terrible))]
pub struct Web;

fn main() {}
