use tm::element;

#[element(Server, override("", severity = High))]
pub struct Web;

fn main() {}
