#[tm::source(Secret)]
struct Text(u8);

fn main() {}
