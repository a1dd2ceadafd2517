#[tm::taint(opaqe)]
fn body() -> u8 {
    1
}

fn main() {}
