use tm::element;

#[element(Server, override(severity = High, INP05))]
pub struct Web;

fn main() {}
