use tm::element;

#[element(Server, controls(colour))]
pub struct Web;

fn main() {
    let _ = Web;
}
