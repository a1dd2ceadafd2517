#[tm::sink(Html, paht = "_.0")]
fn show(page: (String, u8)) {}

fn main() {}
