use tm::element;

#[element(Server, 80)]
pub struct Web;

fn main() {
    let _ = Web;
}
