use tm::element;

#[element(Server, name = "")]
pub struct Web;

fn main() {
    let _ = Web;
}
