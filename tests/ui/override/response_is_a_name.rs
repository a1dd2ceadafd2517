use tm::element;

#[element(Server, override(INP05, response = mitigated))]
pub struct Web;

fn main() {}
