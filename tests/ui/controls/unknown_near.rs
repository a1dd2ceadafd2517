use tm::element;

#[element(Server, controls(validate_input))]
pub struct Web;

fn main() {
    let _ = Web;
}
