use tm::element;

#[element(Server, port = -1)]
pub struct Web;

fn main() {
    let _ = Web;
}
