use tm::element;

#[element(uses_cache, Server)]
pub struct Web;

fn main() {
    let _ = Web;
}
