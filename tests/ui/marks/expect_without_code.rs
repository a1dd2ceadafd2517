#[tm::expect(reason = "numbers only")]
fn search() {}

fn main() {
    search();
}
