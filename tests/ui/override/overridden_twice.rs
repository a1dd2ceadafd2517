use tm::element;

#[element(Server, override(INP05, severity = High), override("INP05", always))]
pub struct Web;

fn main() {}
