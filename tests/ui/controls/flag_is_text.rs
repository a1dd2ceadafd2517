use tm::element;

#[element(Server, controls(validates_input = "yes"))]
pub struct Web;

fn main() {
    let _ = Web;
}
