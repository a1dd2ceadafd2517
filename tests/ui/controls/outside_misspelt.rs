use tm::element;

#[element(Server, validate_input)]
pub struct Web;

fn main() {
    let _ = Web;
}
