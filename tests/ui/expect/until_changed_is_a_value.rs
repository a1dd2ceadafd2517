use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits body size", until_changed = true))]
pub struct Web;

fn main() {}
