use tm::element;

#[element(Server, controls(authentication_scheme))]
pub struct Web;

fn main() {
    let _ = Web;
}
