use tm::element;

#[element(Server, override(INP05, severity = High, severity = Low))]
pub struct Web;

fn main() {}
