use tm::element;

#[element(Server, port = 80.5)]
pub struct Web;

fn main() {
    let _ = Web;
}
