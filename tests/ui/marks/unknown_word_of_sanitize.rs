#[tm::sanitize(sink(Sql))]
fn escape(text: u8) -> u8 {
    text
}

fn main() {}
