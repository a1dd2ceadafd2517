use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits it", as = banana))]
pub struct Web;

fn main() {
    let _ = Web;
}
