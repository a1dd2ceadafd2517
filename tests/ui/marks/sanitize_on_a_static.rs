#[tm::sanitize]
static TEXT: &str = "a";

fn main() {}
