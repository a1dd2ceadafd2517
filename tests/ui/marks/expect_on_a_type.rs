#[tm::expect(T0002, reason = "numbers only")]
struct Search;

fn main() {
    let Search = Search;
}
