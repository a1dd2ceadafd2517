struct Db;

#[tm::source(Http)]
impl Db {}

fn main() {}
