#[tm::source(Http, via())]
fn body() -> u8 {
    0
}

#[tm::taint]
fn run(#[sink(Sql, via(legacy, "old"))] _text: u8) {}

#[tm::flow(text -> return, via(decoded, decoded))]
fn decoded(text: u8) -> u8 {
    text
}

fn main() {}
