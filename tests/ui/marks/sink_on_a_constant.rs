#[tm::sink(Log)]
const TEXT: &str = "a";

fn main() {}
