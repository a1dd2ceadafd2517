use tm::element;

#[element(tm::Server)]
pub struct Web;

fn main() {
    let _ = Web;
}
