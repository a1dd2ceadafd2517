use tm::element;

#[element(Server, overide(INP05, severity = High))]
pub struct Web;

fn main() {}
