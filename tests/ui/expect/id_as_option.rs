use tm::element;

#[element(Server, expect(id = DO02, reason = "the proxy limits it"))]
pub struct Web;

fn main() {
    let _ = Web;
}
