#[tm::taint]
fn run(#[sink(Sql, return)] _text: u8) {}

fn main() {}
