use tm::element;

#[element(Server, assume("the proxy validates", exclude = [INP05], exclude = [DO02]))]
pub struct Web;

fn main() {}
