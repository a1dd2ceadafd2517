use tm::element;

#[element(Server, hosting = ["Container"])]
pub struct Web;

fn main() {
    let _ = Web;
}
