use tm::element;

#[element(os = "Linux", Server)]
pub struct Web;

fn main() {
    let _ = Web;
}
