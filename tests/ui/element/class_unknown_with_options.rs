use tm::element;

#[element(Banana, uses_session_tokens, port = 80)]
pub struct Web;

fn main() {
    let _ = Web;
}
