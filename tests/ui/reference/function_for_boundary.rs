use tm::element;

pub fn internet() {}

#[element(Server, boundary = internet)]
pub struct Web;

fn main() {
    let _ = Web;
}
