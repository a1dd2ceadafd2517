use tm::element;

#[element(Server, expect(reason = "the proxy limits it", "ORG-001"))]
pub struct Web;

fn main() {
    let _ = Web;
}
