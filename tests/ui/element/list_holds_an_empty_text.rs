use tm::element;

#[element(Server, data = [""])]
pub struct Web;

fn main() {
    let _ = Web;
}
