use tm::element;

#[element(Server, uses_cache = 1)]
pub struct Web;

fn main() {
    let _ = Web;
}
