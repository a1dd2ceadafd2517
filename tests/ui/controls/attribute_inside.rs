use tm::element;

#[element(Server, controls(os = "Linux"))]
pub struct Web;

fn main() {
    let _ = Web;
}
