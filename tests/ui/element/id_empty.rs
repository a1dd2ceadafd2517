use tm::element;

#[element(Server, id = "")]
pub struct Web;

fn main() {
    let _ = Web;
}
