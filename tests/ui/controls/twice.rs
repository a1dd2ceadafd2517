use tm::element;

#[element(Server, controls(validates_input, validates_input = false))]
pub struct Web;

fn main() {
    let _ = Web;
}
