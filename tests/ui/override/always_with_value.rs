use tm::element;

#[element(Server, override(INP05, always = false))]
pub struct Web;

fn main() {}
