use tm::element;

#[element(Banana)]
pub struct Web;

fn main() {
    let _ = Web;
}
