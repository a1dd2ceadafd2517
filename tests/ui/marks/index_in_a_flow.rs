#[tm::flow(list[0] -> return)]
fn first(list: &[u8]) -> u8 {
    list[0]
}

fn main() {}
