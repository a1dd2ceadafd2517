use tm::element;

#[element(Server, surface = Html)]
pub struct Web;

fn main() {
    let _ = Web;
}
