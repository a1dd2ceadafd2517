use tm::element;

#[element(Server, uses_cache = "yes")]
pub struct Web;

fn main() {
    let _ = Web;
}
