use tm::element;

#[element(Server, data = "comment")]
pub struct Web;

fn main() {
    let _ = Web;
}
