use tm::element;

#[element(Server, port)]
pub struct Web;

fn main() {
    let _ = Web;
}
