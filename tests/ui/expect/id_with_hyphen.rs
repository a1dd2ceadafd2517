use tm::element;

#[element(Server, expect(ORG-001, reason = "the proxy limits it"))]
pub struct Web;

fn main() {
    let _ = Web;
}
