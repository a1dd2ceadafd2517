use tm::element;

#[element(Server, expect(DO02, DO03, reason = "the proxy limits it"))]
pub struct Web;

fn main() {
    let _ = Web;
}
