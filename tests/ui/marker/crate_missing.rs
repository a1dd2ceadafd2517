use tm::element;

#[element(Server, crate)]
pub struct Web;

fn main() {
    let _ = Web;
}
