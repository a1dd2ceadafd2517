use tm::element;

#[element(Server, controls(validates_input), controls(encodes_output))]
pub struct Web;

fn main() {
    let _ = Web;
}
