#[tm::flow(a -> return)]
static TEXT: &str = "a";

fn main() {}
