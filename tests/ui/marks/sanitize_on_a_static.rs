#[tm::sanitize]
static TEXT: u8 = 1;

fn main() {}
