use tm::element;

#[element(Server, validates_input)]
pub struct Web;

fn main() {
    let _ = Web;
}
