use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits it"),
    expect("DO02", reason = "it is small"))]
pub struct Web;

fn main() {
    let _ = Web;
}
