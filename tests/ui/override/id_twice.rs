use tm::element;

#[element(Server, override(INP05, DO02, severity = High))]
pub struct Web;

fn main() {}
