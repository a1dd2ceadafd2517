#[tm::expect(T0002, reason = "numbers only", until = "2027-02-29", as = mitigatd)]
fn search() {}

fn main() {
    search();
}
