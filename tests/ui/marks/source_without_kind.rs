#[tm::source]
fn body() -> u8 {
    1
}

fn main() {}
