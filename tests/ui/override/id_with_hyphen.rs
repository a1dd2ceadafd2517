use tm::element;

#[element(Server, override(ORG-001, severity = High))]
pub struct Web;

fn main() {}
