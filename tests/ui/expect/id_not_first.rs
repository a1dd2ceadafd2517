use tm::element;

#[element(Server, expect(reason = "the proxy limits it", DO02))]
pub struct Web;

fn main() {
    let _ = Web;
}
