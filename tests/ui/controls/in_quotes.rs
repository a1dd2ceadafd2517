use tm::element;

#[element(Server, controls("validates_input"))]
pub struct Web;

fn main() {
    let _ = Web;
}
