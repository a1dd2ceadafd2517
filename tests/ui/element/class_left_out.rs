use tm::element;

#[element(os = "Linux")]
pub struct Web;

fn main() {
    let _ = Web;
}
