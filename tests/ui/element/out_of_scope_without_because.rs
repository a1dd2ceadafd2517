use tm::element;

#[element(Server, in_scope = false)]
pub struct Web;

fn main() {
    let _ = Web;
}
