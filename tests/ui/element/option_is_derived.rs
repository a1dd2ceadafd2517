use tm::element;

#[element(Server, inputs = ["login"])]
pub struct Web;

fn main() {
    let _ = Web;
}
