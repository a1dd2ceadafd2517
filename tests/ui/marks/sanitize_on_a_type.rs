#[tm::sanitize(sinks(Html))]
struct Text(u8);

fn main() {}
