#[tm::source(Http => *bufer)]
fn fill(buffer: &mut String) {
    buffer.clear();
}

#[tm::source(Http => return::Some.0, path = "_.1")]
fn both() -> Option<u8> {
    None
}

fn main() {}
