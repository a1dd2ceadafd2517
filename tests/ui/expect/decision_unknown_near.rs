use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits it", as = acepted))]
pub struct Web;

fn main() {
    let _ = Web;
}
