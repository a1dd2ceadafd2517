use tm::element;

#[element(Server, boundary = ["Web"])]
pub struct Web;

fn main() {
    let _ = Web;
}
