use tm::element;

#[element(Server, port = 65536)]
pub struct Web;

fn main() {
    let _ = Web;
}
