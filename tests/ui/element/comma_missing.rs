use tm::element;

#[element(Server, os = "Linux" port = 80)]
pub struct Web;

fn main() {
    let _ = Web;
}
