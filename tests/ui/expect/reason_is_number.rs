use tm::element;

#[element(Server, expect(DO02, reason = 7))]
pub struct Web;

fn main() {
    let _ = Web;
}
