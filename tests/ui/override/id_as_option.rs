use tm::element;

#[element(Server, override(id = "INP05", severity = High))]
pub struct Web;

fn main() {}
