use tm::element;

#[element(Server, port = 99999999999999999999999)]
pub struct Web;

fn main() {
    let _ = Web;
}
