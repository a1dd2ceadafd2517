use tm::element;

#[element(Server, id = 7)]
pub struct Web;

fn main() {
    let _ = Web;
}
