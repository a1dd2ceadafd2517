use tm::element;

#[element(Boundary)]
pub struct Web;

fn main() {
    let _ = Web;
}
