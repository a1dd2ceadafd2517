#[tm::expect(T0002)]
fn search() {}

fn main() {
    search();
}
