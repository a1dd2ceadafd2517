use tm::element;

#[element(Server, controls(controls(validates_input)))]
pub struct Web;

fn main() {
    let _ = Web;
}
