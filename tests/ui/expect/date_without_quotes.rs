use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits it", until = 2027))]
pub struct Web;

fn main() {
    let _ = Web;
}
