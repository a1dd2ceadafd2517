use tm::element;

#[element(Server, marker)]
pub struct Web;

fn main() {
    let _ = Web;
}
