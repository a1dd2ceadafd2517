#[tm::sink(Sql)]
fn body() -> u8 {
    1
}

fn main() {}
