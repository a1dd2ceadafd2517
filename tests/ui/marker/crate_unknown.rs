use tm::element;

#[element(Server, crate = threat)]
pub struct Web;

fn main() {
    let _ = Web;
}
