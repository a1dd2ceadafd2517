use tm::element;

#[element(Server, controls(authentication_scheme = true))]
pub struct Web;

fn main() {
    let _ = Web;
}
