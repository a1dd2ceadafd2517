use tm::element;

#[element(Server, boundry = "Web")]
pub struct Web;

fn main() {
    let _ = Web;
}
