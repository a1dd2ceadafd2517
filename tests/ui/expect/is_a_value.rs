use tm::element;

#[element(Server, expect = DO02)]
pub struct Web;

fn main() {
    let _ = Web;
}
