#[tm::sink(Html, return)]
struct Page(String);

fn main() {}
