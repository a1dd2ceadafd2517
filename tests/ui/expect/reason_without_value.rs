use tm::element;

#[element(Server, expect(DO02, reason))]
pub struct Web;

fn main() {
    let _ = Web;
}
