use tm::element;

#[element()]
pub struct Web;

fn main() {
    let _ = Web;
}
