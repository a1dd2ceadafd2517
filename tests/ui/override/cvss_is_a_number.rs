use tm::element;

#[element(Server, override(INP05, cvss = 9.3))]
pub struct Web;

fn main() {}
