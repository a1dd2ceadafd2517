use tm::element;

#[element(Server, port = "80")]
pub struct Web;

fn main() {
    let _ = Web;
}
