use tm::element;

#[element(Server, boundary)]
pub struct Web;

fn main() {
    let _ = Web;
}
