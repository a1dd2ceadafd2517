use tm::element;

#[element(Server, crate = "tm")]
pub struct Web;

fn main() {
    let _ = Web;
}
