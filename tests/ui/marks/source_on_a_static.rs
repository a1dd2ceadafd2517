#[tm::source(Secret)]
static TEXT: u8 = 1;

fn main() {}
