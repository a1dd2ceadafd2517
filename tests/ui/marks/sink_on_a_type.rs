#[tm::sink(Sql)]
struct Text(u8);

fn main() {}
