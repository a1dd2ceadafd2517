#[tm::flow(text -> return)]
struct Text(u8);

fn main() {}
