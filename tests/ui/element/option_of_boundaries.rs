use tm::element;

#[element(Server, within = "Internet")]
pub struct Web;

fn main() {
    let _ = Web;
}
