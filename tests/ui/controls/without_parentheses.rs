use tm::element;

#[element(Server, controls)]
pub struct Web;

fn main() {
    let _ = Web;
}
