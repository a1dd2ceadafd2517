use tm::element;

#[element(Server, os)]
pub struct Web;

fn main() {
    let _ = Web;
}
