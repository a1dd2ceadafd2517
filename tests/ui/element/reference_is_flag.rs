use tm::element;

#[element(Server, boundary = true)]
pub struct Web;

fn main() {
    let _ = Web;
}
