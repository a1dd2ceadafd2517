use tm::element;

#[element(Server, Commands)]
pub struct Web;

fn main() {
    let _ = Web;
}
