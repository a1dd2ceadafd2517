use tm::element;

#[element(Server, colour = "red")]
pub struct Web;

fn main() {
    let _ = Web;
}
