use tm::element;

#[element(Server, data = ["comment", true])]
pub struct Web;

fn main() {
    let _ = Web;
}
