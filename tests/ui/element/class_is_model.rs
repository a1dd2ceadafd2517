use tm::element;

#[element(Model)]
pub struct Web;

fn main() {
    let _ = Web;
}
