use tm::element;

#[element(Server, os = "Linux", os = "Windows")]
pub struct Web;

fn main() {
    let _ = Web;
}
