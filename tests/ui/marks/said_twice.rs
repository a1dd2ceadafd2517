#[tm::source(Http)]
#[tm::source(Http)]
fn body() -> u8 {
    1
}

fn main() {}
