use tm::element;

#[element(Server, in_scope = false, because = " ")]
pub struct Web;

fn main() {
    let _ = Web;
}
