use tm::element;

#[element(Server, os =, port = 80)]
pub struct Web;

fn main() {
    let _ = Web;
}
