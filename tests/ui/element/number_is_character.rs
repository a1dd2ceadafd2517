use tm::element;

#[element(Server, port = 'c')]
pub struct Web;

fn main() {
    let _ = Web;
}
