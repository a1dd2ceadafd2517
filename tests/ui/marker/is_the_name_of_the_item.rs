use tm::element;

#[element(Server, marker = Web)]
pub struct Web;

fn main() {
    let _ = Web;
}
