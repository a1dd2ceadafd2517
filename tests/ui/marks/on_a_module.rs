#[tm::source(Http)]
mod inner {}

fn main() {}
