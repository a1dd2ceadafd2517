#[tm::source(Secret)]
type Text = String;

fn main() {}
