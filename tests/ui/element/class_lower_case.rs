use tm::element;

#[element(server)]
pub struct Web;

fn main() {
    let _ = Web;
}
