use tm::element;

#[element(Actor, uses_session_tokens)]
pub struct Web;

fn main() {
    let _ = Web;
}
