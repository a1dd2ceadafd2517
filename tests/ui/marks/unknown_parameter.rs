#[tm::flow(texts -> return)]
fn shout(text: u8) -> u8 {
    text
}

fn main() {}
