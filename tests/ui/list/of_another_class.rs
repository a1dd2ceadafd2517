use tm::element;

#[element(Server, hardware = [Radio])]
pub struct Web;

fn main() {
    let _ = Web;
}
