use tm::element;

#[element(Server, os = 7)]
pub struct Web;

fn main() {
    let _ = Web;
}
