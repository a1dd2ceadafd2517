use tm::element;

#[element(Server, override(INP05, cvss = ""))]
pub struct Web;

fn main() {}
