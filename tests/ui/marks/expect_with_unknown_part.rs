#[tm::expect(T0002, reason = "numbers only", owners = "platform", until_changed)]
fn search() {}

fn main() {
    search();
}
