use tm::element;

#[element(Server, "Web server")]
pub struct Web;

fn main() {
    let _ = Web;
}
