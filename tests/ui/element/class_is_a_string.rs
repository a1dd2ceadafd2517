use tm::element;

#[element("Server", os = "Linux")]
pub struct Web;

fn main() {
    let _ = Web;
}
