use tm::element;

#[element(Server, expect)]
pub struct Web;

fn main() {
    let _ = Web;
}
