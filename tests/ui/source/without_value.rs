use tm::element;

#[element(Server, source)]
pub struct Web;

fn main() {}
