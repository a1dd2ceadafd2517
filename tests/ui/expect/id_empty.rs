use tm::element;

#[element(Server, expect("", reason = "the proxy limits it"))]
pub struct Web;

fn main() {
    let _ = Web;
}
