use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits it", as = "accepted"))]
pub struct Web;

fn main() {
    let _ = Web;
}
