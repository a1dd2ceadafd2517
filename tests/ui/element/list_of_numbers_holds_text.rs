use tm::element;

#[element(Server, levels = [0, "1"])]
pub struct Web;

fn main() {
    let _ = Web;
}
