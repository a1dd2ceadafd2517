use tm::element;

#[element(Server, override(INP05, severity = Severity::High))]
pub struct Web;

fn main() {}
